"""The service's words → the reader's language: errors, and what /docs says. In English, or in both around " / "."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from index.types import Lang

TABLE = Path(__file__).with_name("chinese.tsv")
"""A line each: English, a tab, Chinese; `{}` stands for what changes, in the same order in both."""

HOLE = "{}"
LONGEST = 1000
"""Characters; longer words are no sentence of ours, and matching them would take long."""


def in_language(words: str, lang: Lang) -> str:
    """`words` in `lang`; as they are where the table does not know them.

    >>> in_language("the queue is full / 排队已满", "en"), in_language("this document has paragraphs 1 to 9", "zh")
    ('the queue is full', '此文件有第 1 至 9 段')
    """
    english, slash, chinese = words.rpartition(" / ")
    if slash and is_chinese(chinese):
        return chinese if lang == "zh" else english
    return words if lang == "en" else _chinese(words)


def is_chinese(words: str) -> bool:
    """True where `words` hold a Chinese character."""
    return any("\u3400" <= character <= "\u9fff" for character in words)


@cache
def table() -> dict[str, str]:
    """English → Chinese, with holes."""
    return dict(line.split("\t") for line in TABLE.read_text("utf-8").splitlines())


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    # The wording with the most fixed words first, so that the more special of two that fit is taken.
    holed = sorted((english for english in table() if HOLE in english), key=lambda words: -len(words))
    return tuple(
        (re.compile("(.+?)".join(map(re.escape, words.split(HOLE))), re.DOTALL), table()[words]) for words in holed
    )


def _chinese(words: str) -> str:
    known = table().get(words)
    if known is not None or len(words) > LONGEST:
        return known or words
    for pattern, chinese in _patterns():
        found = pattern.fullmatch(words)
        if found:
            return chinese.format(*found.groups())
    return words
