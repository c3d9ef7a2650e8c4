"""What people say → what official papers write: 多出来 is 新增, 平均能活多少岁 is 人均预期寿命.

A question in everyday words is put into those of the papers before it is searched and read. Chinese only: an English
question finds Chinese words through the dictionary. The table is `everyday_terms.tsv`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from index.tables import rows
from index.text import word_ends

_KEPT = re.compile('[“"《「『][^”"》」』]*[”"》」』]')
"""What is quoted, and titles: they are meant as they stand."""


_LONG = 4
"""Characters from which a phrase is meant wherever it stands: words are cut wrongly around what is rare."""


@cache
def _terms() -> Mapping[str, str]:
    return {row[0]: row[1] for row in rows("everyday_terms.tsv")}


@cache
def _longest() -> int:
    return max(map(len, _terms()))


@lru_cache(maxsize=1024)  # search and reading both ask for it
def officially(question: str) -> str:
    """A Chinese question with everyday phrases replaced, the longest first; short ones only where they are whole words.

    >>> officially("天津中小学多出来多少个学位？")
    '天津中小学新增多少个学位？'
    """
    ends = {0, *word_ends(question)}
    kept = [match.span() for match in _KEPT.finditer(question)]
    said, at = "", 0
    while at < len(question):
        inside = next((end for start, end in kept if start <= at < end), None)
        if inside is not None:
            said, at = said + question[at:inside], inside
            continue
        found = _found(question, at, ends)
        said = _joined(said, _terms()[found]) if found else said + question[at]
        at += max(1, len(found))
    return said


def _joined(before: str, term: str) -> str:
    """A term put after what stands before it, without what both say: 天津人 and 人均预期寿命 is 天津人均预期寿命."""
    shared = next((n for n in range(min(len(before), len(term)), 0, -1) if before.endswith(term[:n])), 0)
    return before + term[shared:]


def _found(question: str, at: int, ends: set[int]) -> str:
    """The longest phrase of the table that stands at a place; "" where none does."""
    lengths = range(min(_longest(), len(question) - at), 1, -1)
    phrases = (question[at : at + n] for n in lengths if n >= _LONG or (at in ends and at + n in ends))
    return next((phrase for phrase in phrases if phrase in _terms()), "")
