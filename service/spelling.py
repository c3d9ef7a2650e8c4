"""Slips of the pen in an English question → the word that was meant, where the knowledge base has one like it.

A word is touched only when no dictionary knows it, so that correct words are never bent towards the documents' own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from rapidfuzz import fuzz, process
from spellchecker import SpellChecker

_WORD = re.compile(r"[A-Za-z]{4,}")
_CLOSE = 80.0
"""Similarity (0..100, Levenshtein-based) from which a word of the knowledge base is what was meant: one slip in five
letters, two in ten."""


@cache
def _dictionary() -> SpellChecker:
    return SpellChecker(language="en", distance=1)


def is_known_word(word: str) -> bool:
    """True for an English word, in lower case, that a general dictionary has."""
    return word in _dictionary()


@dataclass(frozen=True, slots=True)
class Spelling:
    """Corrects against the words of a glossary first, then against a general dictionary."""

    words: frozenset[str] = field(default_factory=frozenset)

    def corrected(self, text: str) -> str:
        """`text` with its misspelt words replaced; names (capitalised words) are left alone.

        >>> Spelling(frozenset({"innovation"})).corrected("how many inovation platforms")
        'how many innovation platforms'
        """
        return _WORD.sub(lambda match: self._word(match.group()), text)

    def _word(self, word: str) -> str:
        if not word.islower() or word in self.words or word in _dictionary():
            return word
        close = process.extract(word, self.words, scorer=fuzz.ratio, score_cutoff=_CLOSE, limit=None)
        # Of equally close words the commoner one, so that the choice does not hang on the order of a set.
        best = max(
            close, key=lambda found: (found[1], _dictionary().word_usage_frequency(found[0]), found[0]), default=None
        )
        return str(best[0]) if best else str(_dictionary().correction(word) or word)
