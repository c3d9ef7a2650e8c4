"""Catalog → the files of one generation, written into an empty directory. Read back by `index.snapshot`.

`coarse.faiss` with `coarse_passages.npy` (row → passage), `fine_*.npy` (clauses, sentences and renderings, contiguous
by passage), `means.npz`, `terms/`, and last `manifest.json`. A passage is numbered by its place: the documents in
order, their paragraphs in order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
import numpy.typing as npt

from index.catalog import Compiled, Member
from index.compiled import GRAINS, LANGS, UnitRows, hashes_of, lexical_rows, unit_rows
from index.dense import DenseIndex
from index.languages import LanguageMeans, remove
from index.lexical import LexicalIndex
from index.manifest import FORMAT, Manifest, write_manifest
from index.protocols import Vectors
from index.types import Grain, Lang

VectorsOf = Callable[[Sequence[bytes]], Vectors]
Means = Mapping[Lang, npt.NDArray[np.float32]]


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
    fine = _MatrixWriter(folder / "fine_vectors.npy", (n_fine, contents.dimension))
    spans, kinds = np.empty((n_fine, 2), np.uint32), np.empty((n_fine, 2), np.uint8)
    counts, at = np.zeros(n_passages, np.int64), 0
    coarse_vectors, coarse_passages = [], []
    for base, rows in zip(first, blocks, strict=False):
        vectors = _centered(rows, contents)
        passages = rows["paragraph"].astype(np.int64) - 1 + base
        coarse, chosen = is_coarse(rows), is_fine(rows)
        coarse_vectors.append(vectors[coarse].astype(np.float16))
        coarse_passages.append(passages[coarse])
        part = slice(at, at + int(chosen.sum()))
        fine.append(vectors[chosen])
        at = part.stop
        spans[part] = np.stack([rows["start"][chosen], rows["end"][chosen]], axis=1)
        kinds[part] = np.stack([rows["lang"][chosen], rows["rendering"][chosen]], axis=1)
        np.add.at(counts, passages[chosen], 1)
    fine.close()
    DenseIndex.build(coarse_vectors, contents.dimension).write(folder / "coarse.faiss")
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
    return write_manifest(folder, manifest)


class _MatrixWriter:
    """Writes a float16 matrix as .npy, block by block.

    By ordinary writes: a full disk is then an OSError, where a memory map would end the process with SIGBUS.
    """

    def __init__(self, path: Path, shape: tuple[int, int]) -> None:
        self._file = path.open("wb")
        header = {"descr": "<f2", "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_1_0(self._file, header)

    def append(self, block: Vectors) -> None:
        self._file.write(np.ascontiguousarray(block, np.float16).tobytes())

    def close(self) -> None:
        self._file.close()


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
