"""The noun that an English number counts: 1,000 new base stations → base stations."""

from __future__ import annotations

import re

from service.quantity.lexicon import words
from service.quantity.nouns import NOUNS

_HEAD = re.compile(r"(?:[\s-]+[A-Za-z][\w'’/-]*){1,6}")
_STOP = frozenset(
    words(
        "of in to and for by from with on at or will is are was were be been per than as that which who "
        "whose have has had the into over under within during after before since until between more "
        "less this these those its their his her said says while when but not would can could may must "
        "should against among about around through"
    )
)
_IRREGULAR = frozenset(
    words("people head mu men women children aircraft personnel staff police livestock cattle sheep")
)
_PLURALS = {plural: plural for plural, _ in NOUNS.values()}


def noun_after(text: str, end: int) -> tuple[str, int]:
    """The plural noun phrase that follows a number, cut to its known head, and where it ends."""
    match = _HEAD.match(text, end)
    words: list[str] = []
    at = end
    for word in re.finditer(r"[A-Za-z][\w'’/-]*", match[0]) if match else ():
        lower = word[0].lower()
        if lower in _STOP:
            break
        words.append(word[0])
        if lower in _IRREGULAR or (lower.endswith("s") and not lower.endswith(("ss", "us", "'s", "’s", "is"))):
            at = end + word.end()
            break
    else:
        return "", end
    if at == end:
        return "", end
    for size in (3, 2):
        phrase = " ".join(words[-size:]).lower()
        if phrase in _PLURALS:
            return phrase, at
    return words[-1].lower(), at
