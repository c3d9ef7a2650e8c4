"""How sure an answer is: what was observed of the best reading → a probability that it is right.

A logistic model over a handful of observations, so that a reader can see why an answer was refused.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import NamedTuple

from service.observations import Observations

_NAMES = tuple(field.name for field in fields(Observations))


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic model: the weight of each observation, and what holds where none is made."""

    bias: float
    weights: Observations

    def probability(self, seen: Observations) -> float:
        """That the reading answers."""
        return 1.0 / (1.0 + math.exp(-self.logit(seen)))

    def logit(self, seen: Observations) -> float:
        """The same before it is made a probability: the weighted sum."""
        weighed = sum(getattr(self.weights, name) * getattr(seen, name) for name in _NAMES)
        return self.bias + float(weighed)


BY_RULES = Model(
    bias=-1.9,
    weights=Observations(
        foreign=0.3,
        similarity=4.3,
        words_in_clause=0.4,
        words_in_sentence=0.9,
        words_in_context=2.0,
        lacks_figure=-6.0,
        other_measure=-4.0,
        other_year=-3.5,
        other_place=-6.0,
        unknown_name=-3.5,
        name_elsewhere=-2.2,
        other_time=-1.3,
        only_planned=-6.0,
        not_defined=-8.0,
        no_person=-6.0,
        lacks_term=-2.0,
        not_listed=-2.9,
        no_reason=-2.8,
        no_average=-2.8,
        no_time=-1.9,
        no_place=-2.8,
        heading=-3.0,
    ),
)
"""`foreign`, `similarity`, `words_in_context` and `other_time` by logistic regression (standardised, L2, C = .03) on
512 questions over 150 reports, none of them reported on: 360 that they answer, 72 whose report was left out, 80 that
none answers. By hand, on the development questions: what the regression gave to the words of the clause was shared
between clause and sentence, and `other_year` kept heavier. What those questions hardly ever show (a place, a plan, a
meaning, a person) has the weight of a veto. `unknown_name` speaks up in 12 of 1,280 answerable questions over those
reports, mostly for names that are no pinyin (Yagi, Horqin): it weighs less than a veto. What a sentence lacks, and a
name that stands elsewhere, weigh about what they weigh where the reader has read (`service.answered.OWN`)."""
AS_READ = Model(
    bias=-2.5,
    weights=Observations(
        foreign=0.3,
        similarity=3.0,
        words_in_clause=0.4,
        words_in_sentence=-0.9,
        words_in_context=1.2,
        lacks_figure=-1.9,
        other_measure=-1.5,
        other_year=-3.0,
        other_place=-3.0,
        unknown_name=-1.5,
        other_time=-2.9,
        only_planned=-4.0,
        not_defined=-3.0,
        no_person=-0.8,
        heading=-3.0,
        read=0.0,
        answers=0.3,
        margin=0.3,
        sure=1.8,
        elsewhere=-0.7,
        figure_read=0.2,
    ),
)
"""Where the trained reader has read it: logistic regression (`training.calibrate`, standardised, L2, C = 1; questions
whose document was withheld count .3) on 1,600 rows over reports and encyclopedic paragraphs that no training saw. By
hand: the vetoes, a third to a half of what they are by rules, since half of the answers that they would forbid were
right; `other_year` and `heading`, which these questions hardly show."""
VETOES = ("other_place", "only_planned", "not_defined", "no_person")
"""Set by hand: each is reason enough not to answer, and too rare to be fitted."""


class Curve(NamedTuple):
    """Straightens what a mean of two probabilities bends, and adds what was observed since both were fitted.

    Platt scaling (Platt, 1999) of a probability: `slope` and `shift` of its logit; `lead` for the lead over the next
    paragraph, `follows` for what the entailment model says.
    """

    slope: float
    lead: float
    follows: float
    shift: float

    def __call__(self, probability: float, seen: Observations) -> float:
        """The probability, straightened; rising in all, so that what is more likely stays so."""
        z = self.slope * math.log(probability / (1.0 - probability)) + self.shift
        z += self.lead * seen.ahead + self.follows * seen.entailed
        return 1.0 / (1.0 + math.exp(-z))


CHINESE, ENGLISH, ACROSS = (
    Curve(0.99, 2.76, 0.31, -0.65),
    Curve(0.34, 4.04, 0.55, -1.83),
    Curve(0.7, 3.39, 0.24, -0.79),
)
"""Of a question in the document's own language, and of one in another. Logistic regression (`training.calibrate`) over
what was answered of held-out questions, those whose document was withheld counting .3."""


def _curve(seen: Observations) -> Curve:
    if seen.foreign:
        return ACROSS
    return CHINESE if seen.chinese else ENGLISH


def confidence_of(seen: Observations) -> float:
    """The probability that the reading is right: what the rules say of it, or the mean of both, straightened.

    The reader knows better when nothing answers; rules bear colloquial, traditional or mistyped words better.
    """
    return _curve(seen)(mean_of(seen), seen) if seen.read else BY_RULES.probability(seen)


def mean_of(seen: Observations) -> float:
    """The mean of what both models say of a reading that the trained reader has read."""
    return (AS_READ.probability(seen) + BY_RULES.probability(seen)) / 2
