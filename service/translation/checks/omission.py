"""What the source says and the rendering leaves out: a term, a clause, a 首 (first) that limits what is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.types import Span
from service.translation.bitext import Bitext
from service.translation.gaps import Fate
from service.translation.strays import DOUBT, SURE
from service.translation.types import Finding, FindingType, Severity

_FIRST_ZH = re.compile(r"首(?=[台个個批家条座例部艘架列套])")
_FIRST_EN = re.compile(
    r"\b(?:first\w*|initial\w*|maiden|debut\w*|inaugur\w*|pioneer\w*|premier\w*|earliest|1st|No\. ?1)\b", re.I
)

_LEAST_WORDS = 4
_ASIDE = re.compile("报道|报导|表示|说$|写道|指出|认为|补充|援引|·")
"""Who said it, and foreigners' full names: good translators leave them out once they are told."""
_OFFICE = re.compile("[司署处局厅部院会办]")
"""What follows the words that tell one office from others: once it is named, English says "the Division"."""
_PARAPHRASED = 0.62
"""Cosine of its nearest English words from which on a term may be there in other words."""


def check_omissions(bitext: Bitext) -> Iterator[Finding]:
    """Terms, clauses and limits of the source without a counterpart."""
    if bitext.lang != "zh":
        return
    told: list[Span] = []
    for span, severity in (*_terms(bitext), *_phrases(bitext), *((span, Severity.ERROR) for span in _firsts(bitext))):
        if any(span.overlaps(other) for other in told):
            continue
        told.append(span)
        words = span.of(bitext.zh)
        yield Finding(
            FindingType.OMISSION,
            severity,
            f"{words} is left out",
            f"漏译“{words}”",
            None,
            span,
            None,
        )


def _terms(bitext: Bitext) -> Iterator[tuple[Span, Severity]]:
    """Glossary terms without a rendering; where something near stands in the English, it may be a paraphrase."""
    for gap in bitext.gaps:
        if gap.fate is Fate.LEFT_OUT and not gap.negated:
            yield gap.source, Severity.WARNING if _is_near(bitext, gap.source) else Severity.ERROR


def _is_near(bitext: Bitext, span: Span) -> bool:
    if bitext.links is None or not bitext.links.likeness.size:
        return False
    nearest = bitext.links.of_zh()
    of_term = [float(nearest[i]) for i, word in enumerate(bitext.coverage.zh) if span.overlaps(word.span)]
    return bool(of_term) and min(of_term) >= _PARAPHRASED


def _firsts(bitext: Bitext) -> Iterator[Span]:
    found = _FIRST_ZH.search(bitext.zh)
    if found and not _FIRST_EN.search(bitext.en):
        yield Span(found.start(), found.end() + 1)


def _phrases(bitext: Bitext) -> Iterator[tuple[Span, Severity]]:
    """Words that stray from all of the rendering."""
    for stray in bitext.strays["zh"]:
        words = stray.span.of(bitext.zh)
        named = _OFFICE.match(bitext.zh, stray.span.end)
        sure = stray.score >= SURE and len(words) >= _LEAST_WORDS and not _ASIDE.search(words) and not named
        if stray.score >= DOUBT:
            yield stray.span, Severity.ERROR if sure else Severity.WARNING
