"""Which figure of the rendering renders which figure of the source; the number, unit and bound checks read the result.

Equal values meet first, the nearest by relative place; what is left over on both sides is paired by likeness, so that
a wrong figure is shown beside the one it should be.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

from index.types import Lang
from service.quantity import Kind, Quantity, dimension, same, same_number, scan
from service.quantity.compare import base_number

LOOSE = frozenset({Kind.ORDINAL, Kind.DATE, Kind.NAME, Kind.CLOCK, Kind.COUNT})
"""Kinds that languages exchange: 第3段 is paragraph 3, 三年行动 a three-year action."""

_ANNIVERSARY = {Kind.DURATION, Kind.ORDINAL}
"""70周年 is the 70th anniversary."""

_FALLS_ZH = re.compile("降|减|跌|负|缩|下滑|回落")
_FALLS_EN = re.compile(r"\b(?:f[ae]ll|drop|declin|decreas|down|los[st]|shr[aiu]nk|contract|reduc|negative|lower)", re.I)
_FALL_REACH = 24
"""Code points around a figure in which the word that falls is looked for."""

_LIST_LABEL = re.compile(r"\W{0,3}\d{1,3}(?:\s?[.．]\s|\s?[、)）])")

_LIKELY = 0.5
"""From this likeness on, two figures that are left over are taken for one, wrongly rendered."""

_ROUNDED = 0.06
"""Values this close, relative to the larger, may be one value rounded."""


@dataclass(frozen=True, slots=True)
class FigureMatch:
    """A figure of the source and what renders it. `agrees` is False where the two say different values."""

    source: Quantity
    rendering: Quantity
    agrees: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of both texts: matched, and left over."""

    matches: tuple[FigureMatch, ...]
    only_source: tuple[Quantity, ...]
    only_rendering: tuple[Quantity, ...]


def match_figures(source: str, rendering: str, lang: Lang = "zh") -> Figures:
    """Matches the figures of `source`, written in `lang`, with those of `rendering`, in the other language."""
    left = _figures(source, lang)
    right = _figures(rendering, "en" if lang == "zh" else "zh")
    every_left, every_right = tuple(left), tuple(right)
    places = _Places(max(1, len(source)), max(1, len(rendering)))
    matches: list[FigureMatch] = []
    turned = _turned(source, rendering, lang)
    for likeness, agrees in ((_equal, True), (turned, True), (_equal_number, True), (_spread, True)):
        matches += [FigureMatch(a, b, agrees) for a, b in _take(left, right, places, likeness)]
    left = [q for q in left if not any(_equal(q, b) for b in every_right)]
    right = [q for q in right if not any(_equal(a, q) for a in every_left)]
    matches += [FigureMatch(a, b, False) for a, b in _take(left, right, places, _likeness)]
    return Figures(tuple(sorted(matches, key=lambda m: m.rendering.span)), tuple(left), tuple(right))


def _figures(text: str, lang: Lang) -> list[Quantity]:
    """The figures of one side, without the number of a list that its text may begin with."""
    label = _LIST_LABEL.match(text)
    return [q for q in scan(text, lang) if math.isfinite(q.number) and not (label and q.span.start < label.end())]


@dataclass(frozen=True, slots=True)
class _Places:
    n_source: int
    n_rendering: int

    def apart(self, a: Quantity, b: Quantity) -> float:
        """How far two figures are from the same relative place, 0..1."""
        return abs(a.span.start / self.n_source - b.span.start / self.n_rendering)


def _take(
    left: list[Quantity], right: list[Quantity], places: _Places, likeness: Callable[[Quantity, Quantity], float]
) -> list[tuple[Quantity, Quantity]]:
    """Removes the best pairs from both lists, best first, and returns them."""
    scored = [
        (score - 0.4 * places.apart(a, b), i, j)
        for i, a in enumerate(left)
        for j, b in enumerate(right)
        if (score := likeness(a, b)) >= _LIKELY
    ]
    taken: dict[int, int] = {}
    for _, i, j in sorted(scored, key=lambda item: (-item[0], item[1], item[2])):
        if i not in taken and j not in taken.values():
            taken[i] = j
    pairs = [(left[i], right[j]) for i, j in taken.items()]
    left[:] = [q for i, q in enumerate(left) if i not in taken]
    right[:] = [q for j, q in enumerate(right) if j not in taken.values()]
    return pairs


