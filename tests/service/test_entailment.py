"""What a window says and what it only seems to say are told apart, by one more look at the best reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from index.glossary import Glossary
from index.models.prepare import default_model_dir
from index.models.reader import compile_reader, shipped_entailment
from index.pairs import PairReader, Window, WindowScores
from index.parse import parse
from index.types import Scored, Span
from index.widening import BilingualWidening
from service.asked import asked
from service.entailment import Entailment, claimed
from service.matching import Matcher
from service.trained import TrainedReader
from service.types import Evidence, Question, Reading

TEXT = """2025年政府工作报告
农业方面，粮食产量达到100万吨，棉花产量达到20万吨。
工业方面，新建风电200万千瓦，新建光伏300万千瓦。"""


@dataclass
class Says:
    """A network that says the same of every window, and likes its first pieces; remembers what it was asked."""

    margin: float
    calls: list[tuple[str, tuple[Window, ...]]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return "says"

    def read(self, question: str, windows: Sequence[Window]) -> tuple[WindowScores, ...]:
        self.calls.append((question, tuple(windows)))
        return tuple(self._scores(window) for window in windows)

    def _scores(self, window: Window) -> WindowScores:
        tokens = tuple(Span(i, i + 1) for i in range(len(window.text)))
        level = np.full(len(tokens), -np.log(len(tokens)), np.float32)
        return WindowScores(self.margin, tokens, level, level)


def read(question: str, judge: Says | None, reader: Says) -> tuple[Reading, ...]:
    document = parse(TEXT, "r.txt")
    items = [Evidence(document, p, 0.5, (Scored(p.span, 0.5),)) for p in document.paragraphs if not p.is_heading]
    wanted = asked(Question(question, "zh"), BilingualWidening(Glossary))
    judging = Entailment(judge) if judge is not None else None
    return TrainedReader(reader, entailment=judging).read(wanted, items, Matcher.over(wanted, items))


def test_the_best_reading_alone_is_judged_with_the_figure_that_would_be_the_answer() -> None:
    judge = Says(-2.5)
    best, *others = read("棉花产量是多少？", judge, Says(3.0))
    assert best.seen is not None
    assert best.seen.entailed == -2.5
    assert all(r.seen is None or r.seen.entailed == 0.0 for r in others)
    ((question, windows),) = judge.calls
    assert question == "棉花产量是多少? → 20万吨"
    assert [w.head for w in windows] == ["2025年政府工作报告"]
    assert "棉花产量达到20万吨" in windows[0].text


def test_judging_changes_no_order() -> None:
    plain, judged = read("棉花产量是多少？", None, Says(3.0)), read("棉花产量是多少？", Says(-6.0), Says(3.0))
    assert [(r.span, r.score) for r in plain] == [(r.span, r.score) for r in judged]


def test_a_question_that_is_not_read_is_not_judged() -> None:
    judge = Says(1.0)
    read("棉花产量达到20万吨了吗？", judge, Says(3.0))
    assert judge.calls == []


def test_a_long_answer_is_cut_so_that_the_question_stays_whole() -> None:
    assert claimed("为什么？", "因" * 300) == "为什么？ → " + "因" * 40
    assert len(claimed("Why?", "because " * 50)) == len("Why? → ") + 100


@pytest.fixture(scope="module")
def model() -> PairReader:
    layers = shipped_entailment()
    assert layers is not None
    return PairReader(compile_reader(default_model_dir(), layers), 2)


TUNNEL = Window(
    "青石隧道全长12.6公里，去年9月贯通，由省交建集团施工，两地车程由3小时缩短至50分钟。",
    "2025年青石县政府工作报告 / 一、2024年工作回顾",
)
MUSEUM = Window(
    "The town's maritime museum opened in 1987 in a former rope factory and drew 64,000 visitors last year.",
    "Annual report of the council",
)


PAIRS = (
    (TUNNEL, "青石隧道有多长？", "青石隧道海拔多高？", "12.6公里"),
    (TUNNEL, "打通以后路上要花多少时间？", "青石隧道一共修了多长时间？", "50分钟"),
    (TUNNEL, "青石隧道是谁修的？", "青石隧道是谁设计的？", "省交建集团"),
    (TUNNEL, "How long is the Qingshi tunnel?", "How much did the Qingshi tunnel cost?", "12.6公里"),
    (TUNNEL, "When was the Qingshi tunnel dug through?", "When will the Qingshi tunnel open to traffic?", "去年9月"),
    (MUSEUM, "How many people went to the museum last year?", "How many ships does the museum own?", "64,000"),
    (MUSEUM, "海事博物馆哪一年开馆？", "海事博物馆哪一年重新装修？", "1987"),
)
"""A window, a question that words of it answer, and one that they only seem to answer."""


def margin(model: PairReader, window: Window, question: str, words: str) -> float:
    (scores,) = model.read(claimed(question, words), [window])
    return scores.margin


@pytest.mark.parametrize(("window", "said", "not_said", "words"), PAIRS)
def test_a_near_miss_follows_less_than_what_is_said(
    model: PairReader, window: Window, said: str, not_said: str, words: str
) -> None:
    assert margin(model, window, said, words) > margin(model, window, not_said, words)
