"""What a Chinese word may be in English: a dictionary of word stems, the evidence of omissions and additions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType

from index.dictionary import FUNCTION_WORDS, Dictionary, content_stems, without_asides
from index.text import without_accents

__all__ = ["FUNCTION_WORDS", "Lexicon"]

_LONGEST = 8
"""Characters of the longest part of a word that is looked up by itself."""


class Lexicon:
    """Chinese words → stems of their English renderings.

    >>> Lexicon({"耗材": "consumables/supplies"}).stems("耗材") == frozenset({"consum", "suppli"})
    True
    """

    def __init__(
        self, senses: Mapping[str, str] | Dictionary, names: Mapping[str, frozenset[str]] = MappingProxyType({})
    ) -> None:
        self._senses: Callable[[str], str] = (
            senses.senses if isinstance(senses, Dictionary) else lambda word: senses.get(word, "")
        )
        self.called: Callable[[str], frozenset[str]] = (
            senses.called if isinstance(senses, Dictionary) else lambda word: names.get(word, frozenset())
        )
        """What English calls a proper name, in lower case; nothing for other words."""
        self._named: Callable[[str], frozenset[str]] = (
            senses.named
            if isinstance(senses, Dictionary)
            else lambda english: frozenset(zh for zh, forms in names.items() if english in forms)
        )
        self._chinese: Callable[[str], object] = (
            senses.chinese
            if isinstance(senses, Dictionary)
            else lambda stem: any(stem in content_stems(text) for text in senses.values())
        )
        self.stems = lru_cache(maxsize=50_000)(self._stems)

    def __contains__(self, word: str) -> bool:
        return bool(self._senses(word))

    def named(self, english: str) -> frozenset[str]:
        """What Chinese calls the name `english`, in any case, with its accents or without.

        >>> Lexicon({}, {"黄河": frozenset({"yellow river", "huanghe"})}).named("Yellow River") == frozenset({"黄河"})
        True
        """
        return self._named(english.lower()) | self._named(without_accents(english).lower())

    def has_english(self, stem: str) -> bool:
        """True for the stem of an English word that is a whole sense of some Chinese one: no pinyin (opera, madame).

        >>> Lexicon({"歌剧": "opera"}).has_english("opera")
        True
        """
        return bool(self._chinese(stem))

    def is_rendered(self, word: str, forms: frozenset[str]) -> bool:
        """True where the stems of one whole sense of `word` are all among `forms`.

        >>> Lexicon({"草原": "grassland/open range"}).is_rendered("草原", frozenset({"open"}))
        False
        """
        senses = (content_stems(sense) for sense in without_asides(self._senses(word)).split("/"))
        return any(stems and forms.issuperset(stems) for stems in senses)

    def _stems(self, word: str) -> frozenset[str]:
        """Content stems of all senses of `word`; none where it is not in the dictionary."""
        return frozenset(content_stems(without_asides(self._senses(word))))

    def parts(self, word: str) -> tuple[str, ...]:
        """The longest known words that `word` is made of, from the left."""
        at, found = 0, []
        while at < len(word):
            length = next((n for n in range(min(_LONGEST, len(word) - at), 0, -1) if word[at : at + n] in self), 1)
            found.append(word[at : at + length])
            at += length
        return tuple(found)
