"""The forms in which Chinese writes a numeral: one pattern each, tried in this order at every numeral of a text.

No form starts inside a run of digits and none repeats a repetition, so that reading takes time linear in the text.
"""

from __future__ import annotations

import re

from service.quantity.lexicon import ZH_DIGITS, ZH_SCALES, alternation, words
from service.quantity.units import CURRENCY_SIGNS, ZH

CHAR = rf"(?:(?!千[瓦克米])[{ZH_DIGITS}{ZH_SCALES}])"
SCALE = "(?:[十百万亿兆]|千(?![瓦克米]))"
_ARABIC = r"(?:\d{1,3}(?: \d{3}(?!\d))++|\d[\d,]*+)(?:\.\d++)?+"
_MIXED = rf"{_ARABIC}(?:{SCALE}++(?:{_ARABIC}{SCALE}++){{0,3}}+)?+"
_CHARS = rf"{CHAR}++(?:点[{ZH_DIGITS}]++)?+"
NUMERAL = rf"(?:{_MIXED}|{_CHARS})"
_DASH = r"\s?(?:[—–~-]{1,2}|至|到)\s?"
_NATIONAL = (
    "级|中小|重点|标准|高新|实验|地理|森林|湿地|公园|卫生|文明|园林|生态|现代|农业|火炬|创新|技术|工程|大学|基地|示范|"
    "综合|物流|储备|战略|一级|非物质|知识|专利|企业|自主|产业|先进|骨干|文化|旅游|公共|科技|数据|算力|医学|区域"
)
"""What follows 国家 where it says "national": 3个国家中小企业集群 are no countries."""
UNIT = alternation(ZH) + f"(?<!个人(?=[才员民口工体文大均]))(?<!个国家(?={_NATIONAL}))"
_SIGN = alternation(CURRENCY_SIGNS)
_LATIN_UNIT = alternation(
    [word for word in ZH if word.isascii()] + list(words("m t g h k bn m² mL W V A Hz GHz MHz dB °C"))
)
_PLAN = "(?:[^，。；、,;.“”\\d]{0,6}?)(?:行动|规划|计划|攻坚|方案|纲要|工程|战略|变样)"
_FULL_SESSION = rf"次(?=[、次{ZH_DIGITS}十]{{0,12}}(?:全会|全体会议))"
_CALLED = "政务|政府|便民|公共|市民|服务|消费|投诉|举报|报警|急救|火警|热线|电话|平台"
_DAYTIME = "(?:上午|下午|晚上|晚|早上|凌晨|中午|傍晚)"
_EXPONENT = r"\s?[×x]\s?10\^?(?P<exp>\d\d?|[⁰¹²³⁴-⁹]{1,2})"

FORMS: tuple[tuple[str, str], ...] = (
    ("plus", r"(?<![A-Za-z\d])[\dNnX]{1,4}(?:\+[\dNnX]{1,4})++"),
    (
        "latin",
        r"(?<![A-Za-z])(?!(?:RMB|USD|HKD|CNY|EUR|GBP)\s?\d)[A-Za-z]{1,24}+(?:[-/][A-Za-z]{1,24}+){0,4}+[-/]?\d[\dA-Za-z./-]*+(?!\s?[%％万亿])",
    ),
    ("hotline", rf"\d{{3,6}}(?={_CALLED})"),
    ("unitname", rf"\d++(?:\.\d++)?+(?!{_LATIN_UNIT}(?![A-Za-z]))[A-Za-z]++[\dA-Za-z]*+"),
    (
        "clock",
        rf"\d{{1,2}}:\d\d(?::\d\d)?+|{_DAYTIME}(?P<hour>\d{{1,2}}|{CHAR}{{1,3}})[点时]|\d{{1,2}}时(?:\d{{1,2}}分)?+",
    ),
    ("chain", r"\d++(?:[-.]\d++){2,}+|0\d++(?!\.\d)|\d++/\d{2,}+(?:/\d++)*+"),
    ("decade", rf"(?:\d{{2,4}}|{CHAR}{{2,4}})年代"),
    ("years", rf"(?P<y1>[12]\d{{3}}){_DASH}(?P<y2>[12]\d{{3}})(?:学年|年度|年)?+(?![\d,])"),
    ("year", rf"(?P<yn>[12]\d{{3}}|[一二][{ZH_DIGITS}]{{3}})\s?年(?!前|后|来|以来|之内|代)"),
    ("month", rf"(?<!个)(?P<mn>\d{{1,2}}|{CHAR}{{1,2}})\s?月(?:份|底|初|末|中旬|上旬|下旬)?+"),
    ("day", rf"(?P<dn>\d{{1,2}}|{CHAR}{{1,3}})\s?日(?!均|元|圆|圓|常|前|趋|益)"),
    (
        "ordinal",
        rf"第\s?(?P<on>{NUMERAL})"
        rf"|(?P<on2>{NUMERAL})\s?(?:届|屆|号|號|中全会|中全會|期(?!望|待|间|货|限|盼)|{_FULL_SESSION})",
    ),
    ("plan", rf"(?P<pn>{NUMERAL})\s?(?:年|个月)(?={_PLAN})"),
    ("percent", rf"百分之\s?(?P<pc>{NUMERAL})(?:{_DASH}(?:百分之)?(?P<pc2>{NUMERAL}))?+"),
    ("permille", rf"千分之\s?(?P<pm>{NUMERAL})"),
    (
        "fraction",
        rf"(?P<den>{_CHARS})分之(?P<nume>{_CHARS})|(?<!\d/)(?P<nume2>\d)/(?P<den2>[2-9]|10)(?![\d/])|一半|半数",
    ),
    ("tenths", r"(?P<tn>[一二两三四五六七八九]|\d(?:\.\d)?)\s?成(?P<half>半)?+(?=[以左，。；、,;.）)的]|$)"),
    ("doubling", r"翻(?P<dbl>[一两二三四]|\d)?\s?番"),
    ("times", rf"\d++\s?[×*xX]\s?(?=\d++(?:\.\d++)?+\s?(?:{SCALE}++)?\s?{UNIT})"),
    (
        "figure",
        rf"(?:(?P<sign>{_SIGN})\s?)?(?P<n1>{NUMERAL})"
        rf"\s?(?P<odd>(?:余|多|来(?=[万亿千百个家人名]))(?!于))?(?:\s?(?P<scale>{SCALE}++))?"
        rf"(?P<sci>{_EXPONENT})?(?:(?P<unit1>\s?{UNIT})?{_DASH}(?P<n2>{NUMERAL})(?:\s(?P<scale2>{SCALE}++))?)?(?P<odd2>(?:余|多)(?!于))?"
        rf"\s?(?P<unit>{UNIT})?(?P<per>/\s?(?:年|月|日|天|小时|时|秒|人|亩|公顷|{UNIT}))?",
    ),
)

PATTERN = re.compile(r"(?<![\d.])(?:" + "|".join(f"(?P<{name}>{body})" for name, body in FORMS) + ")")
