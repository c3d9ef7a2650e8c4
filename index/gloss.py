"""A few Chinese words → what each may be in English, word for word: an aid to a reader, no translation.

Agreed terms first, then names, then the first sense that a general dictionary has; what none knows is spelled in
pinyin, where it is short enough to be one word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from pypinyin import lazy_pinyin

from index.dictionary import Dictionary, without_asides
from index.glossary import Glossary
from index.official import official_english
from index.statistics import notions_in
from index.tables import rows
from index.text import word_ends

_LONGEST = 8
"""Characters of the longest word that is looked up."""
_LONGEST_SPELLED = 5
"""Characters that nobody knows, up to which they may be a name; more of them in pinyin say nothing to anyone."""
_LEFT_OUT = "…"
_HAN = re.compile(r"[\u3400-\u9fff]")
_OTHER = re.compile(r"[^\u3400-\u9fff\s\d]+|\d[^\u3400-\u9fff\s]*")
_NEGATES = {"不": "not", "未": "not yet", "无": "without"}
_SORTS = {
    "湖": "Lake", "山": "Mountain", "河": "River", "江": "River", "县": "County", "市": "City", "区": "District",
    "镇": "Town", "村": "Village", "港": "Port", "站": "Station", "桥": "Bridge", "路": "Road", "馆": "Hall",
}  # fmt: skip
_LINE = re.compile(r"(\d+)号线")
_ROUTE = re.compile(r"([A-Z]\d+)线")
_NUMERALS = "一二三四五六七八九十"
_NUMBERED = re.compile(rf"(?<![\d{_NUMERALS}])([{_NUMERALS}]|\d+)([号期])(?![^\W\d_]?文件)")
_COUNTED = {"号": "No.", "期": "Phase"}
_IN_PARTS = re.compile("[\u3400-\u9fff]{2,}(?:·[\u3400-\u9fff]{2,})+")
"""巴依卡·凯力迪别克: a name of several words, of another people."""
_INITIAL = re.compile(r"(?<![\w'’])[^\W\d_]")
"""First letters of a name's words: Xi'an has one."""
_MARKS = "、，。；：“”‘’（）《》,.;:()\"' "
_SHORT_NAME = re.compile(r"(?:short name|abbr\.) for ((?!Province|City)[A-Z]\w+)")
_NO_SENSE = re.compile(r"^(?:surname |CL:|variant of|see |abbr|old variant|used in|\(|-)")
_EMPTY = frozenset("的了着过之所和与及并等")


@cache
def _lexicon() -> Mapping[str, str]:
    """What the commonest words of official papers say there; a general dictionary gives another sense first."""
    return {word: english[0] if english else "" for word, *english in rows("gloss_words.tsv")}


def gloss(text: str, glossary: Glossary, dictionary: Dictionary | None) -> str:
    """What the words of a short Chinese text may be in English, in order, separated by commas.

    Figures and Latin words stay as they are; particles are left out. "" where nothing of it is known.
    """
    # Its commonest name alone: 经济增长 asks for what 生产总值增长 tells, and says "GDP" nowhere.
    named = ((span, notion) for span, notion in notions_in(text, "zh") if span.of(text) == notion.zh[0])
    known = {span.start: (span, notion.en) for span, notion in named}
    known |= {match.span.start: (match.span, match.entries[0].en) for match in glossary.find(text, "zh")}
    found: list[str] = []
    at = 0
    while at < len(text):
        span, english = known.get(at, (None, ()))
        if span is not None and english:
            found.append(english[0])
            at = span.end
            continue
        word, at = _next(text, at, dictionary)
        found.extend(word)
    return ", ".join(dict.fromkeys(found)) if set(found) - {_LEFT_OUT} else ""


def _next(text: str, at: int, dictionary: Dictionary | None) -> tuple[list[str], int]:
    """English of the longest known word at a place, and where it ends."""
    parts = _IN_PARTS.match(text, at)
    if parts:
        return [" ".join(map(_spelled, parts.group().split("·")))], parts.end()
    numbered = _NUMBERED.match(text, at)
    if numbered and not _LINE.match(text, at):
        n, sort = numbered.groups()
        return [f"{_COUNTED[sort]} {_NUMERALS.find(n) + 1 if n in _NUMERALS else n}"], numbered.end()
    line = _LINE.match(text, at) or _ROUTE.match(text, at)
    if line:
        return [f"{'Line ' if line.re is _LINE else ''}{line.group(1)}"], line.end()
    other = _OTHER.match(text, at)
    if other:
        kept = other.group().strip(_MARKS)
        return ([kept] if kept else []), other.end()
    if not _HAN.match(text, at) or (text[at] in _EMPTY and at + 1 in word_ends(text)):
        return [], at + 1
    if text[at] in _NEGATES and at + 1 in word_ends(text):
        return [_NEGATES[text[at]]], at + 1
    ends = range(min(len(text), at + _LONGEST), at + 1, -1)
    for end in sorted(ends, key=lambda end: (end not in word_ends(text), -end)):
        word = text[at:end]
        english = _english(word, dictionary)
        if english or word in _lexicon():
            return [english] if english else [], end
    end = at + 1
    while end < len(text) and _is_unknown(text, end, dictionary):
        end += 1
    unknown = text[at:end]
    known = _lexicon().get(unknown)
    if known is not None:
        return ([known] if known else []), end
    places = [_short_for(character, dictionary) for character in unknown]
    if len(places) > 1 and all(places):  # 津冀, 川渝
        return places, end
    single = _english(unknown, dictionary) if len(unknown) == 1 else ""
    return [single or _spelled(unknown)], end


def _spelled(word: str) -> str:
    """A word that nobody knows in pinyin; of a name what it is a name of is told: "Wanlü Lake"."""
    if len(word) > _LONGEST_SPELLED:
        return _LEFT_OUT
    sort = _SORTS.get(word[-1], "") if len(word) > 2 else ""
    said = "".join(lazy_pinyin(word[:-1] if sort else word, v_to_u=True)).capitalize()
    return f"{said} {sort}" if sort else said


def _short_for(character: str, dictionary: Dictionary | None) -> str:
    """The place that one character stands for in names such as 津冀; "" where it is none."""
    short = _SHORT_NAME.search(dictionary.senses(character)) if dictionary else None
    return short[1] if short else ""


def _is_unknown(text: str, at: int, dictionary: Dictionary | None) -> bool:
    """True for a Chinese character that is no particle and begins no known word of two characters and more."""
    if not _HAN.match(text[at]) or text[at] in _EMPTY:
        return False
    return not any(_english(text[at:end], dictionary) for end in range(at + 2, min(len(text), at + _LONGEST) + 1))


def _english(word: str, dictionary: Dictionary | None) -> str:
    if word in _lexicon():
        return _lexicon()[word]
    official = official_english(word)
    if official or dictionary is None:
        return official
    senses = dictionary.senses(word)
    if not senses:
        return ""
    names = dictionary.called(word)
    if names and (dictionary.is_only_a_name(word) if len(word) == 1 else not senses[:1].islower()):
        return _INITIAL.sub(lambda letter: letter[0].upper(), _name(word, senses, names))
    return next(_plain(senses), "")


def _name(word: str, senses: str, names: frozenset[str]) -> str:
    """What a proper name is called: in pinyin, where a sense begins with that or has it as a word; else as is usual."""
    spelled = "".join(lazy_pinyin(word))
    told = [sense.strip().lower().removeprefix("the ") for sense in re.split("[/;]", senses)]
    if any(sense.startswith(spelled) for sense in told):
        return spelled
    begins = min((name for name in names if told[0].startswith(name)), key=len, default="")
    best = begins or max(names, key=lambda name: (name.replace(" ", "") != spelled, -len(name)))
    return spelled if spelled in best.split() else best


def _plain(senses: str) -> Iterator[str]:
    for sense in re.split("[/;]", senses):
        if not _NO_SENSE.match(sense.strip()):
            said = re.split(r",|(?=[\u3400-\u9fff])", without_asides(sense).strip())[0]
            words = re.sub(r"\s+", " ", said).strip()
            if words:
                yield words.removeprefix("to ").removeprefix("the ")
