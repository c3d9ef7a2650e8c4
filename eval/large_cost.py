"""What questions cost over a large knowledge base, by parts and as a whole, asked in a process of its own."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import cast

import numpy as np
import psutil

from eval.cases import Case, load_cases
from eval.large import Originals, build_large, open_large
from eval.scale import K, Rows, nearest, recall
from eval.watched import PARTS, Clock, Shelf, WatchedEmbedder, WatchedSnapshot
from index.dense import DenseIndex
from index.glossary import Glossary
from index.protocols import Store
from index.retrieve import Retriever
from index.widening import BilingualWidening
from service.answer import EvidenceAnswerer
from service.settings import load_settings
from service.types import Question
from service.wire import open_model, open_words

_SLICE = 50_000


@dataclass(frozen=True, slots=True)
class LargeCost:
    """What a knowledge base of so many paragraphs costs. Seconds, bytes, and milliseconds of one question.

    `*_cpu` is processor time over all threads: what the clock would say on a machine that does nothing else. `parts`
    are the p95 of each part of `search` alone. `own_bytes` leaves out the pages of files, which the system takes back
    when it needs them.
    """

    paragraphs: int
    documents: int
    coarse_rows: int
    fine_rows: int
    build_cpu_s: float
    build_peak_bytes: int
    disk_bytes: int
    ready_s: float
    ready_cpu_s: float
    model_bytes: int
    resident_bytes: int
    own_bytes: int
    search_p50_ms: float
    search_p95_ms: float
    search_p50_cpu_ms: float
    search_p95_cpu_ms: float
    answer_p50_cpu_ms: float
    answer_p95_cpu_ms: float
    parts: Mapping[str, float]
    recall: float


def measure_large(
    data_dir: Path, n_paragraphs: int, cases: Path, folder: Path, report: Callable[[str], None]
) -> LargeCost:
    """Builds a base in `folder`, where it is not built yet, and asks it in another process; removes it at the end."""
    originals = Originals(data_dir)
    if not (folder / "built.json").exists():
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "generation").mkdir(parents=True)
        before = time.process_time()
        build_large(originals, n_paragraphs, folder / "generation", report)
        built = {
            "build_cpu_s": time.process_time() - before,
            "build_peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        }
        (folder / "built.json").write_text(json.dumps(built), encoding="ascii")
    report(f"{n_paragraphs:,} paragraphs: asking")
    command = [sys.executable, "-m", "eval.large_cost", str(data_dir), str(folder / "generation"), str(cases)]
    asked = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()[-1])
    built = json.loads((folder / "built.json").read_text(encoding="ascii"))
    cost = LargeCost(**built, **asked)
    shutil.rmtree(folder)
    return cost


def ask_large(data_dir: Path, folder: Path, cases: Sequence[Case]) -> dict[str, object]:
    """Opens the base as a service does and asks it every question once: what `LargeCost` has but its building."""
    settings, clock = load_settings(), Clock()
    embedder = WatchedEmbedder(open_model(settings), clock)
    widening = BilingualWidening(Glossary, open_words(settings))
    embedder.embed_queries(["预热 warm up"])
    process = psutil.Process()
    model_bytes = process.memory_info().rss
    began, cpu_began = time.perf_counter(), time.process_time()
    plain = open_large(Originals(data_dir), folder)
    snapshot = WatchedSnapshot(plain, clock)
    retriever = Retriever(cast(Store, Shelf(snapshot)), embedder, widening)
    retriever.search_in(snapshot, cases[0].question, cases[0].lang, 10)
    ready_s, ready_cpu_s = time.perf_counter() - began, time.process_time() - cpu_began
    clock.taken()
    search = partial(retriever.search_in, snapshot, k=10)
    searched = [_timed(partial(search, case.question, case.lang), clock) for case in cases]
    answerer = EvidenceAnswerer(retriever, widening)
    answered = [_timed(partial(answerer.answer, Question(case.question, case.lang)), clock)[1] for case in cases]
    memory = process.memory_info()
    vectors = np.stack([retriever._query_vector(snapshot, c.question, c.lang) for c in cases])
    manifest = plain.manifest
    return {
        "paragraphs": manifest.n_passages,
        "documents": len(manifest.members),
        "coarse_rows": manifest.n_coarse,
        "fine_rows": manifest.n_fine,
        "disk_bytes": sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()),
        "ready_s": ready_s,
        "ready_cpu_s": ready_cpu_s,
        "model_bytes": model_bytes,
        "resident_bytes": memory.rss,
        "own_bytes": memory.rss - memory.shared,
        "search_p50_ms": _percentile([wall for wall, _, _ in searched], 50),
        "search_p95_ms": _percentile([wall for wall, _, _ in searched], 95),
        "search_p50_cpu_ms": _percentile([cpu for _, cpu, _ in searched], 50),
        "search_p95_cpu_ms": _percentile([cpu for _, cpu, _ in searched], 95),
        "answer_p50_cpu_ms": _percentile(answered, 50),
        "answer_p95_cpu_ms": _percentile(answered, 95),
        "parts": {name: _percentile([parts.get(name, 0.0) for _, _, parts in searched], 95) for name in PARTS},
        "recall": _recall(folder, vectors),
    }


def _timed(work: Callable[[], object], clock: Clock) -> tuple[float, float, dict[str, float]]:
    """(seconds by the clock, of the processor, of the processor by part)."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu, clock.taken()


def _percentile(seconds: Sequence[float], share: float) -> float:
    return float(np.percentile(seconds, share) * 1000)


def _recall(folder: Path, vectors: Rows) -> float:
    """Of the `K` nearest coarse rows by comparing all of them, the share that the index finds."""
    rows = np.load(folder / "coarse_vectors.npy", mmap_mode="r")
    index = DenseIndex.read(folder / "coarse.faiss")
    parts = [rows[start : start + _SLICE] for start in range(0, len(rows), _SLICE)]
    _, best = nearest(parts, vectors)
    found = [index.search(vector, K)[0] for vector in vectors]
    return recall(found, rows, vectors, best)


if __name__ == "__main__":
    os.environ.setdefault("YINJU_SEEDS_DIR", "")
    _data, _folder, _cases = map(Path, sys.argv[1:])
    print(json.dumps(ask_large(_data, _folder, load_cases(_cases))))
