"""Question + evidence → the clauses that answer, by rules: the reader that needs no model of its own.

A clause's score is a weighted sum of signals: its similarity to the question, whether it holds a figure of the kind
asked for, how many of the question's words stand beside that figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import mul
from typing import NamedTuple

from index.naming import years_in
from index.text import search_form, search_terms
from index.types import Span
from service.asked import Asked
from service.contradictions import is_said_already, is_total_for_added
from service.definitions import MeaningAsked, is_note
from service.intent import Kind
from service.matching import Matcher
from service.passages import Figure, Passage, passage_of
from service.polarity import stage_of
from service.quantity import Kind as Measure
from service.quantity import Quantity
from service.siblings import is_of_sibling
from service.times import TimesAsked
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
        off_subject: a follow-up names a new topic, and it does not speak of that.
        other_stage: it says that a project is prepared or begun, and the question asks what is completed, or so on.
        other_thing: it is about another thing of the sort that is asked about: wheat, not cotton.
        explains: it explains the term whose meaning is asked for, or is an entry of the notes that are asked for.
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
    other_thing: float = 0.0
    other_stage: float = 0.0
    explains: float = 0.0


WEIGHTS = Signals(
    similarity=1.0,
    context=1.0,
    words_in_clause=0.25,
    words_in_sentence=0.10,
    words_by_figure=0.15,
    figure_of_kind=0.06,
    figure_of_other_kind=-0.12,
    no_figure=-0.20,
    unit_named=0.10,
    enumeration=0.10,
    other_time=-0.20,
    heading=-0.15,
    topic=-0.08,
    off_subject=-0.50,
    other_thing=-0.20,
    other_stage=-0.12,
    explains=0.15,
)
"""What each signal counts, beside the cosine."""
_CARRIED = 0.9
"""What the words of the clause before count, where that is the subject of this one."""
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
        times_asked = TimesAsked.of(asked.text)
        meaning = MeaningAsked.of(asked.text)
        wants_list = asked.intent.kind is Kind.LIST
        for item in evidence:
            passage = passage_of(item)
            text, lang = item.document.text, item.document.lang
            context = item.score - (item.spans[0].score if item.spans else 0.0)
            if asked.intent.kind is Kind.COMPARISON:  # it names both of those it compares
                context -= item.named
            exact = {scored.span: scored.score for scored in reversed(item.spans)}
            times = times_asked.over(item.document, item.paragraph)
            heading = float(item.paragraph.is_heading)
            in_notes = meaning.from_notes and is_note(item.paragraph.span.of(text))
            for sentence in item.paragraph.sentences:
                in_sentence = matcher.in_words(passage.sentence_words(sentence), lang)
                other_time = float(times.is_other(sentence.span.of(text)))
                alone = len(sentence.clauses) == 1
                explains = float(in_notes or meaning.is_explained(sentence.span.of(text)) is True)
                before: Span | None = None
                for clause in sentence.clauses:
                    similarity = exact[clause] if clause in exact else unit_score(item, clause)
                    in_clause = matcher.in_words(passage.words(clause), lang)
                    if before and asked.intent.wants_figure and _is_subject_of_next(asked, passage, before):
                        both = Span(before.start, clause.end)
                        similarity = max(similarity, exact.get(both, 0.0))
                        in_clause = max(in_clause, _CARRIED * matcher.in_words(passage.words(both), lang))
                    before = clause
                    signals = Signals(
                        similarity=similarity,
                        context=context,
                        words_in_clause=in_clause,
                        words_in_sentence=in_sentence,
                        other_time=other_time,
                        heading=heading,
                        topic=float(alone and clause.end - clause.start <= TOPIC_SENTENCE),
                        off_subject=_off_subject(asked, item, clause, None),
                        other_stage=float(_is_at_other_stage(asked, clause.of(text))),
                        other_thing=float(is_of_sibling(asked.about, asked.lang, clause.of(text), lang)),
                        explains=explains,
                        enumeration=float(wants_list and "、" in clause.of(text)),
                    )
                    bare = Candidate(item, clause, None, signals)
                    yield self._numeric(asked, matcher, passage, bare) if asked.intent.wants_figure else bare

    def _numeric(self, asked: Asked, matcher: Matcher, passage: Passage, bare: Candidate) -> Candidate:
        choices = list(_with_figures(asked, matcher, passage, bare))
        if not choices:
            return Candidate(bare.item, bare.clause, None, bare.signals._replace(no_figure=1.0))
        return max(choices, key=lambda choice: choice.score(self.weights))


def _is_subject_of_next(asked: Asked, passage: Passage, clause: Span) -> bool:
    """True where a clause holds no figure that may answer: the next one may say it of the same subject.

    肉牛屠宰量实现翻番，由全国第11位跃升至第5位: the rank is that of the slaughter.
    """
    return not any(
        may_answer(asked, figure) and (not asked.measures or figure.quantity.kind in asked.measures)
        for figure in passage.figures(clause)
    )


def _is_at_other_stage(asked: Asked, words: str) -> bool:
    """True for 前期工作 where the question asks what is completed; a question of yes or no is about just that."""
    if asked.intent.kind not in (Kind.LIST, Kind.ENTITY):
        return False
    wanted, stage = stage_of(search_form(asked.text)), stage_of(search_form(words))
    return bool(wanted) and bool(stage) and wanted != stage


def _off_subject(asked: Asked, item: Evidence, clause: Span, figure: Span | None) -> float:
    """1 where the clause, or its figure, speaks of no new topic that a follow-up names."""
    return float(asked.topic is not None and asked.topic.strays(item, clause, figure))


def _with_figures(asked: Asked, matcher: Matcher, passage: Passage, bare: Candidate) -> Iterator[Candidate]:
    """The candidate once for each figure that may answer.

    Where all of its figures are ruled out it keeps them: it is what comes nearest, and another thing answers no better.
    """
    figures = [figure for figure in passage.figures(bare.clause) if _is_of_use(asked, figure)]
    for figure in [figure for figure in figures if not is_ruled_out(asked, figure)] or figures:
        quantity = figure.quantity
        of_kind = quantity.kind in asked.measures if asked.measures else quantity.is_plain
        signals = bare.signals._replace(
            words_by_figure=matcher.in_words(figure.words, bare.item.document.lang),
            figure_of_kind=float(of_kind),
            figure_of_other_kind=float(bool(asked.measures) and not of_kind),
            unit_named=float(is_unit_named(asked, quantity)),
            off_subject=_off_subject(asked, bare.item, bare.clause, figure.span),
        )
        yield Candidate(bare.item, bare.clause, figure.span, signals)


def is_ruled_out(asked: Asked, figure: Figure) -> bool:
    """True for what the question has said itself, and for how many there are where it asks how many are new."""
    if asked.intent.kind is not Kind.NUMERIC:
        return False
    quantity = figure.quantity
    if is_said_already(asked.text, asked.lang, quantity):
        return True
    return not figure.said.isascii() and is_total_for_added(asked.about, asked.lang, figure.said, quantity.unit)


_ASKS_BEFORE = re.compile(
    r"原来|原先|此前|起初|之前|最初|当初|从多少|由多少|"
    r"\bfrom (?:what|how)|\b(?:originally|initially|previously|before|at first)\b|\bstart(?:ed|ing)? (?:from|at)\b"
)


def may_answer(asked: Asked, figure: Figure) -> bool:
    """False for years, ordinals and names, unless the question asks for just that; for what a change began with, too.

    The year of which that is told asks for it: “从2021年的46503元提高到…” answers a question about 2021.
    """
    return _is_of_use(asked, figure) and not is_ruled_out(asked, figure)


def _is_of_use(asked: Asked, figure: Figure) -> bool:
    quantity = figure.quantity
    if figure.is_past and not _ASKS_BEFORE.search(search_form(asked.text)):
        return bool(years_in(figure.said) & set(asked.intent.years))
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


def unit_score(item: Evidence, clause: Span) -> float:
    """The clause's own score, or that of the smallest scored unit around it."""
    exact = next((scored.score for scored in item.spans if scored.span == clause), None)
    if exact is not None:
        return exact
    around = [scored for scored in item.spans if scored.span.covers(clause)]
    if not around:
        return item.spans[-1].score if item.spans else 0.0
    return min(around, key=lambda scored: (scored.span.end - scored.span.start, -scored.score)).score
