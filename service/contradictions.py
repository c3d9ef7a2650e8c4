"""Why a figure cannot be what is asked, though it stands by the right words and is counted in the right unit.

How many there are is not how many are added; a share is no growth, nor growth a share; a figure that the question has
said itself answers none; what holds for all says nothing of the women, the graduates or the visitors from abroad. Told
by forms of words alone, beside `service.siblings`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from index.statistics import notions_in
from index.text import search_form
from index.types import Lang
from service.quantity import Kind, Quantity, find
from service.quantity.compare import same
from service.types import Bound

_ADDED_ASKED: Mapping[Lang, re.Pattern[str]] = {
    "zh": re.compile(r"新增(?!长)|净增|增加(?!值|到|至)|新(?:建|改建|培育|认定|设立?|开工|注册|登记)"),
    "en": re.compile(
        r"\bhow many (?:[\w-]+ ){0,2}?new (?!energy|area|district|zone|era|year|quality)|"
        r"\bnewly\b|\badd(?:s|ed|itional)?\b"
    ),
}
_STOCK_ASKED: Mapping[Lang, re.Pattern[str]] = {
    "zh": re.compile(
        r"(?:一共|总共|合计|共|现|目前|已经?)有(?:了)?(?:多少|几)|总[数量]|存量|保有量|累计|总(?:面积|里程|规模)"
    ),
    "en": re.compile(
        r"\bhow many [^?]*?(?:\bare|\bis|\bwere|\bwill|\bbe) there\b|\baltogether\b|\bcumulative(?:ly)?\b|\bexisting\b|"
        r"\btotal (?:\w+ )?(?:area|number|length|stock) of\b"
    ),
}
_CHANGES: Mapping[Lang, re.Pattern[str]] = {
    "zh": re.compile(r"新|增(?!值)|净|扩|[建修]多少|要建|改造|减|降"),
    "en": re.compile(
        r"\b(?:new|newly|add(?:s|ed|itional)?|extra|more|further|increas\w*|grow\w*|ris\w+|rose|buil[dt]\w*|construct\w*|"
        r"creat\w*|establish\w*|set up|plan\w*|start\w*|open\w*|renovat\w*|cut|reduc\w*)\b"
    ),
}
"""What is done to them is asked: how many are to be built in all is no stock."""
_ADDED = re.compile(r"新增(?!长)|净增|新(?:建|改建|培育|认定|设立?|注册|登记)|增加(?!值|到|至|为)")
_STOCK = re.compile(r"总[数量]|总(?:规模|面积|里程)|存[栏量]|保有|累计|共有|达到?|突破|稳定在|保持在|增[加至]?[到至]")
_SURE_STOCK = re.compile(r"总[数量]|总(?:规模|面积|里程)|存[栏量]|保有量|稳定在|保持在")
_REACHED = re.compile(r"达到|突破|增[加至]?[到至]")
_LASTING = frozenset("家 所 座".split())  # noqa: SIM905 — a table to read
"""Units of what is there from one year to the next: so many of them “reached” are all that there are."""


def is_total_for_added(question: str, lang: Lang, said: str, unit: str) -> bool:
    """True where the question asks how many are added, and `said` how many there are; or the other way round.

    `said`: the Chinese words of a figure, back to the figure before it; `unit`: its unit.

    >>> is_total_for_added("一共有多少家物流企业？", "zh", "新增物流企业50家", "家")
    True
    >>> is_total_for_added("How many new inspectors are there?", "en", "检查员总数达到140名", "名")
    True
    """
    form = search_form(question)
    if _ADDED_ASKED[lang].search(form) and not _STOCK_ASKED["zh"].search(form):
        if _ADDED.search(said):
            return False
        return bool(_SURE_STOCK.search(said) or (unit in _LASTING and _REACHED.search(said)))
    if _STOCK_ASKED[lang].search(form) and not _CHANGES[lang].search(form):
        return bool(_ADDED.search(said)) and not _STOCK.search(said)
    return False


@lru_cache(maxsize=1024)
def _figures_said(question: str, lang: Lang) -> tuple[Quantity, ...]:
    return tuple(q for q in find(question, lang) if q.is_plain and (q.unit or q.unit_en))


def is_said_already(question: str, lang: Lang, quantity: Quantity) -> bool:
    """True where the question has said the figure itself: of 350 km of road it asks something else.

    >>> is_said_already("How much will the 350 km of road cost?", "en", next(iter(find("公路350公里", "zh"))))
    True
    """
    return any(same(said, quantity) for said in _figures_said(question, lang))


_ABOVE = frozenset({Bound.AT_LEAST, Bound.MORE_THAN})
_BELOW = frozenset({Bound.AT_MOST, Bound.LESS_THAN})


def is_other_side(question: str, lang: Lang, said: str, said_lang: Lang) -> bool:
    """True where the question speaks of what is above a limit, and `said` of what is below the same, or so on.

    >>> is_other_side("500元以上的罚款有多少起？", "zh", "500元以下罚款30起", "zh")
    True
    """
    ours, theirs = _figures_said(question, lang), _figures_said(said, said_lang)
    return any(
        same(a, b) and ((a.bound in _ABOVE and b.bound in _BELOW) or (a.bound in _BELOW and b.bound in _ABOVE))
        for a in ours
        for b in theirs
    )


_ASKS_SHARE = re.compile(
    r"占.{0,14}(?:比重|比例|多少|几成|百分之)|占比|"
    r"\b(?:share|proportion|percentage) of\b|\bas a (?:share|percentage) of\b"
)
_ASKS_GROWTH = re.compile(
    r"(?:增长|增幅|增速|涨幅|上涨|下降)(?:了|目标)?(?:是|为)?(?:多少|几|百分之)|(?:增长|增速|涨幅)目标|"
    r"\bby how much\b.*\b(?:grow|rise|increase|fall|drop|decline)|\bgrowth (?:rate|target)\b"
)
_CHANGE = re.compile("[增涨升降减速幅翻跌高低缩扩多少快慢]|同比|比上年|比去年|较上年|回落|加快")
_GREW_BY = re.compile(r"(?:增长|增速|增幅|上涨|下降|提高|上升|减少|降低|回落)[^，,、；;]{0,4}$")
_OF_WHOLE = re.compile(r"占|比[重例]|率|用于|其中")
_PERCENT = frozenset({Kind.PERCENT, Kind.FRACTION})


def is_growth_for_share(question: str, quantity: Quantity, before: str, clause: str) -> bool:
    """True where a share is asked for and the percentage is one of growth, or growth and the clause tells no change.

    `before`: the Chinese words of the clause that stand before the figure.
    """
    if quantity.kind not in _PERCENT:
        return False
    form = search_form(question)
    if _ASKS_GROWTH.search(form):
        return not _CHANGE.search(clause)
    if not _ASKS_SHARE.search(form) or _CHANGE.search(form.replace("多少", "")):
        return False
    return bool(_GREW_BY.search(before)) and not _OF_WHOLE.search(before)


_REVERSED: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (
        re.compile(
            r"关[闭停]|拆[除掉]|撤[销并]|停[用办]|裁[减撤]|"
            r"\b(?:(?:be|been|being|was|were|are|is) closed|clos(?:e|ed|ing) down|shut|"
            r"demolish\w*|torn down|abolish\w*)\b"
        ),
        re.compile(
            r"[新扩]建|建[成设]|[开增新]设|新增|开[通办工]|"
            r"\b(?:buil[dt]\w*|construct\w*|open(?:s|ed)?|set up)\b"
        ),
    ),
    (
        re.compile(r"增[长加多]|上[升涨]|提高|\b(?:grow\w*|grew|ris\w+|rose|increase[sd]?)\b"),
        re.compile(r"下降|减[少至]|降[低至]|回落|下跌|\b(?:fall\w*|fell|drop\w*|decreas\w*|declin\w*)\b"),
    ),
)
"""What is done, and the reverse: where one is asked and the other said, the figure is none of what is asked."""


def is_reversed(question: str, words: str) -> bool:
    """True where the question asks of what is done, and the words of a figure tell of the reverse alone.

    >>> is_reversed("How many mines were closed?", "新建煤矿3座")
    True
    """
    ours, theirs = search_form(question), search_form(words)
    return any(
        bool(one.search(ours)) and not other.search(ours) and bool(other.search(theirs)) and not one.search(theirs)
        for pair in _REVERSED
        for one, other in (pair, pair[::-1])
    )


def is_unnamed_rate(question: str, lang: Lang, around: str) -> bool:
    """True where a rate with a name of its own is asked for, and nothing Chinese around a figure says that name.

    >>> is_unnamed_rate("What is the forest coverage rate?", "en", "养老服务覆盖率达到95%")
    True
    """
    rates = (notion.zh for _, notion in notions_in(question, lang) if notion.zh[0].endswith("率"))
    return any(not any(name in around for name in names) for names in rates)


_GROUPS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(asked), re.compile(said, re.IGNORECASE))
    for asked, said in (
        (r"女性|妇女|女[生工童职]|\b(?:wom[ae]n|females?|girls?)\b", r"女|妇|\b(?:wom[ae]n|females?|girls?)\b"),
        (r"男性|男[生工童职]|\b(?:m[ae]n|males?|boys?)\b", r"男|\b(?:m[ae]n|males?|boys?)\b"),
        (
            r"入境(?:游|旅)|[境国]外(?:的)?(?:游|旅|来)|外国|\b(?:foreign|overseas|inbound|international) "
            r"(?:tourists?|visitors?|travell?ers?|guests|arrivals|students|workers|experts)\b",
            r"境|外|海|国际|侨|\b(?:foreign|overseas|inbound|international)",
        ),
        (r"毕业生|大学生|\bgraduates?\b", r"毕业|大学|高校|学生|\b(?:graduate|student|college|universit)"),
        (r"残疾人|残障|\bdisab(?:led|ilit)", r"残|\bdisab"),
        (r"退役军人|退伍|\bveterans?\b", r"退[役伍]|军|\b(?:veteran|soldier|military)"),
        (r"少数民族|\bethnic minorit", r"民族|\bethnic"),
        (r"党员|\bparty members?\b", r"党|\bparty\b"),
    )
)
"""Groups of people that are counted apart: what a question calls each, and what a text about them has at least."""


def is_of_all(question: str, around: str) -> bool:
    """True where the question is about a group of people, and nothing around the figure speaks of such.

    >>> is_of_all("How many women were hired?", "招聘教师200人")
    True
    """
    form = search_form(question)
    return any(asked.search(form) and not said.search(around) for asked, said in _GROUPS)
