"""Words of official papers in both languages, where a general dictionary has another word or none: 粮食 is grain.

Built in, beside the glossaries that documents bring. Unlike `statistics`, which names one notion by several words,
this only adds renderings to those of the dictionary. The table is `official_terms.tsv`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from index.dictionary import content_stems
from index.tables import rows


@cache
def _chinese() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for zh, en in rows("official_terms.tsv"):
        for form in en.split("|"):
            found[" ".join(content_stems(form))][zh] = None
    return {stems: tuple(words) for stems, words in found.items()}


@cache
def _english() -> Mapping[str, str]:
    return {zh: en.split("|")[0] for zh, en in reversed(rows("official_terms.tsv"))}


def official_chinese(stems: str) -> tuple[str, ...]:
    """What papers call the thing that English calls by these stems (joined by blanks); empty where that is not known.

    >>> official_chinese("grain")
    ('粮食',)
    """
    return _chinese().get(stems, ())


def official_english(word: str) -> str:
    """What English calls a word of official papers; "" where that is not known.

    >>> official_english("粮食")
    'grain'
    """
    return _english().get(word, "")


@cache
def _common() -> frozenset[str]:
    tables = ("official_terms.tsv", "asked_words.tsv")
    return frozenset(zh for table in tables for zh, en in rows(table) if en[:1].islower())


def is_official(word: str) -> bool:
    """True for a common word of Chinese papers, by either table of them: 新建 is newly built there, and no county.

    >>> is_official("新建"), is_official("朝阳")
    (True, False)
    """
    return word in _common()
