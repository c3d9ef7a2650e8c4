"""Several networks asked as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from index.pairs import Window, WindowScores
from index.types import Span
from service.joint import JointReader

WINDOWS = (Window("甲乙丙", ""), Window("丁戊己", ""))


@dataclass
class Likes:
    """A network that gives windows their margins, and one of three pieces most of the probability."""

    margins: tuple[float, ...]
    piece: int
    sure: float

    @property
    def name(self) -> str:
        return f"likes {self.piece}"

    def read(self, question: str, windows: Sequence[Window]) -> tuple[WindowScores, ...]:
        share = np.full(3, (1 - self.sure) / 2, np.float32)
        share[self.piece] = self.sure
        tokens = tuple(Span(i, i + 1) for i in range(3))
        margins = (self.margins[WINDOWS.index(window)] for window in windows)
        return tuple(WindowScores(margin, tokens, np.log(share), np.log(share)) for margin in margins)


def test_the_surer_network_decides_on_the_words_and_neither_on_the_margin_alone() -> None:
    scores = JointReader([Likes((2.0, -4.0), 0, 0.5), Likes((-1.0, 2.0), 2, 0.9)]).read("？", WINDOWS)
    assert [s.margin for s in scores] == [0.5, -1.0]
    assert scores[0].best()[0] == Span(2, 3)


def test_the_others_read_only_what_the_first_likes_best() -> None:
    joint = JointReader([Likes((-4.0, 2.0), 0, 0.5), Likes((6.0, 6.0), 2, 0.9)], n_again=1)
    assert [scores.margin for scores in joint.read("？", WINDOWS)] == [-4.0, 4.0]


def test_probabilities_sum_to_one() -> None:
    for scores in JointReader([Likes((0.0, 0.0), 0, 0.8), Likes((0.0, 0.0), 1, 0.6)]).read("？", WINDOWS):
        assert np.exp(scores.starts).sum() == pytest.approx(1.0, abs=1e-5)
        assert np.exp(scores.ends).sum() == pytest.approx(1.0, abs=1e-5)


def test_one_alone_says_what_it_says() -> None:
    alone = Likes((1.5, -0.5), 1, 0.7)
    for mine, its in zip(JointReader([alone]).read("？", WINDOWS), alone.read("？", WINDOWS), strict=True):
        assert mine.margin == its.margin
        assert np.allclose(mine.starts, its.starts, atol=1e-5)
    assert JointReader([alone, alone]).name == "likes 1, likes 1"
