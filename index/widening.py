"""A question's terms in the documents' other language, through the glossary: for the lexical leg of retrieval."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from index.glossary import Glossary
from index.text import search_terms
from index.types import Lang


@dataclass(frozen=True, slots=True)
class GlossaryWidening:
    """Looks the question's terms up. `weight` is what a widened term counts beside the question's own words (1.0).

    >>> from index.glossary import Entry
    >>> widening = GlossaryWidening(lambda: Glossary((Entry("锅炉", ("boilers",)),)), weight=0.5)
    >>> dict(widening.terms("How many boilers?", "en"))
    {'锅炉': 0.5}
    """

    glossary: Callable[[], Glossary]
    weight: float = 0.7

    def terms(self, text: str, lang: Lang) -> Mapping[str, float]:
        """Search terms of what the glossary calls the question's terms in the other language."""
        glossary = self.glossary()
        if lang == "en":
            return {term: self.weight for zh in glossary.widen(text) for term in search_terms(zh)}
        preferred = (entry.en[0] for match in glossary.find(text, "zh") for entry in match.entries)
        return {term: self.weight for english in preferred for term in search_terms(english)}
