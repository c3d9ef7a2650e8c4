"""Renderings into and out of the knowledge base: memories are placed in its documents, documents become memories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.errors import NotFound
from index.protocols import DocumentInfo, Incoming, Snapshot
from index.renderings import SegmentPair, align_to
from index.types import Document, Rendering, Span
from service.translation.files.bilingual import BilingualFile, BilingualUnit


@dataclass(frozen=True, slots=True)
class Placed:
    """What a memory gives to one document: `incoming` has its old renderings with the new ones among them."""

    info: DocumentInfo
    incoming: Incoming
    placed: int


@dataclass(frozen=True, slots=True)
class Import:
    """A memory placed in the knowledge base. `missing` are pairs that no document holds."""

    documents: tuple[Placed, ...]
    missing: tuple[SegmentPair, ...]


def place(snapshot: Snapshot, file: BilingualFile, document_id: str | None = None) -> Import:
    """Finds where the file's segments stand.

    In the document named; else in the one whose file name the memory carries; else in every document.

    Raises:
        NotFound: there is no such document.
    """
    named = [info for info in snapshot.documents() if info.id == document_id]
    if document_id is not None and not named:
        raise NotFound(
            document_id, "no document has this id / 没有此编号的文件", "See `yinju list` / 请看 `yinju list`"
        )
    by_name = [info for info in snapshot.documents() if file.name and info.source == file.name]
    documents: list[Placed] = []
    missing = set(file.pairs)
    for info in named or by_name or snapshot.documents():
        placement = align_to(snapshot.document(info.id), file.pairs)
        if placement.renderings:
            documents.append(_placed(snapshot, info, placement.renderings))
        missing &= set(placement.missing)
    return Import(tuple(documents), tuple(pair for pair in file.pairs if pair in missing))


def _placed(snapshot: Snapshot, info: DocumentInfo, new: tuple[Rendering, ...]) -> Placed:
    old = [one for one in snapshot.renderings(info.id) if not any(one.source.overlaps(fresh.source) for fresh in new)]
    merged = tuple(sorted((*old, *new), key=lambda rendering: rendering.source))
    return Placed(info, Incoming(snapshot.document(info.id), merged, info.bytes), len(new))


def to_bilingual(document: Document, renderings: Sequence[Rendering], *, untranslated: bool) -> BilingualFile:
    """The document's segments with their renderings, in text order, `p3.s1` for paragraph 3, first segment.

    Args:
        document: whose segments.
        renderings: what is translated, in text order.
        untranslated: also gives the sentences that no rendering covers, with an empty target.
    """
    targets = {rendering.source: rendering.text for rendering in renderings}
    spans = list(targets)
    if untranslated:
        sentences = (sentence.span for paragraph in document.paragraphs for sentence in paragraph.sentences)
        spans += [span for span in sentences if not any(span.overlaps(done) for done in targets)]
    units = []
    counts: dict[int, int] = {}
    for span in sorted(spans):
        n = _paragraph_of(document, span)
        counts[n] = counts.get(n, 0) + 1
        source = " ".join(span.of(document.text).split()) if document.lang == "en" else span.of(document.text)
        units.append(BilingualUnit(f"p{n}.s{counts[n]}", source, targets.get(span, "")))
    return BilingualFile(document.source, document.lang, tuple(units))


def _paragraph_of(document: Document, span: Span) -> int:
    return sum(paragraph.span.start <= span.start for paragraph in document.paragraphs)
