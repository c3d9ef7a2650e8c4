"""Do the documents answer the question at all? Where they do not, an answer is refused.

That is another question than whether the best reading is the right one, which `service.confidence` tells: of several
alike paragraphs the wrong one may be first. Across languages the two part most.
"""

from __future__ import annotations

from dataclasses import dataclass

from service.confidence import BY_RULES, Model, confidence_of
from service.observations import Observations

OWN = Model(
    bias=-0.92,
    weights=Observations(
        similarity=2.3,
        words_in_clause=-0.75,
        words_in_sentence=-0.75,
        words_in_context=0.54,
        lacks_figure=-1.73,
        other_measure=-1.89,
        other_year=-4.0,
        other_place=-4.0,
        unknown_name=-1.15,
        name_elsewhere=-1.0,
        no_reason=-2.0,
        no_average=-2.0,
        other_time=-2.05,
        only_planned=-4.0,
        not_defined=-4.0,
        no_person=-4.0,
        heading=-3.0,
        lacks_term=-2.0,
        not_listed=-2.19,
        ahead=2.01,
        answers=1.19,
        margin=0.25,
        sure=0.82,
        elsewhere=0.2,
        figure_read=0.24,
    ),
)
ACROSS = Model(
    bias=-1.13,
    weights=Observations(
        similarity=3.44,
        words_in_clause=0.35,
        words_in_sentence=0.18,
        words_in_context=1.18,
        lacks_figure=-1.77,
        other_measure=-1.99,
        other_year=-4.0,
        other_place=-4.0,
        unknown_name=-0.75,
        name_elsewhere=-1.0,
        no_reason=-2.0,
        no_average=-2.0,
        other_time=-2.58,
        only_planned=-4.0,
        not_defined=-4.0,
        no_person=-4.0,
        heading=-3.0,
        lacks_term=-2.0,
        not_listed=-5.21,
        ahead=2.73,
        answers=0.94,
        margin=0.21,
        sure=0.19,
        elsewhere=-0.88,
        figure_read=-0.39,
    ),
)
"""Of a question in the document's own language, and of one in another. Logistic regression (`training.calibrate`,
standardised, L2, C = .03; questions whose document was withheld count .3) on 2,700 questions over reports and
encyclopedic paragraphs that the reader was not trained on, a third of which nothing answers. Vetoes are set by hand."""
_ENOUGH = {(0.0, 1.0): 0.55, (0.0, 0.0): 0.5, (1.0, 1.0): 0.5, (1.0, 0.0): 0.6}
"""By `foreign` and `chinese`, the probability from which an answer is given. Of 126 questions that none of 150 reports
answers .95 are refused in Chinese and .90 in English then, of 658 that they answer .04 and .05; of 420 worded freely,
as by someone without the text at hand, .20 and .19. Set with these rates in view."""
_ENOUGH_BY_RULES = 0.5


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
    enough = _ENOUGH[seen.foreign, seen.chinese] if seen.read else _ENOUGH_BY_RULES
    return Verdict(True, confidence_of(seen)) if likely >= enough else Verdict(False, 1.0 - likely)
