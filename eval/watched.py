"""What stands before a model and a snapshot to tell how much processor time a question spends in each."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.protocols import DocumentInfo, Embedder, Progress, Snapshot, UnitBlock, Vectors
from index.types import Document, Lang, PassageKey, Rendering

PARTS = ("model", "vectors", "terms", "units", "documents")


class Clock:
    """Processor time of each part, summed until `taken`."""

    def __init__(self) -> None:
        self._spent: defaultdict[str, float] = defaultdict(float)

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Counts what happens within for this part."""
        before = time.process_time()
        try:
            yield
        finally:
            self._spent[name] += time.process_time() - before

    def taken(self) -> dict[str, float]:
        """Seconds of each part since the last call."""
        spent = dict(self._spent)
        self._spent.clear()
        return spent


class WatchedEmbedder:
    """An embedder whose time counts as `model`."""

    def __init__(self, inner: Embedder, clock: Clock) -> None:
        self._inner, self._clock = inner, clock
        self.name, self.dimension = inner.name, inner.dimension

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """The inner one's, counted."""
        with self._clock.part("model"):
            return self._inner.embed_queries(texts)

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """The inner one's."""
        return self._inner.embed_passages(texts, progress)

    def count_tokens(self, text: str) -> int:
        """The inner one's."""
        return self._inner.count_tokens(text)


class WatchedSnapshot:
    """A snapshot whose calls are counted by part."""

    def __init__(self, inner: Snapshot, clock: Clock) -> None:
        self._inner, self._clock = inner, clock

    @property
    def version(self) -> str:
        """The inner one's."""
        return self._inner.version

    @property
    def means(self) -> Mapping[Lang, npt.NDArray[np.float32]]:
        """The inner one's."""
        return self._inner.means

    def documents(self) -> tuple[DocumentInfo, ...]:
        """The inner one's."""
        return self._inner.documents()

    def document(self, document_id: str) -> Document:
        """The inner one's, counted as `documents`."""
        with self._clock.part("documents"):
            return self._inner.document(document_id)

    def renderings(self, document_id: str) -> tuple[Rendering, ...]:
        """The inner one's."""
        return self._inner.renderings(document_id)

    def dense(
        self, vector: npt.NDArray[np.float32], k: int, documents: Collection[str] | None
    ) -> Sequence[tuple[PassageKey, float]]:
        """The inner one's, counted as `vectors`."""
        with self._clock.part("vectors"):
            return self._inner.dense(vector, k, documents)

    def terms(
        self, weights: Mapping[str, float], k: int, documents: Collection[str] | None
    ) -> Sequence[tuple[PassageKey, float]]:
        """The inner one's, counted as `terms`."""
        with self._clock.part("terms"):
            return self._inner.terms(weights, k, documents)

    def units(self, passages: Sequence[PassageKey]) -> UnitBlock:
        """The inner one's, counted as `units`."""
        with self._clock.part("units"):
            return self._inner.units(passages)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The one snapshot, where a retriever expects a store."""

    only: Snapshot

    def snapshot(self) -> Snapshot:
        """Always the same."""
        return self.only
