"""One published generation on the cluster, read back. Holds nothing that cannot be read again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import Generic, TypeVar, cast

import numpy as np
import numpy.typing as npt

from index.building import is_fine
from index.compiled import LANGS
from index.errors import DamagedStore, NotFound
from index.languages import remove
from index.milvus.blocks import Block, query_text, unpack_block
from index.milvus.cluster import MAX_WINDOW, Cluster
from index.milvus.documents import Documents
from index.milvus.generation import Generation
from index.milvus.tables import Row, one_of
from index.protocols import DocumentInfo, UnitBlock
from index.types import Document, Lang, PassageKey, Rendering

_UNITS_A_PASSAGE = 4
"""Coarse units asked for each passage wanted: several sentences of one passage may lead the list."""

_K = TypeVar("_K", bound=Hashable)
_V = TypeVar("_V")


class Recent(Generic[_K, _V]):
    """The values read last. What is kept is immutable on the cluster, so nothing here is ever stale."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._kept: OrderedDict[_K, _V] = OrderedDict()

    def get(self, key: _K) -> _V | None:
        """The value, if it is still kept."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            return None

    def put(self, key: _K, value: _V) -> _V:
        """Keeps the value in place of the one asked for longest ago."""
        with self._lock:
            self._kept[key] = value
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
            return value


class Caches:
    """What one process keeps of immutable rows: parsed documents, and the fine units of passages (about 90 MB)."""

    def __init__(self) -> None:
        self.documents: Recent[int, Document] = Recent(48)
        self.blocks: Recent[tuple[str, int, int], Block] = Recent(4000)


class MilvusSnapshot:
    """Implements `index.protocols.Snapshot`. Safe between threads."""

    def __init__(self, cluster: Cluster, generation: Generation, documents: Documents, caches: Caches) -> None:
        self._cluster, self._documents, self._caches = cluster, documents, caches
        self.generation = generation
        self._where = generation.where()
        self._members = {member.info.id: member for member in generation.members}

    @property
    def version(self) -> str:
        """Names the generation."""
        return self.generation.version

    @property
    def means(self) -> Mapping[Lang, npt.NDArray[np.float32]]:
        """Mean vector of each language's queries."""
        return self.generation.means.queries

    def documents(self) -> tuple[DocumentInfo, ...]:
        """Every document, in the order they were added."""
        return tuple(member.info for member in self.generation.members)

    def document(self, document_id: str) -> Document:
        """The parsed document; NotFound where there is none."""
        version = self._version_of(document_id)
        kept = self._caches.documents.get(version)
        return kept or self._caches.documents.put(version, self._documents.document(version))

    def renderings(self, document_id: str) -> tuple[Rendering, ...]:
        """Its renderings, in text order."""
        return self._documents.renderings(self._version_of(document_id))

    def dense(
        self, vector: npt.NDArray[np.float32], k: int, documents: Collection[str] | None
    ) -> Sequence[tuple[PassageKey, float]]:
        """Up to k passages by the cosine of their best coarse unit, best first."""
        if self._nothing(documents) or not np.any(vector):
            return ()
        wanted = k * _UNITS_A_PASSAGE
        while True:
            hits = self._cluster.nearest(
                self.generation.coarse, vector, wanted, self._filter(documents), ["document", "paragraph"]
            )
            best = _first_of_each(hits)
            if len(best) >= k or len(hits) < wanted or wanted >= min(MAX_WINDOW, self.generation.n_coarse):
                return best[:k]
            wanted *= 4

    def terms(
        self, weights: Mapping[str, float], k: int, documents: Collection[str] | None
    ) -> Sequence[tuple[PassageKey, float]]:
        """Up to k passages by BM25 over weighted search terms, best first."""
        text = query_text(weights)
        if self._nothing(documents) or not text:
            return ()
        where = self._filter(documents)
        hits = self._cluster.matching(self.generation.passages, text, k, where, ["document", "paragraph"])
        return _first_of_each(hits)

    def units(self, passages: Sequence[PassageKey]) -> UnitBlock:
        """The fine units of these passages with their vectors; NotFound for a passage that does not exist."""
        blocks = [_fine(block) for block in self._blocks(passages)]
        rows = np.concatenate([block.rows for block in blocks]) if blocks else np.empty(0, np.void)
        owner = np.repeat(np.arange(len(blocks)), [len(block.rows) for block in blocks])
        if not len(rows):
            empty = np.empty(0, np.int64)
            vectors = np.empty((0, self.generation.dimension), np.float32)
            langs = np.empty(0, np.str_)
            return UnitBlock(tuple(passages), empty, np.empty((0, 2), np.int64), langs, np.empty(0, np.bool_), vectors)
        vectors = np.concatenate([block.vectors for block in blocks if len(block.rows)])
        for code, lang in enumerate(LANGS):
            ours = rows["lang"] == code
            vectors[ours] = remove(vectors[ours], self.generation.means.passages[lang])
        return UnitBlock(
            passages=tuple(passages),
            owner=owner,
            spans=np.stack([rows["start"], rows["end"]], axis=1).astype(np.int64),
            langs=np.array(LANGS)[rows["lang"]],
            is_rendering=rows["rendering"].astype(np.bool_),
            vectors=vectors,
        )

    def _blocks(self, passages: Sequence[PassageKey]) -> list[Block]:
        name, caches = self.generation.passages, self._caches.blocks
        places = [self._place_of(key) for key in passages]
        found = {place: caches.get((name, *place)) for place in places}
        missing = [place for place, block in found.items() if block is None]
        if missing:
            for place, block in read_blocks(self._cluster, name, missing).items():
                found[place] = caches.put((name, *place), block)
        return [cast(Block, found[place]) for place in places]

    def _place_of(self, key: PassageKey) -> tuple[int, int]:
        version = self._version_of(key.document_id)
        n = self._members[key.document_id].info.paragraphs
        if not 1 <= key.paragraph <= n:
            rule = f"this document has paragraphs 1 to {n}"
            raise NotFound(f"{key.document_id}#p{key.paragraph}", rule, "Ask for one of these.")
        return version, key.paragraph

    def _version_of(self, document_id: str) -> int:
        member = self._members.get(document_id)
        if member is None:
            remedy = "`yinju list` shows every document with its id."
            raise NotFound(document_id, "no document has this id", remedy)
        return member.version

    def _nothing(self, documents: Collection[str] | None) -> bool:
        return not self._members or (documents is not None and not self._members.keys() & set(documents))

    def _filter(self, documents: Collection[str] | None) -> str:
        # A document has one version in a generation, and numbers are compared faster than names.
        if documents is None:
            return self._where
        versions = sorted(self._members[name].version for name in set(documents) if name in self._members)
        return one_of("version", versions)


