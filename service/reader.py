"""Question + evidence → the clauses that answer, by rules: the reader that needs no model of its own.

A clause's score is the retriever's, moved by what rules can see: whether it holds a figure of the kind asked for, and
how many of the question's words stand beside it. The weights were chosen on questions over provincial work reports and
the development questions; none is larger than what separates a right clause from a wrong one there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.text import search_terms
from index.types import Span
from service.asked import Asked
from service.intent import Kind
from service.matching import Matcher
from service.quantity import Kind as Measure
from service.quantity import Quantity, find
from service.types import Evidence, Reading


@dataclass(frozen=True, slots=True)
class RuleWeights:
    """What each observation adds to a clause's cosine (about .2–.7)."""

    words_in_clause: float = 0.10
    words_in_sentence: float = 0.05
    figure_of_kind: float = 0.06
    figure_of_other_kind: float = -0.05
    no_figure: float = -0.20
    words_by_figure: float = 0.10
    unit_named: float = 0.10
    enumeration: float = 0.06
    """Of a clause that lists things, where a list is asked for."""
    heading: float = -0.15
    """A heading matches what its section is about, but the answer stands below it."""


@dataclass(frozen=True, slots=True)
class RuleReader:
    """Implements `service.protocols.Reader`."""

    weights: RuleWeights = RuleWeights()

    def read(self, asked: Asked, evidence: Sequence[Evidence]) -> tuple[Reading, ...]:
        """Every clause of the evidence as a reading, best first."""
        matcher = Matcher.over(asked, evidence)
        readings = [reading for item in evidence for reading in self._readings(asked, matcher, item)]
        return tuple(sorted(readings, key=lambda reading: -reading.score))

    def _readings(self, asked: Asked, matcher: Matcher, item: Evidence) -> Iterator[Reading]:
        best_unit = item.spans[0].score if item.spans else 0.0
        context = item.score - best_unit + (self.weights.heading if item.paragraph.is_heading else 0.0)
        for sentence in item.paragraph.sentences:
            in_sentence = matcher.in_span(item, sentence.span)
            for clause in sentence.clauses:
                score = context + unit_score(item, clause) + self.weights.words_in_sentence * in_sentence
                score += self.weights.words_in_clause * matcher.in_span(item, clause)
                if asked.intent.kind is Kind.NUMERIC:
                    yield self._numeric(asked, matcher, item, clause, score)
                else:
                    lists = asked.intent.kind is Kind.LIST and "、" in clause.of(item.document.text)
                    yield Reading(item.key, clause, score + (self.weights.enumeration if lists else 0.0))

    def _numeric(self, asked: Asked, matcher: Matcher, item: Evidence, clause: Span, score: float) -> Reading:
        choices = list(self._figures(asked, matcher, item, clause))
        if not choices:
            return Reading(item.key, clause, score + self.weights.no_figure)
        bonus, figure = max(choices, key=lambda choice: choice[0])
        return Reading(item.key, clause, score + bonus, figure)

    def _figures(self, asked: Asked, matcher: Matcher, item: Evidence, clause: Span) -> Iterator[tuple[float, Span]]:
        """Each figure of a clause with what it adds: its kind, its unit, and the words that lead up to it."""
        text = clause.of(item.document.text)
        for quantity, beside in figures_with_words(text):
            if not may_answer(asked, quantity):
                continue
            bonus = self._kind(asked, quantity) + self.weights.words_by_figure * matcher.in_text(beside.of(text))
            bonus += self.weights.unit_named if is_unit_named(asked, quantity) else 0.0
            yield bonus, Span(clause.start + quantity.span.start, clause.start + quantity.span.end)

    def _kind(self, asked: Asked, quantity: Quantity) -> float:
        if not asked.measures:
            return self.weights.figure_of_kind if quantity.is_plain else 0.0
        return self.weights.figure_of_kind if quantity.kind in asked.measures else self.weights.figure_of_other_kind


def may_answer(asked: Asked, quantity: Quantity) -> bool:
    """False for years, ordinals and names, unless the question asks for just that."""
    return quantity.is_plain or quantity.kind in (Measure.RATE, Measure.COMPOUND) or quantity.kind in asked.measures


def is_unit_named(asked: Asked, quantity: Quantity) -> bool:
    """True where the question names the very unit: 多少户 and 4.5万户, "how many households" and households."""
    counted = asked.intent.counted.lower()
    if not counted:
        return False
    if asked.lang == "zh":
        return bool(quantity.unit) and (quantity.unit in counted or counted in quantity.unit)
    unit_words = search_terms(quantity.unit_en)
    return bool(unit_words) and unit_words[-1] in search_terms(counted)


def figures_with_words(text: str) -> Iterator[tuple[Quantity, Span]]:
    """Each figure of a clause with the words that belong to it: from the figure or mark before, to its own end.

    >>> text = "华电木垒100万千瓦、国投奇台180万千瓦"
    >>> [words.of(text) for _, words in figures_with_words(text)]
    ['华电木垒100万千瓦', '国投奇台180万千瓦']
    """
    start = 0
    quantities = find(text, "zh")
    for i, quantity in enumerate(quantities):
        mark = max(text.rfind(mark, start, quantity.span.start) for mark in "、，,；;")
        begin = max(start, mark + 1)
        if begin >= quantity.span.start and i:  # “资金1200亿元、增长15%”: the second says more of the first
            begin = start
        following = quantities[i + 1].span.start if i + 1 < len(quantities) else len(text)
        stop = min([p for mark in "、，,；;。" if (p := text.find(mark, quantity.span.end)) >= 0] + [following])
        yield quantity, Span(begin, max(stop, quantity.span.end))
        start = quantity.span.end


def unit_score(item: Evidence, clause: Span) -> float:
    """The clause's own score, or that of the smallest scored unit around it."""
    around = [scored for scored in item.spans if scored.span.covers(clause)]
    if not around:
        return item.spans[-1].score if item.spans else 0.0
    return min(around, key=lambda scored: (scored.span.end - scored.span.start, -scored.score)).score
