"""The trained reader chooses among what rules propose; what it did not read keeps its rank by rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from index.glossary import Glossary
from index.pairs import Window, WindowScores
from index.parse import parse
from index.types import Scored, Span
from index.widening import BilingualWidening
from service.asked import asked
from service.matching import Matcher
from service.reader import RuleReader
from service.trained import Shares, TrainedReader
from service.types import Evidence, Question

TEXT = """2025年政府工作报告
农业方面，粮食产量达到100万吨，棉花产量达到20万吨。
工业方面，新建风电200万千瓦，新建光伏300万千瓦。
服务业方面，接待游客3600万人次，旅游收入280亿元。"""


@dataclass
class Fancy:
    """Likes the window that holds `liked`, and of its pieces those characters."""

    liked: str
    shown: list[Window] = field(default_factory=list)

    @property
    def name(self) -> str:
        return "fancy"

    def read(self, _question: str, windows: Sequence[Window]) -> tuple[WindowScores, ...]:
        self.shown += windows
        return tuple(self._scores(w) for w in windows)

    def _scores(self, window: Window) -> WindowScores:
        tokens = tuple(Span(i, i + 1) for i in range(len(window.text)))
        at = window.text.find(self.liked)
        starts, ends = (np.full(len(tokens), -20.0, np.float32) for _ in range(2))
        if at >= 0:
            starts[at], ends[at + len(self.liked) - 1] = 0.0, 0.0
        return WindowScores(8.0 if at >= 0 else -8.0, tokens, starts, ends)


def evidence() -> tuple[Evidence, ...]:
    document = parse(TEXT, "r.txt")
    paragraphs = [p for p in document.paragraphs if not p.is_heading and p.n > 1]
    return tuple(Evidence(document, p, 0.5, (Scored(p.span, 0.5),)) for p in paragraphs)


def test_the_clause_that_the_reader_likes_comes_first_with_the_words_it_likes() -> None:
    question = asked(Question("棉花产量是多少？", "zh"), BilingualWidening(Glossary))
    items = evidence()
    reader = TrainedReader(Fancy("20万吨"))
    best = reader.read(question, items, Matcher.over(question, items))[0]
    assert "棉花产量达到20万吨" in best.span.of(TEXT)
    assert best.seen is not None
    assert best.seen.words.of(TEXT) == "20万吨"
    assert best.seen.sure > 0.99


def test_only_so_many_windows_are_read_and_the_rest_keep_their_score() -> None:
    question = asked(Question("棉花产量是多少？", "zh"), BilingualWidening(Glossary))
    items = evidence()
    matcher = Matcher.over(question, items)
    fancy = Fancy("20万吨")
    readings = TrainedReader(fancy, n_windows=1).read(question, items, matcher)
    assert len(fancy.shown) == 1
    by_rules = {(r.key, r.span): r.score for r in RuleReader().read(question, items, matcher)}
    unread = [r for r in readings if r.seen is None]
    assert unread
    assert all(r.score == by_rules[r.key, r.span] for r in unread)


def test_a_window_that_does_not_answer_gains_nothing() -> None:
    question = asked(Question("棉花产量是多少？", "zh"), BilingualWidening(Glossary))
    items = evidence()
    matcher = Matcher.over(question, items)
    by_rules = RuleReader().read(question, items, matcher)
    with_reader = TrainedReader(Fancy("没有这些字")).read(question, items, matcher)
    assert [r.span for r in with_reader][:3] == [r.span for r in by_rules][:3]


def test_windows_are_read_under_their_title() -> None:
    question = asked(Question("棉花产量是多少？", "zh"), BilingualWidening(Glossary))
    items = evidence()
    fancy = Fancy("20万吨")
    TrainedReader(fancy).read(question, items, Matcher.over(question, items))
    assert {w.head for w in fancy.shown} == {"2025年政府工作报告"}


def test_a_figure_of_the_kind_asked_for_does_not_give_way_to_one_of_another() -> None:
    text = "2025年政府工作报告\n新增大学生创业企业9000家、增长57.5%。"
    document = parse(text, "r.txt")
    item = Evidence(document, document.paragraphs[-1], 0.5, (Scored(document.paragraphs[-1].span, 0.5),))

    def figure(said: str) -> str:
        question = asked(Question(said, "zh"), BilingualWidening(Glossary))
        best = TrainedReader(Fancy("9000家")).read(question, [item], Matcher.over(question, [item]))[0]
        assert best.figure is not None
        return best.figure.of(text)

    assert figure("大学生创业企业增幅是多少？") == "57.5%"
    assert figure("大学生创业企业有多少？") == "9000家"


def test_within_the_first_paragraph_the_reader_decides_more() -> None:
    text = "2025年政府工作报告\n谁负责棉花收购，由棉花收购部门答复。负责人是张三。"
    document = parse(text, "r.txt")
    item = Evidence(document, document.paragraphs[-1], 0.5, (Scored(document.paragraphs[-1].span, 0.5),))
    question = asked(Question("棉花收购部门谁负责？", "zh"), BilingualWidening(Glossary))

    def first(within: float) -> str:
        shares = Shares(words_no_figure=0.3, within=within)
        reader = TrainedReader(Fancy("张三"), shares=shares)
        return reader.read(question, [item], Matcher.over(question, [item]))[0].span.of(text)

    assert "张三" not in first(0.0)
    assert "张三" in first(2.0)


def test_readings_stay_in_the_order_of_their_scores() -> None:
    question = asked(Question("棉花产量是多少？", "zh"), BilingualWidening(Glossary))
    items = evidence()
    scores = [r.score for r in TrainedReader(Fancy("20万吨")).read(question, items, Matcher.over(question, items))]
    assert scores == sorted(scores, reverse=True)
