"""Places that a text names, told by how Chinese place names end; none is known by name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.glossary import Glossary
from index.text import place_words, words_in_order
from index.types import Lang

PLACE = re.compile(r"(?:省|自治区|自治州|州|市|县|盟|旗)$")

_NO_NAME = re.compile("[哪各每本全该这那某几多两三四五六七八九十](?:个|些|座)?(?:自治)?[省区州市县盟旗]")
"""哪个省, 各县: a kind of place that has no name there."""


def places_in(text: str) -> frozenset[str]:
    """Chinese words of a text that end as place names do.

    >>> sorted(places_in("木垒县和昌吉市的游客"))
    ['昌吉市', '木垒县']
    """
    return frozenset(all_places(text))


def all_places(text: str) -> Iterator[str]:
    """Words that end as places do, and a word with such an ending right after it (木垒 + 县)."""
    before = ""
    for word in words_in_order(text):
        joined = before + word if _is_ending(before, word) else word
        if len(joined) > 2 and PLACE.search(joined) and not _NO_NAME.fullmatch(joined):
            yield joined
        before = word


def _is_ending(before: str, word: str) -> bool:
    """True for 县 after 木垒; 省 is a verb too, and ends a place only after one: 给老百姓省了多少钱 names none."""
    if len(word) != 1 or len(before) < 2:
        return False
    return word in "市县州" or (word == "省" and bool(place_words(before)))


def places_asked(question: str, lang: Lang, glossary: Glossary) -> frozenset[str]:
    """The Chinese places that a question names; those of an English one through the glossary."""
    if lang == "zh":
        return places_in(question)
    names = (entry.zh for match in glossary.find(question, "en") for entry in match.entries[:1])
    return frozenset(name for name in names if PLACE.search(name))
