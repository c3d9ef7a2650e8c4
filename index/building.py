"""Catalog → the files of one generation, written into an empty directory. Read back by `index.snapshot`.

`coarse.faiss` with `coarse_vectors.npy` and `coarse_passages.npy` (row → passage), `fine_*.npy` (clauses, sentences
and renderings, contiguous by passage), `means.npz`, `terms/`, and last `manifest.json`. A passage is numbered by its
place: the documents in order, their paragraphs in order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import numpy as np
import numpy.typing as npt

from index.catalog import Compiled, Member
from index.compiled import GRAINS, LANGS, UnitRows, hashes_of, lexical_rows, unit_rows
from index.dense import DenseIndex
from index.languages import LanguageMeans, remove
from index.lexical import LexicalIndex
from index.manifest import FORMAT, Manifest, checksums, damaged, read_manifest, write_manifest
from index.protocols import Vectors
from index.types import Grain, Lang

Halves = npt.NDArray[np.float16]
VectorsOf = Callable[[Sequence[bytes]], Vectors]
Means = Mapping[Lang, npt.NDArray[np.float32]]

_INDEXED_AT_ONCE = 20_000
"""Coarse rows turned into single precision at a time."""


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
    n_passages_of_means: int
    """Passages that there were when `passage_means` were taken."""
    previous: Previous | None


def is_coarse(rows: UnitRows) -> npt.NDArray[np.bool_]:
    """Units that candidates are found with: paragraphs, sentences, and renderings of those."""
    return cast(npt.NDArray[np.bool_], rows["grain"] != GRAINS.index(Grain.CLAUSE))


def is_fine(rows: UnitRows) -> npt.NDArray[np.bool_]:
    """Units that candidates are scored with: all but whole paragraphs, save where a paragraph has nothing finer."""
    whole = rows["grain"] == GRAINS.index(Grain.PARAGRAPH)
    finer = np.isin(rows["paragraph"], rows["paragraph"][~whole])
    return cast(npt.NDArray[np.bool_], ~whole | ~finer)


@dataclass(frozen=True, slots=True)
class Block:
    """What one document gives the arrays of a generation; paragraphs are counted from 0 within it.

    `coarse` and `fine` are (n, dimension) float16, centred; `spans` and `kinds` are (n_fine, 2): start and end, place
    in `LANGS` and whether it is a rendering; `counts` says how many fine units each paragraph has.
    """

    coarse: Halves
    coarse_paragraphs: npt.NDArray[np.int64]
    fine: Halves
    spans: npt.NDArray[np.uint32]
    kinds: npt.NDArray[np.uint8]
    counts: npt.NDArray[np.int64]


class Previous:
    """The blocks of an earlier generation, to be taken over for documents that did not change.

    They were centred by that generation's means, so they fit only where those are kept too.

    Raises:
        DamagedStore: a file of it has changed since it was written; damage must not be handed on.
    """

    def __init__(self, folder: Path) -> None:
        manifest = read_manifest(folder)
        if dict(checksums(folder)) != manifest.checksums:
            raise damaged(folder, "a file of it has changed")
        self.n_passages_of_means, self.passage_means = _read_own_means(folder)
        self._coarse = np.load(folder / "coarse_vectors.npy", mmap_mode="r")
        self._owners = np.load(folder / "coarse_passages.npy")
        self._fine = np.load(folder / "fine_vectors.npy", mmap_mode="r")
        self._spans, self._kinds = np.load(folder / "fine_spans.npy"), np.load(folder / "fine_kinds.npy")
        self._offsets = np.load(folder / "fine_offsets.npy")
        first = np.cumsum([0] + [member.info.paragraphs for member in manifest.members])
        self._place = {m.version: (a, b) for m, a, b in zip(manifest.members, first, first[1:], strict=False)}

    @property
    def versions(self) -> frozenset[int]:
        """The document versions it has."""
        return frozenset(self._place)

    def block(self, member: Member) -> Block | None:
        """The block of a document version that the earlier generation has, else None."""
        if member.version not in self._place:
            return None
        a, b = self._place[member.version]
        coarse = slice(*np.searchsorted(self._owners, [a, b]))
        fine = slice(self._offsets[a], self._offsets[b])
        return Block(
            np.asarray(self._coarse[coarse]),
            self._owners[coarse].astype(np.int64) - a,
            np.asarray(self._fine[fine]),
            self._spans[fine],
            self._kinds[fine],
            np.diff(self._offsets[a : b + 1]),
        )


def build_generation(folder: Path, version: str, contents: Contents) -> Manifest:
    """Writes every file of a generation into the empty `folder` and returns its manifest."""
    first = np.cumsum([0] + [member.info.paragraphs for member in contents.members])
    fine = _MatrixWriter(folder / "fine_vectors.npy", contents.dimension)
    # The next generation takes over the coarse rows of unchanged documents from this file.
    coarse = _MatrixWriter(folder / "coarse_vectors.npy", contents.dimension)
    blocks = []
    for member in contents.members:
        block = (contents.previous and contents.previous.block(member)) or _block(member, contents)
        fine.append(block.fine)
        coarse.append(block.coarse)
        # Written by now: only the rest is kept in memory, a hundredth of it.
        blocks.append(replace(block, fine=block.fine[:0].copy(), coarse=block.coarse[:0].copy()))
    fine.close()
    coarse.close()
    _write_coarse_index(folder, contents.dimension)
    passages = [block.coarse_paragraphs + base for block, base in zip(blocks, first, strict=False)]
    owners = np.concatenate([np.empty(0, np.int64), *passages]).astype(np.uint32)
    np.save(folder / "coarse_passages.npy", owners)
    np.save(folder / "fine_spans.npy", np.concatenate([np.empty((0, 2), np.uint32), *(b.spans for b in blocks)]))
    np.save(folder / "fine_kinds.npy", np.concatenate([np.empty((0, 2), np.uint8), *(b.kinds for b in blocks)]))
    counts = np.concatenate([np.zeros(1, np.int64), *(block.counts for block in blocks)])
    np.save(folder / "fine_offsets.npy", np.cumsum(counts))
    _write_means(folder, contents)
    _write_terms(folder / "terms", contents)
    n_passages, n_fine = int(first[-1]), int(counts.sum())
    manifest = Manifest(
        FORMAT, version, contents.model, contents.dimension, contents.members, n_passages, len(owners), n_fine, {}
    )
    return write_manifest(folder, manifest)


def _block(member: Member, contents: Contents) -> Block:
    rows = unit_rows(contents.compiled(member))
    vectors = _centered(rows, contents)
    paragraphs = rows["paragraph"].astype(np.int64) - 1
    coarse, fine = is_coarse(rows), is_fine(rows)
    return Block(
        vectors[coarse].astype(np.float16),
        paragraphs[coarse],
        vectors[fine].astype(np.float16),
        np.stack([rows["start"][fine], rows["end"][fine]], axis=1),
        np.stack([rows["lang"][fine], rows["rendering"][fine]], axis=1),
        np.bincount(paragraphs[fine], minlength=member.info.paragraphs).astype(np.int64),
    )


def _write_coarse_index(folder: Path, dimension: int) -> None:
    """The index over the coarse rows, read back from their file a part at a time."""
    rows = np.load(folder / "coarse_vectors.npy", mmap_mode="r")
    parts = [rows[start : start + _INDEXED_AT_ONCE] for start in range(0, len(rows), _INDEXED_AT_ONCE)]
    DenseIndex.build(parts, dimension).write(folder / "coarse.faiss")


def _write_means(folder: Path, contents: Contents) -> None:
    sample = contents.sample_means
    means = {f"query_{lang}": mean for lang, mean in sample.queries.items()}
    means |= {f"passage_{lang}": mean for lang, mean in sample.passages.items()}
    means |= {f"own_{lang}": mean for lang, mean in contents.passage_means.items()}
    np.savez(folder / "means.npz", n_passages=contents.n_passages_of_means, **means)  # type: ignore[arg-type]


def read_sample_means(folder: Path) -> LanguageMeans:
    """The built-in sample's means that a generation was built with."""
    with np.load(folder / "means.npz") as means:
        by_kind = [{lang: means[f"{kind}_{lang}"] for lang in LANGS} for kind in ("query", "passage")]
    return LanguageMeans(*by_kind)


def _read_own_means(folder: Path) -> tuple[int, Means]:
    with np.load(folder / "means.npz") as means:
        return int(means["n_passages"]), {lang: means[f"own_{lang}"] for lang in LANGS}


class _MatrixWriter:
    """Writes a float16 matrix as .npy, block by block.

    By ordinary writes: a full disk is then an OSError, where a memory map would end the process with SIGBUS.
    """

    def __init__(self, path: Path, dimension: int) -> None:
        self._file = path.open("wb")
        self._n_rows, self._dimension = 0, dimension
        self._write_header()

    def append(self, block: Halves) -> None:
        self._file.write(block.tobytes())
        self._n_rows += len(block)

    def close(self) -> None:
        self._file.seek(0)
        self._write_header()  # NumPy pads a header so that it keeps its length however many rows there are
        self._file.close()

    def _write_header(self) -> None:
        header = {"descr": "<f2", "fortran_order": False, "shape": (self._n_rows, self._dimension)}
        np.lib.format.write_array_header_1_0(self._file, header)


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
