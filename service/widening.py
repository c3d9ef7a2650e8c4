"""An English question → Chinese search terms, through the glossary: gives the lexical leg something to match."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from index.glossary import Glossary
from index.text import search_terms
from index.types import Lang

WEIGHT = 0.7
"""Of a term that the glossary adds, beside 1.0 for the asker's own: a phrase may render several terms, one is meant."""


@dataclass(frozen=True, slots=True)
class GlossaryWidening:
    """Implements `index.retrieve.Widening`."""

    glossary: Glossary

    def terms(self, text: str, lang: Lang) -> Mapping[str, float]:
        """Chinese terms for an English question; none for a Chinese one, whose words are its terms."""
        if lang == "zh":
            return {}
        return {term: WEIGHT for name in self.glossary.widen(text) for term in search_terms(name)}
