"""What the source says and the rendering leaves out: a term, a clause, a 首 (first) that limits what is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.text import clauses
from index.types import Span
from service.translation.bitext import Bitext
from service.translation.coverage import Level
from service.translation.gaps import Fate
from service.translation.types import Finding, FindingType, Severity

_FIRST_ZH = re.compile(r"首(?=[台个個批家条座例部艘架列套])")
_FIRST_EN = re.compile(
    r"\b(?:first\w*|initial\w*|maiden|debut\w*|inaugur\w*|pioneer\w*|premier\w*|earliest|1st|No\. ?1)\b", re.I
)

_LEAST = 2
"""Content words of a clause from which on its absence can be told."""

_UNLIKE = 0.34
"""Cosine under which no clause of the rendering says what the clause of the source says."""


_GAIN = 0.02
"""Cosine by which a source comes nearer to its rendering without a clause that was left out."""


def check_omissions(bitext: Bitext) -> Iterator[Finding]:
    """Terms, clauses and limits of the source without a counterpart."""
    if bitext.lang != "zh":
        return
    lost = [gap.source for gap in bitext.gaps if gap.fate is Fate.LEFT_OUT and not gap.negated]
    bare = [span for span in _clauses(bitext) if not any(span.overlaps(other) for other in lost)]
    for span in (*lost, *bare, *_firsts(bitext)):
        words = span.of(bitext.zh)
        yield Finding(
            FindingType.OMISSION,
            Severity.ERROR,
            f"{words} is left out",
            f"漏译“{words}”",
            None,
            span,
            None,
        )


def _firsts(bitext: Bitext) -> Iterator[Span]:
    found = _FIRST_ZH.search(bitext.zh)
    if found and not _FIRST_EN.search(bitext.en):
        yield Span(found.start(), found.end() + 1)


def _clauses(bitext: Bitext) -> Iterator[Span]:
    """Clauses of which next to nothing is covered by words of its own, confirmed by meaning: none without a model."""
    if bitext.lexicon is None or bitext.meaning is None:
        return
    candidates = [span for span in clauses(bitext.zh, Span(0, len(bitext.zh))) if _is_bare(bitext, span)]
    if not candidates:
        return
    english = [span.of(bitext.en) for span in clauses(bitext.en, Span(0, len(bitext.en)))]
    scores = bitext.meaning.likeness([span.of(bitext.zh) for span in candidates], english).max(axis=1)
    unlike = [span for span, best in zip(candidates, scores, strict=True) if best < _UNLIKE]
    if unlike:
        yield from (_trimmed(bitext.zh, span) for span in unlike if _gain(bitext, span) > _least_gain(bitext, span))


def _least_gain(bitext: Bitext, span: Span) -> float:
    """The fewer words are plainly missing, the more the meaning must say so."""
    words = [w for w in bitext.coverage.zh if span.covers(w.span) and w.is_content]
    return _GAIN if sum(w.level is Level.NONE for w in words) >= 0.4 * len(words) else 2 * _GAIN


def _gain(bitext: Bitext, span: Span) -> float:
    """How much nearer the source comes to the rendering without the clause: nearer only if it was left out."""
    if bitext.meaning is None:
        return 0.0
    without = bitext.zh[: span.start] + bitext.zh[span.end :]
    if not without.strip():
        return 0.0
    whole, part = bitext.meaning.likeness([bitext.zh, without], [bitext.en])[:, 0]
    return float(part - whole)


def _is_bare(bitext: Bitext, span: Span) -> bool:
    words = [w for w in bitext.coverage.zh if span.covers(w.span) and w.is_content]
    if len(words) < _LEAST or any(term.found and span.overlaps(term.span) for term in bitext.coverage.terms):
        return False
    if any(match.agrees and span.overlaps(match.source.span) for match in bitext.figures.matches):
        return False
    strong = sum(word.level is Level.STRONG for word in words)
    none = sum(word.level is Level.NONE for word in words)
    return strong <= 0.26 * len(words) and none >= 1


def _trimmed(text: str, span: Span) -> Span:
    end = span.end
    while end > span.start and text[end - 1] in "，,。；;：:！!？? ":
        end -= 1
    return Span(span.start, end)
