"""A whole knowledge base of up to a million paragraphs, made of a small one: what `eval.scale` does for bare rows.

A copy of a document has the original's paragraphs, units and search terms. Each of its vectors is moved as `eval.scale`
says, and the years in its name are set back by the copy's number, so that names stay as unlike as those of one place's
reports over the years. `index.building` then writes the generation as it writes any other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

import numpy as np

from eval.scale import Rows, moved, neighbour_differences, published
from index.building import Contents, Previous, build_generation, read_sample_means
from index.catalog import Catalog, Compiled, Member
from index.compiled import hashes_of, unit_rows
from index.errors import InvalidInput
from index.manifest import Manifest, read_manifest
from index.protocols import Vectors
from index.snapshot import LocalSnapshot
from index.types import Document

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_OWN = 14
"""Bytes of a text's hash that name it here; the last two tell the copy."""
_BLOCK = 20_000
_SEED = 20261128


class Originals:
    """The documents of a data directory, to make copies of, with all their vectors in memory (half precision)."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = published(data_dir)
        self.manifest = read_manifest(self.folder)
        self._catalog = Catalog(data_dir / "catalog.sqlite")
        self.members = self.manifest.members

    def copies(self, n_paragraphs: int) -> tuple[Member, ...]:
        """Members, the originals first and then copy after copy, up to the one that makes `n_paragraphs` full."""
        if not any(member.info.paragraphs for member in self.members):
            raise InvalidInput(str(self.folder), "there is no paragraph to make copies of", "Add documents first.")
        taken: list[Member] = []
        total = 0
        for copy in count():
            for at, member in enumerate(self.members):
                if total >= n_paragraphs:
                    return tuple(taken)
                taken.append(_copy_of(member, copy * len(self.members) + at, copy))
                total += member.info.paragraphs
        raise AssertionError  # `count` has no end

    def original(self, version: int) -> tuple[int, Member]:
        """(number of the copy, its original) of a version that `copies` gave."""
        copy, at = divmod(version, len(self.members))
        return copy, self.members[at]

    def document(self, version: int) -> Document:
        """The document of a copy."""
        copy, member = self.original(version)
        return replace(self._catalog.document(member.version), id=_copy_of(member, version, copy).info.id)

    def _compiled(self, member: Member) -> Compiled:
        found = self._catalog.compiled(member.version, self.manifest.model)
        if found is None:
            raise InvalidInput(member.info.id, "nothing is compiled of it", "Run `yinju reindex`.")
        return found

    def compiled(self, version: int) -> Compiled:
        """Units and terms of a copy; the hashes of its texts tell which copy it is."""
        copy, member = self.original(version)
        found = self._compiled(member)
        rows = unit_rows(found).copy()
        hashes = rows["hash"].copy().view(np.uint8).reshape(-1, 16)
        hashes[:, _OWN:] = np.frombuffer(copy.to_bytes(2, "big"), np.uint8)
        rows["hash"] = hashes.view("V16").ravel()
        title, mark, rest = found.terms.partition("],[")
        return Compiled(rows.tobytes(), _set_back(title, copy) + mark + rest)

    def vectors(self) -> Callable[[Sequence[bytes]], Vectors]:
        """Hashes of one copy's texts → their vectors: the originals' own, or moved ones. Reads all of them first."""
        keys = list({key: None for m in self.members for key in hashes_of(unit_rows(self._compiled(m)))})
        place = {key[:_OWN]: row for row, key in enumerate(keys)}
        table = np.empty((len(keys), self.manifest.dimension), np.float16)
        for start in range(0, len(keys), _BLOCK):
            part = keys[start : start + _BLOCK]
            table[start : start + len(part)] = self._catalog.vectors(self.manifest.model, part, table.shape[1])
        differences = neighbour_differences(table[:: max(1, len(table) // _BLOCK)].astype(np.float32))

        def of(hashes: Sequence[bytes]) -> Vectors:
            rows = np.fromiter((place[key[:_OWN]] for key in hashes), np.int64, len(hashes))
            own: Rows = table[rows].astype(np.float32)
            copy = int.from_bytes(hashes[0][_OWN:], "big") if hashes else 0
            return moved(own, differences, np.random.default_rng((_SEED, copy, len(rows)))) if copy else own

        return of


def build_large(originals: Originals, n_paragraphs: int, folder: Path, report: Callable[[str], None]) -> Manifest:
    """Writes a generation of at least `n_paragraphs` into the empty `folder`, telling `report` how far it is."""
    members, previous = originals.copies(n_paragraphs), Previous(originals.folder)
    done = count(1)

    def compiled(member: Member) -> Compiled:
        # Every document is asked for twice: for its vectors, then for its terms.
        if (n := next(done)) % max(1, len(members) // 10) == 0:
            report(f"{n_paragraphs:,} paragraphs: {n} of {2 * len(members)} readings")
        return originals.compiled(member.version)

    contents = Contents(
        model=originals.manifest.model,
        dimension=originals.manifest.dimension,
        members=members,
        compiled=compiled,
        vectors_of=originals.vectors(),
        sample_means=read_sample_means(originals.folder),
        passage_means=previous.passage_means,
        n_passages_of_means=previous.n_passages_of_means,
        previous=None,
    )
    return build_generation(folder, f"{n_paragraphs}-copies", contents)


def open_large(originals: Originals, folder: Path) -> LocalSnapshot:
    """The generation as a service reads it. Copies have no renderings of their own."""
    return LocalSnapshot(folder, originals.document, lambda _version: (), pin=None)


def _copy_of(member: Member, version: int, copy: int) -> Member:
    info = member.info
    if copy:
        title, source = _set_back(info.title, copy), _set_back(info.source, copy)
        info = replace(info, id=f"{info.id}-{copy}", title=title, source=source)
    return Member(version, info)


def _set_back(text: str, years: int) -> str:
    """
    >>> _set_back("2024年湖南省政府工作报告", 3)
    '2021年湖南省政府工作报告'
    """
    return _YEAR.sub(lambda year: str(int(year[0]) - years), text)
