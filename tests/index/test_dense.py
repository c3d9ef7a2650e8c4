from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.dense import DenseIndex
from index.errors import DamagedStore

DIMENSION = 32
N = 6000


def _unit(vectors: np.ndarray) -> np.ndarray:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def rows() -> np.ndarray:
    """Clustered, as texts are: a hundred topics with rows scattered about each."""
    chance = np.random.default_rng(5)
    topics = chance.standard_normal((100, DIMENSION))
    return _unit(topics[chance.integers(0, 100, N)] + 0.6 * chance.standard_normal((N, DIMENSION)))


@pytest.fixture(scope="module", params=[N, 1000], ids=["exact", "compressed"])
def index(request: pytest.FixtureRequest, rows: np.ndarray) -> DenseIndex:
    blocks = [rows[:100], rows[100:100], rows[100:].astype(np.float16)]
    return DenseIndex.build(blocks, DIMENSION, exact_limit=request.param)


def _best(rows: np.ndarray, query: np.ndarray, k: int, allowed: np.ndarray | None = None) -> list[int]:
    scores = rows @ query
    if allowed is not None:
        scores = np.where(allowed, scores, -np.inf)
    return np.argsort(-scores)[:k].tolist()


def test_finds_what_comparing_every_row_finds(index: DenseIndex, rows: np.ndarray) -> None:
    queries = _unit(rows[:50] + 0.1 * np.random.default_rng(1).standard_normal((50, DIMENSION)))
    shared = [len({*index.search(q, 10)[0].tolist()} & {*_best(rows, q, 10)}) for q in queries]
    assert np.mean(shared) >= 9
    for query in queries[:5]:
        ids, scores = index.search(query, 10)
        assert scores.tolist() == sorted(scores.tolist(), reverse=True)
        assert np.allclose(scores, rows[ids] @ query, atol=0.02)


@pytest.mark.parametrize("n_allowed", [20, 3000])
def test_returns_allowed_rows_only_and_finds_them(index: DenseIndex, rows: np.ndarray, n_allowed: int) -> None:
    allowed = np.zeros(N, np.bool_)
    allowed[1000 : 1000 + n_allowed] = True
    ids, _ = index.search(rows[7], 10, np.flatnonzero(allowed))
    assert allowed[ids].all()
    assert len({*ids.tolist()} & {*_best(rows, rows[7], 10, allowed)}) >= 8


def test_rows_of_few_documents_are_compared_one_by_one(rows: np.ndarray) -> None:
    index = DenseIndex.build([rows], DIMENSION, exact_limit=1000)
    allowed = np.zeros(N, np.bool_)
    allowed[4000:4400] = True
    for query in _unit(rows[:40] + 0.1 * np.random.default_rng(2).standard_normal((40, DIMENSION))):
        ids, scores = index.search(query, 10, np.flatnonzero(allowed))
        # Rows are kept in 8 bits: what is found scores what the tenth best scores, to within their rounding.
        assert (rows[ids] @ query).min() >= np.sort(rows[allowed] @ query)[-10] - 0.01
        assert scores.tolist() == sorted(scores.tolist(), reverse=True)
    assert index.search(rows[0], 10, np.arange(0))[0].size == 0


def test_survives_a_file(index: DenseIndex, rows: np.ndarray, tmp_path: Path) -> None:
    index.write(tmp_path / "coarse.faiss")
    read = DenseIndex.read(tmp_path / "coarse.faiss")
    assert len(read) == N
    assert np.array_equal(read.search(rows[3], 10)[0], index.search(rows[3], 10)[0])


def test_more_than_there_is_gives_all_there_is() -> None:
    index = DenseIndex.build([np.eye(3, dtype=np.float32)], 3)
    assert len(index.search(np.array([1, 0, 0], np.float32), 10)[0]) == 3
    assert len(DenseIndex.build([], 3).search(np.array([1, 0, 0], np.float32), 10)[0]) == 0


def test_a_broken_file_says_how_to_mend_it(tmp_path: Path) -> None:
    (tmp_path / "coarse.faiss").write_bytes(b"no index")
    with pytest.raises(DamagedStore, match="yinju reindex"):
        DenseIndex.read(tmp_path / "coarse.faiss")


def test_a_file_that_cannot_be_written_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        DenseIndex.build([], 3).write(tmp_path / "nowhere" / "coarse.faiss")
