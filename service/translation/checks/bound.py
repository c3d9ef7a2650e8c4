"""Bounds: 以上, 左右, 突破, 不超过 must neither get lost nor be added nor be turned round."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.quantity import Kind, Quantity, render
from service.translation.bitext import Bitext
from service.translation.checks.repair import repair
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
_ABOUT = frozenset({Bound.ABOUT})
_TOLD_ZH: tuple[tuple[frozenset[Bound], re.Pattern[str]], ...] = (
    (_UP, re.compile("超过|超出|高于|至少|最少|突破|逾|不少于|不低于")),
    (_DOWN, re.compile("不足|低于|最多|不得|不超|不到|少于|小于")),
    (_ABOUT, re.compile("约|大概|近|接近|左右|上下|估计|差不多")),
)
_TOLD_EN: tuple[tuple[frozenset[Bound], re.Pattern[str]], ...] = (
    (
        _UP,
        re.compile(
            r"\b(?:(?:break|broke|broken) (?:through|past)|surpass\w*|exceed\w*|topp(?:ed|ing)|cross(?:ed|ing))\b"
        ),
    ),
    (_DOWN, re.compile(r"\b(?:not? (?:exceed|more|over)\w*|under|below|within|less|fewer|limit\w*)\b")),
    (_ABOUT, re.compile(r"\b(?:about|around|some|roughly|approximate\w*|estimated|nearly|almost|close)\b")),
)
"""Bounds that stand apart from their figures, as in 约占全基因组的86.3%, has broken through the $80 mark."""
_BEFORE = 14
_APART_ZH, _APART_EN = 14, 40
_GLOSS = re.compile(r"\s*[（(\[][^）)\]\d]{0,8}\d[^）)\]]{0,24}[）)\]]")
"""A conversion in brackets behind a figure, which makes one of the two a rounded one: 10 英里（16 公里）."""
_RANK = re.compile(r"\btop\s+\S+$", re.IGNORECASE)
"""A place in a ranking, no bound: 前40, 10强."""
_RECENT = re.compile(r"\b(?:past|last|recent)\b", re.IGNORECASE)
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
            repair(bitext, match.source, match.rendering),
        )


def _severity(bitext: Bitext, match: FigureMatch) -> Severity | None:
    a, b = match.source, match.rendering
    if {a.kind, b.kind} & {Kind.DATE, Kind.ORDINAL, Kind.NAME, Kind.CLOCK, Kind.AGE, Kind.MULTIPLE}:
        return None
    if (a.upper is None) != (b.upper is None):
        return None
    if a.bound is b.bound or {a.bound, b.bound} <= _UP or {a.bound, b.bound} <= _DOWN:
        return None
    if _RANK.search(_english(bitext, a, b)):
        return None
    if a.kind is Kind.DURATION and Bound.ABOUT in (a.bound, b.bound) and _RECENT.search(_english(bitext, a, b)):
        return None  # 近两年来 is of the past two years, neither about nor over.
    if (a.bound in _UP and _falls_short(bitext.rendering, b)) or (b.bound in _UP and _falls_short(bitext.source, a)):
        return Severity.ERROR
    soft = _is_soft(a, bitext.source) or _is_soft(b, bitext.rendering)
    if Bound.EXACTLY in (a.bound, b.bound):
        small = a.bound is Bound.EXACTLY and a.number <= _SMALL and b.spelled
        doubtful = soft or small or a.kind is Kind.DURATION or (a.spelled and b.spelled) or a.upper is not None
        return Severity.WARNING if doubtful or _is_told(bitext, a, b) or _is_glossed(bitext, a, b) else Severity.ERROR
    if soft and Bound.ABOUT in (a.bound, b.bound):
        return Severity.NOTE
    return Severity.ERROR


def _is_told(bitext: Bitext, a: Quantity, b: Quantity) -> bool:
    """True where the side whose figure is exact gives the other's bound a few words before, in the same clause."""
    exact, other = (a, b) if a.bound is Bound.EXACTLY else (b, a)
    text = bitext.source if exact is a else bitext.rendering
    reach, told = (_APART_ZH, _TOLD_ZH) if text is bitext.zh else (_APART_EN, _TOLD_EN)
    before = re.split(r"[，。；、;]|[,.:]\s", text[max(0, exact.span.start - reach) : exact.span.start])[-1]
    return any(other.bound in bounds and words.search(before) for bounds, words in told)


def _is_glossed(bitext: Bitext, a: Quantity, b: Quantity) -> bool:
    """True for an "about" beside a figure that is given in another unit too."""
    return Bound.ABOUT in (a.bound, b.bound) and any(
        _GLOSS.match(text, quantity.span.end) for quantity, text in ((a, bitext.source), (b, bitext.rendering))
    )


def _english(bitext: Bitext, a: Quantity, b: Quantity) -> str:
    """The English figure with the words before it."""
    span = b.span if bitext.lang == "zh" else a.span
    return bitext.en[max(0, span.start - _BEFORE) : span.end]


def _falls_short(text: str, quantity: Quantity) -> bool:
    """True for "nearly": what is at least so much is not nearly so much."""
    return bool(_NEARLY.search(text[max(0, quantity.span.start - _BEFORE) : quantity.span.end]))


def _is_soft(quantity: Quantity, text: str) -> bool:
    words = quantity.span.of(text)
    around = words.replace(quantity.figure.of(text), " ") if quantity.figure.of(text) != words else words
    return bool(_SOFT.search(around)) or bool(_SOFT.search(quantity.figure.of(text)))
