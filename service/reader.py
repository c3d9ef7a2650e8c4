"""Question + evidence → the clauses that answer, by rules: the reader that needs no model of its own.

A clause's score is a weighted sum of signals: its similarity to the question, whether it holds a figure of the kind
asked for, how many of the question's words stand beside that figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from operator import mul
from typing import NamedTuple

from index.text import search_terms
from index.types import Span
from service.asked import Asked
from service.intent import Kind
from service.matching import Matcher, rendered_words
from service.quantity import Kind as Measure
from service.quantity import Quantity, find
from service.times import is_other_time
from service.types import Evidence, Reading


class Signals(NamedTuple):
    """What rules see of one clause; each is 0 or 1, or a share of 0..1.

    Attributes:
        similarity: cosine of the clause, or of the smallest unit around it, with the question.
        context: what the retriever adds for the words and the text around it.
        words_in_clause: share of the question's words in the clause, the telling ones counting most.
        words_in_sentence: the same in its sentence.
        words_by_figure: the same in the words that belong to its figure.
        figure_of_kind: it holds a figure that measures what is asked for.
        figure_of_other_kind: it holds a figure that measures something else.
        no_figure: a figure is asked for and it holds none.
        unit_named: its figure has the very unit that the question names.
        enumeration: it lists things, and a list is asked for.
        off_subject: it holds no word of the new subject that a follow-up names.
        topic: a short sentence of one clause, which names what the next ones say (“深化‘放管服’改革。”).
        other_time: its headings speak of another year, or of results where a target is asked for, or the other way.
        heading: it is a heading: that matches what its section is about, but the answer stands below it.
    """

    similarity: float
    context: float
    words_in_clause: float
    words_in_sentence: float
    words_by_figure: float = 0.0
    figure_of_kind: float = 0.0
    figure_of_other_kind: float = 0.0
    no_figure: float = 0.0
    unit_named: float = 0.0
    enumeration: float = 0.0
    other_time: float = 0.0
    heading: float = 0.0
    topic: float = 0.0
    off_subject: float = 0.0


WEIGHTS = Signals(
    similarity=1.0,
    context=1.0,
    words_in_clause=0.25,
    words_in_sentence=0.10,
    words_by_figure=0.15,
    figure_of_kind=0.06,
    figure_of_other_kind=-0.05,
    no_figure=-0.20,
    unit_named=0.10,
    enumeration=0.10,
    other_time=-0.20,
    heading=-0.15,
    topic=-0.08,
    off_subject=-0.10,
)
"""What each signal counts, beside the cosine."""
TOPIC_SENTENCE = 16
"""Characters of the longest sentence that only names a topic."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A clause with what was seen of it, before it is scored."""

    item: Evidence
    clause: Span
    figure: Span | None
    signals: Signals

    def score(self, weights: Signals) -> float:
        """The weighted sum of the signals."""
        return float(sum(map(mul, weights, self.signals)))


@dataclass(frozen=True, slots=True)
class RuleReader:
    """Implements `service.protocols.Reader`."""

    weights: Signals = WEIGHTS

    @property
    def name(self) -> str:
        """Rules have no weights that change behind a name."""
        return "rules"

    def read(self, asked: Asked, evidence: Sequence[Evidence], matcher: Matcher) -> tuple[Reading, ...]:
        """Every clause of the evidence as a reading, best first."""
        readings = [
            Reading(c.item.key, c.clause, c.score(self.weights), c.figure)
            for c in self.candidates(asked, evidence, matcher)
        ]
        return tuple(sorted(readings, key=lambda reading: -reading.score))

    def candidates(self, asked: Asked, evidence: Sequence[Evidence], matcher: Matcher) -> Iterator[Candidate]:
        """Every clause of the evidence; of one with several figures, with the figure that fits best."""
        for item in evidence:
            context = item.score - (item.spans[0].score if item.spans else 0.0)
            if asked.intent.kind is Kind.COMPARISON:  # it names both of those it compares
                context -= item.named
            exact = {scored.span: scored.score for scored in reversed(item.spans)}
            for sentence in item.paragraph.sentences:
                in_sentence = matcher.in_span(item, sentence.span)
                other_time = is_other_time(asked, item.document, item.paragraph, sentence.span.of(item.document.text))
                for clause in sentence.clauses:
                    signals = Signals(
                        similarity=exact[clause] if clause in exact else unit_score(item, clause),
                        context=context,
                        words_in_clause=matcher.in_span(item, clause),
                        words_in_sentence=in_sentence,
                        other_time=float(other_time),
                        heading=float(item.paragraph.is_heading),
                        topic=float(len(sentence.clauses) == 1 and clause.end - clause.start <= TOPIC_SENTENCE),
                        off_subject=float(_is_off_subject(asked, item, clause)),
                        enumeration=float(asked.intent.kind is Kind.LIST and "、" in clause.of(item.document.text)),
                    )
                    if asked.intent.wants_figure:
                        yield self._numeric(asked, matcher, Candidate(item, clause, None, signals))
                    else:
                        yield Candidate(item, clause, None, signals)

    def _numeric(self, asked: Asked, matcher: Matcher, bare: Candidate) -> Candidate:
        choices = list(_with_figures(asked, matcher, bare))
        if not choices:
            return replace(bare, signals=bare.signals._replace(no_figure=1.0))
        return max(choices, key=lambda choice: choice.score(self.weights))


def _is_off_subject(asked: Asked, item: Evidence, clause: Span) -> bool:
    if not asked.focus:
        return False
    said = (clause.of(item.document.text), *rendered_words(item, clause, asked.lang))
    return asked.focus.isdisjoint(term for words in said for term in search_terms(words))


def _with_figures(asked: Asked, matcher: Matcher, bare: Candidate) -> Iterator[Candidate]:
    """The candidate once for each figure that may answer."""
    text = bare.clause.of(bare.item.document.text)
    for quantity, beside in figures_with_words(text):
        if not may_answer(asked, quantity):
            continue
        start = bare.clause.start
        figure = Span(start + quantity.span.start, start + quantity.span.end)
        of_kind = quantity.kind in asked.measures if asked.measures else quantity.is_plain
        signals = bare.signals._replace(
            words_by_figure=_words_by(matcher, bare.item, beside.of(text), figure),
            figure_of_kind=float(of_kind),
            figure_of_other_kind=float(bool(asked.measures) and not of_kind),
            unit_named=float(is_unit_named(asked, quantity)),
        )
        yield replace(bare, figure=figure, signals=signals)


def _words_by(matcher: Matcher, item: Evidence, beside: str, figure: Span) -> float:
    """Share of the question's words in what belongs to a figure, in the source or in what renders it."""
    rendered = rendered_words(item, figure, "en")
    own = matcher.in_text(beside, item.document.lang)
    return max([own, *(matcher.in_text(words, "en") for words in rendered)])


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
    exact = next((scored.score for scored in item.spans if scored.span == clause), None)
    if exact is not None:
        return exact
    around = [scored for scored in item.spans if scored.span.covers(clause)]
    if not around:
        return item.spans[-1].score if item.spans else 0.0
    return min(around, key=lambda scored: (scored.span.end - scored.span.start, -scored.score)).score
