"""Proves that catalog, vectors and terms of one generation agree, or says where they do not and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from index.building import is_coarse, is_fine
from index.catalog import Catalog, Member
from index.compiled import LANGS, hashes_of, lexical_rows, unit_rows
from index.dense import DenseIndex
from index.errors import KnowledgeBaseError
from index.lexical import LexicalIndex
from index.manifest import Manifest, checksums, read_manifest
from index.types import Document, Span

_REINDEX = "Run `yinju reindex` to build the indexes anew from the catalog."
_RESTORE = "Restore a backup with `yinju restore`, or add the document again."
_NORM_TOLERANCE = 0.01
"""Vectors are kept as float16 and normed before: a norm further off is damage, not rounding.

A norm of zero is sound: a text that equals its language's mean has no direction.
"""


def findings(folder: Path, catalog: Catalog) -> tuple[str, ...]:
    """Every disagreement found in the generation at `folder`; a damaged part ends the checks that need it."""
    return tuple(_findings(folder, catalog))


def _findings(folder: Path, catalog: Catalog) -> Iterator[str]:
    yield from (f"catalog: SQLite reports {found}. {_RESTORE}" for found in catalog.check())
    try:
        manifest = read_manifest(folder)
        yield from _files(folder, manifest)
        members = catalog.members(catalog.generation(manifest.version).documents)
        if members != manifest.members:
            yield f"{manifest.version}: the catalog lists other documents than its manifest. {_REINDEX}"
        for member in manifest.members:
            yield from _spans(catalog.document(member.version))
            if not catalog.is_as_added(member.version):
                yield f"{member.info.id}: its text in the catalog has changed since it was added. {_RESTORE}"
        yield from _counts(folder, manifest, catalog)
    except (KnowledgeBaseError, OSError, ValueError) as error:
        yield f"{folder.name}: {error} {_REINDEX}"


def _files(folder: Path, manifest: Manifest) -> Iterator[str]:
    found = dict(checksums(folder))
    for name, checksum in manifest.checksums.items():
        if name not in found:
            yield f"{manifest.version}/{name} is missing. {_REINDEX}"
        elif found[name] != checksum:
            yield f"{manifest.version}/{name} has changed since it was written (checksum). {_REINDEX}"


def _spans(document: Document) -> Iterator[str]:
    whole = Span(0, len(document.text))
    for paragraph in document.paragraphs:
        ok = whole.covers(paragraph.span) and all(
            paragraph.span.covers(sentence.span) and all(sentence.span.covers(clause) for clause in sentence.clauses)
            for sentence in paragraph.sentences
        )
        if not ok:
            yield f"{document.id}#p{paragraph.n}: its spans reach outside its text. {_RESTORE}"


def _counts(folder: Path, manifest: Manifest, catalog: Catalog) -> Iterator[str]:
    dense, terms = DenseIndex.read(folder / "coarse.faiss"), LexicalIndex(folder / "terms")
    fine = np.load(folder / "fine_vectors.npy", mmap_mode="r")
    owners = np.load(folder / "coarse_passages.npy")
    n_passages = sum(member.info.paragraphs for member in manifest.members)
    n_coarse = n_fine = 0
    for member in manifest.members:
        coarse_here, fine_here, problems = _member(member, manifest, catalog)
        n_coarse, n_fine = n_coarse + coarse_here, n_fine + fine_here
        yield from problems
    counted = (
        ("passages in the terms index", len(terms), n_passages),
        ("vectors in the coarse index", len(dense), n_coarse),
        ("rows in the coarse passage list", len(owners), n_coarse),
        ("fine vectors", len(fine), n_fine),
    )
    for what, found, expected in counted:
        if found != expected:
            yield f"{manifest.version}: {found} {what}, the catalog says {expected}. {_REINDEX}"
    norms = np.linalg.norm(fine.astype(np.float32), axis=1)
    off = int((~((np.abs(norms - 1) < _NORM_TOLERANCE) | (norms == 0))).sum())
    if off:
        yield f"{manifest.version}: {off} fine vectors are not of unit length. {_REINDEX}"


def _member(member: Member, manifest: Manifest, catalog: Catalog) -> tuple[int, int, list[str]]:
    compiled = catalog.compiled(member.version, manifest.model)
    if compiled is None:
        return 0, 0, [f"{member.info.id}: the catalog has no units of it for {manifest.model}. {_REINDEX}"]
    rows, problems = unit_rows(compiled), []
    document = catalog.document(member.version)
    n = member.info.paragraphs
    if len(lexical_rows(member.info.id, compiled)) != n or len(document.paragraphs) != n:
        problems.append(f"{member.info.id}: its paragraphs and its terms differ in number. {_REINDEX}")
    beyond = (rows["end"] > len(document.text)) | (rows["start"] > rows["end"]) | (rows["lang"] >= len(LANGS))
    if beyond.any() or (rows["paragraph"] < 1).any() or (rows["paragraph"] > n).any():
        problems.append(f"{member.info.id}: units of it lie outside its text. {_REINDEX}")
    missing = catalog.missing_vectors(manifest.model, hashes_of(rows))
    if missing:
        problems.append(f"{member.info.id}: {len(missing)} of its texts have no vector. {_REINDEX}")
    return int(is_coarse(rows).sum()), int(is_fine(rows).sum()), problems
