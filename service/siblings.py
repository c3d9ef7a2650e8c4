"""Things of one sort, of which a figure about one says nothing about another: cotton and wheat, boys and girls.

A question about one of them is not answered by a figure of another, however alike the two sentences are.
"""

from __future__ import annotations

import re
from functools import lru_cache

from index.text import han_words
from index.types import Lang
from service.sorts import ALWAYS_NAMED, INDICATORS, SORTS, Thing

_DESIGNATION = re.compile(
    r"(?<![A-Z\d.])(?:(?P<before>\d)(?P<g>[GA])|(?P<class>A(?:级|-(?:level|class|rated)))|"
    r"(?P<letters>(?![QH]\d)[A-Z]{1,3})-?(?P<after>\d{1,4}(?:\.\d+)?))(?![A-Z\d])",
    re.IGNORECASE,
)
"""A sort and a number of it: 5G, 4A, PM2.5, G7; A级 is one without. A quarter or half of a year (Q1, H2) is none."""


@lru_cache(maxsize=8192)
def _designations(text: str) -> dict[str, frozenset[str]]:
    """The numbers that a text names, by sort: 4 and 5 of "G" in 4G and 5G."""
    found: dict[str, set[str]] = {}
    for match in _DESIGNATION.finditer(text):
        of_class = f"?{match['g'] or 'A'}" if match["g"] or match["class"] else ""
        sort = of_class or f"{match['letters']}?"
        found.setdefault(sort.upper(), set()).add(match["before"] or match["after"] or "")
    return {sort: frozenset(numbers) for sort, numbers in found.items()}


def is_of_sibling(question: str, question_lang: Lang, said: str, said_lang: Lang) -> bool:
    """True where the question names things of a sort, and the words of a figure name others of it and none of those.

    >>> is_of_sibling("How many mu of cotton will be planted?", "en", "小麦播种面积稳定在200万亩左右", "zh")
    True
    >>> is_of_sibling("粮食产量目标是多少？", "zh", "粮食综合生产能力稳定在150万吨以上", "zh")
    False
    >>> is_of_sibling("How many 6G base stations?", "en", "新建5G基站1000个以上", "zh")
    True
    """
    both = zip(_named(question, question_lang), _named(said, said_lang), strict=True)
    if any(asked_for and named and not asked_for & named for asked_for, named in both):
        return True
    theirs = _designations(said)
    return any(theirs.get(sort, numbers).isdisjoint(numbers) for sort, numbers in _designations(question).items())


def is_not_named(question: str, question_lang: Lang, said: str, said_lang: Lang) -> bool:
    """True where the question names things of a sort, and `said`, all that stands around a figure, names none of them.

    >>> is_not_named("How many sheep are there?", "en", "新建养殖小区12个。", "zh")
    True
    """
    asked_for = [thing for sort in SORTS[:ALWAYS_NAMED] for thing in sort if thing.stands_in(question, question_lang)]
    return bool(asked_for) and not any(thing.stands_in(said, said_lang) for thing in asked_for)


def put_for_sibling(thing: str, question: str, lang: Lang) -> str:
    """The question asked of another thing of a sort, where `thing` is one and the question names one; else "".

    >>> put_for_sibling("棉花", "小麦种植面积稳定在多少？", "zh")
    '棉花种植面积稳定在多少？'
    >>> put_for_sibling("cotton", "How many mu of wheat will be planted?", "en")
    'How many mu of cotton will be planted?'
    """
    for sort in SORTS:
        if any(_is_whole(other.pattern(lang).search(thing), thing, lang) for other in sort):
            found = next((m for other in sort if (m := other.pattern(lang).search(question))), None)
            if found is None:
                continue
            start, end = _word_around(question, found.span()) if lang == "zh" else found.span()
            return question[:start] + thing + question[end:]
    return ""


def _is_whole(found: re.Match[str] | None, thing: str, lang: Lang) -> bool:
    """True where a thing is named and nothing else: 棉花, and 煤炭 by its 煤, but not 棉花产量."""
    if found is None:
        return False
    return (_word_around(thing, found.span()) if lang == "zh" else found.span()) == (0, len(thing))


def _word_around(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """The shortest word around a range of a Chinese text, or the range itself: 煤炭 around 煤."""
    at = ((m.start(), m.end()) for word in han_words(text) for m in re.finditer(re.escape(word), text))
    around = [(start, end) for start, end in at if start <= span[0] and span[1] <= end]
    return min(around, key=lambda word: word[1] - word[0], default=span)


_PEOPLE = re.compile(
    r"(?:多少|几)[百千万亿]*(?:人|名|位)|"
    r"\bhow many (?:[\w-]+ ){0,3}?(?:people|persons?|passengers?|residents|students|pupils|graduates|workers|"
    r"employees|staff|tourists|visitors|patients|users|farmers|teachers|doctors|nurses|children|women|athletes|"
    r"migrants|officials|engineers|volunteers|foreigners|travell?ers)\b",
    re.IGNORECASE,
)
_NOT_OF_PEOPLE = frozenset("艘 艘次 架 架次 辆 台 套 座 条 家 所 间 栋 幢 项 件 头 只 羽 株 棵 列 标箱".split())  # noqa: SIM905


def counts_no_people(question: str, unit: str) -> bool:
    """True where people are counted and a figure's Chinese unit counts ships, firms or projects.

    >>> counts_no_people("How many passengers passed through the airport?", "艘次")
    True
    """
    return unit in _NOT_OF_PEOPLE and bool(_PEOPLE.search(question))


@lru_cache(maxsize=16_384)
def _named(text: str, lang: Lang) -> tuple[frozenset[Thing], ...]:
    """The things of each sort that a text names; a question is compared with hundreds of clauses, those with many."""
    return tuple(frozenset(thing for thing in sort if thing.stands_in(text, lang)) for sort in (*SORTS, *INDICATORS))
