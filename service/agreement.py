"""What several documents say of one fact: the same, or something else. Both are cited, and a difference is said.

Two clauses speak of one fact where they share most of their words once the figures are left out (新增绿化造林3.38万亩
and 绿化造林3.38万亩); a shared figure lets fewer words do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from index.naming import years_in
from index.text import han_words, place_words, search_form, search_terms
from service.asked import Asked
from service.matching import Matcher
from service.quantity import Quantity, find, same, same_bound
from service.types import Agreement, Evidence, Reading

_SAME_WORDS = 0.5
"""Dice coefficient of the terms of two clauses from which they speak of one fact. On the seed documents, clauses that a
reader would call the same fact have .5 and more, others .35 and less."""
_SAME_WORDS_AND_FIGURE = 0.3


_MANY_WORDS = 0.3
"""Share of a question's words that each clause holds, where a description is asked for and they share few words."""
_NEARLY = 0.7
"""Share of the question's words of the best clause that the other one holds then."""
_CLOSE_SCORE = 0.8
_SAME_WORDS_CLOSE = 0.35
"""The same for a clause that answers the question nearly as well: by its score (`_CLOSE_SCORE` of the best one), or by
holding as many of the question's words."""


def words_shared(first: str, second: str) -> float:
    """Dice coefficient of the terms of two texts, figures left out: 0.0 to 1.0."""
    a, b = _words(first), _words(second)
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    return frozenset(term for term in search_terms(text) if not any(c.isdigit() for c in term))


def parallels(
    best: Reading, readings: Sequence[Reading], evidence: dict[tuple[str, int], Evidence], matcher: Matcher
) -> tuple[Reading, ...]:
    """The best reading of each other document that speaks of the same fact as `best`; `matcher` is the question's."""
    found: dict[str, tuple[float, Reading]] = {}
    for reading in readings:
        document_id = reading.key.document_id
        if document_id == best.key.document_id or is_elsewhere(evidence[best.key], evidence[reading.key]):
            continue
        likeness = likeness_of(best, reading, evidence, matcher)
        if likeness > found.get(document_id, (0.0, reading))[0]:
            found[document_id] = (likeness, reading)
    return tuple(reading for _, reading in sorted(found.values(), key=lambda entry: -entry[0]))


def is_elsewhere(best: Evidence, other: Evidence) -> bool:
    """True where the question names the best reading's document, and the other is of another place or year."""
    if other.named >= best.named:
        return False
    ours, theirs = _scope(best.document.title), _scope(other.document.title)
    return any(a and b and a.isdisjoint(b) for a, b in zip(ours, theirs, strict=True))


@lru_cache(maxsize=512)
def _scope(title: str) -> tuple[frozenset[str], frozenset[int]]:
    """The places and the years that a title names."""
    return frozenset(word for word in han_words(title) if place_words(word)), frozenset(years_in(title))


def likeness_of(best: Reading, other: Reading, evidence: dict[tuple[str, int], Evidence], matcher: Matcher) -> float:
    """How much two readings share, 0.0 where that is too little to speak of one fact."""
    a, b = _clause(best, evidence), _clause(other, evidence)
    shared = words_shared(a, b)
    if 0 < shared < _SAME_WORDS_AND_FIGURE and _answers_alike(best, other, evidence, matcher):
        return shared
    if shared < _SAME_WORDS_AND_FIGURE:  # the least of all limits below: most clauses end here
        return 0.0
    figures = _figure(best, evidence), _figure(other, evidence)
    if figures[0] is not None:
        if figures[1] is None:
            return 0.0
        enough = _SAME_WORDS_AND_FIGURE if same(figures[0], figures[1]) else _SAME_WORDS
        return shared + 1.0 * same(figures[0], figures[1]) if shared >= enough else 0.0
    close = _unnamed(other, evidence) >= _CLOSE_SCORE * _unnamed(best, evidence) or (
        matcher.in_span(evidence[other.key], other.span) >= matcher.in_span(evidence[best.key], best.span) > 0
    )
    return shared if shared >= (_SAME_WORDS_CLOSE if close else _SAME_WORDS) else 0.0


def _answers_alike(best: Reading, other: Reading, evidence: dict[tuple[str, int], Evidence], matcher: Matcher) -> bool:
    """True where two documents describe one thing in words of their own: none holds a figure, both answer as well."""
    item, theirs = evidence[best.key], evidence[other.key]
    words = matcher.in_span(item, best.span)
    return (
        matcher.asks_description
        and not find(_clause(best, evidence), item.document.lang)
        and not find(_clause(other, evidence), theirs.document.lang)
        and _unnamed(other, evidence) >= _CLOSE_SCORE * _unnamed(best, evidence)
        and matcher.in_span(theirs, other.span) >= max(_NEARLY * words, _MANY_WORDS)
    )


def _unnamed(reading: Reading, evidence: dict[tuple[str, int], Evidence]) -> float:
    """A reading's score without what is for its document being named and for being read: others may say the same."""
    return reading.score - reading.added - evidence[reading.key].named


def _clause(reading: Reading, evidence: dict[tuple[str, int], Evidence]) -> str:
    return reading.span.of(evidence[reading.key].document.text)


def _figure(reading: Reading, evidence: dict[tuple[str, int], Evidence]) -> Quantity | None:
    if reading.figure is None:
        return None
    document = evidence[reading.key].document
    words = reading.span.of(document.text)
    start = reading.figure.start - reading.span.start
    return next((q for q in find(words, document.lang) if q.span.start == start), None)


def compared(chosen: Sequence[Reading], evidence: dict[tuple[str, int], Evidence], asked: Asked) -> Agreement:
    """What a comparison of two readings says, to the word: 10万头以上 and 突破10万头 differ.

    Where figures are compared, the figures and their bounds decide, else the words.
    """
    if len(chosen) < 2:
        return Agreement.SINGLE
    first, second = (_clause(reading, evidence) for reading in chosen)
    figures = [_figure(reading, evidence) for reading in chosen]
    if asked.intent.wants_figure and figures[0] is not None and figures[1] is not None:
        alike = same(figures[0], figures[1]) and figures[0].bound == figures[1].bound
    else:
        alike = _only_words(first) == _only_words(second)
    return Agreement.AGREE if alike else Agreement.DIFFER


def _only_words(text: str) -> str:
    return re.sub(r"[\W_]+", "", search_form(text))


def agreement_of(best: Reading, others: Sequence[Reading], evidence: dict[tuple[str, int], Evidence]) -> Agreement:
    """Whether the documents agree on the figure, where there is one; clauses of the same words agree."""
    if not others:
        return Agreement.SINGLE
    figure = _figure(best, evidence)
    if figure is None:
        return Agreement.AGREE
    theirs = [_figure(other, evidence) for other in others]
    agree = all(q is not None and same(figure, q) and same_bound(figure, q) for q in theirs)
    return Agreement.AGREE if agree else Agreement.DIFFER
