"""The words around a figure in both languages: scales, bounds, number words, counted nouns. Tables only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType

from service.types import Bound


def words(text: str, sep: str | None = None) -> tuple[str, ...]:
    """The entries of a table that is written as one string."""
    return tuple(text.split(sep))


ZH_FORMAL = "壹贰叁肆伍陆柒捌玖貳參陸"
ZH_DIGITS = f"零〇○一二两兩三四五六七八九{ZH_FORMAL}"
ZH_SCALES = "十百千万亿兆拾佰仟萬億"

ZH_SCALE: Mapping[str, Decimal] = MappingProxyType(
    {
        "十": Decimal(10),
        "百": Decimal(100),
        "千": Decimal(1000),
        "万": Decimal(10_000),
        "亿": Decimal(10**8),
        "兆": Decimal(10**12),
    }
)

EN_SCALE: Mapping[str, Decimal] = MappingProxyType(
    {
        "hundred": Decimal(100),
        "thousand": Decimal(1000),
        "k": Decimal(1000),
        "K": Decimal(1000),
        "million": Decimal(10**6),
        "millions": Decimal(10**6),
        "mn": Decimal(10**6),
        "mln": Decimal(10**6),
        "m": Decimal(10**6),
        "billion": Decimal(10**9),
        "billions": Decimal(10**9),
        "bn": Decimal(10**9),
        "b": Decimal(10**9),
        "trillion": Decimal(10**12),
        "tn": Decimal(10**12),
        "trn": Decimal(10**12),
        "dozen": Decimal(12),
        "crore": Decimal(10**7),
        "lakh": Decimal(10**5),
    }
)

EN_SMALL: Mapping[str, int] = MappingProxyType(
    {
        word: value
        for value, word in enumerate(
            words(
                "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
                "sixteen seventeen eighteen nineteen"
            )
        )
    }
)
EN_TENS: Mapping[str, int] = MappingProxyType(
    {
        word: 10 * value
        for value, word in enumerate(
            ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
        )
    }
)
EN_ORDINAL: Mapping[str, int] = MappingProxyType(
    {
        word: value
        for value, word in enumerate(
            words(
                "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
                "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
            ),
            start=1,
        )
    }
    | {
        word: 10 * value
        for value, word in enumerate(
            words("twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth"), start=2
        )
    }
)
EN_FRACTION: Mapping[str, Decimal] = MappingProxyType(
    {
        "half": Decimal(1) / 2,
        "one-half": Decimal(1) / 2,
        "one half": Decimal(1) / 2,
        "third": Decimal(1) / 3,
        "one third": Decimal(1) / 3,
        "one-third": Decimal(1) / 3,
        "two thirds": Decimal(2) / 3,
        "two-thirds": Decimal(2) / 3,
        "quarter": Decimal(1) / 4,
        "one quarter": Decimal(1) / 4,
        "one-quarter": Decimal(1) / 4,
        "three quarters": Decimal(3) / 4,
        "three-quarters": Decimal(3) / 4,
        "one fifth": Decimal(1) / 5,
        "one-fifth": Decimal(1) / 5,
        "two fifths": Decimal(2) / 5,
        "two-fifths": Decimal(2) / 5,
        "three fifths": Decimal(3) / 5,
        "three-fifths": Decimal(3) / 5,
        "four fifths": Decimal(4) / 5,
        "four-fifths": Decimal(4) / 5,
        "one tenth": Decimal(1) / 10,
        "one-tenth": Decimal(1) / 10,
    }
)
EN_MULTIPLE: Mapping[str, int] = MappingProxyType(
    {
        "double": 2,
        "doubled": 2,
        "doubles": 2,
        "doubling": 2,
        "twofold": 2,
        "two-fold": 2,
        "twice": 2,
        "triple": 3,
        "tripled": 3,
        "triples": 3,
        "tripling": 3,
        "threefold": 3,
        "three-fold": 3,
        "quadruple": 4,
        "quadrupled": 4,
        "quadrupling": 4,
        "fourfold": 4,
        "four-fold": 4,
        "fivefold": 5,
        "tenfold": 10,
    }
)

ZH_BEFORE: Mapping[str, Bound] = MappingProxyType(
    {
        "不少于": Bound.AT_LEAST,
        "不低于": Bound.AT_LEAST,
        "不小于": Bound.AT_LEAST,
        "不下于": Bound.AT_LEAST,
        "不下": Bound.AT_LEAST,
        "不短于": Bound.AT_LEAST,
        "至少": Bound.AT_LEAST,
        "最少": Bound.AT_LEAST,
        "最低": Bound.AT_LEAST,
        "起码": Bound.AT_LEAST,
        "至少有": Bound.AT_LEAST,
        "至少为": Bound.AT_LEAST,
        "大于等于": Bound.AT_LEAST,
        "≥": Bound.AT_LEAST,
        "超过": Bound.MORE_THAN,
        "超過": Bound.MORE_THAN,
        "超出": Bound.MORE_THAN,
        "已超": Bound.MORE_THAN,
        "超": Bound.MORE_THAN,
        "突破": Bound.MORE_THAN,
        "高于": Bound.MORE_THAN,
        "高於": Bound.MORE_THAN,
        "大于": Bound.MORE_THAN,
        "多于": Bound.MORE_THAN,
        "逾": Bound.MORE_THAN,
        "高达": Bound.EXACTLY,
        ">": Bound.MORE_THAN,
        "大约": Bound.ABOUT,
        "大約": Bound.ABOUT,
        "大约有": Bound.ABOUT,
        "大概": Bound.ABOUT,
        "大致": Bound.ABOUT,
        "约为": Bound.ABOUT,
        "约有": Bound.ABOUT,
        "约占": Bound.ABOUT,
        "约合": Bound.ABOUT,
        "约": Bound.ABOUT,
        "約": Bound.ABOUT,
        "接近": Bound.ABOUT,
        "将近": Bound.ABOUT,
        "將近": Bound.ABOUT,
        "近": Bound.ABOUT,
        "几乎": Bound.ABOUT,
        "差不多": Bound.ABOUT,
        "≈": Bound.ABOUT,
        "不超过": Bound.AT_MOST,
        "不超過": Bound.AT_MOST,
        "不超": Bound.AT_MOST,
        "不高于": Bound.AT_MOST,
        "不大于": Bound.AT_MOST,
        "不多于": Bound.AT_MOST,
        "不得超过": Bound.AT_MOST,
        "不逾": Bound.AT_MOST,
        "至多": Bound.AT_MOST,
        "最多": Bound.AT_MOST,
        "最高": Bound.AT_MOST,
        "≤": Bound.AT_MOST,
        "低于": Bound.LESS_THAN,
        "低於": Bound.LESS_THAN,
        "不足": Bound.LESS_THAN,
        "不到": Bound.LESS_THAN,
        "不满": Bound.LESS_THAN,
        "未满": Bound.LESS_THAN,
        "未达": Bound.LESS_THAN,
        "未到": Bound.LESS_THAN,
        "少于": Bound.LESS_THAN,
        "小于": Bound.LESS_THAN,
        "<": Bound.LESS_THAN,
    }
)
"""Bound words that stand right before a Chinese figure."""

ZH_AFTER: Mapping[str, Bound] = MappingProxyType(
    {
        "以上": Bound.AT_LEAST,
        "及以上": Bound.AT_LEAST,
        "或以上": Bound.AT_LEAST,
        "及其以上": Bound.AT_LEAST,
        "之上": Bound.AT_LEAST,
        "以下": Bound.AT_MOST,
        "及以下": Bound.AT_MOST,
        "或以下": Bound.AT_MOST,
        "以内": Bound.AT_MOST,
        "以內": Bound.AT_MOST,
        "之内": Bound.AT_MOST,
        "左右": Bound.ABOUT,
        "上下": Bound.ABOUT,
        "余": Bound.MORE_THAN,
        "餘": Bound.MORE_THAN,
        "多": Bound.MORE_THAN,
    }
)
"""Bound words that stand right after a Chinese figure and its unit."""

ZH_ODD: Mapping[str, Bound] = MappingProxyType(
    {"余": Bound.MORE_THAN, "餘": Bound.MORE_THAN, "多": Bound.MORE_THAN, "来": Bound.ABOUT, "來": Bound.ABOUT}
)
"""Between a Chinese number and its scale or unit: 10余家, 300多万人."""

ZH_NOT_ABOUT = "节節条條合签簽预預违違集公契制相守纽紐邀盟特解履立赴失爽毁大附最临臨邻鄰靠亲親接将將远遠新逼贴贴赶趕高"
"""约, 近 or 超 after one of these ends another word (节约, 签约, 附近, 赶超)."""

EN_BEFORE: Mapping[str, Bound] = MappingProxyType(
    {
        "at least": Bound.AT_LEAST,
        "no fewer than": Bound.AT_LEAST,
        "not fewer than": Bound.AT_LEAST,
        "no less than": Bound.AT_LEAST,
        "not less than": Bound.AT_LEAST,
        "no lower than": Bound.AT_LEAST,
        "not lower than": Bound.AT_LEAST,
        "not below": Bound.AT_LEAST,
        "a minimum of": Bound.AT_LEAST,
        "minimum of": Bound.AT_LEAST,
        "a minimum": Bound.AT_LEAST,
        "a maximum": Bound.AT_MOST,
        "≥": Bound.AT_LEAST,
        "more than": Bound.MORE_THAN,
        "over": Bound.MORE_THAN,
        "above": Bound.MORE_THAN,
        "exceeding": Bound.MORE_THAN,
        "exceed": Bound.MORE_THAN,
        "exceeds": Bound.MORE_THAN,
        "exceeded": Bound.MORE_THAN,
        "in excess of": Bound.MORE_THAN,
        "upwards of": Bound.MORE_THAN,
        "upward of": Bound.MORE_THAN,
        "greater than": Bound.MORE_THAN,
        "higher than": Bound.MORE_THAN,
        "surpass": Bound.MORE_THAN,
        "surpasses": Bound.MORE_THAN,
        "surpassed": Bound.MORE_THAN,
        "surpassing": Bound.MORE_THAN,
        "top": Bound.MORE_THAN,
        "topped": Bound.MORE_THAN,
        "topping": Bound.MORE_THAN,
        "beyond": Bound.MORE_THAN,
        "well over": Bound.MORE_THAN,
        "just over": Bound.MORE_THAN,
        "past": Bound.MORE_THAN,
        ">": Bound.MORE_THAN,
        "about": Bound.ABOUT,
        "around": Bound.ABOUT,
        "approximately": Bound.ABOUT,
        "approx.": Bound.ABOUT,
        "approx": Bound.ABOUT,
        "roughly": Bound.ABOUT,
        "some": Bound.ABOUT,
        "nearly": Bound.ABOUT,
        "almost": Bound.ABOUT,
        "close to": Bound.ABOUT,
        "near": Bound.ABOUT,
        "circa": Bound.ABOUT,
        "an estimated": Bound.ABOUT,
        "in the region of": Bound.ABOUT,
        "in the order of": Bound.ABOUT,
        "on the order of": Bound.ABOUT,
        "in the vicinity of": Bound.ABOUT,
        "~": Bound.ABOUT,
        "≈": Bound.ABOUT,
        "at most": Bound.AT_MOST,
        "up to": Bound.AT_MOST,
        "no more than": Bound.AT_MOST,
        "not more than": Bound.AT_MOST,
        "no higher than": Bound.AT_MOST,
        "not exceeding": Bound.AT_MOST,
        "not exceed": Bound.AT_MOST,
        "not to exceed": Bound.AT_MOST,
        "not over": Bound.AT_MOST,
        "no greater than": Bound.AT_MOST,
        "a maximum of": Bound.AT_MOST,
        "maximum of": Bound.AT_MOST,
        "capped at": Bound.AT_MOST,
        "within": Bound.AT_MOST,
        "≤": Bound.AT_MOST,
        "less than": Bound.LESS_THAN,
        "scarcely": Bound.LESS_THAN,
        "barely": Bound.LESS_THAN,
        "just under": Bound.LESS_THAN,
        "just below": Bound.LESS_THAN,
        "fewer than": Bound.LESS_THAN,
        "lower than": Bound.LESS_THAN,
        "under": Bound.LESS_THAN,
        "below": Bound.LESS_THAN,
        "short of": Bound.LESS_THAN,
        "<": Bound.LESS_THAN,
    }
)
"""Bound words that stand right before an English figure."""

EN_AFTER: Mapping[str, Bound] = MappingProxyType(
    {
        "or more": Bound.AT_LEAST,
        "or above": Bound.AT_LEAST,
        "and above": Bound.AT_LEAST,
        "or higher": Bound.AT_LEAST,
        "or over": Bound.AT_LEAST,
        "and over": Bound.AT_LEAST,
        "and more": Bound.AT_LEAST,
        "or greater": Bound.AT_LEAST,
        "at the least": Bound.AT_LEAST,
        "at least": Bound.AT_LEAST,
        "at a minimum": Bound.AT_LEAST,
        "plus": Bound.MORE_THAN,
        "+": Bound.MORE_THAN,
        "-plus": Bound.MORE_THAN,
        "-odd": Bound.MORE_THAN,
        "odd": Bound.MORE_THAN,
        "or so": Bound.ABOUT,
        "or thereabouts": Bound.ABOUT,
        "approximately": Bound.ABOUT,
        "or less": Bound.AT_MOST,
        "or fewer": Bound.AT_MOST,
        "or below": Bound.AT_MOST,
        "and below": Bound.AT_MOST,
        "or lower": Bound.AT_MOST,
        "or under": Bound.AT_MOST,
        "at most": Bound.AT_MOST,
        "at the most": Bound.AT_MOST,
    }
)
"""Bound words that stand right after an English figure and its unit."""

NOUNS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "基站": ("base stations", "base station"),
        "老旧小区": ("residential communities", "residential community"),
        "小区": ("residential communities", "residential community"),
        "企业": ("enterprises", "enterprise"),
        "公司": ("companies", "company"),
        "工厂": ("factories", "factory"),
        "项目": ("projects", "project"),
        "工程": ("projects", "project"),
        "平台": ("platforms", "platform"),
        "锅炉": ("boilers", "boiler"),
        "户厕": ("toilets", "toilet"),
        "厕所": ("toilets", "toilet"),
        "公厕": ("public toilets", "public toilet"),
        "学位": ("school places", "school place"),
        "示范社": ("cooperatives", "cooperative"),
        "合作社": ("cooperatives", "cooperative"),
        "家庭农场": ("family farms", "family farm"),
        "农场": ("farms", "farm"),
        "农庄": ("farm resorts", "farm resort"),
        "住房": ("housing units", "housing unit"),
        "安居房": ("housing units", "housing unit"),
        "公租房": ("public rental housing units", "public rental housing unit"),
        "住宅": ("homes", "home"),
        "园区": ("parks", "park"),
        "产业园": ("industrial parks", "industrial park"),
        "公园": ("parks", "park"),
        "团队": ("teams", "team"),
        "特派员": ("special commissioners", "special commissioner"),
        "人才": ("professionals", "professional"),
        "岗位": ("jobs", "job"),
        "示范村": ("demonstration villages", "demonstration village"),
        "村": ("villages", "village"),
        "乡镇": ("townships", "township"),
        "社区": ("communities", "community"),
        "学校": ("schools", "school"),
        "中小学": ("schools", "school"),
        "幼儿园": ("kindergartens", "kindergarten"),
        "医院": ("hospitals", "hospital"),
        "基地": ("bases", "base"),
        "实验室": ("laboratories", "laboratory"),
        "研究中心": ("research centers", "research center"),
        "中心": ("centers", "center"),
        "充电桩": ("charging points", "charging point"),
        "充电站": ("charging stations", "charging station"),
        "机场": ("airports", "airport"),
        "水库": ("reservoirs", "reservoir"),
        "桥梁": ("bridges", "bridge"),
        "线路": ("routes", "route"),
        "景区": ("scenic areas", "scenic area"),
        "集群": ("clusters", "cluster"),
        "专利": ("patents", "patent"),
        "机构": ("institutions", "institution"),
        "床位": ("beds", "bed"),
        "奶牛": ("dairy cows", "dairy cow"),
        "经营主体": ("business entities", "business entity"),
        "市场主体": ("market entities", "market entity"),
        "法规": ("regulations", "regulation"),
        "标准": ("standards", "standard"),
        "国家": ("countries", "country"),
        "城市": ("cities", "city"),
        "电站": ("power stations", "power station"),
        "生产线": ("production lines", "production line"),
        "课题": ("research topics", "research topic"),
        "措施": ("measures", "measure"),
        "任务": ("tasks", "task"),
        "案件": ("cases", "case"),
        "品牌": ("brands", "brand"),
        "产品": ("products", "product"),
        "商标": ("trademarks", "trademark"),
        "商店": ("shops", "shop"),
        "航线": ("air routes", "air route"),
        "泵站": ("pumping stations", "pumping station"),
        "车位": ("parking spaces", "parking space"),
        "停车位": ("parking spaces", "parking space"),
        "驿站": ("stations", "station"),
        "食堂": ("canteens", "canteen"),
    }
)
"""Counted nouns → English plural and singular: what 个, 家, 项, 台, 座 leave open."""


def alternation(words: Iterable[str], flags: str = "") -> str:
    """A regex group of `words`, longest first, so that the longest match wins."""
    body = "|".join(re.escape(word) for word in sorted(set(words), key=lambda w: (-len(w), w)))
    return f"(?{flags}:{body})"