def read_blocks(cluster: Cluster, name: str, places: Sequence[tuple[int, int]]) -> dict[tuple[int, int], Block]:
    """The blocks at these places (version, paragraph); DamagedStore where one is missing or not whole."""
    parts = _parts(cluster, name, [passage_id(*place, 0) for place in places])
    more = [passage_id(*place, n) for place, row in parts.items() for n in range(1, cast(int, row[0]["parts"]))]
    if more:
        for place, rows in _parts(cluster, name, more).items():
            parts[place] += rows
    try:
        return {place: unpack_block([cast(str, row["body"]) for row in parts[place]]) for place in places}
    except (KeyError, ValueError) as error:
        rule = f"every paragraph's units must be there and whole ({error})"
        raise DamagedStore(name, rule, "Run `yinju reindex` to build it anew.") from error


def passage_id(version: int, paragraph: int, part: int) -> str:
    """The id of a row of `Table.PASSAGES`."""
    return f"{version}.{paragraph}.{part}"


_READ_AT_ONCE = 200


def _parts(cluster: Cluster, name: str, ids: Sequence[str]) -> dict[tuple[int, int], list[Row]]:
    found: dict[tuple[int, int], list[tuple[int, Row]]] = {}
    for at in range(0, len(ids), _READ_AT_ONCE):
        for row in cluster.rows(name, one_of("id", ids[at : at + _READ_AT_ONCE]), ["id", "parts", "body"]):
            version, paragraph, part = map(int, cast(str, row["id"]).split("."))
            found.setdefault((version, paragraph), []).append((part, row))
    return {place: [row for _, row in sorted(rows, key=lambda pair: pair[0])] for place, rows in found.items()}


def _first_of_each(hits: Sequence[tuple[Row, float]]) -> list[tuple[PassageKey, float]]:
    best: dict[PassageKey, float] = {}
    for row, score in hits:
        best.setdefault(PassageKey(cast(str, row["document"]), cast(int, row["paragraph"])), score)
    return list(best.items())


def _fine(block: Block) -> Block:
    chosen = is_fine(block.rows)
    return Block(block.rows[chosen], block.vectors[chosen])
