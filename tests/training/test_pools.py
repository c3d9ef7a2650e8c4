"""A pool is judged as the product searches: by the best unit of each paragraph, the language's mean taken out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from training.pools import Pool, judge, paragraph_scores


def unit_rows(rows: Sequence[Sequence[float]]) -> np.ndarray:
    matrix = np.array(rows, np.float32)
    return matrix / np.linalg.norm(matrix, axis=1, keepdims=True)


def pool(units: tuple[str, ...], owner: tuple[int, ...], right: tuple[int, ...]) -> Pool:
    questions = tuple(f"问{i}" for i in range(len(right)))
    return Pool("p", questions, ("zh",) * len(right), tuple(frozenset({r}) for r in right), units, np.array(owner))


def test_one_good_clause_stands_for_its_paragraph() -> None:
    vectors = {"query: 问0": (1, 0, 1), "query: 问1": (0, 1, 1), "passage: 甲": (1, 0, 1), "passage: 乙": (0, 1, 0),
               "passage: 丙": (0, 1, 1)}  # fmt: skip
    scores = paragraph_scores(
        pool(("甲", "乙", "丙"), (0, 0, 1), (0, 1)), lambda texts: unit_rows([vectors[t] for t in texts])
    )
    assert scores.shape == (2, 2)
    assert scores.argmax(1).tolist() == [0, 1]


def test_a_paragraph_without_units_never_ranks_first() -> None:
    scores = paragraph_scores(
        pool(("甲", "丙"), (0, 2), (0, 2)), lambda texts: unit_rows([(1, i, 0) for i, _ in enumerate(texts)])
    )
    assert (scores[:, 1] == -1).all()


def test_what_all_texts_of_a_language_share_does_not_rank() -> None:
    shift = 5.0
    vectors = {
        "query: 问0": (1, shift),
        "query: 问1": (-1, shift),
        "passage: 甲": (1, -shift),
        "passage: 乙": (-1, -shift),
    }
    scores = paragraph_scores(pool(("甲", "乙"), (0, 1), (0, 1)), lambda t: unit_rows([vectors[x] for x in t]))
    assert scores == pytest.approx(np.array([[1, -1], [-1, 1]]), abs=1e-5)


def test_hits_count_questions_by_language() -> None:
    asked = Pool(
        "p", ("a", "b", "问"), ("en", "en", "zh"), (frozenset({0}), frozenset({1}), frozenset({1})), (), np.array([])
    )
    en, zh = judge(asked, np.array([[2, 1], [2, 1], [1, 2]], np.float32))
    assert (en.lang, en.n, en.at_1, en.at_5) == ("en", 2, 0.5, 1.0)
    assert (zh.lang, zh.n, zh.at_1) == ("zh", 1, 1.0)
