"""What a Chinese quote says to an asker of English, where no person has rendered it.

The words stay as they are written, few of them, each beside what it may be in English; a place that is asked for is
named first. An aid to read the source with, and said to be no more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from index.text import clauses, place_words
from index.types import Span
from service.asked import Asked
from service.intent import Kind
from service.quantity import find, render
from service.verify import Source, unsupported
from service.wording import AS_WRITTEN, IN_CHINESE, MAY_BE, MAY_BE_ONLY, WORD_FOR_WORD

_ROOM = 60
"""Characters of a description: the clause that answers and those of its neighbours that fit."""
_ROOM_OF_OTHERS = 24
"""The same of other answers, which stand in one clause."""
_LONGEST = 90
"""Characters from which a clause that cannot be cut is shown without what its words may be."""
_SHORT = 16
"""Characters of a name: if it is one, it is said as it is called."""
_HAN = re.compile("[一-鿿]")
_LATIN = re.compile("[A-Za-z]+")
_VERBS = (
    "以|搭建|推动|推进|推行|加快|大力|积极|发展|培育|壮大|打造|建设|建成|新建|实施|开展|加强|完成|支持|聚焦|围绕|"
    "重点|包括|分别是|即|涵盖|抓好|做好|提升|强化|深化|扩大|促进|力争|争取|争创|办好|用好|建好|开通|新增|设立|设置|创建|"
    "组建|成立|举办|引进|深耕|布局|启动|瞄准|抢抓|做强|做优|做大|尤其是|特别是|主要是|以及|在|对|将|让|把|使"
)
_BEFORE_LIST = re.compile(f"^(?:{_VERBS})+")
_AFTER_LIST = re.compile(r"(?:等|[两二三四五六七八九十\d]+[大个项类种条])[^、]*$")
_PREDICATE = re.compile(
    "(?<=[一-鿿]{2})(?:成功|正式|顺利|全部|均|已|先后|尽早|加快|战略性|首次|被|向|比|较|等)*"
    "(?:入选|创建|创成|获批|获评|获得|荣获|晋升|升格|挂牌|揭牌|举办|建成|开放|开工|开馆|开园|投用|投运|投产|通车|通航|运营|落地|上市|"
    "成为|跻身|调出|纳入|列入|列为|实现|达到|增长|重组|迈入|迈向|完工|竣工|贯通).*$"
)
"""What is said of the things of a list after the last of them."""
_ASKS_PLACE = re.compile(
    r"\bwhere\b|\b(?:which|what) (?:[\w-]+ ){0,3}?"
    r"(?:city|cities|county|counties|prefectures?|districts?|provinces?|places?|"
    r"towns?|townships?|villages?|areas?|zones?|regions?|countr(?:y|ies))\b",
    re.IGNORECASE,
)
_MARKS = " ,，;；。、:："
_DIGIT = re.compile(r"\d")
_SEPARATOR = re.compile(r"[,;] ")
_ZONE = re.compile(r"[一-鿿]{2,6}?(?:开发区|园区|新区|高新区|自贸区|示范区)")


def as_written(words: str, found: Span, asked: Asked, gloss: Callable[[str], str], whole: bool = True) -> str:
    """A quote for an asker of another language.

    Args:
        words: the quote.
        found: the range of it that answers most closely.
        asked: the question.
        gloss: Chinese words → what each may be in English.
        whole: the quote is all of the answer, and no part of a sentence that compares it with another.
    """
    if asked.lang != "en":
        return AS_WRITTEN[asked.lang].format(quote=words)
    key = key_words(words, found, _ROOM if asked.intent.kind is Kind.DESCRIPTIVE else _ROOM_OF_OTHERS)
    things = listed(key) if asked.intent.kind is Kind.LIST and whole else ""
    items = _items(things, gloss) if things else ""
    if items:
        return _beside(things, items)
    glossed = _glossed(key, gloss)
    if glossed and len(key) <= _SHORT:
        if not _SEPARATOR.search(glossed):
            return glossed if place_words(key) else _named(key, glossed)
        if asked.intent.kind is Kind.ENTITY:  # one name: its words belong together
            glossed = _SEPARATOR.sub(" ", glossed)
    said = _beside(key, glossed) if whole else f"“{key}”" + (WORD_FOR_WORD.format(gloss=glossed) if glossed else "")
    named = ", ".join(dict.fromkeys(_places_named(key, asked, gloss)))
    return f"{named}. {said}" if named else said


def _named(key: str, english: str) -> str:
    """A name in English letters, and as it is written, where that leaves the answer an English one."""
    both = IN_CHINESE.format(name=english, quote=key)
    return both if _is_english(both) else english


def _is_english(said: str) -> bool:
    return len(_HAN.findall(said)) <= len(_LATIN.findall(said))


def _beside(key: str, glossed: str) -> str:
    """What quoted words may be, and of the words as many clauses as English still outweighs: all of them are cited."""
    if not glossed:
        return AS_WRITTEN["en"].format(quote=key)
    parts = clauses(key, Span(0, len(key)))
    runs = (Span(parts[i].start, parts[j].end) for i in range(len(parts)) for j in range(i, len(parts)))
    for run in sorted(runs, key=lambda run: run.start - run.end):
        said = MAY_BE.format(quote=run.of(key).strip(_MARKS), gloss=glossed)
        if _is_english(said):
            return said
    return MAY_BE_ONLY.format(gloss=glossed)


def listed(clause: str) -> str:
    """The list in a Chinese clause, without the verb before it and what sums it up; "" where there is none."""
    *first, last = _AFTER_LIST.sub("", _BEFORE_LIST.sub("", clause)).split("、")
    return "、".join((*first, _PREDICATE.sub("", last))) if first else ""


def _items(things: str, gloss: Callable[[str], str]) -> str:
    """What each thing of a list may be, its words together: "trade logistics; exhibition services"."""
    said = "; ".join(_SEPARATOR.sub(" ", _glossed(item, gloss) or item) for item in things.split("、"))
    return said if not unsupported(said, "en", [Source(things, "zh")]) else ""


def _glossed(key: str, gloss: Callable[[str], str]) -> str:
    """What the words may be, clause by clause; "" where that is too long, or would say a figure that they do not.

    Single words that would are left out: 首次 is "first time", and no first of anything.
    """
    if len(key) > _LONGEST:
        return ""
    source = [Source(key, "zh")]

    def supported(words: str) -> str:
        kept = (word for word in _SEPARATOR.split(words) if not unsupported(word, "en", source))
        return ", ".join(kept)

    parts = (
        ", ".join(filter(None, map(supported, _pieces(part.of(key), gloss))))
        for part in clauses(key, Span(0, len(key)))
    )
    said = "; ".join(part for part in parts if part)
    return said if not unsupported(said, "en", source) else ""


def _pieces(clause: str, gloss: Callable[[str], str]) -> Iterator[str]:
    """The clause's words and, rendered by rule, its figures."""
    at = 0
    for quantity in find(clause, "zh"):
        if quantity.is_plain:
            yield from filter(None, (gloss(clause[at : quantity.span.start]), render(quantity, "en")))
            at = quantity.span.end
    yield from filter(None, (gloss(clause[at:]),))


