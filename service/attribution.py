"""Which words of a clause belong to which of its figures, and which figures are only what a change began with.

国内游客、入境游客数量分别增长6.9%、68.4%: the second figure is that of the second thing. 上市公司从518家增加到731家:
the number of companies is the second. 企业超9000家、增长57.5%: the second says more of the first thing. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.text import words_in_order
from index.types import Lang, Span
from service.quantity import Quantity, find


@dataclass(frozen=True, slots=True)
class Attributed:
    """A figure with its words.

    Attributes:
        quantity: the figure.
        said: the words that tell what it measures, and itself.
        shown: from where to where the clause says it whole, with what it is measured of.
        is_past: it is what a change began with: 518 of “从518家增加到731家”.
    """

    quantity: Quantity
    said: str
    shown: Span
    is_past: bool = False


_MARKS = "、，,；;"
_CHANGED_TO = {
    "zh": re.compile(
        r"^(?:左右|上下|以上|以下)?[^，,。；;、]{0,8}?"
        r"(?:[升降增减提缩调改整优转变跃扩涨跌回落][^，,。；;、]{0,6}?)?(?:到|至|为|成)[了约近超]*$"
    ),
    "en": re.compile(r"^,?\s+(?:[\w-]+ ){0,4}?to(?: [a-z]+){0,3}\s*$", re.IGNORECASE),
}
"""What stands between the two figures of a change."""
_CHANGED_FROM = {
    "zh": re.compile(r"[从由](?:[^、，,。；;]{0,14}的|[^、，,。；;]{0,8})$"),
    "en": re.compile(r"\bfrom(?: [a-z]+){0,3}\s*$", re.IGNORECASE),
}
_MERGED_INTO = re.compile(r"[^、，,。；;]{0,8}(?:整合|优化|合并|归并|精简|压[减缩]|调整)[^、，,。；;]{0,4}[为至到成]$")
"""The same without a word that leads from: 188个园区整合优化为120个."""
_SAYS_MORE = re.compile(
    r"^(?:同比|环比|比(?:上年|去年|“?[一二三四十]+五”?)[^、，,]{0,4}|较(?:上年|去年)|年均|平均|实际|名义|累计)*"
    r"(?:增长|增幅|增速|下降|提高|提升|上升|减少|增加|降低|回落|扩大|缩小|上涨|下跌|净增|翻番|"
    r"[占居列]|排名?|位居|高于|低于|好于|达)[^、，,]{0,12}$"
)
"""What stands before a figure that has no subject of its own, after the mark that parts it from the one before."""
_RESPECTIVELY = re.compile("分别|依次")
_AND = re.compile("、|和|与|以及|及")
_TOWN_AND_COUNTRY = ("城镇", "农村")


def attributed(text: str, lang: Lang = "zh") -> tuple[Attributed, ...]:
    """Each figure of a clause with the words that belong to it.

    >>> [figure.said for figure in attributed("华电木垒100万千瓦、国投奇台180万千瓦")]
    ['华电木垒100万千瓦', '国投奇台180万千瓦']
    >>> [figure.said for figure in attributed("国内游客、入境游客数量分别增长6.9%、68.4%")]
    ['国内游客数量分别增长6.9%', '入境游客数量分别增长68.4%']
    >>> [figure.is_past for figure in attributed("上市公司从518家增加到731家")]
    [True, False]
    """
    quantities = [q for q in find(text, lang) if not _is_list_number(text, q)]
    figures = list(_by_place(text, quantities))
    if lang == "zh":
        _say_more(text, figures)
        _respectively(text, figures)
    _changes(text, lang, figures)
    return tuple(figures)


def _is_list_number(text: str, quantity: Quantity) -> bool:
    """True for the number of an entry: “3.将保险扩大到高中”."""
    at_start = not text[: quantity.span.start].strip(" （(")
    return at_start and not quantity.unit and text[quantity.span.end : quantity.span.end + 1] in tuple(".．、)）")


def _by_place(text: str, quantities: Sequence[Quantity]) -> Iterator[Attributed]:
    """From the figure or mark before to the figure's own end, with what follows up to the next."""
    start = 0
    for i, quantity in enumerate(quantities):
        mark = max(text.rfind(mark, start, quantity.span.start) for mark in _MARKS)
        begin = max(start, mark + 1)
        if begin >= quantity.span.start and i:
            begin = start
        following = quantities[i + 1].span.start if i + 1 < len(quantities) else len(text)
        stop = min([p for mark in _MARKS + "。" if (p := text.find(mark, quantity.span.end)) >= 0] + [following])
        span = Span(begin, max(stop, quantity.span.end))
        yield Attributed(quantity, span.of(text), span)
        start = quantity.span.end


