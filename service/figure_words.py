"""Where a figure stands in its paragraph: the figure itself, its sentence, its subject, the words that belong to it.

Between a reading, which names spans, and the words of an answer.
"""

from __future__ import annotations

from index.types import Sentence, Span
from service.attribution import attributed
from service.citations import trimmed
from service.quantity import Quantity, find
from service.types import Evidence

_MIN_SUBJECT = 3
"""Characters before a figure under which a clause has no subject of its own (“其中80%以上”)."""
_FIRST_WORD = 4
"""Characters, mark included, of a word before an enumeration mark that is no thing of its own (“新建、”)."""


def sentence_of(item: Evidence, span: Span) -> Sentence:
    """The sentence of the paragraph that `span` begins in."""
    return next(s for s in item.paragraph.sentences if s.span.end > span.start)


def quantity_at(item: Evidence, clause: Span, figure: Span) -> Quantity:
    """The figure of `clause` whose words are `figure`."""
    words = clause.of(item.document.text)
    return next(q for q in find(words, item.document.lang) if clause.start + q.span.start == figure.start)


def with_subject(item: Evidence, clause: Span, figure: Span) -> Span:
    """The clause, with the one before it where it would begin with the bare figure."""
    if figure.start - clause.start >= _MIN_SUBJECT:
        return clause
    parts = sentence_of(item, clause).clauses
    at = next((i for i, part in enumerate(parts) if part == clause), 0)
    return Span(parts[at - 1].start, clause.end) if at > 0 else clause


def own_words(item: Evidence, quote: Span, clause: Span, figure: Span) -> str:
    """The words that belong to the figure; the whole quote where they would not stand alone."""
    text = item.document.text
    for own in attributed(clause.of(text), item.document.lang):
        shown = own.shown
        begins = clause.start + own.quantity.span.start == figure.start
        if begins and own.quantity.span.start - shown.start >= _MIN_SUBJECT:
            # “新建、转化配售型住房7500套”: a first word so short is part of the same
            start = shown.start if shown.start > _FIRST_WORD else 0
            return trimmed(text, Span(clause.start + start, clause.start + shown.end)).of(text)
    return quote.of(text)
