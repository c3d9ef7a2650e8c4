"""What the rendering says and the source does not: a clause, a phrase, a figure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.types import Span
from service.quantity import Kind, Quantity
from service.translation.bitext import Bitext
from service.translation.strays import DOUBT, SURE
from service.translation.types import Finding, FindingType, Severity

_KINDS = frozenset({Kind.COUNT, Kind.MONEY, Kind.PERCENT, Kind.AREA, Kind.MASS, Kind.POWER, Kind.ENERGY, Kind.LENGTH})
_LEAST_FIGURE = 10
"""Smaller numbers come and go with the grammar of English."""

_ASIDE = re.compile(r"\b(?:said|says|told|tells|wrote|writes|reported|reports|tweeted|according to)\b", re.IGNORECASE)
"""Who said it: news puts it in and leaves it out as the sentence before has told it."""
_LEAST_NAME = 3
_SMALL = frozenset({"of", "the", "and", "for", "on", "in", "at", "to", "a"})


def check_additions(bitext: Bitext) -> Iterator[Finding]:
    """Figures and phrases of the rendering without a counterpart."""
    if bitext.lang != "zh":
        return
    told: list[Span] = []
    figures = ((span, Severity.ERROR) for span in _figures(bitext))
    for span, severity in (*figures, *_phrases(bitext)):
        if any(span.overlaps(other) for other in told):
            continue
        told.append(span)
        words = span.of(bitext.en)
        yield Finding(
            FindingType.ADDITION,
            severity,
            f"“{words}” is not in the source",
            f"“{words}”原文没有",
            span,
            None,
            None,
        )


def _figures(bitext: Bitext) -> Iterator[Span]:
    if any(_weighty(q) for q in bitext.figures.only_source):
        return
    for quantity in bitext.figures.only_rendering:
        if (
            quantity.span.start
            and _weighty(quantity)
            and not quantity.spelled
            and quantity.figure.of(bitext.en) not in bitext.zh
        ):
            yield _around(bitext.en, quantity.span)


def _weighty(quantity: Quantity) -> bool:
    return quantity.kind in _KINDS and quantity.number >= _LEAST_FIGURE


def _around(text: str, span: Span) -> Span:
    """The figure with its clause, up to the next comma or "and"."""
    start = max(text.rfind(mark, 0, span.start) + len(mark) for mark in (",", ";", ".", " and "))
    ends = [at for mark in (",", ";", ". ", " and ") if (at := text.find(mark, span.end)) >= 0]
    return Span(start + len(text[start:]) - len(text[start:].lstrip()), min(ends, default=len(text.rstrip(". "))))


def _phrases(bitext: Bitext) -> Iterator[tuple[Span, Severity]]:
    """Words that stray from all of the source, but for those that stand for a term rendered otherwise."""
    taken = [gap.instead for gap in bitext.gaps if gap.instead]
    for stray in bitext.strays["en"]:
        if stray.score >= DOUBT and not any(stray.span.overlaps(other) for other in taken):
            words = stray.span.of(bitext.en)
            sure = stray.score >= SURE and not _is_name(words) and not _ASIDE.search(words)
            yield stray.span, Severity.ERROR if sure else Severity.WARNING


def _is_name(words: str) -> bool:
    """True for an official name, which English gives in full where Chinese abbreviates it (中央纪委)."""
    content = [word for word in re.findall(r"[A-Za-z][\w'’-]*", words) if word not in _SMALL]
    return len(content) >= _LEAST_NAME and all(word[0].isupper() for word in content)
