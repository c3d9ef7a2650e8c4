"""Times each stage of answering for Prometheus and, where traces are on, as spans, by wrapping its parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Protocol

from index.embed.passing import PassingEmbedder
from index.protocols import Embedder, Vectors
from service.asked import Asked
from service.matching import Matcher
from service.metrics import Metrics
from service.protocols import Answerer, Reader
from service.types import Answer, Evidence, Question, Reading, Refusal


class Spans(Protocol):
    """Where traces go."""

    def span(self, name: str) -> AbstractContextManager[object]:
        """A span around a block."""


@dataclass(frozen=True, slots=True)
class Stages:
    """`with stages("embed"):` counts the time and, where there are traces, opens a span."""

    metrics: Metrics
    spans: Spans | None = None

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        """Times the block as stage `name`."""
        with self.metrics.stage(name):
            if self.spans is None:
                yield
                return
            with self.spans.span(name):
                yield


@dataclass(frozen=True, slots=True)
class TimedEmbedder(PassingEmbedder):
    """Implements `index.protocols.Embedder`; queries are the stage `embed`."""

    inner: Embedder
    stages: Stages

    @property
    def name(self) -> str:
        """The inner model's name."""
        return self.inner.name

    def behind(self) -> Embedder:
        """The inner model."""
        return self.inner

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Timed."""
        with self.stages("embed"):
            return self.inner.embed_queries(texts)


@dataclass(frozen=True, slots=True)
class TimedReader:
    """Implements `service.protocols.Reader`; the stage `read`."""

    inner: Reader
    stages: Stages

    @property
    def name(self) -> str:
        """The inner reader's name."""
        return self.inner.name

    def read(self, asked: Asked, evidence: Sequence[Evidence], matcher: Matcher) -> tuple[Reading, ...]:
        """Timed."""
        with self.stages("read"):
            return self.inner.read(asked, evidence, matcher)


@dataclass(frozen=True, slots=True)
class TimedAnswerer:
    """Implements `service.protocols.Answerer`; the stage `name`, such as `answer`, all stages within included."""

    inner: Answerer
    stages: Stages
    name: str = "answer"

    def answer(self, question: Question) -> Answer | Refusal:
        """Timed."""
        with self.stages(self.name):
            return self.inner.answer(question)
