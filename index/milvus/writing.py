"""Documents → rows of passages and coarse units. Rows have stable ids: writing one again changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

import numpy as np
import numpy.typing as npt

from index.building import is_coarse
from index.compiled import LANGS, Compilation, UnitRows, compile_document, hashes_of, lexical_rows, unit_rows
from index.errors import DamagedStore
from index.languages import ENOUGH_UNITS, LanguageMeans, remove
from index.lexical import LexicalRow
from index.milvus.blocks import Block, pack_block, terms_text, unpack_block
from index.milvus.cluster import Cluster
from index.milvus.generation import Member
from index.milvus.snapshot import passage_id, read_blocks
from index.milvus.tables import Row, one_of
from index.preparing import Parts
from index.protocols import Embedder, Progress
from index.types import Document, Lang, Rendering

_EMBED_BATCH = 256
"""Texts embedded between two writes: what is lost at most when the process is killed."""
_READ_BATCH = 200

Known = dict[bytes, npt.NDArray[np.float32]]
"""Text hash → its vector."""


@dataclass(slots=True)
class Sums:
    """Running sums of each language's vectors, for its mean."""

    totals: dict[Lang, npt.NDArray[np.float64]] = field(default_factory=dict)
    counts: dict[Lang, int] = field(default_factory=dict)

    def add(self, block: Block) -> None:
        """Counts a block in."""
        for code, lang in enumerate(LANGS):
            ours = block.vectors[block.rows["lang"] == code]
            if len(ours):
                self.totals[lang] = self.totals.get(lang, 0) + ours.sum(axis=0, dtype=np.float64)
                self.counts[lang] = self.counts.get(lang, 0) + len(ours)

    def means(self, sample: LanguageMeans) -> LanguageMeans:
        """The sample's means, those of the units replaced by the base's own where it has enough of them."""
        own = {lang: (self.totals[lang] / n).astype(np.float32) for lang, n in self.counts.items() if n >= ENOUGH_UNITS}
        return LanguageMeans(sample.queries, {**sample.passages, **own})


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the rows of document versions under one model."""

    cluster: Cluster
    embedder: Embedder
    parts: Parts

    def write_passages(
        self,
        name: str,
        member: Member,
        content: tuple[Document, Sequence[Rendering]],
        kin: Sequence[int],
        progress: Progress | None,
    ) -> Member:
        """Embeds and writes the paragraphs of one version that do not stand there yet; the member with its counts.

        Args:
            name: the collection of passages.
            member: the version.
            content: what was parsed, and its renderings.
            kin: versions of the same document, this one too, whose vectors serve for the texts they share.
            progress: told of the paragraphs done.
        """
        document, renderings = content
        parts = self.parts
        made = compile_document(document, renderings, parts.units_of, parts.search_terms, self.embedder.count_tokens)
        rows, terms = unit_rows(made.compiled), lexical_rows(document.id, made.compiled)
        known, present = self._known(name, kin, member.version)
        bounds = np.searchsorted(rows["paragraph"], np.arange(1, len(terms) + 2))
        done = 0
        for group in _groups(rows, bounds, [n for n in range(1, len(terms) + 1) if n not in present], known):
            self._embed(made, rows, bounds, group, known)
            self.cluster.put(name, [r for n in group for r in self._passage(member, n, rows, bounds, terms, known)])
            done += len(group)
            if progress is not None:
                progress("embed", done, len(terms))
        return replace(member, n_units=len(rows), n_coarse=int(is_coarse(rows).sum()))

    def blocks(self, name: str, member: Member) -> Iterator[tuple[int, Block]]:
        """The paragraphs of a written version: number and units."""
        for at in range(1, member.info.paragraphs + 1, _READ_BATCH):
            stop = min(at + _READ_BATCH, member.info.paragraphs + 1)
            found = read_blocks(self.cluster, name, [(member.version, n) for n in range(at, stop)])
            yield from ((n, block) for (_, n), block in found.items())

    def write_coarse(
        self, passages: str, coarse: str, member: Member, means: Mapping[Lang, npt.NDArray[np.float32]]
    ) -> None:
        """Writes what candidates are found with, each vector with the mean of its language taken out."""
        waiting: list[Row] = []
        for n, block in self.blocks(passages, member):
            for place in np.flatnonzero(is_coarse(block.rows)).tolist():
                vector = remove(block.vectors[place], means[LANGS[int(block.rows["lang"][place])]])
                if not vector.any():  # a text that equals its language's mean has no direction, and no cosine
                    vector = np.full_like(vector, np.float32(len(vector) ** -0.5))
                waiting.append(
                    {
                        "id": f"{member.version}.{n}.{place}",
                        "version": member.version,
                        "document": member.info.id,
                        "paragraph": n,
                        "vector": vector.tolist(),
                    }
                )
            if len(waiting) >= 1000:
                self.cluster.put(coarse, waiting)
                waiting = []
        self.cluster.put(coarse, waiting)

    def _known(self, name: str, kin: Sequence[int], version: int) -> tuple[Known, set[int]]:
        """Vectors of texts that stand there already, and the paragraphs of this version that do so whole."""
        known: Known = {}
        present: set[int] = set()
        pieces: dict[tuple[int, int], dict[int, Row]] = {}
        if kin:
            for page in self.cluster.scan(name, one_of("version", kin), ["id", "parts", "body"], batch=100):
                for row in page:
                    owner, paragraph, part = map(int, cast(str, row["id"]).split("."))
                    pieces.setdefault((owner, paragraph), {})[part] = row
        for (owner, paragraph), rows in pieces.items():
            if len(rows) == rows[min(rows)]["parts"]:
                block = _unpacked(name, [cast(str, rows[part]["body"]) for part in sorted(rows)])
                known.update(zip(hashes_of(block.rows), block.vectors, strict=True))
                present |= {paragraph} if owner == version else set()
        return known, present

    def _embed(
        self, made: Compilation, rows: UnitRows, bounds: npt.NDArray[np.intp], group: Sequence[int], known: Known
    ) -> None:
        hashes = dict.fromkeys(key for n in group for key in hashes_of(rows[bounds[n - 1] : bounds[n]]))
        missing = [key for key in hashes if key not in known]
        if missing:
            vectors = self.embedder.embed_passages([made.texts[key] for key in missing])
            known.update(zip(missing, vectors, strict=True))

    def _passage(
        self,
        member: Member,
        n: int,
        rows: UnitRows,
        bounds: npt.NDArray[np.intp],
        terms: Sequence[LexicalRow],
        known: Known,
    ) -> list[Row]:
        own = rows[bounds[n - 1] : bounds[n]]
        empty = np.empty((0, self.embedder.dimension), np.float32)
        vectors = np.stack([known[key] for key in hashes_of(own)]) if len(own) else empty
        parts = pack_block(Block(own, vectors))
        return [
            {
                "id": passage_id(member.version, n, part),
                "version": member.version,
                "document": member.info.id,
                "paragraph": n,
                "parts": len(parts),
                "body": body,
                "terms": terms_text(terms[n - 1]) if part == 0 else "none",
            }
            for part, body in enumerate(parts)
        ]


def _groups(
    rows: UnitRows, bounds: npt.NDArray[np.intp], paragraphs: Sequence[int], known: Known
) -> Iterator[list[int]]:
    """Runs of paragraphs with about one batch of texts that have no vector yet."""
    group: list[int] = []
    waiting = 0
    for n in paragraphs:
        group.append(n)
        waiting += sum(key not in known for key in hashes_of(rows[bounds[n - 1] : bounds[n]]))
        if waiting >= _EMBED_BATCH or len(group) >= 4 * _EMBED_BATCH:
            yield group
            group, waiting = [], 0
    if group:
        yield group


def _unpacked(name: str, parts: Sequence[str]) -> Block:
    try:
        return unpack_block(parts)
    except ValueError as error:
        rule = f"a paragraph's units must be whole ({error})"
        raise DamagedStore(name, rule, "Run `yinju reindex` to build it anew.") from error
