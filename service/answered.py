"""Do the documents answer the question at all? Where they do not, an answer is refused.

That is another question than whether the best reading is the right one, which `service.confidence` tells: of several
alike paragraphs the wrong one may be first. Across languages the two part most.
"""

from __future__ import annotations

from dataclasses import dataclass

from service.confidence import BY_RULES, Model, confidence_of
from service.observations import Observations

OWN = Model(
    bias=-0.86,
    weights=Observations(
        similarity=2.11,
        words_in_clause=-0.72,
        words_in_sentence=-0.73,
        words_in_context=0.53,
        lacks_figure=-1.72,
        other_measure=-1.89,
        other_year=-1.38,
        other_place=-4.0,
        unknown_name=-1.14,
        other_time=-2.02,
        only_planned=-4.0,
        not_defined=-4.0,
        no_person=-4.0,
        heading=-0.97,
        lacks_term=-0.47,
        not_listed=-2.16,
        ahead=2.02,
        answers=1.22,
        margin=0.25,
        sure=0.77,
        elsewhere=0.22,
        figure_read=0.25,
    ),
)
ACROSS = Model(
    bias=-1.08,
    weights=Observations(
        similarity=3.27,
        words_in_clause=0.32,
        words_in_sentence=0.19,
        words_in_context=1.14,
        lacks_figure=-1.75,
        other_measure=-1.98,
        other_year=0.05,
        other_place=-4.0,
        unknown_name=-0.73,
        other_time=-2.52,
        only_planned=-4.0,
        not_defined=-4.0,
        no_person=-4.0,
        heading=-0.93,
        not_listed=-5.17,
        ahead=2.78,
        answers=0.96,
        margin=0.2,
        sure=0.16,
        elsewhere=-0.92,
        figure_read=-0.38,
    ),
)
"""Of a question in the document's own language, and of one in another. Logistic regression (`training.calibrate`,
standardised, L2, C = .03; questions whose document was withheld count .3) on 2,700 questions over reports and
encyclopedic paragraphs that the reader was not trained on, a third of which nothing answers. Vetoes are set by hand."""
_ENOUGH = {(0.0, 1.0): 0.59, (0.0, 0.0): 0.5, (1.0, 1.0): 0.5, (1.0, 0.0): 0.65}
"""By `foreign` and `chinese`, the probability from which an answer is given: where the data are of look-alike reports,
as high as leaves six in a hundred questions refused that held-out reports answer."""
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
