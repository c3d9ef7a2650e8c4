"""What the model alone allows: the most questions a second that it embeds, one at a time, on every core."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

from service.settings import load_settings
from service.wire import open_model


def best_rate(questions: Sequence[str], seconds: float) -> float:
    """The better of two ways to use every core: one process whose model has them all, or a process for each of them.

    Batches hold one question, as a question that is to be answered now is embedded alone.
    """
    cores = len(os.sched_getaffinity(0))
    return max(rate(questions, seconds, processes=1, threads=cores), rate(questions, seconds, cores, 1))


def rate(questions: Sequence[str], seconds: float, processes: int, threads: int) -> float:
    """Questions a second that `processes` embed together, each with `threads` threads in its model."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context) as pool, context.Manager() as manager:
        gate = manager.Barrier(processes)
        work = [pool.submit(embedded, list(questions), seconds, threads, gate) for _ in range(processes)]
        return sum(one.result() for one in work) / seconds


def embedded(questions: Sequence[str], seconds: float, threads: int, gate: threading.Barrier) -> int:
    """How many questions this process embeds once every process is ready; one before that, to warm up."""
    embedder = open_model(load_settings(threads=threads))
    embedder.embed_queries(questions[:1])
    gate.wait()
    done, until = 0, time.perf_counter() + seconds
    while time.perf_counter() < until:
        embedder.embed_queries([questions[done % len(questions)]])
        done += 1
    return done