def _say_more(text: str, figures: list[Attributed]) -> None:
    """A figure without a subject of its own has that of the one before."""
    for i in range(1, len(figures)):
        before, figure = figures[i - 1], figures[i]
        own = text[figure.shown.start : figure.quantity.span.start]
        if figure.shown.start > before.quantity.span.end and _SAYS_MORE.match(own):
            subject = text[before.shown.start : before.quantity.span.start]
            shown = Span(before.shown.start, figure.shown.end)
            figures[i] = replace(figure, said=subject + figure.said, shown=shown)


def _respectively(text: str, figures: list[Attributed]) -> None:
    """The figures after 分别, each with the thing that stands in its place in the list before."""
    for match in _RESPECTIVELY.finditer(text):
        after = [i for i, figure in enumerate(figures) if figure.quantity.span.start >= match.end()]
        group = after[:1]
        for i in after[1:]:
            if not _are_listed(text, figures[i - 1], figures[i]):
                break
            group.append(i)
        begin = _begin(text, match.start(), "，,；;")
        things = _things(re.split("[从由]", text[begin : match.start()])[0], len(group))
        if len(group) < 2 or not things:
            continue
        shown = Span(begin, figures[group[-1]].shown.end)
        predicate = text[match.start() : figures[group[0]].quantity.span.start]
        for i, thing in zip(group, things, strict=True):
            said = thing + predicate + figures[i].quantity.span.of(text)
            figures[i] = replace(figures[i], said=said, shown=shown)


def _things(listed: str, n: int) -> tuple[str, ...]:
    """The `n` things of a list, each with the noun that the last has for all; empty where there are not so many.

    >>> _things("高速公路、水利、电网投资", 3)
    ('高速公路投资', '水利投资', '电网投资')
    """
    splits = (listed.split("、"), _AND.split(listed))
    things = next((parts for parts in splits if len(parts) == n and all(parts)), None)
    if things is None:
        return tuple(f"{kind}{listed}" for kind in _TOWN_AND_COUNTRY) if n == 2 and "城乡" in listed else ()
    words = words_in_order(things[-1])
    shared = things[-1].partition(words[0])[2] if words else ""
    return tuple(thing if thing.endswith(shared) else thing + shared for thing in things)


def _changes(text: str, lang: Lang, figures: list[Attributed]) -> None:
    """Of figures that a change leads from and to, the second has the words of the first."""
    for i in range(1, len(figures)):
        figure = figures[i]
        between = text[figures[i - 1].quantity.span.end : figure.quantity.span.start]
        first = i - 1  # of the figures that the change began with: 从46503元和16935元分别提高到…
        while first and _are_listed(text, figures[first - 1], figures[first]):
            first -= 1
        led_from = _CHANGED_FROM[lang].search(text[: figures[first].quantity.span.start])
        merged = lang == "zh" and figures[first].quantity.unit == figure.quantity.unit and _MERGED_INTO.match(between)
        if not ((led_from and _CHANGED_TO[lang].match(between)) or merged):
            continue
        for past in range(first, i):
            figures[past] = replace(figures[past], is_past=True)
        begin = _begin(text, led_from.start(), _MARKS) if led_from else figures[first].shown.start
        if figure.shown.start > begin:
            said = text[begin : figures[first].quantity.span.start] + figure.said
            figures[i] = replace(figure, said=said, shown=Span(begin, figure.shown.end))


def _are_listed(text: str, before: Attributed, figure: Attributed) -> bool:
    return bool(_AND.fullmatch(text[before.quantity.span.end : figure.quantity.span.start].strip()))


def _begin(text: str, before: int, marks: str) -> int:
    """Where the words that lead to a place begin: after the last mark."""
    return max(text.rfind(mark, 0, before) for mark in marks) + 1
