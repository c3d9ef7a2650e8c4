"""One generation, built from the catalog and read back: coarse vectors to find with, fine ones to score with, terms.

Files of a generation directory: `manifest.json` (what it is, and a checksum of every other file), `coarse.faiss` with
`coarse_passages.npy` (row → passage), `fine_*.npy` (clauses, sentences and renderings, contiguous by passage),
`means.npz`, `terms/`. A passage is numbered by its place: the documents in order, their paragraphs in order.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, cast

import numpy as np
import numpy.typing as npt

from index.catalog import Compiled, Member
from index.compiled import GRAINS, LANGS, UnitRows, hashes_of, lexical_rows, unit_rows
from index.dense import DenseIndex
from index.errors import DamagedStore, NotFound
from index.languages import LanguageMeans, remove
from index.lexical import LexicalIndex
from index.protocols import DocumentInfo, UnitBlock, Vectors
from index.types import Document, Grain, Lang, PassageKey, Rendering

FORMAT: Final = 1
"""Layout of the files; a reader of another layout builds the generation anew from the catalog."""

Vector = npt.NDArray[np.float32]
Means = Mapping[Lang, Vector]
VectorsOf = Callable[[Sequence[bytes]], Vectors]

_UNITS_A_PASSAGE = 4
"""Coarse units asked of FAISS for each passage wanted: several sentences of one passage may lead the list."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is. `members` are in order; `checksums` name every other file of the directory."""

    format: int
    version: str
    model: str
    dimension: int
    members: tuple[Member, ...]
    n_passages: int
    n_coarse: int
    n_fine: int
    checksums: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Contents:
    """What a generation is built from: compiled members in order, a way to their vectors, the languages' means."""

    model: str
    dimension: int
    members: tuple[Member, ...]
    compiled: Callable[[Member], Compiled]
    vectors_of: VectorsOf
    sample_means: LanguageMeans
    passage_means: Means


def is_coarse(rows: UnitRows) -> npt.NDArray[np.bool_]:
    """Units that candidates are found with: paragraphs, sentences, and renderings of those."""
    return cast(npt.NDArray[np.bool_], rows["grain"] != GRAINS.index(Grain.CLAUSE))


def is_fine(rows: UnitRows) -> npt.NDArray[np.bool_]:
    """Units that candidates are scored with: all but whole paragraphs, save where a paragraph has nothing finer."""
    whole = rows["grain"] == GRAINS.index(Grain.PARAGRAPH)
    finer = np.isin(rows["paragraph"], rows["paragraph"][~whole])
    return cast(npt.NDArray[np.bool_], ~whole | ~finer)


def build_generation(folder: Path, version: str, contents: Contents) -> Manifest:
    """Writes every file of a generation into the empty `folder` and returns its manifest."""
    first = np.cumsum([0] + [member.info.paragraphs for member in contents.members])
    n_passages = int(first[-1])
    blocks = [unit_rows(contents.compiled(member)) for member in contents.members]
    n_fine = sum(int(is_fine(rows).sum()) for rows in blocks)
    fine = np.lib.format.open_memmap(folder / "fine_vectors.npy", "w+", np.float16, (n_fine, contents.dimension))
    spans, kinds = np.empty((n_fine, 2), np.uint32), np.empty((n_fine, 2), np.uint8)
    counts, at = np.zeros(n_passages, np.int64), 0
    coarse_vectors, coarse_passages = [], []
    for base, rows in zip(first, blocks, strict=False):
        vectors = _centered(rows, contents)
        passages = rows["paragraph"].astype(np.int64) - 1 + base
        coarse, chosen = is_coarse(rows), is_fine(rows)
        coarse_vectors.append(vectors[coarse])
        coarse_passages.append(passages[coarse])
        part = slice(at, at + int(chosen.sum()))
        fine[part], at = vectors[chosen], part.stop
        spans[part] = np.stack([rows["start"][chosen], rows["end"][chosen]], axis=1)
        kinds[part] = np.stack([rows["lang"][chosen], rows["rendering"][chosen]], axis=1)
        np.add.at(counts, passages[chosen], 1)
    fine.flush()
    del fine
    empty = np.empty((0, contents.dimension), np.float32)
    DenseIndex.build(np.concatenate([empty, *coarse_vectors])).write(folder / "coarse.faiss")
    owners = np.concatenate([np.empty(0, np.int64), *coarse_passages]).astype(np.uint32)
    np.save(folder / "coarse_passages.npy", owners)
    np.save(folder / "fine_spans.npy", spans)
    np.save(folder / "fine_kinds.npy", kinds)
    np.save(folder / "fine_offsets.npy", np.concatenate([[0], np.cumsum(counts)]).astype(np.int64))
    sample = contents.sample_means
    means = {f"query_{lang}": mean for lang, mean in sample.queries.items()}
    means |= {f"passage_{lang}": mean for lang, mean in sample.passages.items()}
    np.savez(folder / "means.npz", **means)  # type: ignore[arg-type]
    _write_terms(folder / "terms", contents)
    manifest = Manifest(
        FORMAT, version, contents.model, contents.dimension, contents.members, n_passages, len(owners), n_fine, {}
    )
    return _write_manifest(folder, manifest)


