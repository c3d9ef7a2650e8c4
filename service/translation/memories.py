"""Renderings into and out of the knowledge base: memories are placed in its documents, documents become memories."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from index.errors import NotFound
from index.protocols import DocumentInfo, Incoming, Snapshot
from index.renderings import Placement, SegmentPair, align_to
from index.types import Document, Rendering, Span
from service.translation.files.bilingual import BilingualFile, BilingualUnit

_WORDS = re.compile(r"\w(?:.*\w)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Placed:
    """What a memory gives to one document: `incoming` has its old renderings with the new ones among them."""

    info: DocumentInfo
    incoming: Incoming
    placed: int


@dataclass(frozen=True, slots=True)
class Import:
    """A memory placed in the knowledge base. `missing` are pairs that no document holds as a segment of its own."""

    documents: tuple[Placed, ...]
    missing: tuple[SegmentPair, ...]


def place(snapshot: Snapshot, file: BilingualFile, document_id: str | None = None) -> Import:
    """Finds where the file's segments stand.

    In the document named; else in the one whose file name the memory carries; else in every document. A new rendering
    takes the place of those whose segments it covers; a mere part of a segment that has one gets none of its own.

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
        document, old = snapshot.document(info.id), snapshot.renderings(info.id)
        placement = align_to(document, file.pairs)
        fresh = _without_parts(document, placement, old)
        if fresh:
            merged = _merged(document, [rendering for rendering, _ in fresh], old)
            documents.append(Placed(info, Incoming(document, merged, info.bytes), len(fresh)))
        missing -= {pair for _, pair in fresh}
    return Import(tuple(documents), tuple(pair for pair in file.pairs if pair in missing))


def _without_parts(
    document: Document, placement: Placement, old: Sequence[Rendering]
) -> list[tuple[Rendering, SegmentPair]]:
    """What was placed, without renderings of a mere part of an old one's segment."""
    cores = _cores(document, old)
    return [
        (rendering, pair)
        for rendering, pair in zip(placement.renderings, placement.pairs, strict=True)
        if all(rendering.source.covers(cores[at]) for at in _touched(cores, rendering.source))
    ]


def _merged(document: Document, fresh: Sequence[Rendering], old: Sequence[Rendering]) -> tuple[Rendering, ...]:
    cores = _cores(document, old)
    covered = {at for rendering in fresh for at in _touched(cores, rendering.source)}
    kept = (rendering for at, rendering in enumerate(old) if at not in covered)
    return tuple(sorted((*kept, *fresh), key=lambda rendering: rendering.source))


def _cores(document: Document, renderings: Sequence[Rendering]) -> list[Span]:
    return [_core(document, rendering.source) for rendering in renderings]


def _touched(cores: Sequence[Span], span: Span) -> range:
    """Which of these spans, in text order and none inside another, `span` overlaps."""
    first = bisect_right(cores, span.start, key=lambda core: core.end)
    return range(first, bisect_left(cores, span.end, key=lambda core: core.start))


def _core(document: Document, span: Span) -> Span:
    """The span without the marks around its words: a segment with its full stop or without is the same segment."""
    words = _WORDS.search(span.of(document.text))
    return Span(span.start + words.start(), span.start + words.end()) if words else span


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
    return bisect_right(document.paragraphs, span.start, key=lambda paragraph: paragraph.span.start)
