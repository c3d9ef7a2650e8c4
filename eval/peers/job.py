"""What a peer is given and what it gives back: plain JSON between two environments."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

QUERY_PREFIX, PASSAGE_PREFIX = "query: ", "passage: "
"""What the E5 models were trained with; every peer is told of them through its own option."""

CHUNK, OVERLAP = 500, 50
"""Characters: the size the plain pipeline is measured at, and what the model's 512 tokens hold in either language."""

SEPARATORS = ("\n\n", "\n", "。", "！", "？", "；", ". ", "! ", "? ", "; ", "，", ", ", " ", "")
"""Where Chinese and English text may be cut, outermost first."""


@dataclass(frozen=True, slots=True)
class Text:
    """A document as every system gets it."""

    source: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and its case."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Job:
    """One run: `model` is a sentence-transformers folder, `k` how many chunks are wanted.

    `dtype` is what the weights are computed in: `bfloat16` embeds large sets several times faster on processors that
    have it.
    """

    model: str
    k: int
    documents: tuple[Text, ...]
    questions: tuple[Asked, ...]
    dtype: str = "float32"


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a document as the peer cut it."""

    source: str
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """`rankings` are in the order of the job's questions; `memory_mb` is resident at the end.

    `query_cpu_ms` is the CPU time of a question, all threads, which a busy machine cannot distort.
    """

    version: str
    setup: str
    n_chunks: int
    index_s: float
    memory_mb: float
    query_cpu_ms: float
    rankings: tuple[tuple[Chunk, ...], ...]
    query_ms: tuple[float, ...]


class Peer(Protocol):
    """A retrieval system under its own steam."""

    version: str
    setup: str
    """How it was set up, in one line for the table."""

    def index(self, documents: tuple[Text, ...]) -> int:
        """Cuts, embeds and stores; returns the number of chunks."""

    def search(self, question: str, k: int) -> tuple[Chunk, ...]:
        """Up to k chunks, best first."""


class Hybrid(Peer, Protocol):
    """A peer that can search by words too, once its documents are indexed."""

    def add_words(self) -> None:
        """Indexes the chunks' words; from now on both are searched, and `setup` says so."""


def write_job(job: Job, path: Path) -> None:
    """For `read_job` in the other environment."""
    path.write_text(json.dumps(asdict(job), ensure_ascii=False), encoding="utf-8")


def read_job(path: Path) -> Job:
    """The job as it was written."""
    data = json.loads(path.read_text(encoding="utf-8"))
    documents = tuple(Text(**item) for item in data.pop("documents"))
    return Job(documents=documents, questions=tuple(Asked(**item) for item in data.pop("questions")), **data)


def write_outcomes(outcomes: Mapping[str, Outcome], path: Path) -> None:
    """Name → outcome, for `read_outcomes` in the first environment."""
    data = {name: asdict(outcome) for name, outcome in outcomes.items()}
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def read_outcomes(path: Path) -> dict[str, Outcome]:
    """The outcomes as they were written."""
    found = json.loads(path.read_text(encoding="utf-8"))
    return {name: _outcome(data) for name, data in found.items()}


def _outcome(data: dict[str, Any]) -> Outcome:
    rankings = tuple(tuple(Chunk(**chunk) for chunk in ranking) for ranking in data.pop("rankings"))
    return Outcome(rankings=rankings, query_ms=tuple(data.pop("query_ms")), **data)