def _centered(rows: UnitRows, contents: Contents) -> Vectors:
    """The rows' vectors, each with the mean of its language taken out."""
    vectors = contents.vectors_of(hashes_of(rows))
    for code, lang in enumerate(LANGS):
        ours = rows["lang"] == code
        if ours.any():
            vectors[ours] = remove(vectors[ours], contents.passage_means[lang])
    return vectors


def _write_terms(folder: Path, contents: Contents) -> None:
    folder.mkdir()
    rows = (row for m in contents.members for row in lexical_rows(m.info.id, contents.compiled(m)))
    LexicalIndex.build(folder, rows)


def _write_manifest(folder: Path, manifest: Manifest) -> Manifest:
    raw = asdict(manifest) | {"checksums": dict(checksums(folder))}
    (folder / "manifest.json").write_text(json.dumps(raw, ensure_ascii=False), encoding="utf-8")
    return read_manifest(folder)


def checksums(folder: Path) -> Iterable[tuple[str, str]]:
    """(path within the folder, SHA-256) of every data file; lock files and the manifest are not data."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != "manifest.json" and path.name != "pin" and path.suffix != ".lock":
            with path.open("rb") as file:
                yield path.relative_to(folder).as_posix(), hashlib.file_digest(file, "sha256").hexdigest()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a generation; DamagedStore where it is unreadable or of another layout."""
    try:
        raw = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        members = tuple(Member(m["version"], DocumentInfo(**m["info"])) for m in raw.pop("members"))
        manifest = Manifest(members=members, **raw)
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(folder, f"its manifest cannot be read ({error})") from error
    if manifest.format != FORMAT:
        raise _damaged(folder, f"its layout is {manifest.format}, this version reads {FORMAT}")
    return manifest


def read_sample_means(folder: Path) -> LanguageMeans:
    """The built-in sample's means that a generation was built with."""
    with np.load(folder / "means.npz") as means:
        by_kind = [{lang: means[f"{kind}_{lang}"] for lang in LANGS} for kind in ("query", "passage")]
    return LanguageMeans(*by_kind)


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
            self._means: Means = read_sample_means(folder).queries
        except (OSError, ValueError) as error:
            raise _damaged(folder, str(error)) from error
        self._terms = LexicalIndex(folder / "terms")
        members = self.manifest.members
        first = np.cumsum([0] + [member.info.paragraphs for member in members])
        self._place = {m.info.id: (m.version, range(a, b)) for m, a, b in zip(members, first, first[1:], strict=False)}
        self._ids = [member.info.id for member in members]
        self._first = first

    @property
    def version(self) -> str:
        """Names the generation."""
        return self.manifest.version

    @property
    def means(self) -> Means:
        """Mean vector of each language's queries."""
        return self._means

    def documents(self) -> tuple[DocumentInfo, ...]:
        """Every document, in the order they were added."""
        return tuple(member.info for member in self.manifest.members)

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
        n_allowed = len(self._owners) if allowed is None else int(allowed.sum())
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

    def _allowed(self, documents: Collection[str]) -> npt.NDArray[np.bool_]:
        allowed = np.zeros(len(self._owners), np.bool_)
        for place in (self._place[d][1] for d in set(documents) if d in self._place):
            start, stop = np.searchsorted(self._owners, [place.start, place.stop])
            allowed[start:stop] = True
        return allowed

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
            langs=tuple(LANGS[code] for code in kinds[:, 0].tolist()),
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

    def loaded(self) -> tuple[DenseIndex, LexicalIndex, int]:
        """The coarse index, the terms and the number of fine units, for `index.integrity`."""
        return self._dense, self._terms, len(self._vectors)


def _damaged(folder: Path, found: str) -> DamagedStore:
    return DamagedStore(
        f"{folder.name} ({found})", "a generation must be whole", "Run `yinju reindex` to build it anew."
    )
