"""What the models alone allow: the most questions a second that they work on, on every core, with nothing around them.

Both are models of the product: the one that embeds a question, and the reader, which reads its windows. Which windows
those are is found out first, by answering each question once.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from eval.cases import Case
from index.pairs import Window, WindowScores
from index.retrieve import Retriever
from index.widening import BilingualWidening
from service.answer import EvidenceAnswerer
from service.entailment import Entailment
from service.protocols import PairReader
from service.settings import load_settings
from service.trained import TrainedReader
from service.types import Question
from service.wire import open_knowledge, open_model, open_reader, open_words


@dataclass(frozen=True, slots=True)
class Work:
    """What the models do for one question: it is embedded, and read with the windows of each call."""

    question: str
    reads: tuple[tuple[str, tuple[Window, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Rate:
    """Questions a second of all processes together, and the processor time of one question, in milliseconds.

    The latter is what a busy machine cannot distort.
    """

    per_second: float
    cpu_ms: float


@dataclass(frozen=True, slots=True)
class ModelRates:
    """Embedding alone, and embedding and reading."""

    embedding: Rate
    both: Rate


def model_rates(cases: Sequence[Case], data: Path, seconds: float) -> ModelRates:
    """Measures both over the documents of `data`, a process for each core whose model has one thread.

    Each question by itself, as one that is to be answered now: nothing is batched.
    """
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, context) as pool:
        works = pool.submit(works_of, list(cases), data).result()
    bare = [Work(work.question) for work in works]
    return ModelRates(rate(bare, seconds), rate(works, seconds))


def works_of(cases: Sequence[Case], data: Path) -> list[Work]:
    """Answers each case over `data` and notes what the models were given."""
    settings = load_settings(data_dir=data, read_only=True)
    knowledge, reader = open_knowledge(settings), open_reader(settings)
    widening = BilingualWidening(knowledge.glossary, open_words(settings))
    answerer = EvidenceAnswerer(Retriever(knowledge.store, open_model(settings), widening), widening, reader)
    works = []
    for case in cases:
        if isinstance(reader, TrainedReader):
            calls: list[tuple[str, tuple[Window, ...]]] = []
            noting = replace(reader, pairs=_Noting(reader.pairs, calls))
            if reader.entailment is not None:  # a network of the same size
                noting = replace(noting, entailment=Entailment(_Noting(reader.entailment.pairs, calls)))
            replace(answerer, reader=noting).answer(Question(case.question, case.lang))
            works.append(Work(case.question, tuple(calls)))
        else:
            works.append(Work(case.question))
    return works


@dataclass(frozen=True, slots=True)
class _Noting:
    """Implements `service.protocols.PairReader`; remembers what it was given."""

    inner: PairReader
    calls: list[tuple[str, tuple[Window, ...]]]

    @property
    def name(self) -> str:
        """The inner reader's name."""
        return self.inner.name

    def read(self, question: str, windows: Sequence[Window]) -> tuple[WindowScores, ...]:
        """Noted."""
        self.calls.append((question, tuple(windows)))
        return self.inner.read(question, windows)


def rate(works: Sequence[Work], seconds: float) -> Rate:
    """What the models of as many processes as there are cores do of `works` together."""
    processes = len(os.sched_getaffinity(0))
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context) as pool, context.Manager() as manager:
        gate = manager.Barrier(processes)
        begun = [pool.submit(worked, list(works), seconds, gate) for _ in range(processes)]
        rates = [one.result() for one in begun]
    return Rate(round(sum(r.per_second for r in rates), 2), round(sum(r.cpu_ms for r in rates) / processes, 2))


def worked(works: Sequence[Work], seconds: float, gate: threading.Barrier) -> Rate:
    """What this process's models do once every process is ready; one question before that, to warm up."""
    settings = load_settings(threads=1)
    embedder, reader = open_model(settings), open_reader(settings)

    def work_on(work: Work) -> None:
        embedder.embed_queries([work.question])
        if isinstance(reader, TrainedReader):
            for question, windows in work.reads:
                reader.pairs.read(question, windows)

    work_on(works[0])
    gate.wait()
    done, began, cpu_began = 0, time.perf_counter(), time.process_time()
    # Whole rounds: some questions are read and others not, so part of a round would be of another kind than the rest.
    while time.perf_counter() - began < seconds:
        for work in works:
            work_on(work)
        done += len(works)
    return Rate(done / (time.perf_counter() - began), (time.process_time() - cpu_began) * 1000 / done)
