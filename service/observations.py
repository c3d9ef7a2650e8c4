"""What speaks for and against a reading: what a careful clerk would check before signing.

Does the sentence speak of what was asked, of that year, of that place, of a target or of a result, and does it hold the
figure at all? `service.confidence` weighs it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from service.asked import Asked
from service.definitions import MeaningAsked
from service.elsewhere import is_other_place
from service.figure_words import sentence_of
from service.intent import Kind
from service.lacks import (
    gives_no_average,
    gives_no_reason,
    gives_no_time,
    is_not_listed,
    lacks_term,
    names_no_place,
    repeated,
)
from service.matching import Matcher
from service.measured import cannot_be, is_measured
from service.names import names_elsewhere, unknown_names
from service.persons import names_nobody
from service.reader import unit_score
from service.times import asks_outcome, is_other_time, is_planned, years_named
from service.types import Evidence, Reading, Seen


@dataclass(frozen=True, slots=True)
class Observations:
    """What speaks for and against the best reading; each is 0 or 1, or a share of 0..1.

    Attributes:
        foreign: question and document are in different languages, and no rendering stands between them.
        similarity: cosine of the clause, or of the smallest unit around it, with the question.
        words_in_clause: share of the question's words in the clause, the telling ones counting most.
        all_words: all of them stand in the clause, in the document's own language: it says what the question says.
        words_in_sentence: the same in its sentence.
        words_in_context: the same in its sentence, headings and title.
        lacks_figure: a figure is asked for and the clause holds none, or one that cannot be it, whatever it measures:
            how many there are where it is asked how many are added, a total for an average.
        other_measure: a figure is asked for and the one it holds measures something else, or another thing of the sort.
        other_year: the question names a year, and the words around the reading name only others.
        other_place: the question names a place that neither the sentence nor its headings nor the title name.
        unknown_name: the question names a place or a person that the document nowhere names, or as a follow-up a topic
            that the reading does not speak of.
        name_elsewhere: it names one that the document names, and neither the paragraph nor what stands over it does.
        other_time: the headings speak of another time than the question.
        only_planned: the question asks what came about, and the reading stands among plans.
        not_defined: the question asks what a term stands for, and the sentence only uses it.
        no_person: the question asks who, or which company, and the sentence names nobody, or none.
        unsure_of_name: a name or a list is asked for, and the reader is sure of no words of the window: how unsure.
        repeats: share of the reader's words that the question has said itself, where a name or a list is asked for.
        lacks_term: the question quotes a term, “苏超”, that neither the sentence nor what stands above it holds.
        not_listed: so many things are asked for by name, and the sentence lists fewer.
        no_reason: the question asks why, and the sentence states no cause.
        no_average: an average is asked for, and the sentence tells none.
        no_time: when is asked, and the sentence tells no time.
        no_place: where is asked, and the sentence names no place.
        no_words: none of the question's words stands in the sentence or above it.
        heading: the reading is a heading.
        ahead: how far its score is above that of the best other paragraph, at most .5: who stands alone is right
            more often than one of many alike.
        chinese: the question is in Chinese; it weighs nothing, and tells which curve holds.
        read: the trained reader has read it; without it the next ones are 0.
        answers: probability that its window answers, as the reader sees it.
        margin: the logit of that, within -6..6.
        sure: probability that the answer's words are among the reading's, where its window answers.
        elsewhere: what more the reader gives to other words of the window.
        figure_read: those words are those of the figure that the rules chose.
        entailed: the logit that the window, so read, says what is asked, within -6..6.
    """

    foreign: float = 0.0
    similarity: float = 0.0
    words_in_clause: float = 0.0
    all_words: float = 0.0
    words_in_sentence: float = 0.0
    words_in_context: float = 0.0
    lacks_figure: float = 0.0
    other_measure: float = 0.0
    other_year: float = 0.0
    other_place: float = 0.0
    unknown_name: float = 0.0
    name_elsewhere: float = 0.0
    other_time: float = 0.0
    only_planned: float = 0.0
    not_defined: float = 0.0
    no_person: float = 0.0
    heading: float = 0.0
    unsure_of_name: float = 0.0
    repeats: float = 0.0
    lacks_term: float = 0.0
    not_listed: float = 0.0
    no_reason: float = 0.0
    no_average: float = 0.0
    no_time: float = 0.0
    no_place: float = 0.0
    no_words: float = 0.0
    ahead: float = 0.0
    chinese: float = 0.0
    read: float = 0.0
    answers: float = 0.0
    margin: float = 0.0
    sure: float = 0.0
    elsewhere: float = 0.0
    figure_read: float = 0.0
    entailed: float = 0.0


_MOST_MARGIN = 6.0


def _as_read(reading: Reading) -> dict[str, float]:
    seen = reading.seen
    if seen is None:
        return {}
    return {
        "read": 1.0,
        "answers": 1.0 / (1.0 + math.exp(-seen.margin)),
        "margin": _within(seen.margin),
        "sure": seen.sure,
        "elsewhere": max(0.0, seen.top - seen.sure),
        "figure_read": float(reading.figure is not None and seen.words.overlaps(reading.figure)),
        "entailed": _within(seen.entailed),
    }


def _within(logit: float) -> float:
    return max(-_MOST_MARGIN, min(_MOST_MARGIN, logit))


_ALL = 0.999
_MOST_AHEAD = 0.5


def lead_of(readings: Sequence[Reading]) -> float:
    """How far the first of the readings, best first, is ahead of the first of another paragraph; 0 without a rival."""
    best = readings[0]
    other = next((reading.score for reading in readings if reading.key != best.key), best.score)
    return min(_MOST_AHEAD, best.score - other)


def observe(asked: Asked, matcher: Matcher, item: Evidence, readings: Sequence[Reading]) -> Observations:
    """Observes the first of the readings, best first, against the question."""
    reading = readings[0]
    document, paragraph = item.document, item.paragraph
    sentence = sentence_of(item, reading.span).span
    words = sentence.of(document.text)
    rendered = " ".join(r.text for r in item.renderings if r.source.overlaps(sentence))
    headings = (document.title, item.title_rendering, *document.section_path(paragraph))
    around = " ".join((*headings, words, rendered))
    in_context = max(matcher.in_text(around, "zh"), matcher.in_text(around, "en"))
    told = f"{words} {rendered}"
    numeric = asked.intent.kind is Kind.NUMERIC
    no_average = numeric and gives_no_average(asked.text, told)
    impossible = numeric and cannot_be(asked, item, reading)
    in_clause = matcher.in_span(item, reading.span)
    strays = asked.topic is not None and asked.topic.strays(item, reading.span, reading.figure)
    return Observations(
        foreign=float(asked.lang != document.lang and not rendered),
        similarity=unit_score(item, reading.span),
        words_in_clause=in_clause,
        all_words=float(in_clause >= _ALL and asked.lang == document.lang),
        words_in_sentence=max(matcher.in_text(words, document.lang), matcher.in_text(rendered, "en")),
        words_in_context=in_context,
        lacks_figure=float(numeric and (reading.figure is None or no_average or impossible)),
        other_measure=float(
            impossible or (numeric and reading.figure is not None and (strays or not is_measured(asked, item, reading)))
        ),
        other_year=float(_is_other_year(asked, document.title, words, around)),
        other_place=float(is_other_place(asked, item, sentence, around)),
        unknown_name=float(strays or bool(unknown_names(asked.names, item))),
        name_elsewhere=float(bool(names_elsewhere(asked.names, item))),
        other_time=float(is_other_time(asked, document, paragraph, words)),
        only_planned=float(asks_outcome(asked.text) and is_planned(" ".join(headings))),
        not_defined=float(MeaningAsked.of(asked.text).is_explained(words) is False),
        no_person=float(names_nobody(asked.text, document, words, reading.seen)),
        no_time=float(gives_no_time(asked.text, told)),
        no_place=float(names_no_place(asked.text, words, document.lang)),
        no_words=float(in_context == 0.0),
        heading=float(paragraph.is_heading or paragraph.span.of(document.text).strip() == document.title),
        unsure_of_name=_unsure_of_name(asked, reading.seen),
        repeats=repeated(asked, reading.seen.words.of(document.text)) if reading.seen else 0.0,
        lacks_term=float(lacks_term(asked, document.lang, around)),
        not_listed=float(is_not_listed(asked, words, document.lang)),
        no_reason=float(gives_no_reason(asked.text, told)),
        no_average=float(no_average),
        ahead=lead_of(readings),
        chinese=float(asked.lang == "zh"),
        **_as_read(reading),
    )


_PLAN = re.compile(r"(?:计划|规划|纲要|方案|要点)(?:\W.*)?$|\b(?:plan|programme)\b")


def _is_other_year(asked: Asked, title: str, words: str, around: str) -> bool:
    """True where a year is asked about and only others are named.

    A report of 2025 speaks of 2024 too, unsaid; not a plan, nor a sentence that says 2025 itself.
    """
    named, of_title = years_named(around), years_named(title)
    if not _PLAN.search(title) and not of_title & years_named(words):
        named |= {year - 1 for year in of_title}
    years = years_named(asked.text)
    return bool(years) and bool(named) and not named & years


def _unsure_of_name(asked: Asked, seen: Seen | None) -> float:
    return 1.0 - seen.top if seen is not None and asked.intent.kind in (Kind.ENTITY, Kind.LIST) else 0.0
