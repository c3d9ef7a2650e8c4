"""What a question asks for that a sentence cannot give, told by forms of words alone.

A reason where none is stated, an average where there is a total, five things by name where they are only counted, a
quoted term that stands nowhere near. Beside the other observations of a reading.
"""

from __future__ import annotations

import re

from index.periods import periods_in
from index.text import clauses, search_form, search_terms, tagged_words
from index.types import Lang, Span
from service.asked import Asked
from service.intent import Kind

_ASKS_WHY = re.compile(
    r"为什么|为何|为啥|(?:是|因)(?:什么|何种|啥)(?:原因|缘故)|原因(?:是|有|何在)|怎么会|"
    r"\bwhy\b|\b(?:reasons?|cause)\b.*\?|\bwhat caused\b"
)
_REASON = re.compile(
    r"因|由于|为了|[以为](?!上|下|内|外|来|及|主|例)|旨在|源于|在于|得益|受.{0,12}影响|导致|造成|致使|所以|使得|有利于|目的|"
    r"\b(?:because|due to|owing to|since|so that|in order to|caused|result(?:s|ed)? (?:of|from|in)|to)\b"
)


def gives_no_reason(question: str, words: str) -> bool:
    """True where the question asks why, and the words state no cause and no purpose."""
    return bool(_ASKS_WHY.search(search_form(question))) and not _REASON.search(search_form(words))


_ASKS_AVERAGE = re.compile(
    r"平均(?!水平|增[长速]|寿命)|人均|[均客]单?价|每(?!年|月|日|天|周|季)[一-鿿]{1,3}(?:要|能|卖|花|是|有)?多少|"
    r"\b(?:average|per capita|per head|apiece)\b"
)
_AVERAGE = re.compile(r"均|每|/|\b(?:average|mean|per|each|every|a head)\b")


def gives_no_average(question: str, words: str) -> bool:
    """True where an average is asked for, or what one costs, and the words tell neither: a total says less."""
    return bool(_ASKS_AVERAGE.search(search_form(question))) and not _AVERAGE.search(search_form(words))


_ASKS_WHEN = re.compile(
    r"何时|什么时[候间]|哪一?[年月天日](?![的内])|几月|几号(?!线)|哪个?季度|"
    r"(?:^|[,;] )when (?:exactly |precisely )?"
    r"(?:is|was|are|were|did|do|does|will|has|have|can)\b|\b(?:what|which) (?:year|month|date|day)\b|"
    r"\b(?:by|since|until) when\b"
)
_TIME = re.compile(
    r"\d{4}|[〇零一二三四五六七八九]{4}年|\d{1,2}[月日号]|[一二三四五六七八九十]月|[今去前明后当同本次上下]年|年[底末初中]|季度|"
    r"半年|世纪|年代|时期|期间|[时日月](?:起|前|后|底|末|初)|日前|近日|目前|已经|公元|"
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"\w+day|century|year|yesterday|today|ago|spring|summer|autumn|winter)\b"
)


def gives_no_time(question: str, words: str) -> bool:
    """True where the question asks when, and the words tell no time at all."""
    return bool(_ASKS_WHEN.search(search_form(question))) and not _TIME.search(search_form(words))


_ASKS_WHERE = re.compile(
    r"哪里|哪儿|何地|何处|什么地方|哪[一两二三几]?[个座]?(?:城市|国家|地方|省份?|市|州|县|区|镇|乡|村)(?![级务场])|"
    r"(?:^|[,;] )where (?:is|was|are|were|did|do|does|will|has|have|can)\b|"
    r"\b(?:which|what) (?:[\w-]+ )?(?:cit(?:y|ies)|countr(?:y|ies)|provinces?|count(?:y|ies)|towns?|villages?)\b"
)
_PLACE_LIKE = re.compile(r"[一-鿿](?:省|市|州|县|区|旗|盟|镇|乡|村|国|岛|港|湾|山|湖|河|江|路|街|城|口岸|地区)")
_PROPER = frozenset(("ns", "nz", "nt", "nr"))
"""Tags of names: lesser places often have that of another name (三明)."""
_CAPITAL = re.compile(r"(?<=[a-z,;(] )[A-Z]\w+")


def names_no_place(question: str, words: str, lang: Lang) -> bool:
    """True where the question asks where, and the words have nothing that looks like the name of a place."""
    if not _ASKS_WHERE.search(search_form(question)):
        return False
    if lang == "en":
        return not _CAPITAL.search(words)
    return not (_PLACE_LIKE.search(words) or any(tag in _PROPER and len(w) > 1 for w, tag in tagged_words(words)))


_QUOTED = re.compile(r"[“\"‘「]([^”\"’」]{2,12})[”\"’」]")


def lacks_term(asked: Asked, lang: Lang, around: str) -> bool:
    """True where a term in quotation marks stands nowhere around; in another language it is only a rendering."""
    if asked.lang != lang:
        return False
    said = search_form(around)
    terms = (term for term in _QUOTED.findall(asked.text) if not periods_in(f"“{term}”"))
    return any(search_form(term) not in said for term in terms)


_LISTS = {"zh": re.compile("、|和|与|及|以及"), "en": re.compile(r",|\band\b")}
_POINTS = re.compile("[;；]|[一二三四五六七八九]是")
_FOR_EXAMPLE = 3
"""Things of a list of many that are named, at least, where the others are only counted."""


def is_not_listed(asked: Asked, words: str, lang: Lang) -> bool:
    """So many things are asked for by name, and no clause of the sentence lists as many: 新增物流企业3家 names none."""
    n = min(asked.intent.n, _FOR_EXAMPLE) if "等" in words else asked.intent.n
    if asked.intent.kind is not Kind.LIST or n < 2 or len(_POINTS.findall(words)) + 1 >= n:
        return False
    parts = clauses(words, Span(0, len(words))) if lang == "zh" else (Span(0, len(words)),)
    return all(len(_LISTS[lang].findall(part.of(words))) + 1 < n for part in parts)


def repeated(asked: Asked, answer: str) -> float:
    """Share of the answer's words that the question has said itself, where a name or a list is asked for; else 0.

    Which team won the league? is not answered by "the league".
    """
    if asked.intent.kind not in (Kind.ENTITY, Kind.LIST):
        return 0.0
    ours = frozenset(search_terms(answer))
    said = frozenset(term for word in asked.words for term, _ in word) | frozenset(search_terms(asked.text))
    return len(ours & said) / len(ours) if ours else 1.0
