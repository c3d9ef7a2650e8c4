"""What a question asks for: its kind, the unit or noun it wants, the years and documents it names.

First step of an answer, before retrieval; pure tables and patterns, no model.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from index.naming import years_in
from index.text import search_form
from index.types import Lang


class Kind(StrEnum):
    """What would satisfy the asker."""

    NUMERIC = "numeric"
    YES_NO = "yes_no"
    LIST = "list"
    ENTITY = "entity"
    COMPARISON = "comparison"
    DESCRIPTIVE = "descriptive"


@dataclass(frozen=True, slots=True)
class Intent:
    """What a question asks for.

    Attributes:
        kind: the sort of answer.
        counted: what is to be counted, as asked: “户” of 多少户, "base stations" of how many base stations; else "".
        head: the noun an entity must be: “机场” of 哪座机场, "city" of which city; else "".
        years: four-digit years named in the question.
        n: how many items a list is said to have, 0 where it is not said.
        wants_figure: a figure answers, or two that are compared.
    """

    kind: Kind
    counted: str = ""
    head: str = ""
    years: tuple[int, ...] = ()
    n: int = 0
    wants_figure: bool = False


_NUMBERS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
}  # fmt: skip
_EN_NUMBER = "two|three|four|five|six|seven|eight|nine|ten"
_AUX = "is|are|was|were|will|would|does|do|did|can|could|has|have|had|should|shall|must"

_WORDS = r"(?:[\w'’/&-]+[ -]){0,7}?"  # up to seven words between "what" and the measure it asks for
_MEASURES_EN = (
    "share|percentage|per cent|percent|proportion|rate|number|amount|area|size|capacity|growth|target|total|revenue|"
    "ratio|value|length|volume|output|budget|quota|coverage|figures?(?! of speech)|headcount|level|scale|cost|price|"
    "sum|ceiling|limit|gdp|harvest|threshold|rank|ranking|speed|floor|wages?|salary|salaries|ridership|population|fare|"
    "turnover|capitali[sz]ation|expectancy"
)
_MEASURES_ZH = "总[数量额]|数量|人数|面积|规模|金额|额度|增速|涨幅|[率值]"
_DIFFERENCES_ZH = "不同|差异|差别|区别|异同|一致|相同|一样|矛盾|吻合|对得上|对不上"
_PAPERS_ZH = "(?:报告|文件|计划|规划|方案)"


_SEVERAL_FIGURES = (
    "(?:多少|几[个家人]).+(?:多少|几[个家人])|相差多少|"
    "比(?!去年|上年|上一年|前|往年|同期|.{0,4}年).{2,15}(?:多|高|少|低|大|快|长)出?(?:了)?多少"
)
"""More than one figure is asked for: the sentence that holds them answers, no single one."""


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives))


# In order: the first pattern that matches decides. Comparison and polarity come before the question word they contain.
_ZH_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        Kind.COMPARISON,
        _any(
            rf"(?:[两二2]|几)[份个部篇种]?(?:文件|报告|文档|材料|者).*(?:{_DIFFERENCES_ZH}|分别|各|吗)",
            rf"{_PAPERS_ZH}.{{0,3}}(?:与|和|跟|同).{{0,8}}{_PAPERS_ZH}.*(?:{_DIFFERENCES_ZH})",
            rf"(?:与|和|跟).{{2,20}}(?:有何|有什么|有哪些)(?:{_DIFFERENCES_ZH})",
        ),
    ),
    (Kind.YES_NO, _any("是否|有没有|能否|可否|对不对", r"(.)[不没]\1", r"(?:吗|不|没有?)[？?。！\s]*$")),
    (
        Kind.LIST,
        _any(
            "哪些|有那些|些啥|些什么|^(?:请)?(?:列出|列举)(?!.*(?:人数|[率额]|目标))",
            _SEVERAL_FIGURES,
            "哪几",
            "哪[两二三四五六七八九十]",
            r"(?:[两二三四五六七八九十]|\d)[个所家座条部项位名款支届][^,。?！]{1,20}(?:叫|是)(?:什么|啥)",
            "分别(?:是|有|建|在|叫|为)",
            "各是",
            "(?:都|上)有(?:什么|谁)",
            "什么和什么",
        ),
    ),
    (
        Kind.NUMERIC,
        _any(
            "多少|百分之几|第几|几成|多[大长高远宽快]|[占比]例|占比",
            "几(?=[个家条项座种类名人台套公户亩吨万亿千百成倍元块天年次所处])",
            "(?:什么|多高的|啥)(?:水平|门槛|关口)",
            # “怎样提高效率？” asks for no figure
            rf"^(?!.*(?:怎样|怎么|如何|为什么|为何)).*(?:{_MEASURES_ZH})(?:目标)?(?:是|为|达到)?(?:啥|什么)?[？?\s]*$",
        ),
    ),
    (
        Kind.DESCRIPTIVE,
        _any(
            "怎样|怎么|如何|咋|为什么|为何|重点是什么|指什么|是什么意思",
            "(?:什么|哪种|啥)(?:措施|办法|做法|要求|安排|打算|举措|作用|程度|变化|转变|突破)",
        ),
    ),
    (Kind.ENTITY, _any("哪|谁|何时|何地|什么|啥")),
)
_EN_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        Kind.COMPARISON,
        _any(
            r"\b(?:differs?|differences?|compares?|agree|disagree|contradict\w*|consistent)\b",
            r"\b(?:report|plan|document|paper) and (?:in )?(?:the )?(?:[\w-]+ )?(?:report|plan|document|paper)\b",
            r"\b(?:both|two|each)(?: of the)? (?:documents?|reports?|papers?|files?|texts?|one)\b",
        ),
    ),
    (
        Kind.YES_NO,
        _any(
            rf"^(?:(?:according to|in|by|under) [^,]+,\s+|and\s+|so\s+|but\s+)*(?!\w+ you (?:please )?"
            rf"(?:list|name|tell|say|give|explain)\b)(?:{_AUX})\b",
            r"\bis it true\b",
        ),
    ),
    (
        Kind.NUMERIC,
        _any(
            r"\bhow (?:many|much|large|big|long|high|far|fast|wide|deep)\b|\bby how much\b",
            rf"\bwhat(?:'s| is| are| was| will be| should be)? (?:the )?{_WORDS}(?:{_MEASURES_EN})\b",
            r"^what\b.*\bin (?:\w+illions? of )?(?:yuan|rmb|(?:us )?dollars|hectares|tonnes|kilometres)\b",
            r"^(?:what|which) (?:subsidy|allowance)\b",
        ),
    ),
    (
        Kind.DESCRIPTIVE,
        _any(
            rf"\bhow (?:{_AUX}|to)\b|\bwhy\b|\bin what ways?\b",
            rf"\bwhat (?:{_AUX})\b.*\b(?:do|done|doing|say|plan|intend|happen|mean)\b",
            r"\bwhat (?:measures|steps|difficulties|problems|shortcomings|actions)\b",
            r"\bwhat(?: is|'s) the (?:goal|aim|purpose|requirement|approach|focus)\b",
        ),
    ),
    (
        Kind.LIST,
        _any(
            rf"\b(?:which|what|name the|list the|the) (?:{_EN_NUMBER}|\d+)\b",
            r"\b(?:what|where) are\b|\b(?:list|name) (?:the|all)\b|\bwhat (?:kinds|types|sorts)\b",
            r"\bwhich (?:\w+[ -]){0,5}?(?!process|business)\w+[^s\W]s\b",
        ),
    ),
    (Kind.ENTITY, _any(r"\b(?:which|what|who|whose|whom|where|when)\b")),
    (Kind.LIST, _any(r"\b(?:list|name)\b")),
    (Kind.NUMERIC, _any(rf"\b(?:{_MEASURES_EN})\b", r"\bno\. of\b|#\s*of\b")),
)

_ZH_COUNTED = re.compile(r"(?:多少|几)(?P<unit>(?:万|亿|千)?[一-鿿]{1,4}?)(?=[的是，。？?!！\s用被要能在以由给来]|$)")
_EN_COUNTED = re.compile(
    rf"\b(?:how (?:many|much)|number of)\s+"
    rf"(?P<noun>(?:(?!(?:{_AUX}|to|of|in|by|per|that|which|at|for)\b)[\w\"“”'’()&./一-鿿-]+\s*)+)",
    re.IGNORECASE,
)
_ZH_HEAD = re.compile(
    r"(?:哪|什么|啥|何)(?:一|几|[两二三四五六七八九十])?(?:个|座|家|所|条|项|种|类|部|些|里|届|名|位|片|处)?"
    r"(?P<head>[一-鿿]{1,8}?)(?=[的是要将被会能可在来由，。？?！\s]|$)"
)
_EN_HEAD = re.compile(
    rf"\b(?:which|what)\s+(?:(?:{_EN_NUMBER}|\d+)\s+)?(?P<head>(?:(?!(?:{_AUX})\b)[\w-]+\s*){{1,4}})", re.IGNORECASE
)
_N_ITEMS = re.compile(
    r"(?:哪|这)(?P<zh>[两二三四五六七八九十])(?=[一-鿿])|的(?P<these>[两二三四五六七八九十])(?=[个条项种类大座家方位处件])|"
    r"(?<![\d第])(?P<said>[两二三四五六七八九十]|\d{1,2})[个所家座条部项位名款支种类大处件](?!月|百分点)[^?？]{1,24}?"
    r"(?:[叫是]|有|为|包括)(?:哪|什么|啥|谁)|"
    rf"\b(?:which|what|who|name|names|list|are|were)(?: of)?(?: the)? [\"“'‘]?(?P<en>{_EN_NUMBER}|\d{{1,2}})\b"
    r"(?![- ]years?)",
    re.IGNORECASE,
)


_HOW_THEY_DIFFER = re.compile(
    r"不同|差异|差别|区别|异同|\b(?:differs?|differences?)\b|\bhow does each\b", re.IGNORECASE
)


def asks_how_they_differ(question: str) -> bool:
    """True where a comparison takes it for granted that there is a difference, which an answer need not say again."""
    return bool(_HOW_THEY_DIFFER.search(question))


def _number(said: str) -> int:
    return int(said) if said.isdigit() else _NUMBERS[said.lower()]


def _kind(form: str, lang: Lang) -> Kind:
    for kind, pattern in _ZH_KINDS if lang == "zh" else _EN_KINDS:
        if pattern.search(form):
            return kind
    return Kind.DESCRIPTIVE


def intent_of(question: str, lang: Lang) -> Intent:
    """Reads a question that stands alone.

    >>> intent_of("农村清洁取暖改造要完成多少户？", "zh")
    Intent(kind=<Kind.NUMERIC: 'numeric'>, counted='户', head='', years=(), n=0, wants_figure=True)
    >>> intent_of("Which four pollution sources will be the focus?", "en").n
    4
    """
    form = search_form(question).strip()
    kind = _kind(form, lang)
    measured = re.search(
        _MEASURES_ZH + "|目标|多少|数(?!据|字化)" if lang == "zh" else rf"\b(?:{_MEASURES_EN}|many|much)\b", form
    )
    counted_in = (_ZH_COUNTED if lang == "zh" else _EN_COUNTED).search(question if lang == "en" else form)
    head_in = (_ZH_HEAD if lang == "zh" else _EN_HEAD).search(form)
    n_in = _N_ITEMS.search(form) if kind is Kind.LIST else None
    return Intent(
        kind=kind,
        counted=(counted_in.group(1).strip() if counted_in and kind is Kind.NUMERIC else ""),
        head=(head_in.group("head").strip() if head_in and kind in (Kind.ENTITY, Kind.LIST) else ""),
        years=tuple(sorted(years_in(form))),
        n=_number(next(filter(None, n_in.groups()))) if n_in else 0,
        wants_figure=kind is Kind.NUMERIC
        or (lang == "zh" and bool(re.search(_SEVERAL_FIGURES, form)))
        or (kind is Kind.COMPARISON and measured is not None),
    )
