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
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import psutil

from index.dense import DenseIndex
from index.errors import InvalidInput

Rows = npt.NDArray[np.float32]
Block = npt.NDArray[np.floating]
Ids = npt.NDArray[np.int64]

K = 50
_BLOCK = 20_000
_NEAR, _FAR = 5, 50
_STRENGTH = (0.4, 1.0)
_SEED = 20261122
_ROUNDING = 1e-5
"""Of a score of some hundred products in single precision, and then some."""


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
    build_cpu_s: float
    file_bytes: int
    ready_s: float
    ready_cpu_s: float
    resident_bytes: int
    p50_ms: float
    p95_ms: float
    cpu_p95_ms: float
    """`cpu` is processor time: what the wall clock would say on a machine that does nothing else."""
    recall: float


def published(data_dir: Path) -> Path:
    """The folder of the published generation; InvalidInput where there is none."""
    current = data_dir / "current"
    if not current.is_file():
        raise InvalidInput(str(data_dir), "nothing is published there", "Add documents first with `yinju add`.")
    return data_dir / "generations" / current.read_text(encoding="ascii").strip()


def read_source(data_dir: Path, n_queries: int) -> Source:
    """Coarse rows of a published generation, and some of its clauses, which are in no coarse index, to ask by."""
    folder = published(data_dir)
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
        yield moved(originals, differences, chance).astype(np.float16)


def moved(originals: Rows, differences: Rows, chance: np.random.Generator) -> Rows:
    """Each row moved by one of the differences, times 0.4 to 1, back at unit norm."""
    strength = chance.uniform(*_STRENGTH, (len(originals), 1)).astype(np.float32)
    rows: Rows = originals + strength * differences[chance.integers(0, len(differences), len(originals))]
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows


def nearest(parts: Sequence[Block], queries: Rows) -> tuple[Ids, Rows]:
    """The `K` nearest rows of every query by comparing all in single precision: (ids, scores), each (n_queries, K)."""
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
    return best_ids, best_scores


def recall(found: Sequence[Ids], rows: Block, queries: Rows, best: Rows) -> float:
    """Mean share of the `K` nearest that was found.

    A row counts where it scores what the last of the nearest scores: a paragraph of one sentence stands in an index
    twice, and which of two equal rows comes 50th says nothing of a search.
    """
    shares = []
    for ids, query, scores in zip(found, queries, best, strict=True):
        reached = np.asarray(rows[np.sort(ids)], np.float32) @ query
        shares.append(np.count_nonzero(reached >= scores.min() - _ROUNDING) / len(scores))
    return float(np.mean(shares))


def measure(source: Source, n_rows: int, folder: Path, exhaustive: bool) -> Cost:
    """Builds an index of `n_rows` in `folder`, then opens and searches it in a process of its own."""
    rows = np.concatenate(list(blocks(source, n_rows)))
    parts = [rows[start : start + _BLOCK] for start in range(0, n_rows, _BLOCK)]
    started = time.process_time()
    path = folder / "scale.faiss"
    index = DenseIndex.build(parts, source.rows.shape[1], **({"exact_limit": n_rows} if exhaustive else {}))
    index.write(path)
    build_cpu_s = time.process_time() - started
    del index
    _, best = nearest(parts, source.queries)
    np.save(folder / "queries.npy", source.queries)
    command = [sys.executable, "-m", "eval.scale", str(path), str(folder / "queries.npy"), str(folder / "found.npy")]
    searched = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    share = recall(np.load(folder / "found.npy"), rows, source.queries, best)
    cost = Cost(n_rows, exhaustive, build_cpu_s, path.stat().st_size, recall=share, **searched)
    path.unlink()
    return cost


def search_all(path: Path, queries: Rows) -> tuple[Ids, dict[str, float]]:
    """Opens an index and searches it once for every query: the rows found, and the fields of `Cost` that this tells."""
    started, cpu_started = time.perf_counter(), time.process_time()
    index = DenseIndex.read(path)
    index.search(queries[0], K)
    ready_s, ready_cpu_s = time.perf_counter() - started, time.process_time() - cpu_started
    times, cpu_times, found = [], [], []
    for query in queries:
        before, cpu_before = time.perf_counter(), time.thread_time()
        found.append(index.search(query, K)[0])
        times.append(time.perf_counter() - before)
        cpu_times.append(time.thread_time() - cpu_before)
    p50, p95 = np.percentile(times, [50, 95]) * 1000
    return np.stack(found), {
        "ready_s": ready_s,
        "ready_cpu_s": ready_cpu_s,
        "resident_bytes": psutil.Process().memory_info().rss,
        "p50_ms": float(p50),
        "p95_ms": float(p95),
        "cpu_p95_ms": float(np.percentile(cpu_times, 95) * 1000),
    }


def cost_to_json(cost: Cost) -> str:
    """One line."""
    return json.dumps(asdict(cost))


if __name__ == "__main__":
    _path, _queries, _found = map(Path, sys.argv[1:])
    _ids, _cost = search_all(_path, np.load(_queries))
    np.save(_found, _ids)
    print(json.dumps(_cost))
