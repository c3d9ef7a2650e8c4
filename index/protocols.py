"""The shapes of what is plugged in: a model that embeds, and a store that keeps and finds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from index.types import Document, Lang, PassageKey, Rendering, Span

Vectors = npt.NDArray[np.float32]
"""Shape (n, dimension), each row of unit norm unless said otherwise."""

Progress = Callable[[str, int, int], None]
"""Called as `progress(stage, done, total)` while long work goes on."""


class Embedder(Protocol):
    """Texts → unit vectors. Adds the model's own query and passage prefixes itself."""

    @property
    def name(self) -> str:
        """Names the model and its weights; part of the key under which vectors are kept."""

    @property
    def dimension(self) -> int:
        """Components of one vector."""

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """(n, dimension) float32, unit norm."""

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """(n, dimension) float32, unit norm. Texts over the model's window are cut there: split before."""

    def count_tokens(self, text: str) -> int:
        """Pieces that `text` takes, without special tokens."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Pieces of one text where they stand in it, and what each is in its context: (n, dimension), unit norm."""

    spans: tuple[Span, ...]
    vectors: Vectors


@runtime_checkable
class TokenEmbedder(Protocol):
    """A model that also tells words of a text apart; models elsewhere do not."""

    def embed_tokens(self, text: str) -> Tokens:
        """The pieces of a passage. Those over the model's window are left out: split before."""


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """A line of the list of documents. `bytes` is the size of the file as given; `added` is ISO 8601, UTC."""

    id: str
    title: str
    source: str
    lang: Lang
    bytes: int
    paragraphs: int
    renderings: int
    added: str


@dataclass(frozen=True, slots=True)
class UnitBlock:
    """The stored units of some passages, flat: row i belongs to `passages[owner[i]]`.

    Vectors have the language mean of their unit's language taken out and are of unit norm.
    """

    passages: tuple[PassageKey, ...]
    owner: npt.NDArray[np.int64]
    spans: npt.NDArray[np.int64]
    """(n, 2): start and end in the document's text."""
    langs: npt.NDArray[np.str_]
    """(n,): "zh" or "en"."""
    is_rendering: npt.NDArray[np.bool_]
    vectors: Vectors


class Snapshot(Protocol):
    """One published generation, pinned: whatever is written meanwhile, it reads the same to its end."""

    @property
    def version(self) -> str:
        """Names the generation; changes with every publication."""

    @property
    def means(self) -> Mapping[Lang, npt.NDArray[np.float32]]:
        """Mean vector of each language's *queries*, to be taken out of a query vector."""

    def documents(self) -> tuple[DocumentInfo, ...]:
        """Every document, in the order they were added."""

    def document(self, document_id: str) -> Document:
        """The parsed document; NotFound where there is none."""

    def renderings(self, document_id: str) -> tuple[Rendering, ...]:
        """Its renderings, in text order; empty where it has none."""

    def dense(
        self, vector: npt.NDArray[np.float32], k: int, documents: Collection[str] | None
    ) -> Sequence[tuple[PassageKey, float]]:
        """Up to k passages by the cosine of their best coarse unit (paragraph or sentence), best first."""

    def terms(
        self, weights: Mapping[str, float], k: int, documents: Collection[str] | None
    ) -> Sequence[tuple[PassageKey, float]]:
        """Up to k passages by BM25 over weighted search terms, best first."""

    def units(self, passages: Sequence[PassageKey]) -> UnitBlock:
        """The fine units (clauses, sentences, renderings) of these passages with their vectors."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A document on its way in, with the renderings that came with it. `size` is of the file as given, in bytes."""

    document: Document
    renderings: tuple[Rendering, ...]
    size: int


class Store(Protocol):
    """Keeps documents and publishes generations. Every change is atomic: whole and published, or not at all."""

    def snapshot(self) -> Snapshot:
        """The published generation; Unavailable where none was ever published."""

    def change(self, add: Sequence[Incoming] = (), remove: Sequence[str] = (), progress: Progress | None = None) -> str:
        """Adds or replaces (same id) and removes documents, publishes, and returns the new version.

        Adding what is already there unchanged, or nothing at all, publishes nothing and returns the current version.
        """

    def rebuild(self, progress: Progress | None = None) -> str:
        """Publishes a fresh generation of the same documents, for example under another model."""

    def rollback(self, leaving: str | None = None) -> str:
        """Publishes the generation before the current one again; NotFound where there is none.

        `leaving` is the version that must be the current one, else InvalidInput. Unavailable while another writes.
        """

    def put_glossary(self, name: str, tbx: bytes) -> None:
        """Keeps a TBX file beside the documents, in place of one of the same name."""

    def glossaries(self) -> Mapping[str, bytes]:
        """The TBX files kept: content by file name, in the order of the names."""

    def verify(self) -> tuple[str, ...]:
        """Findings, each naming what disagrees and the remedy; empty where all agree."""
