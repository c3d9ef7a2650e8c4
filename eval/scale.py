"""Vectors like those of a large knowledge base, and what searching them costs. Driven by `eval.bench_scale`.

Embedding a million texts takes half a day on two cores, so a large base is made of a small one's own vectors and of
perturbed copies of them. A copy is its original moved by a difference that two neighbouring vectors of the base really
have (between a vector and its 5th to 50th neighbour), times 0.4 to 1. So a copy lies where texts of the same topic lie,
and neighbourhoods keep the shape and the density that they have among real texts, unlike with random noise, which in
some hundred dimensions is orthogonal to everything and makes every search easy.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import psutil

from index.dense import DenseIndex
from index.errors import InvalidInput

Rows = npt.NDArray[np.float32]

K = 50
_BLOCK = 20_000
_NEAR, _FAR = 5, 50
_STRENGTH = (0.4, 1.0)
_SEED = 20261122


@dataclass(frozen=True, slots=True)
class Source:
    """Real vectors: `rows` to fill an index with, `queries` to search it by; unit norm, shape (n, dimension)."""

    rows: Rows
    queries: Rows


@dataclass(frozen=True, slots=True)
class Cost:
    """What an index of `rows` rows costs. Times in seconds or milliseconds, sizes in bytes, recall at `K`."""

    rows: int
    exhaustive: bool
    build_s: float
    file_bytes: int
    ready_s: float
    resident_bytes: int
    p50_ms: float
    p95_ms: float
    cpu_p95_ms: float
    """Processor time: what the wall clock would say on a machine that does nothing else."""
    recall: float


def read_source(data_dir: Path, n_queries: int) -> Source:
    """Coarse rows of a published generation, and some of its clauses, which are in no coarse index, to ask by."""
    current = data_dir / "current"
    if not current.is_file():
        raise InvalidInput(str(data_dir), "nothing is published there", "Add documents first with `yinju add`.")
    folder = data_dir / "generations" / current.read_text(encoding="ascii").strip()
    rows = DenseIndex.read(folder / "coarse.faiss").rows()
    fine = np.load(folder / "fine_vectors.npy", mmap_mode="r")
    chosen = np.random.default_rng(_SEED).choice(len(fine), min(n_queries, len(fine)), replace=False)
    queries = fine[np.sort(chosen)].astype(np.float32)
    return Source(rows[np.linalg.norm(rows, axis=1) > 0], queries[np.linalg.norm(queries, axis=1) > 0])


def neighbour_differences(rows: Rows) -> Rows:
    """Differences between vectors and their 5th to 50th neighbours, (m, dimension)."""
    chance = np.random.default_rng(_SEED)
    some = rows[chance.choice(len(rows), min(1000, len(rows)), replace=False)]
    near = np.argsort(-(some @ rows.T), axis=1)[:, _NEAR : _FAR + 1]
    differences: Rows = (rows[near] - some[:, None]).reshape(-1, rows.shape[1])
    return differences


def blocks(source: Source, n_rows: int) -> Iterator[npt.NDArray[np.float16]]:
    """`n_rows` rows in blocks: the source's own first, then perturbed copies. The same at every call."""
    chance = np.random.default_rng(_SEED)
    own = source.rows[chance.permutation(len(source.rows))[:n_rows]]
    yield own.astype(np.float16)
    differences = neighbour_differences(source.rows) if n_rows > len(own) else source.rows
    for start in range(len(own), n_rows, _BLOCK):
        n = min(_BLOCK, n_rows - start)
        originals = source.rows[chance.integers(0, len(source.rows), n)]
        strength = chance.uniform(*_STRENGTH, (n, 1)).astype(np.float32)
        moved = originals + strength * differences[chance.integers(0, len(differences), n)]
        yield (moved / np.linalg.norm(moved, axis=1, keepdims=True)).astype(np.float16)


def nearest(parts: list[npt.NDArray[np.float16]], queries: Rows) -> npt.NDArray[np.int64]:
    """The `K` nearest rows of every query by comparing all of them in single precision, (n_queries, K)."""
    best_scores = np.full((len(queries), 0), -np.inf, np.float32)
    best_ids = np.empty((len(queries), 0), np.int64)
    first = 0
    for part in parts:
        scores = queries @ part.astype(np.float32).T
        ids = np.broadcast_to(np.arange(first, first + len(part)), scores.shape)
        first += len(part)
        best_scores, best_ids = np.hstack([best_scores, scores]), np.hstack([best_ids, ids])
        order = np.argpartition(-best_scores, min(K, best_scores.shape[1]) - 1, axis=1)[:, :K]
        best_scores = np.take_along_axis(best_scores, order, axis=1)
        best_ids = np.take_along_axis(best_ids, order, axis=1)
    return best_ids


def measure(source: Source, n_rows: int, folder: Path, exhaustive: bool) -> Cost:
    """Builds an index of `n_rows` in `folder`, then opens and searches it in a process of its own."""
    parts = list(blocks(source, n_rows))
    started = time.perf_counter()
    path = folder / "scale.faiss"
    index = DenseIndex.build(parts, source.rows.shape[1], **({"exact_limit": n_rows} if exhaustive else {}))
    index.write(path)
    build_s = time.perf_counter() - started
    del index
    truth = folder / f"truth-{n_rows}.npy"
    if not truth.exists():
        np.save(truth, nearest(parts, source.queries))
    del parts
    np.save(folder / "queries.npy", source.queries)
    command = [sys.executable, "-m", "eval.scale", str(path), str(folder / "queries.npy"), str(truth)]
    searched = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    cost = Cost(n_rows, exhaustive, build_s, path.stat().st_size, **searched)
    path.unlink()
    return cost


def search_all(path: Path, queries: Rows, truth: npt.NDArray[np.int64]) -> dict[str, float]:
    """Opens an index and searches it once for every query: the fields of `Cost` that this tells."""
    started = time.perf_counter()
    index = DenseIndex.read(path)
    index.search(queries[0], K)
    ready_s = time.perf_counter() - started
    times, cpu_times, shares = [], [], []
    for query, expected in zip(queries, truth, strict=True):
        before, cpu_before = time.perf_counter(), time.thread_time()
        ids, _ = index.search(query, K)
        times.append(time.perf_counter() - before)
        cpu_times.append(time.thread_time() - cpu_before)
        shares.append(len(np.intersect1d(ids, expected)) / len(expected))
    p50, p95 = np.percentile(times, [50, 95]) * 1000
    return {
        "ready_s": ready_s,
        "resident_bytes": psutil.Process().memory_info().rss,
        "p50_ms": float(p50),
        "p95_ms": float(p95),
        "cpu_p95_ms": float(np.percentile(cpu_times, 95) * 1000),
        "recall": float(np.mean(shares)),
    }


def cost_to_json(cost: Cost) -> str:
    """One line."""
    return json.dumps(asdict(cost))


if __name__ == "__main__":
    _path, _queries, _truth = map(Path, sys.argv[1:])
    print(json.dumps(search_all(_path, np.load(_queries), np.load(_truth))))
