"""Things of one sort, of which a figure about one says nothing about another: cotton and wheat, boys and girls.

A question about one of them is not answered by a figure of another, however alike the two sentences are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.types import Lang


@dataclass(frozen=True, slots=True)
class _Thing:
    """One of its sort: how it is called in Chinese and in English."""

    zh: re.Pattern[str]
    en: re.Pattern[str]

    def stands_in(self, text: str, lang: Lang) -> bool:
        return bool((self.zh if lang == "zh" else self.en).search(text))


def _things(*pairs: tuple[str, str]) -> tuple[_Thing, ...]:
    return tuple(
        _Thing(re.compile(zh), re.compile(rf"\b(?:{en})(?:es|s)?\b", re.IGNORECASE) if en else re.compile("(?!)"))
        for zh, en in pairs
    )


_SORTS: tuple[tuple[_Thing, ...], ...] = (
    _things(
        ("小麦", "wheat"),
        ("棉花|植棉|[皮籽优]棉", "cotton"),
        ("玉米", "maize|corn"),
        ("水稻|稻谷|早稻|晚稻", "rice|paddy"),
        ("大豆|黄豆", "soybean|soya?|soya bean"),
        ("油菜|油料", "rapeseed|oilseed"),
        ("马铃薯|土豆", "potato"),
        ("番茄", "tomato"),
        ("蔬菜", "vegetable"),
        ("粮食", "grain"),
        ("甘蔗|甜菜|糖料", "sugar ?cane|sugar ?beet"),
        ("茶叶|茶园", "tea"),
        ("林果|水果|果品", "fruit"),
        ("制种", "seed"),
    ),
    _things(
        ("奶牛", "dairy cow|dairy cattle"),
        ("肉牛", "beef cattle|beef cow"),
        ("生猪|肉猪", "pig|hog|live pig"),
        ("肉羊|羊", "sheep|goat|lamb|mutton"),
        ("家禽|肉鸡|蛋鸡", "poultry|chicken"),
    ),
    _things(
        ("失业保险", "unemployment insurance"),
        ("工伤保险", "(?:work|occupational)[- ]?(?:related )?injury insurance|industrial injury insurance"),
        ("养老保险|养老金", "(?:old-age|pension|endowment) insurance|pensions?"),
        ("医疗保险|医保", "(?:medical|health) insurance"),
        ("生育保险", "maternity insurance"),
    ),
    _things(
        ("城镇居民|城镇常住居民", "urban resident|urban household"),
        ("农村居民|农民", "rural resident|rural household|farmer"),
    ),
)
"""Each row: what one figure is about, never two. A whole and its parts are different things too: grain and wheat."""
_ALWAYS_NAMED = 3
"""Rows of things that a text about them names; of rural households it may only say 户."""


def is_of_sibling(question: str, question_lang: Lang, said: str, said_lang: Lang) -> bool:
    """True where the question names things of a sort, and the words of a figure name others of it and none of those.

    >>> is_of_sibling("How many mu of cotton will be planted?", "en", "小麦播种面积稳定在200万亩左右", "zh")
    True
    >>> is_of_sibling("粮食产量目标是多少？", "zh", "粮食综合生产能力稳定在150万吨以上", "zh")
    False
    """
    return any(_is_of_other(sort, question, question_lang, said, said_lang) for sort in _SORTS)


def is_not_named(question: str, question_lang: Lang, said: str, said_lang: Lang) -> bool:
    """True where the question names things of a sort, and `said`, all that stands around a figure, names none of them.

    >>> is_not_named("How many sheep are there?", "en", "新建养殖小区12个。", "zh")
    True
    """
    asked_for = [thing for sort in _SORTS[:_ALWAYS_NAMED] for thing in sort if thing.stands_in(question, question_lang)]
    return bool(asked_for) and not any(thing.stands_in(said, said_lang) for thing in asked_for)


def _is_of_other(sort: tuple[_Thing, ...], question: str, question_lang: Lang, said: str, said_lang: Lang) -> bool:
    asked_for = {thing for thing in sort if thing.stands_in(question, question_lang)}
    named = {thing for thing in sort if thing.stands_in(said, said_lang)}
    return bool(asked_for) and bool(named) and not asked_for & named
