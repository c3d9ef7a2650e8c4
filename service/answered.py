"""Do the documents answer the question at all? Where they do not, an answer is refused.

That is another question than whether the best reading is the right one, which `service.confidence` tells: of several
alike paragraphs the wrong one may be first. Across languages the two part most.
"""

from __future__ import annotations

from dataclasses import dataclass

from service.confidence import BY_RULES, Model, confidence_of
from service.observations import Observations

OWN = Model(
    bias=0.38,
    weights=Observations(
        similarity=1.19,
        words_in_clause=-0.47,
        all_words=0.98,
        words_in_sentence=-0.62,
        words_in_context=0.07,
        lacks_figure=-0.95,
        other_measure=-2.78,
        other_year=-4.0,
        other_place=-4.0,
        unknown_name=-1.85,
        name_elsewhere=-1.42,
        other_time=-1.25,
        only_planned=-4.0,
        not_defined=-4.0,
        no_person=-4.0,
        heading=-3.0,
        unsure_of_name=0.07,
        repeats=-0.18,
        lacks_term=-2.0,
        not_listed=-2.94,
        no_reason=-2.78,
        no_average=-2.78,
        no_time=-1.85,
        no_place=-2.78,
        no_words=-0.53,
        ahead=1.03,
        answers=0.87,
        margin=0.17,
        sure=0.47,
        elsewhere=-0.1,
        figure_read=0.15,
        entailed=0.36,
    ),
)
ACROSS = Model(
    bias=0.64,
    weights=Observations(
        similarity=1.2,
        words_in_clause=0.24,
        words_in_sentence=0.13,
        words_in_context=0.53,
        lacks_figure=-0.78,
        other_measure=-2.69,
        other_year=-4.0,
        other_place=-4.0,
        unknown_name=-2.08,
        name_elsewhere=-0.79,
        other_time=-1.23,
        only_planned=-4.0,
        not_defined=-4.0,
        no_person=-4.0,
        heading=-3.0,
        unsure_of_name=0.33,
        repeats=-0.33,
        lacks_term=-2.0,
        not_listed=-3.22,
        no_reason=-2.69,
        no_average=-2.69,
        no_time=-1.8,
        no_place=-2.69,
        no_words=-0.15,
        ahead=1.22,
        answers=0.42,
        margin=0.1,
        sure=0.15,
        elsewhere=-0.33,
        figure_read=-0.11,
        entailed=0.51,
    ),
)
"""Of a question in the document's own language, and of one in another. Logistic regression (`training.calibrate`,
standardised, L2, C = .03; questions whose document was withheld count .3) on 2,800 questions over reports and
encyclopedic paragraphs that the reader was not trained on, half of which nothing answers. By hand: the vetoes, and what
six of 960 right readings at most show, to which the penalty leaves too little (another measure, no reason, no average,
no place, no time), and unknown names. Then, on 3,400, the weights of `entailed` and `all_words`, observed since, and
one scale for all that is fitted."""
_ENOUGH = 0.46
"""The probability from which an answer is given. Of held-out questions that the reports answer .06 are refused then, of
freely worded ones of 2026 .048 and .067 (zh, en), of facts that reports come near to .94 and .81."""


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
