"""Two figures that changed places: each value is there, but stands with the other's label.

A label is what both texts surely share: a glossary term, a Latin word. Where the labels of two figures keep their
order in the rendering and the figures do not (or the other way round), the figures were swapped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from index.types import Span
from service.quantity import Kind, Quantity, dimension, same
from service.translation.bitext import Bitext
from service.translation.figures import FigureMatch

_KINDS = frozenset(
    {Kind.COUNT, Kind.MONEY, Kind.PERCENT, Kind.AREA, Kind.MASS, Kind.POWER, Kind.ENERGY, Kind.LENGTH, Kind.POINTS}
)


@dataclass(frozen=True, slots=True)
class _Label:
    source: Span
    rendering: Span


def swapped(bitext: Bitext) -> Iterator[tuple[FigureMatch, FigureMatch]]:
    """Pairs (this figure, the figure that stands in its place), both ways round."""
    matches = sorted(
        (m for m in bitext.figures.matches if m.agrees and m.source.kind in _KINDS), key=lambda m: m.source.span
    )
    labels = _labels(bitext)
    for first, second in pairwise(matches):
        if dimension(first.source) != dimension(second.source) or same(first.source, second.source):
            continue
        one, two = _label_of(first.source, second.source, labels)
        if one is None or two is None:
            continue
        kept = one.rendering < two.rendering
        if kept != (first.rendering.span < second.rendering.span):
            yield first, second
            yield second, first


def _label_of(first: Quantity, second: Quantity, labels: tuple[_Label, ...]) -> tuple[_Label | None, _Label | None]:
    """The labels of two neighbouring figures: what stands right before each, else right after each."""
    between = [x for x in labels if first.span.end <= x.source.start and x.source.end <= second.span.start]
    before = [x for x in labels if x.source.end <= first.span.start and first.span.start - x.source.end <= 16]
    after = [x for x in labels if x.source.start >= second.span.end and x.source.start - second.span.end <= 16]
    if before and between:
        return before[-1], between[-1]
    if between and after:
        return between[0], after[0]
    return None, None


def _labels(bitext: Bitext) -> tuple[_Label, ...]:
    """Glossary terms that stand once in the source and once in the rendering, in the source's order."""
    found: list[_Label] = []
    theirs = bitext.glossary.find(bitext.rendering, bitext.target)
    mine = bitext.glossary.find(bitext.source, bitext.lang)
    for match in mine:
        entries = {entry.zh for entry in match.entries}
        there = [other.span for other in theirs if entries & {entry.zh for entry in other.entries}]
        again = [other for other in mine if other.span != match.span and entries & {e.zh for e in other.entries}]
        if len(there) == 1 and not again:
            found.append(_Label(match.span, there[0]))
    return tuple(found)