def key_words(words: str, found: Span, room: int) -> str:
    """The clause that answers and its neighbours, as many as fit."""
    parts = clauses(words, Span(0, len(words)))
    at = max(range(len(parts)), key=lambda i: (_shared(parts[i], found), -i))
    first = last = at

    def joins(other: Span, end: int, start: int) -> bool:
        """True for a neighbour that fits and is no other indicator with a figure of its own."""
        return end - start <= room and not (_DIGIT.search(other.of(words)) and not _DIGIT.search(parts[at].of(words)))

    while last + 1 < len(parts) and joins(parts[last + 1], parts[last + 1].end, parts[first].start):
        last += 1
    while first > 0 and joins(parts[first - 1], parts[last].end, parts[first - 1].start):
        first -= 1
    return words[parts[first].start : parts[last].end].strip(_MARKS)


def _shared(part: Span, found: Span) -> int:
    return max(0, min(part.end, found.end) - max(part.start, found.start))


def _places_named(words: str, asked: Asked, gloss: Callable[[str], str]) -> Iterator[str]:
    """The places among the words, in order, where one is asked for; those that the question names are none."""
    if asked.intent.kind not in (Kind.ENTITY, Kind.LIST) or not _ASKS_PLACE.search(asked.text):
        return
    zones = [match.group() for match in _ZONE.finditer(words)]
    names = {*zones, *(place for place in place_words(words) if not any(place in zone for zone in zones))}
    for name in sorted(names, key=words.find):
        english = gloss(name)
        if english and english.split(",")[0].split()[0].lower() not in asked.text.lower():
            yield english.replace(", ", " ")
