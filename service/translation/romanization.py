"""Chinese in pinyin, for names that English spells as they sound. The only module that imports pypinyin."""

from __future__ import annotations

from functools import lru_cache

from pypinyin import Style, pinyin


@lru_cache(maxsize=2048)
def syllables(text: str) -> tuple[str, ...]:
    """One syllable a character, without tones; characters that are not Chinese stand as they are, in lower case.

    >>> syllables("准东")
    ('zhun', 'dong')
    """
    return tuple(
        reading[0].lower().replace("ü", "v")
        for char in text
        for reading in pinyin(char, style=Style.NORMAL, errors="default")
    )


@lru_cache(maxsize=8192)
def readings(char: str) -> frozenset[str]:
    """Every reading of one character, without tones."""
    return frozenset(word.lower() for word in pinyin(char, style=Style.NORMAL, heteronym=True)[0])
