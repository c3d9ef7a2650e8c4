"""How sure an answer is: what was observed of the best reading → a probability that it is right.

A logistic model over a handful of observations, so that a reader can see why an answer was refused.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from index.text import search_form
from service.asked import Asked
from service.intent import Kind
from service.matching import Matcher
from service.reader import unit_score
from service.types import Evidence, Reading

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Observations:
    """What speaks for the best reading. Shares are 0..1."""

    similarity: float
    words_in_sentence: float
    words_in_context: float
    lacks_figure: bool
    other_measure: bool
    other_year: bool


def observe(asked: Asked, matcher: Matcher, item: Evidence, reading: Reading) -> Observations:
    """Observes one reading against the question."""
    document, paragraph = item.document, item.paragraph
    sentence = next((s.span for s in paragraph.sentences if s.span.end > reading.span.start), paragraph.span)
    rendered = " ".join(r.text for r in item.renderings if r.source.overlaps(sentence))
    context = " ".join((document.title, *document.section_path(paragraph), sentence.of(document.text), rendered))
    numeric = asked.intent.kind is Kind.NUMERIC
    return Observations(
        similarity=unit_score(item, reading.span),
        words_in_sentence=max(matcher.in_text(sentence.of(document.text)), matcher.in_rendering(rendered)),
        words_in_context=max(matcher.in_text(context), matcher.in_rendering(context)),
        lacks_figure=numeric and reading.figure is None,
        other_measure=False,
        other_year=_is_other_year(asked, context),
    )


def _is_other_year(asked: Asked, context: str) -> bool:
    """True where the question names years and the words around the reading name only others."""
    named = {int(year) for year in _YEAR.findall(search_form(context))}
    return bool(asked.intent.years) and bool(named) and not named & set(asked.intent.years)


_WEIGHTS = {
    "bias": -2.0,
    "similarity": 6.0,
    "words_in_sentence": 2.0,
    "words_in_context": 1.0,
    "lacks_figure": -4.0,
    "other_year": -3.0,
}


def confidence_of(seen: Observations) -> float:
    """The probability that the reading answers the question."""
    z = _WEIGHTS["bias"] + sum(_WEIGHTS[name] * float(getattr(seen, name)) for name in _WEIGHTS if name != "bias")
    return 1.0 / (1.0 + math.exp(-z))
