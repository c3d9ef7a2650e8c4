"""Which part of a person's rendering renders a piece of a sentence: told by figures they share, else by place. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from index.text import clauses
from index.types import Document, Lang, Rendering, Span
from service.quantity import Quantity, find, same
from service.types import Evidence

_AND = re.compile(r"\s+and\s+")


def rendered_words(item: Evidence, span: Span, lang: Lang) -> tuple[str, ...]:
    """`rendered_parts` of a piece of evidence."""
    return rendered_parts(item.document, item.renderings, span, lang)


def rendered_parts(document: Document, renderings: Sequence[Rendering], span: Span, lang: Lang) -> tuple[str, ...]:
    """The part of each rendering of `span`'s sentence that renders `span` itself.

    Of a rendering's clauses those that share a figure with `span` do; where there is no figure, those at its place.
    """
    return tuple(
        _part(document, rendering, span)
        for rendering in renderings
        if rendering.lang == lang and rendering.source.overlaps(span)
    )


@lru_cache(maxsize=4096)
def _parts(text: str) -> tuple[Span, ...]:
    """The clauses of a rendering."""
    return clauses(text, Span(0, len(text)))


@lru_cache(maxsize=1024)
def _fine_parts(text: str) -> tuple[str, ...]:
    """The clauses of a rendering, cut at "and" too: "30 leading scientists and 20 teams" are two things."""
    return tuple(piece for part in _parts(text) for piece in _AND.split(part.of(text)))


def _part(document: Document, rendering: Rendering, span: Span) -> str:
    if span.covers(rendering.source):
        return rendering.text
    parts = _parts(rendering.text)
    figures = [q for q in find(span.of(document.text), document.lang) if q.is_plain]
    if figures:
        fitting = [
            words
            for words in _fine_parts(rendering.text)
            if any(same(mine, theirs) for mine in figures for theirs in find(words, rendering.lang))
        ]
        if fitting:
            return fitting[_rank(document, rendering.source, span, figures) % len(fitting)]
    size = max(1, rendering.source.end - rendering.source.start)
    scale = len(rendering.text) / size
    place = Span(
        int((span.start - rendering.source.start) * scale), int((span.end - rendering.source.start) * scale) + 1
    )
    shared = [_overlap(part, place) for part in parts]
    enough = min(0.5, max(shared, default=0.0))
    return " ".join(part.of(rendering.text) for part, share in zip(parts, shared, strict=True) if share >= enough)


def _rank(document: Document, sentence: Span, span: Span, figures: Sequence[Quantity]) -> int:
    """How many figures before `span` are among `figures`: retail sales and investment both grow by 15%."""
    if span.start <= sentence.start:
        return 0
    stated = find(Span(sentence.start, span.start).of(document.text), document.lang)
    return sum(any(same(mine, theirs) for mine in figures) for theirs in stated)


def _overlap(a: Span, b: Span) -> float:
    """What two ranges share, as a part of the shorter one."""
    return max(0, min(a.end, b.end) - max(a.start, b.start)) / max(1, min(a.end - a.start, b.end - b.start))
