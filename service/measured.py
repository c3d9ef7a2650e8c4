"""Is the figure of a reading one that may be the answer: of the thing that is asked about, and in its measure?

Beside the other observations of a reading.
"""

from __future__ import annotations

from index.types import Span
from service.asked import Asked
from service.contradictions import (
    is_growth_for_share,
    is_of_all,
    is_other_side,
    is_reversed,
    is_total_for_added,
    is_unnamed_rate,
)
from service.figure_words import quantity_at, sentence_of
from service.passages import passage_of
from service.quantity import Kind as Measure
from service.reader import is_ruled_out
from service.siblings import counts_no_people, is_not_named, is_of_sibling
from service.types import Evidence, Reading


def is_measured(asked: Asked, item: Evidence, reading: Reading) -> bool:
    """True where the figure measures what is asked for, and of the thing that is asked about."""
    if reading.figure is None:
        return True
    text, lang = item.document.text, item.document.lang
    if is_of_sibling(asked.about, asked.lang, reading.span.of(text), lang):
        return False
    around = " ".join((*item.document.section_path(item.paragraph), item.paragraph.span.of(text)))
    if is_not_named(asked.about, asked.lang, around, lang):
        return False
    quantity = quantity_at(item, reading.span, reading.figure)
    if counts_no_people(asked.about, quantity.unit):
        return False
    return not asked.measures or quantity.kind in asked.measures


def cannot_be(asked: Asked, item: Evidence, reading: Reading) -> bool:
    """True where something speaks against the figure that no likeness of words makes up for."""
    if reading.figure is None:
        return False
    figures = passage_of(item).figures(reading.span)
    if any(figure.span == reading.figure and is_ruled_out(asked, figure) for figure in figures):
        return True
    text, lang = item.document.text, item.document.lang
    clause = reading.span.of(text)
    if is_of_sibling(asked.about, asked.lang, clause, lang) or is_other_side(asked.about, asked.lang, clause, lang):
        return True
    sentence = sentence_of(item, reading.span).span
    above = (item.document.title, *item.document.section_path(item.paragraph), item.title_rendering)
    if is_of_all(asked.about, " ".join((*above, sentence.of(text)))):
        return True
    if lang != "zh":
        return False
    around = " ".join((*above, item.paragraph.span.of(text)))
    if is_unnamed_rate(asked.about, asked.lang, around):
        return True
    quantity, own = quantity_at(item, reading.span, reading.figure), _own_stretch(item, sentence, reading.figure)
    before = text[reading.span.start : reading.figure.start]
    return (
        is_reversed(asked.about, clause)
        or is_total_for_added(asked.about, asked.lang, own, quantity.unit)
        or is_growth_for_share(asked.about, quantity, before, clause)
        or (quantity.kind is Measure.PERCENT and bool(asked.measures & _AMOUNTS))
    )


_AMOUNTS = frozenset({Measure.COUNT, Measure.AREA, Measure.LENGTH, Measure.MASS, Measure.POWER})
"""What no percentage tells: how many, how long."""


def _own_stretch(item: Evidence, sentence: Span, figure: Span) -> str:
    """The words of a sentence from the figure before to the end of this one: what is said of it."""
    text, passage = item.document.text, passage_of(item)
    clauses = next(s.clauses for s in item.paragraph.sentences if s.span == sentence)
    ends = [f.span.end for clause in clauses for f in passage.figures(clause) if f.span.end <= figure.start]
    return text[max([sentence.start, *ends]) : figure.end]
