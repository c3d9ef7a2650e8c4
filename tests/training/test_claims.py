"""Claims are what they say: the words stand in the window, near misses too, and mining finds what misleads most."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from random import Random

import numpy as np
import pytest

from index.pairs import Window as Shown
from index.pairs import WindowScores
from index.types import Span
from training.claims import WRITTEN, example, mined, written
from training.reading import Reading, Window

DATA = Path(os.environ.get("YINJU_TRAINING_DATA", "data"))
"""What `make train-reader` calls DATA: the texts that claims are made over are not part of the project."""
WINDOW = Window("新建水库4座，总投资12亿元。", "某县报告", None)


def test_a_near_miss_has_the_same_words_and_no_right_window() -> None:
    at = WINDOW.text.index("12亿元")
    words = Span(at, at + 4)
    holds = example("建水库花了多少钱？", "zh", WINDOW, words, True, "s")
    misses = example("建水库要用多少人？", "zh", WINDOW, words, False, "s")
    assert holds.question == "建水库花了多少钱？ → 12亿元"
    assert (holds.right, misses.right) == (0, None)
    assert holds.windows == misses.windows == (WINDOW,)


def test_shipped_claims_are_whole() -> None:
    for path in WRITTEN.glob("*.jsonl"):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            assert 0 <= row["start"] < row["end"]
            assert row["lang"] in ("zh", "en")
            for claim in row["claims"]:
                assert claim["question"].strip()
                assert claim["words"]
                assert isinstance(claim["follows"], bool)


@pytest.mark.skipif(not (DATA / "gov/docs").is_dir(), reason="YINJU_TRAINING_DATA names no folder of the texts")
def test_every_shipped_claim_finds_its_words_in_its_text() -> None:
    rows = tuple(written(DATA))
    assert len(rows) > 10_000
    assert 0.3 < sum(row.right is not None for row in rows) / len(rows) < 0.5


class Likes:
    """Gives a window the margin that its first character is worth, and likes its last two."""

    @property
    def name(self) -> str:
        return "likes"

    def read(self, _question: str, windows: Sequence[Shown]) -> tuple[WindowScores, ...]:
        return tuple(self._scores(w) for w in windows)

    def _scores(self, window: Shown) -> WindowScores:
        tokens = tuple(Span(i, i + 1) for i in range(len(window.text)))
        starts, ends = (np.full(len(tokens), -9.0, np.float32) for _ in range(2))
        starts[-2], ends[-1] = 0.0, 0.0
        return WindowScores(float(window.text[0]), tokens, starts, ends)


def test_mining_takes_the_wrong_window_that_is_liked_best_and_its_words() -> None:
    right = Window("2答案在此。", "", Span(1, 3))
    row = Reading("问？", "zh", (right, Window("1乙丙。", "", None), Window("3丁戊", "", None)), 0, "s")
    holds, misses = mined([row], Likes(), Random(1))  # noqa: S311
    assert holds.windows[0].text == "2答案在此。"
    assert holds.question.endswith("答案")
    assert misses.windows[0].text == "3丁戊"
    assert misses.question == "问？ → 丁戊"
    assert misses.right is None
