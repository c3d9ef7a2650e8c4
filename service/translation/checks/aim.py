"""Aims: 力争 strives for a figure; dropped, or turned into "ensure", the rendering says more than the source."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.text import sentences
from index.types import Span
from service.translation.bitext import Bitext
from service.translation.types import Finding, FindingType, Severity

_AIM_ZH = re.compile(r"力争|力求|争取(?=[^，。；,;]{0,16}(?:达到|实现|完成|突破|超过|增长|\d))")
_AIM_EN = re.compile(
    r"\b(?:striv|strove|aim|seek|sought|try|tries|trying|tried|endeavou?r|attempt|effort|target|goal|objective|"
    r"hop(?:e|ing)|aspir|pursu|push(?:ing)? for|best|intend|intent|expect|plan|look(?:ing)? to|view to|bid|ambiti|"
    r"propos|should|would|project(?:ed|ion)|work(?:ing)? (?:hard|to|towards?|for)|fight(?:ing)? (?:for|to)|everything|"
    r"utmost|vie|shoot for|(?:is|are|be) to\b|struggl|eye|desire|wish|drive|campaign|press(?:ing)? for|"
    r"reach(?:ing)? for)\w*",
    re.IGNORECASE,
)
_PROMISE_EN = re.compile(
    r"\b(?:ensur|guarantee|make sure|making sure|certain|without fail|must|commit|promis|pledg)\w*", re.IGNORECASE
)
_REACH = 14
"""Characters of what is strived for that are shown."""


def check_aims(bitext: Bitext) -> Iterator[Finding]:
    """Aims of the source that the rendering states as facts or promises."""
    if bitext.lang != "zh":
        return
    told: list[Span] = []
    for aim in _AIM_ZH.finditer(bitext.zh):
        place = bitext.counterpart(Span(aim.start(), _end(bitext.zh, aim.end())))
        sentence = _sentence(bitext.en, place)
        clause = _clause(bitext.en, place) if place else sentence
        promise = _PROMISE_EN.search(bitext.en, clause.start, clause.end)
        aims = _AIM_EN.search(bitext.en, *((clause.start, clause.end) if promise else (sentence.start, sentence.end)))
        if aims or sentence in told:
            continue
        told.append(sentence)
        source = Span(aim.start(), min(_end(bitext.zh, aim.end()), aim.end() + _REACH))
        yield Finding(
            FindingType.BOUND,
            Severity.ERROR,
            f"{aim[0]} is an aim: “strive to”, not a fact or a promise",
            f"“{aim[0]}”是努力目标，应译为 strive to，译文没有这层意思",
            Span(*promise.span()) if promise else place,
            source,
            "strive to" if promise else None,  # only a promise is a word that the aim can stand in place of
        )


def _end(text: str, start: int) -> int:
    """Where the clause ends that goes on at `start`."""
    found = re.search("[，。；,;]", text[start:])
    return start + found.start() if found else len(text)


def _clause(text: str, place: Span) -> Span:
    """The clauses that a place lies in, from its first to its last."""
    starts = [0, *(mark.end() for mark in re.finditer(r"[,;.]\s", text[: place.start]))]
    end = re.search(r"[,;.](?:\s|$)", text[place.end :])
    return Span(starts[-1], place.end + end.start() if end else len(text))


def _sentence(text: str, place: Span | None) -> Span:
    """The sentence around a place; the whole text where the place is not known."""
    if place is None:
        return Span(0, len(text))
    return next((span for span in sentences(text, lang="en") if span.overlaps(place)), Span(0, len(text)))
