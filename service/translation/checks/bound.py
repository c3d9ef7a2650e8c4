"""Bounds: 以上, 左右, 突破, 不超过 must neither get lost nor be added nor be turned round."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.quantity import Kind, Quantity, render
from service.translation.bitext import Bitext
from service.translation.figures import FigureMatch
from service.translation.types import Finding, FindingType, Severity
from service.types import Bound

_UP = frozenset({Bound.AT_LEAST, Bound.MORE_THAN})
_DOWN = frozenset({Bound.AT_MOST, Bound.LESS_THAN})
_SOFT = re.compile(
    r"余|餘|多|来|來|近|将近|將近|接近|几乎|大约|大概|some|nearly|almost|close to|near|up to|as many as|estimated"
)
"""Bound words that good translators drop, add or exchange: a doubt at most."""


_NEARLY = re.compile(r"\b(?:nearly|almost|close to|just under|up to|as many as|as much as)\W+\S+$|近\S+$|接近\S+$")
_TOLD_ZH = re.compile("超过|不足|低于|高于|至少|最多|不得|不超|不到")
"""A bound that stands apart from its figure: 超过其人口的3%."""
_BEFORE = 14
_SMALL = 10
"""Small numbers in words stand after "over" and "above" that are no bounds: jurisdiction over three of them."""


def check_bounds(bitext: Bitext) -> Iterator[Finding]:
    """Figures whose value is right and whose bound is not."""
    for match in bitext.figures.matches:
        severity = _severity(bitext, match) if match.agrees else None
        if severity is None:
            continue
        should = render(match.source, bitext.target)
        was, is_ = match.source.span.of(bitext.source), match.rendering.span.of(bitext.rendering)
        yield Finding(
            FindingType.BOUND,
            severity,
            f"{was} is {should}; {is_} limits it otherwise",
            f"“{was}”应译为“{should}”，“{is_}”的限定不同",
            match.rendering.span,
            match.source.span,
            should,
        )


def _severity(bitext: Bitext, match: FigureMatch) -> Severity | None:
    a, b = match.source, match.rendering
    if {a.kind, b.kind} & {Kind.DATE, Kind.ORDINAL, Kind.NAME, Kind.CLOCK, Kind.AGE, Kind.MULTIPLE}:
        return None
    if (a.upper is None) != (b.upper is None):
        return None
    if a.bound is b.bound or {a.bound, b.bound} <= _UP or {a.bound, b.bound} <= _DOWN:
        return None
    if (a.bound in _UP and _falls_short(bitext.rendering, b)) or (b.bound in _UP and _falls_short(bitext.source, a)):
        return Severity.ERROR
    a_span = a.span if bitext.lang == "zh" else b.span
    soft = _is_soft(a, bitext.source) or _is_soft(b, bitext.rendering)
    if Bound.EXACTLY in (a.bound, b.bound):
        small = a.bound is Bound.EXACTLY and a.number <= _SMALL and b.spelled
        told = _TOLD_ZH.search(bitext.zh[max(0, a_span.start - _BEFORE) : a_span.start])
        doubtful = soft or small or bool(told) or a.kind is Kind.DURATION or (a.spelled and b.spelled)
        return Severity.WARNING if doubtful else Severity.ERROR
    if soft and Bound.ABOUT in (a.bound, b.bound):
        return Severity.NOTE
    return Severity.ERROR


def _falls_short(text: str, quantity: Quantity) -> bool:
    """True for "nearly": what is at least so much is not nearly so much."""
    return bool(_NEARLY.search(text[max(0, quantity.span.start - _BEFORE) : quantity.span.end]))


def _is_soft(quantity: Quantity, text: str) -> bool:
    words = quantity.span.of(text)
    around = words.replace(quantity.figure.of(text), " ") if quantity.figure.of(text) != words else words
    return bool(_SOFT.search(around)) or bool(_SOFT.search(quantity.figure.of(text)))
