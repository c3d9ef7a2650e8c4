"""First step of every data builder: a text cut into sentences and clauses, as spans of that text.

The cuts are those that the index makes of its documents, kept apart from it on purpose: a shipped model stays
reproducible when the index changes how it cuts.
"""

from __future__ import annotations

import re
from itertools import pairwise

from index.types import Span

_SENTENCE = re.compile(r"[^。！？!?\n]*?(?:[。！？!?]+[”’」』）)\"]*|\.(?=\s|$)|\n|$)", re.S)
_CLAUSE_END = re.compile(r"[，；。：！？,;:!?](?!\d)|\.(?=\s|$)")


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def sentences(text: str) -> tuple[Span, ...]:
    """The sentences of `text` in order, without outer white space.

    >>> [s.of("甲。乙！") for s in sentences("甲。乙！")]
    ['甲。', '乙！']
    """
    spans = (_trimmed(text, m.start(), m.end()) for m in _SENTENCE.finditer(text) if m.end() > m.start())
    return tuple(s for s in spans if s.end > s.start)


def clauses(text: str, within: Span) -> tuple[Span, ...]:
    """The clauses of one sentence; a figure's inner comma or point does not cut.

    >>> text = "收入达到1,000亿元，增长2.5%。"
    >>> [c.of(text) for c in clauses(text, Span(0, len(text)))]
    ['收入达到1,000亿元，', '增长2.5%。']
    """
    cuts = [within.start]
    cuts += [m.end() for m in _CLAUSE_END.finditer(text, within.start, within.end) if m.end() < within.end]
    cuts.append(within.end)
    spans = (_trimmed(text, a, b) for a, b in pairwise(cuts))
    return tuple(s for s in spans if s.end - s.start > 1)


def all_clauses(text: str) -> tuple[Span, ...]:
    """The clauses of every sentence of `text`, in order."""
    return tuple(c for s in sentences(text) for c in clauses(text, s))


def clause_units(text: str) -> tuple[Span, ...]:
    """Single clauses and adjacent pairs within a sentence: the fine units of the index."""
    units: list[Span] = []
    for sentence in sentences(text):
        parts = clauses(text, sentence)
        units.extend(parts)
        units.extend(Span(a.start, b.end) for a, b in pairwise(parts))
    return tuple(units)
