"""Two figures that changed places: each value is there, but stands with the other's label.

A label is what both texts surely share: a glossary term. Where the labels of two figures keep their order in the
rendering and the figures do not (or the other way round), the figures were swapped. Where words can be told, the words
beside a figure are its label too: nearer to those beside the other figure, on both sides, they tell of a swap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.dictionary import FUNCTION_WORDS
from index.types import Span
from service.quantity import Kind, Quantity, dimension, same
from service.translation.bitext import Bitext
from service.translation.coverage import Word
from service.translation.figures import FigureMatch

_KINDS = frozenset(
    {Kind.COUNT, Kind.MONEY, Kind.PERCENT, Kind.AREA, Kind.MASS, Kind.POWER, Kind.ENERGY, Kind.LENGTH, Kind.POINTS}
)
_AND_ZH = re.compile(r"[、和与及，]\s*|左右[、和与及，]")
_AND_EN = re.compile(r"\W*(?:and|or)?\W*(?:percent|per cent)?\W*(?:and|or)?\s*(?:by )?")
_CROSSWISE = 0.08
"""Cosine by which the words beside each of two figures must be nearer to those beside the other."""
_TURNED = 0.1
"""The same, both taken together, for two figures that stand in the other order."""
_PAIR = 2


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
    turned = _turned(matches)
    for first, second in _neighbours(matches):
        one, two = _label_of(first.source, second.source, labels)
        if one is None or two is None:
            moved = _is_swapped(bitext, first, second, _TURNED if turned == (first, second) else None)
        else:
            moved = (one.rendering < two.rendering) != (first.rendering.span < second.rendering.span)
        if moved:
            yield first, second
            yield second, first


def _neighbours(matches: Sequence[FigureMatch]) -> Iterator[tuple[FigureMatch, FigureMatch]]:
    """Each figure with the next one of its dimension, where their values differ."""
    for i, first in enumerate(matches):
        alike = (other for other in matches[i + 1 :] if dimension(other.source) == dimension(first.source))
        second = next(alike, None)
        if second is not None and not same(first.source, second.source):
            yield first, second


def _turned(matches: Sequence[FigureMatch]) -> tuple[FigureMatch, FigureMatch] | None:
    """The two figures of one unit that stand in the other order, where all others of their dimension keep theirs."""
    found = []
    for dim in {dimension(match.source) for match in matches}:
        alike = [match for match in matches if dimension(match.source) == dim]
        order = sorted(alike, key=lambda match: match.rendering.span)
        moved = [i for i, match in enumerate(alike) if order[i] is not match]
        if len(moved) == _PAIR and moved[1] == moved[0] + 1:
            found.append((alike[moved[0]], alike[moved[1]]))
    alone = found[0] if len(found) == 1 else None
    return alone if alone and alone[0].source.unit == alone[1].source.unit else None


def _is_swapped(bitext: Bitext, first: FigureMatch, second: FigureMatch, turned: float | None) -> bool:
    """True where the words beside the two figures are nearer crosswise than as the figures stand.

    `turned` is how much nearer they must be taken together, for two figures that stand in the other order.
    """
    if bitext.links is None or bitext.lang != "zh":
        return False
    coverage, likeness = bitext.coverage, bitext.links.likeness
    if _listed(bitext, first, second):
        return second.rendering.span < first.rendering.span
    zh = [_beside(bitext.zh, coverage.zh, match.source.span, "，。；、,;：") for match in (first, second)]
    en = [_beside(bitext.en, coverage.en, match.rendering.span, ",;.:") for match in (first, second)]
    if not all(zh) or not all(en) or set(zh[0]) & set(zh[1]) or set(en[0]) & set(en[1]):
        return False
    near = [[float(likeness[np.ix_(en[j], zh[i])].max(axis=0).mean()) for j in (0, 1)] for i in (0, 1)]
    one, other = near[0][1] - near[0][0], near[1][0] - near[1][1]
    return (one > _CROSSWISE and other > _CROSSWISE) or (turned is not None and one + other > turned)


def _listed(bitext: Bitext, first: FigureMatch, second: FigureMatch) -> bool:
    """True where both texts give two figures side by side, each for its own thing (分别, respectively)."""
    low, high = sorted((first.rendering.span, second.rendering.span))
    together = _AND_ZH.fullmatch(bitext.zh[first.source.span.end : second.source.span.start])
    there = _AND_EN.fullmatch(bitext.en[low.end : high.start])
    return bool(together and there and "分别" in bitext.zh and "respectively" in bitext.en.lower())


def _beside(text: str, words: Sequence[Word], figure: Span, marks: str) -> list[int]:
    """Words of weight between the marks around a figure, without the figure's own."""
    start = max((text.rfind(mark, 0, figure.start) + 1 for mark in marks), default=0)
    end = min((at for mark in marks if (at := text.find(mark, figure.end)) >= 0), default=len(text))
    clause = Span(start, end)
    return [
        i
        for i, word in enumerate(words)
        if clause.covers(word.span)
        and not figure.overlaps(word.span)
        and len(word.text) > 1
        and word.text.isalpha()
        and word.text not in FUNCTION_WORDS
    ]


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
