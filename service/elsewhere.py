"""Does a sentence speak of the place that is asked about, or of another, a wider or a lesser one?

Beside the other observations of a reading.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from index.text import place_words
from index.types import Span
from service.asked import Asked
from service.intent import Kind
from service.names import places_away, unknown_names
from service.places import PLACE, all_places, speaks_of_less
from service.types import Evidence

_SCOPE_PLACES = 3
"""The places a document names most are what it is about: its sentences need not repeat them."""
_OF_SCOPE = 0.5
"""Share of what the first of them is named, from which another is in its scope too: a county named thrice is not."""


@lru_cache(maxsize=256)
def _scope(text: str) -> frozenset[str]:
    counts = Counter(all_places(text))
    first = counts.most_common(_SCOPE_PLACES)
    return frozenset(word for word, n in first if n >= _OF_SCOPE * first[0][1])


def is_other_place(asked: Asked, item: Evidence, sentence: Span, around: str) -> bool:
    """True where a place is asked about that nothing above the sentence names, or a wider one than the document's."""
    text = item.document.text
    if speaks_of_less(asked.text, item.document.title, text, around):
        return True
    if any(place not in _scope(text) for place in asked.places if not _is_said(place, text, around)):
        return True
    if asked.intent.kind is not Kind.NUMERIC or item.document.lang != "zh":
        return False
    if asked.lang == "zh" and any(place_words(name.forms[0]) for name in unknown_names(asked.names, item)):
        return True
    return any(not _is_joined(name.forms[0], asked.text) for name in places_away(asked.names, item, sentence))


def _is_joined(place: str, question: str) -> bool:
    """True for a place that is named along with another: what 四川与重庆 do together is told under either name.

    >>> _is_joined("重庆", "四川与重庆要推进多少个项目？"), _is_joined("木垒", "昌吉州木垒县有多少头牛？")
    (True, False)
    """
    name = re.escape(place)
    return bool(
        re.search(
            rf"(?:[与和同跟及、至到]|\b(?:and|with|to) ){name}|{name}(?:[与和同跟及、至到]| and )", question, re.I
        )
    )


def _is_said(place: str, text: str, around: str) -> bool:
    """True where a place is named; of two that share a short name, as 昌吉市 and 昌吉州 do, by its full one."""
    stem = PLACE.sub("", place)
    if place in around or stem not in around:
        return place in around
    return place not in text or not any(PLACE.sub("", other) == stem != other for other in _others(text, place))


@lru_cache(maxsize=256)
def _places_of(text: str) -> frozenset[str]:
    return frozenset(all_places(text))


def _others(text: str, place: str) -> frozenset[str]:
    return _places_of(text) - {place}
