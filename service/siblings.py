"""Things of one sort, of which a figure about one says nothing about another: cotton and wheat, boys and girls.

A question about one of them is not answered by a figure of another, however alike the two sentences are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from index.text import han_words
from index.types import Lang


@dataclass(frozen=True, slots=True)
class _Thing:
    """One of its sort: how it is called in Chinese and in English."""

    zh: re.Pattern[str]
    en: re.Pattern[str]

    def pattern(self, lang: Lang) -> re.Pattern[str]:
        return self.zh if lang == "zh" else self.en

    def stands_in(self, text: str, lang: Lang) -> bool:
        return bool(self.pattern(lang).search(text))


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
        ("粮", "grain"),
        ("甘蔗|甜菜|糖料", "sugar ?cane|sugar ?beet"),
        ("茶叶|茶园", "tea"),
        ("林果|水果|果品", "fruit"),
        ("制种", "seed"),
        ("咖啡", "coffee"),
        ("枸杞", "goji|wolfberr(?:y|ies)|goji berr(?:y|ies)"),
        ("人参", "ginseng"),
        ("中药材|药材", "medicinal (?:herb|plant|material)"),
        ("烟叶|烤烟", "tobacco"),
        ("橡胶", "rubber"),
        ("花生", "peanut|groundnut"),
        ("苹果", "apple"),
        ("葡萄", "grape"),
        ("食用菌|蘑菇", "mushroom"),
        ("食糖", "sugar"),
        ("水产品|水产", "aquatic product|seafood|fish"),
        ("牛奶|生鲜乳|奶类|奶产量", "milk"),
        ("肉类", "meat"),
        ("禽蛋|鸡蛋", "egg"),
    ),
    _things(
        ("奶牛", "dairy cow|dairy cattle"),
        ("肉牛", "beef cattle|beef cow"),
        ("生猪|肉猪", "pig|hog|live pig"),
        ("肉羊|羊", "sheep|goat|lamb|mutton"),
        ("家禽|肉鸡|蛋鸡", "poultry|chicken"),
    ),
    _things(
        ("煤", "coal"),
        ("稀土", "rare[- ]earths?|rare earth"),
        ("原油|石油(?!气)", "crude(?: oil)?|petroleum|oil"),
        ("天然气", "natural gas"),
        ("钢", "steel"),
        ("水泥", "cement"),
        ("(?<!电解)铝", "alumini?um"),
        ("铜", "copper"),
        ("黄金", "gold(?! medal)"),
        ("锂", "lithium"),
        ("化肥", "fertili[sz]er"),
        ("原盐|食盐", "salt"),
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
    _things(
        ("地铁|轨道交通|轨交", "subway|metro|underground|rail transit"),
        ("公交", "bus|buses"),
        ("机场|民航|航空", "airport|air passenger|airline"),
        ("港口|码头|海港", "sea ?port|port|harbou?r"),
        ("铁路|高铁|动车", "railway|railroad|train|high-speed rail"),
        ("高速公路", "expressway|motorway"),
    ),
    _things(
        ("产量|单产|总产|产值", "output|production|yield|produced?|harvest(?:ed)?"),
        ("出口", "exports?|exported"),
        ("进(?:出)?口", "imports?|imported"),
        ("产值|收入|营收", "output value|revenue|income|earnings"),
        ("利润", "profit"),
        ("销[量售]|零售|卖出", "sales?|sold"),
        ("储量", "reserves?"),
        ("价格?|均价|单价", "price"),
        ("消费量|用量|消耗", "consumption|consumed?"),
    ),
    _things(
        ("入住率|客房出租率", "occupancy"),
        ("空置率", "vacanc(?:y|ies)"),
        ("覆盖率|覆盖面|普及率", "coverage|cover|penetration|populari[sz]ation"),
        ("失业率", "unemployment|jobless(?:ness)?"),
        ("就业率|就业去向落实率", "employment rate"),
        ("出生率", "birth"),
        ("死亡率", "death|mortality"),
        ("离婚率", "divorce"),
        ("结婚率", "marriage"),
        ("合格率", "pass rate|qualification"),
        ("入学率|入园率|入托率", "enrol?ment"),
        ("利用率", "utili[sz]ation"),
        ("城镇化率", "urbani[sz]ation"),
        ("准点率|正点率", "punctuality|on-time"),
        ("自给率", "self-sufficiency"),
        ("识字率|文盲率", "literacy|illiteracy"),
        ("达标率|优良率", "compliance|good air quality"),
        ("利润率|毛利率", "profit margin|margin"),
    ),
)
"""Each row: what one figure is about, never two. A whole and its parts are different things too: grain and wheat."""
_ALWAYS_NAMED = 4
"""Rows of things that a text about them names; of rural households it may only say 户."""


_DESIGNATION = re.compile(
    r"(?<![A-Z\d.])(?:(?P<before>\d)(?P<g>G)|(?P<letters>(?![QH]\d)[A-Z]{1,3})-?(?P<after>\d{1,4}(?:\.\d+)?))(?![A-Z\d])",
    re.IGNORECASE,
)
"""A sort and a number of it: 5G, PM2.5, G7. A quarter or half of a year (Q1, H2) is none."""


@lru_cache(maxsize=8192)
def _designations(text: str) -> dict[str, frozenset[str]]:
    """The numbers that a text names, by sort: 4 and 5 of "G" in 4G and 5G."""
    found: dict[str, set[str]] = {}
    for match in _DESIGNATION.finditer(text):
        sort = f"?{match['g']}" if match["g"] else f"{match['letters']}?"
        found.setdefault(sort.upper(), set()).add(match["before"] or match["after"])
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
    asked_for = [thing for sort in _SORTS[:_ALWAYS_NAMED] for thing in sort if thing.stands_in(question, question_lang)]
    return bool(asked_for) and not any(thing.stands_in(said, said_lang) for thing in asked_for)


def put_for_sibling(thing: str, question: str, lang: Lang) -> str:
    """The question asked of another thing of a sort, where `thing` is one and the question names one; else "".

    >>> put_for_sibling("棉花", "小麦种植面积稳定在多少？", "zh")
    '棉花种植面积稳定在多少？'
    >>> put_for_sibling("cotton", "How many mu of wheat will be planted?", "en")
    'How many mu of cotton will be planted?'
    """
    for sort in _SORTS:
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
def _named(text: str, lang: Lang) -> tuple[frozenset[_Thing], ...]:
    """The things of each sort that a text names; a question is compared with hundreds of clauses, those with many."""
    return tuple(frozenset(thing for thing in sort if thing.stands_in(text, lang)) for sort in _SORTS)