def _equal(a: Quantity, b: Quantity) -> float:
    """1 for one value and unit, a little more for one kind; else 0."""
    if same(a, b) and not (a.kind is Kind.NAME) ^ (b.kind is Kind.NAME):
        # Beside a conversion (1,500 公里（932 英里）) the figure in the same unit is the one that is meant.
        return (1.2 if a.kind is b.kind else 1.0) + 0.4 * (same_number(a, b) and a.unit == b.unit)
    loose = (a.kind in LOOSE and b.kind in LOOSE) or ({a.kind, b.kind} == _ANNIVERSARY and "年" in (a.unit, b.unit))
    return 0.9 if loose and same_number(a, b) and a.upper == b.upper else 0.0


def _turned(source: str, rendering: str, lang: Lang) -> Callable[[Quantity, Quantity], float]:
    """Likeness of a figure below zero to its size after a word that falls: -3.2% and "fell by 3.2%"."""
    falls = (_FALLS_ZH, _FALLS_EN) if lang == "zh" else (_FALLS_EN, _FALLS_ZH)

    def likeness(a: Quantity, b: Quantity) -> float:
        if a.kind is not b.kind or a.number != -b.number or not a.number:
            return 0.0
        side, text, word = (a, source, falls[0]) if a.number > 0 else (b, rendering, falls[1])
        return 0.9 if word.search(text, max(0, side.span.start - _FALL_REACH), side.span.end + _FALL_REACH) else 0.0

    return likeness


def _equal_number(a: Quantity, b: Quantity) -> float:
    """One number in another unit: what the unit check looks at."""
    if same_number(a, b) and a.upper == b.upper and not {a.kind, b.kind} & {Kind.DATE, Kind.ORDINAL, Kind.CLOCK}:
        return 0.8 if dimension(a) == dimension(b) else 0.6
    return 0.0


def _spread(a: Quantity, b: Quantity) -> float:
    """A range against one of its ends, or a range written otherwise; and a value that was rounded."""
    if dimension(a) != dimension(b) and a.unit and b.unit:
        return 0.0
    ends = {(q.number, q.upper if q.upper is not None else q.number) for q in (a, b)}
    (low, high), *rest = ends
    if rest and (low in rest[0] or high in rest[0]) and (a.upper is None) != (b.upper is None):
        return 0.7
    return 0.6 if _rounded(a, b) else 0.0


def _rounded(a: Quantity, b: Quantity) -> bool:
    """True where one of the two numbers is the other with fewer significant digits: 124.3万 and 1.24 million."""
    x, y = base_number(a, a.number), base_number(b, b.number)
    if not x or not y or a.upper is not None or b.upper is not None or a.kind in (Kind.DATE, Kind.ORDINAL, Kind.NAME):
        return False
    if abs(x - y) / max(abs(x), abs(y)) > _ROUNDED:
        return False
    digits = min(_significant(a.number), _significant(b.number))
    return digits < max(_significant(a.number), _significant(b.number)) and _to(x, digits) == _to(y, digits)


def _significant(number: float) -> int:
    return len(f"{number:.12g}".replace(".", "").split("e")[0].strip("0"))


def _to(number: float, digits: int) -> str:
    return f"{number:.{max(0, digits - 1)}e}"


def _likeness(a: Quantity, b: Quantity) -> float:
    """How likely `b` is `a`, wrongly rendered: 0..1, from kind, scale, digits and unit."""
    if not _comparable(a, b):
        return 0.0
    x, y = base_number(a, a.number), base_number(b, b.number)
    slipped = x > 0 and y > 0 and _is_power_of_ten(x / y)
    shuffled = sorted(f"{a.number:g}") == sorted(f"{b.number:g}")
    if dimension(a) != dimension(b) and not slipped and not shuffled:
        return 0.0
    score = 0.5 if dimension(a) == dimension(b) else 0.35
    if a.kind is b.kind:
        score += 0.1
    if (a.unit and a.unit == b.unit) or (a.unit_en and a.unit_en == b.unit_en):
        score += 0.1
    return score + 0.3 * slipped + 0.25 * shuffled


def _comparable(a: Quantity, b: Quantity) -> bool:
    """Dates compare with dates of one sort, small numbers in words with small numbers in words."""
    fixed = {Kind.DATE, Kind.ORDINAL, Kind.CLOCK, Kind.NAME}
    if Kind.NAME in (a.kind, b.kind) and any(q.spelled and q.number == 1 for q in (a, b)):
        return False  # "one" without a noun (all-for-one, one that stands) renders no figure at all
    if a.kind in fixed or b.kind in fixed:
        return a.kind is b.kind and a.unit == b.unit and (a.kind is not Kind.NAME or bool(a.unit))
    return a.kind is not Kind.FRACTION and b.kind is not Kind.FRACTION


def _is_power_of_ten(ratio: float) -> bool:
    power = math.log10(ratio)
    return abs(power) > 0.5 and abs(power - round(power)) < 1e-9
