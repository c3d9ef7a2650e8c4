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
    """Every reading of one character, without tones; that of 吕 as lv, lu and lyu, as maps and passports have it."""
    read = {word.lower().replace("ü", "v") for word in pinyin(char, style=Style.NORMAL, heteronym=True)[0]}
    return frozenset(read | {word.replace("v", u) for word in read for u in ("u", "yu")})


def sounds(letters: str, zh: str) -> bool:
    """True where consecutive characters of `zh` can be read as `letters`.

    >>> sounds("zhundong", "推动准东发展"), sounds("qitai", "岐峰空港")
    (True, False)
    """
    return any(_reads(letters, zh, start) for start in range(len(zh)))


def _reads(letters: str, zh: str, at: int) -> bool:
    if not letters:
        return True
    if at >= len(zh) or not "\u3400" <= zh[at] <= "\u9fff":
        return False
    return any(
        _reads(letters[len(sound) :], zh, at + 1) for sound in readings(zh[at]) if sound and letters.startswith(sound)
    )
