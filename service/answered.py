"""Do the documents answer the question at all? Where they do not, an answer is refused.

That is another question than whether the best reading is the right one, which `service.confidence` tells: of several
alike paragraphs the wrong one may be first. Across languages the two part most.
"""

from __future__ import annotations

from dataclasses import dataclass

from service.confidence import BY_RULES, Model, confidence_of
from service.observations import Observations

OWN = Model(
    bias=-0.04,
    weights=Observations(
        similarity=1.85,
        words_in_clause=-0.73,
        words_in_sentence=-0.96,
        words_in_context=0.11,
        lacks_figure=-1.47,
        other_measure=-2.78,
        other_year=-4.0,
        other_place=-4.0,
        unknown_name=-1.85,
        name_elsewhere=-2.2,
        other_time=-1.94,
        only_planned=-4.0,
        not_defined=-4.0,
        no_person=-4.0,
        heading=-3.0,
        unsure_of_name=0.12,
        repeats=-0.28,
        lacks_term=-2.0,
        not_listed=-2.94,
        no_reason=-2.78,
        no_average=-2.78,
        no_time=-1.85,
        no_place=-2.78,
        no_words=-0.83,
        ahead=1.59,
        answers=1.35,
        margin=0.25,
        sure=0.72,
        elsewhere=-0.16,
        figure_read=0.23,
        entailed=0.3,
    ),
)
ACROSS = Model(
    bias=-0.4,
    weights=Observations(
        similarity=2.23,
        words_in_clause=0.45,
        words_in_sentence=0.25,
        words_in_context=0.98,
        lacks_figure=-1.46,
        other_measure=-2.69,
        other_year=-4.0,
        other_place=-4.0,
        unknown_name=-2.69,
        name_elsewhere=-1.47,
        other_time=-2.29,
        only_planned=-4.0,
        not_defined=-4.0,
        no_person=-4.0,
        heading=-3.0,
        unsure_of_name=0.61,
        repeats=-0.6,
        lacks_term=-2.0,
        not_listed=-3.22,
        no_reason=-2.69,
        no_average=-2.69,
        no_time=-1.8,
        no_place=-2.69,
        no_words=-0.27,
        ahead=2.26,
        answers=0.77,
        margin=0.18,
        sure=0.28,
        elsewhere=-0.6,
        figure_read=-0.2,
        entailed=0.34,
    ),
)
"""Of a question in the document's own language, and of one in another. Logistic regression (`training.calibrate`,
standardised, L2, C = .03; questions whose document was withheld count .3) on 2,800 questions over reports and
encyclopedic paragraphs that the reader was not trained on, half of which nothing answers. By hand: the vetoes, and what
six of 960 right readings at most show, to which the penalty leaves too little (another measure, no reason, no average,
no place, no time), and unknown names. Then, on as many, the weight of `entailed` and one scale for all the others."""
_ENOUGH = 0.5
"""The probability from which an answer is given: more likely than not. Of questions that the development reports answer
.05 are refused then in either language, of those that none answers 1.0 and .95 (`train_a`, `train_c`)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a question is answered, and how sure that is: that the answer is right, or that there is none."""

    is_answered: bool
    sure: float


def answered_probability(seen: Observations) -> float:
    """That the documents answer, by the best reading; by rules alone where the trained reader has not read it."""
    if not seen.read:
        return BY_RULES.probability(seen)
    return (ACROSS if seen.foreign else OWN).probability(seen)


def verdict_of(seen: Observations) -> Verdict:
    """What the observations of the best reading come to."""
    likely = answered_probability(seen)
    return Verdict(True, confidence_of(seen)) if likely >= _ENOUGH else Verdict(False, 1.0 - likely)
