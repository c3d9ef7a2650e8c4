"""A few Chinese words → what each may be in English, word for word: an aid to a reader, no translation.

Agreed terms first, then names, then the first sense that a general dictionary has; what none knows is spelled in
pinyin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pypinyin import lazy_pinyin

from index.dictionary import Dictionary, without_asides
from index.glossary import Glossary

_LONGEST = 8
"""Characters of the longest word that is looked up."""
_HAN = re.compile(r"[\u3400-\u9fff]")
_OTHER = re.compile(r"[^\u3400-\u9fff\s]+")
_MARKS = "、，。；：“”‘’（）《》,.;:()\"' "
_NO_SENSE = re.compile(r"^(?:surname |CL:|variant of|see |abbr|old variant|used in|\(|-)")
_EMPTY = frozenset("的了着过之所和与及并")


def gloss(text: str, glossary: Glossary, dictionary: Dictionary | None) -> str:
    """What the words of a short Chinese text may be in English, in order, separated by commas.

    Figures and Latin words stay as they are; particles are left out.
    """
    matches = {match.span.start: match for match in glossary.find(text, "zh")}
    found: list[str] = []
    at = 0
    while at < len(text):
        match = matches.get(at)
        if match is not None and match.entries[0].en:
            found.append(match.entries[0].en[0])
            at = match.span.end
            continue
        word, at = _next(text, at, dictionary)
        found.extend(word)
    return ", ".join(dict.fromkeys(found))


def _next(text: str, at: int, dictionary: Dictionary | None) -> tuple[list[str], int]:
    """English of the longest known word at a place, and where it ends."""
    other = _OTHER.match(text, at)
    if other:
        kept = other.group().strip(_MARKS)
        return ([kept] if kept else []), other.end()
    if not _HAN.match(text, at) or text[at] in _EMPTY:
        return [], at + 1
    for end in range(min(len(text), at + _LONGEST), at + 1, -1):
        english = _english(text[at:end], dictionary)
        if english:
            return [english], end
    end = at + 1
    while end < len(text) and _is_unknown(text, end, dictionary):
        end += 1
    unknown = text[at:end]
    single = _english(unknown, dictionary) if len(unknown) == 1 else ""
    return [single or "".join(lazy_pinyin(unknown)).capitalize()], end


def _is_unknown(text: str, at: int, dictionary: Dictionary | None) -> bool:
    """True for a Chinese character that is no particle and begins no known word of two characters and more."""
    if not _HAN.match(text[at]) or text[at] in _EMPTY:
        return False
    return not any(_english(text[at:end], dictionary) for end in range(at + 2, min(len(text), at + _LONGEST) + 1))


def _english(word: str, dictionary: Dictionary | None) -> str:
    if dictionary is None:
        return ""
    senses = dictionary.senses(word)
    if not senses:
        return ""
    names = dictionary.called(word)
    if names:
        spelled = "".join(lazy_pinyin(word))
        return max(names, key=lambda name: (name.replace(" ", "") != spelled, -len(name))).title()
    return next(_plain(senses), "")


def _plain(senses: str) -> Iterator[str]:
    for sense in re.split("[/;]", senses):
        if not _NO_SENSE.match(sense.strip()):
            words = re.sub(r"\s+", " ", without_asides(sense)).strip()
            if words:
                yield words.removeprefix("to ")
