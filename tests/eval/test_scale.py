from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from eval.scale import Source, blocks, measure, nearest, read_source, recall
from index.errors import InvalidInput
from tests.index.storekit import EN, ZH, incoming, store_at


def _unit(vectors: np.ndarray) -> np.ndarray:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def source() -> Source:
    chance = np.random.default_rng(3)
    topics = chance.standard_normal((30, 16))
    rows = _unit(topics[chance.integers(0, 30, 600)] + 0.5 * chance.standard_normal((600, 16)))
    return Source(rows, _unit(rows[:20] + 0.1 * chance.standard_normal((20, 16))))


def test_copies_lie_where_neighbours_lie(source: Source) -> None:
    made = np.concatenate(list(blocks(source, 3000))).astype(np.float32)
    assert made.shape == (3000, 16)
    assert np.allclose(np.linalg.norm(made, axis=1), 1, atol=2e-3)
    to_own = (made[600:] @ source.rows.T).max(axis=1)
    among_own = np.sort(source.rows @ source.rows.T, axis=1)[:, -51:-1]
    assert among_own.min() < np.median(to_own) < 0.999


def test_the_same_blocks_at_every_call(source: Source) -> None:
    once, again = (np.concatenate(list(blocks(source, 2000))) for _ in range(2))
    assert np.array_equal(once, again)


def test_truth_is_what_sorting_all_rows_gives(source: Source) -> None:
    parts = list(blocks(source, 1500))
    whole = np.concatenate(parts).astype(np.float32)
    expected = np.sort(source.queries @ whole.T, axis=1)[:, :-51:-1]
    ids, scores = nearest(parts, source.queries)
    assert np.allclose(scores, np.take_along_axis(source.queries @ whole.T, ids, axis=1), atol=1e-6)
    assert np.allclose(-np.sort(-scores, axis=1), expected, atol=1e-6)


def test_of_two_equal_rows_either_is_found(source: Source) -> None:
    twice = np.concatenate([source.rows, source.rows])
    _, best = nearest([twice], source.queries)
    either = [np.argsort(-(source.rows @ query))[:25] for query in source.queries]
    others = [np.concatenate([ids, ids + len(source.rows)])[::-1] for ids in either]
    assert recall(others, twice, source.queries, best) == 1.0
    assert recall([ids[:25] for ids in either], twice, source.queries, best) == 0.5


def test_an_exhaustive_index_recalls_all(source: Source, tmp_path: Path) -> None:
    cost = measure(source, 1500, tmp_path, exhaustive=True)
    assert cost.recall > 0.98
    assert cost.file_bytes > 1500 * 16 * 2
    assert 0 < cost.p50_ms <= cost.p95_ms


def test_a_published_generation_is_a_source(tmp_path: Path) -> None:
    store = store_at(tmp_path)
    with pytest.raises(InvalidInput, match="yinju add"):
        read_source(tmp_path, 5)
    store.change(add=[incoming(ZH, "plan.txt"), incoming(EN, "hunan.md")])
    read = read_source(tmp_path, 5)
    assert read.rows.shape[1] == read.queries.shape[1] == 32
    assert len(read.queries) == 5
