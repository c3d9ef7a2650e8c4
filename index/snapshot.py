"""One generation, read back: coarse vectors to find with, fine ones to score with, terms (see `index.building`)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.building import read_sample_means
from index.compiled import LANGS
from index.dense import DenseIndex
from index.errors import NotFound
from index.lexical import LexicalIndex
from index.manifest import damaged, read_manifest
from index.protocols import DocumentInfo, UnitBlock
from index.types import Document, Lang, PassageKey, Rendering

_UNITS_A_PASSAGE = 4
"""Coarse units asked of FAISS for each passage wanted: several sentences of one passage may lead the list."""


class LocalSnapshot:
    """One published generation, read only; safe to share between threads. Implements `index.protocols.Snapshot`.

    Args:
        folder: the generation's directory.
        document_of: a document version of the catalog → the document.
        renderings_of: a document version of the catalog → its renderings.
    """

    def __init__(
        self,
        folder: Path,
        document_of: Callable[[int], Document],
        renderings_of: Callable[[int], tuple[Rendering, ...]],
        pin: object,
    ) -> None:
        self._pin = pin
        self._document_of, self._renderings_of = document_of, renderings_of
        self.manifest = read_manifest(folder)
        try:
            self._dense = DenseIndex.read(folder / "coarse.faiss")
            self._owners = np.load(folder / "coarse_passages.npy")
            self._offsets = np.load(folder / "fine_offsets.npy")
            self._spans = np.load(folder / "fine_spans.npy", mmap_mode="r")
            self._kinds = np.load(folder / "fine_kinds.npy")
            self._vectors = np.load(folder / "fine_vectors.npy", mmap_mode="r")
            self._means = read_sample_means(folder).queries
        except (OSError, ValueError) as error:
            raise damaged(folder, str(error)) from error
        self._terms = LexicalIndex(folder / "terms")
        members = self.manifest.members
        first = np.cumsum([0] + [member.info.paragraphs for member in members])
        self._place = {m.info.id: (m.version, range(a, b)) for m, a, b in zip(members, first, first[1:], strict=False)}
        self._ids = [member.info.id for member in members]
        self._infos = tuple(member.info for member in members)
        self._first = first

    @property
    def version(self) -> str:
        """Names the generation."""
        return self.manifest.version

    @property
    def means(self) -> Mapping[Lang, npt.NDArray[np.float32]]:
        """Mean vector of each language's queries."""
        return self._means

    def documents(self) -> tuple[DocumentInfo, ...]:
        """Every document, in the order they were added."""
        return self._infos

    def document(self, document_id: str) -> Document:
        """The parsed document; NotFound where there is none."""
        return self._document_of(self._known(document_id)[0])

    def renderings(self, document_id: str) -> tuple[Rendering, ...]:
        """Its renderings, in text order."""
        return self._renderings_of(self._known(document_id)[0])

    def _known(self, document_id: str) -> tuple[int, range]:
        try:
            return self._place[document_id]
        except KeyError as error:
            raise NotFound(
                document_id, "no document has this id", "`yinju list` shows every document with its id."
            ) from error

    def dense(
        self, vector: npt.NDArray[np.float32], k: int, documents: Collection[str] | None
    ) -> Sequence[tuple[PassageKey, float]]:
        """Up to k passages by the cosine of their best coarse unit, best first."""
        allowed = None if documents is None else self._allowed(documents)
        n_allowed = len(self._owners) if allowed is None else allowed.size
        wanted = k * _UNITS_A_PASSAGE
        while True:
            ids, scores = self._dense.search(vector, min(wanted, n_allowed), allowed)
            passages, firsts = np.unique(self._owners[ids], return_index=True)
            if len(passages) >= k or wanted >= n_allowed:
                break
            wanted *= 4
        best = np.sort(firsts)[:k]
        keys = self._keys(self._owners[ids[best]])
        return tuple(zip(keys, scores[best].tolist(), strict=True))

    def _allowed(self, documents: Collection[str]) -> npt.NDArray[np.int64]:
        """The coarse rows of these documents, ascending."""
        places = sorted((self._place[d][1] for d in set(documents) if d in self._place), key=lambda place: place.start)
        # Of the owners' own type: else each search would turn millions of numbers into another.
        ends = np.array([(place.start, place.stop) for place in places], self._owners.dtype)
        rows = np.searchsorted(self._owners, ends).reshape(-1, 2).tolist()
        return np.concatenate([np.arange(0), *(np.arange(start, stop) for start, stop in rows)])

    def terms(
        self, weights: Mapping[str, float], k: int, documents: Collection[str] | None
    ) -> Sequence[tuple[PassageKey, float]]:
        """Up to k passages by BM25 over weighted search terms, best first."""
        rows = self._terms.search(weights, k, documents)
        return tuple(zip(self._keys([row for row, _ in rows]), (score for _, score in rows), strict=True))

    def _keys(self, passages: npt.NDArray[np.uint32] | Sequence[int]) -> list[PassageKey]:
        numbers = np.asarray(passages, np.int64)
        at = np.searchsorted(self._first, numbers, side="right") - 1
        inner = numbers - self._first[at] + 1
        return [PassageKey(self._ids[d], n) for d, n in zip(at.tolist(), inner.tolist(), strict=True)]

    def units(self, passages: Sequence[PassageKey]) -> UnitBlock:
        """The fine units of these passages with their vectors; NotFound for a passage that does not exist."""
        numbers = np.fromiter((self._number(key) for key in passages), np.int64, len(passages))
        starts, stops = self._offsets[numbers], self._offsets[numbers + 1]
        lengths = stops - starts
        owner = np.repeat(np.arange(len(passages)), lengths)
        rows = np.arange(int(lengths.sum())) + np.repeat(starts - np.cumsum(lengths) + lengths, lengths)
        kinds = self._kinds[rows]
        return UnitBlock(
            passages=tuple(passages),
            owner=owner,
            spans=self._spans[rows].astype(np.int64),
            langs=np.array(LANGS)[kinds[:, 0]],
            is_rendering=kinds[:, 1].astype(np.bool_),
            vectors=self._vectors[rows].astype(np.float32),
        )

    def _number(self, key: PassageKey) -> int:
        place = self._known(key.document_id)[1]
        if not 1 <= key.paragraph <= len(place):
            raise NotFound(
                f"{key.document_id}#p{key.paragraph}",
                f"this document has paragraphs 1 to {len(place)}",
                "Ask for one of these.",
            )
        return place.start + key.paragraph - 1
