"""The noun that a generic classifier counts: 5G基站1000个 and 1000个5G基站 are base stations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from index.types import Span
from service.quantity.lexicon import alternation

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

_REACH = 14
"""Code points on either side of a figure in which its noun is looked for."""

_WITHIN = re.compile("(?:特色|产业|示范|创新|重点|先进|综合)*")
"""What may stand between the nouns of one compound."""
_BREAK = re.compile(r"[，。；、,;：:！？!?]")
_COUNTRIES = "国家(?=[和与及或的]|地区|[^一-鿿]|$)"
"""国家 is what is counted only where no noun follows: 35家国家级企业 are no countries."""
_NOUN = re.compile(f"(?!国家)(?:{alternation(NOUNS)})|{_COUNTRIES}")


def counted_noun(text: str, span: Span) -> str:
    """The English plural of what the figure at `span` counts, or "" where no known noun stands beside it.

    What follows (8个中小学项目) goes before what precedes (老旧小区改造108个), as in Chinese grammar.
    """
    after = list(_NOUN.finditer(_BREAK.split(text[span.end : span.end + _REACH], maxsplit=1)[0]))
    if after:
        return NOUNS[_compound_end(after)][0]
    before = _NOUN.findall(_BREAK.split(text[max(0, span.start - _REACH) : span.start])[-1])
    return NOUNS[before[-1]][0] if before else ""


def _compound_end(nouns: list[re.Match[str]]) -> str:
    """The last of the nouns that make one compound: 中小学项目 are projects, 企业特色产业集群 are clusters."""
    last = nouns[0]
    for noun in nouns[1:]:
        if not _WITHIN.fullmatch(noun.string, last.end(), noun.start()):
            break
        last = noun
    return str(last[0])
