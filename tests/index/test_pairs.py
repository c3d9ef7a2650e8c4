"""The shipped reader: the right window over its look-alikes, the right words in it, none where none answers."""

from pathlib import Path

import numpy as np
import pytest

from index.errors import DamagedStore
from index.models.card import ReaderCard
from index.models.prepare import default_model_dir
from index.models.reader import compile_reader, shipped_reader
from index.pairs import PairReader, Window, WindowScores
from index.types import Span

HUNAN_2024 = Window(
    "全省粮食总产量达到615亿斤，棉花产量20万吨，新建高标准农田300万亩。",
    "2025年湖南省政府工作报告 / 一、2024年工作回顾",
)
HUNAN_2025 = Window(
    "主要预期目标：地区生产总值增长5.5%左右，粮食产量保持在600亿斤以上。",
    "2025年湖南省政府工作报告 / 二、2025年重点工作",
)
YUNNAN_2024 = Window("全省粮食总产量达到400亿斤。", "2025年云南省政府工作报告 / 一、2024年工作回顾")
WINDOWS = (HUNAN_2024, HUNAN_2025, YUNNAN_2024)


@pytest.fixture(scope="module")
def folder() -> Path:
    layers = shipped_reader()
    assert layers is not None
    return compile_reader(default_model_dir(), layers)


@pytest.fixture(scope="module")
def reader(folder: Path) -> PairReader:
    return PairReader(folder, 2)


@pytest.mark.parametrize(
    ("question", "right", "words"),
    [
        ("湖南2024年棉花产量是多少？", 0, "20万吨"),
        ("湖南2025年粮食产量的目标是多少？", 1, "600亿斤"),
        ("云南2024年粮食总产量是多少？", 2, "400亿斤"),
        ("How much cotton did Hunan produce in 2024?", 0, "20万吨"),
    ],
)
def test_title_and_heading_tell_look_alikes_apart(reader: PairReader, question: str, right: int, words: str) -> None:
    scores = reader.read(question, WINDOWS)
    assert max(range(3), key=lambda i: scores[i].margin) == right
    assert words in scores[right].best()[0].of(WINDOWS[right].text)


def test_a_window_answers_less_where_it_does_not(reader: PairReader) -> None:
    (answered,) = reader.read("湖南2024年棉花产量是多少？", [HUNAN_2024])
    (unrelated,) = reader.read("湖南省省长是谁？", [HUNAN_2024])
    assert answered.margin > 0 > unrelated.margin


def test_the_best_words_within_a_range_lie_in_it(reader: PairReader) -> None:
    (scores,) = reader.read("湖南2024年棉花产量是多少？", [HUNAN_2024])
    within = Span(0, HUNAN_2024.text.index("棉花"))
    words, sure = scores.best(within)
    anywhere, top = scores.best()
    assert within.covers(words)
    assert anywhere.start >= within.end
    assert sure < top
    assert scores.best(Span(0, 0)) == (Span(0, 0), 0.0)


def test_windows_read_together_and_alone_say_the_same(reader: PairReader) -> None:
    together = reader.read("云南2024年粮食总产量是多少？", WINDOWS * 4)
    alone = [reader.read("云南2024年粮食总产量是多少？", [w])[0] for w in WINDOWS]
    for one, other in zip(together, alone * 4, strict=True):
        assert one.margin == pytest.approx(other.margin, abs=1e-3)
        assert one.best()[0] == other.best()[0]


@pytest.mark.parametrize("text", ["", " ", "\u200b", "字" * 2000, "é" * 50, "𠮷🙂 5G"])
def test_no_text_is_too_strange_to_read(reader: PairReader, text: str) -> None:
    (scores,) = reader.read(text or "？", [Window(text, text)])
    assert np.isfinite(scores.margin)
    assert all(0 <= t.start <= t.end <= len(text) for t in scores.tokens)


def test_probabilities_of_start_and_end_sum_to_one(reader: PairReader) -> None:
    (scores,) = reader.read("湖南2024年棉花产量是多少？", [HUNAN_2024])
    assert isinstance(scores, WindowScores)
    assert np.exp(scores.starts).sum() == pytest.approx(1.0, abs=1e-4)
    assert np.exp(scores.ends).sum() == pytest.approx(1.0, abs=1e-4)


def test_int8_says_what_the_original_says(folder: Path) -> None:
    card = ReaderCard.read(folder)
    assert card.margin_error < 0.5
    assert card.same_spans > 0.85


def test_a_damaged_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(DamagedStore, match="compile the model again"):
        PairReader(tmp_path)
