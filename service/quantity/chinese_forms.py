"""The forms in which Chinese writes a numeral: one pattern each, tried in this order at every numeral of a text.

No form starts inside a run of digits and none repeats a repetition, so that reading takes time linear in the text.
What must not be given back is an atomic group, `(?>…)`, and nothing possessive but single characters: of groups, Python
up to 3.11.4 mistakes where they end.
"""

from __future__ import annotations

import re

from service.quantity.currencies import CURRENCY_SIGNS
from service.quantity.lexicon import ZH_DIGITS, ZH_SCALES, ZH_ZERO, alternation, words
from service.quantity.units import ZH

_TRILLION = "兆(?=[元美欧日港台臺新澳加])"  # of money; elsewhere it is mega: 60兆电子伏, 1000兆宽带
CHAR = rf"(?:(?!千[瓦克米伏赫卡帕焦]|兆)[{ZH_DIGITS}{ZH_SCALES}]|{_TRILLION})"
SCALE = rf"(?:[十百万亿]|{_TRILLION}|千(?![瓦克米伏赫卡帕焦]))"
_NATIONAL = (
    "级|中小|重点|标准|高新|实验|地理|森林|湿地|公园|卫生|文明|园林|生态|现代|农业|火炬|创新|技术|工程|大学|基地|示范|"
    "综合|物流|储备|战略|一级|非物质|知识|专利|企业|自主|产业|先进|骨干|文化|旅游|公共|科技|数据|算力|医学|区域"
)
"""What follows 国家 where it says "national": 3个国家中小企业集群 are no countries."""
UNIT = alternation(ZH) + f"(?<!个人(?=[才员民口工体文大均]))(?<!个国家(?={_NATIONAL}))"
_DIGIT = "[一二两三四五六七八九]"
_SPACED = r"\d(?>(?: \d)+)(?: ?\. ?\d(?>(?: \d)*))?"
_PLAIN = r"(?:\d{1,3}(?>(?: \d{3}(?!\d))+)|\d[\d,]*+)(?>(?:\.\d++)?)"
_ARABIC = rf"(?:{_SPACED}(?=\s?(?:{SCALE}|{UNIT}))|{_PLAIN})"
_OF_ITS_OWN = r"[\d.,%‰A-Za-z]|\s?(?:岁|周岁|口之|年|月|日|类|级|届|时|点|号|[—–~/-]|至|到|个百分点)"
_AFTER_SCALE = rf"(?:(?<=[百千万亿])[{ZH_ZERO}]?|(?<=[百千万亿][{ZH_ZERO}]))"
_REST = rf"(?:{_AFTER_SCALE}(?:\d{{1,8}}+(?!{_OF_ITS_OWN})|(?<=[{ZH_ZERO}]){_DIGIT}))"
_PARTS = rf"(?>(?:[{ZH_ZERO}]?(?:{_ARABIC}|{_DIGIT})(?>{SCALE}+)){{1,3}})"
_MIXED = rf"{_ARABIC}(?>(?:(?>{SCALE}+)(?>(?:{_PARTS})?)(?>{_REST}?))?)"
_CHARS = rf"(?>{CHAR}+)(?>(?:点[{ZH_DIGITS}]++)?)"
_DIGITS_AFTER = rf"(?<=[一二两三四五六七八九十百千][百千万亿])(?>(?:{_ARABIC}(?>{SCALE}+)){{1,3}})(?>{_REST}?)"
_CHARS_MIXED = rf"(?>{CHAR}+)(?>(?:{_DIGITS_AFTER}|{_REST}|点[{ZH_DIGITS}]++)?)"
NUMERAL = rf"(?:{_MIXED}|{_CHARS_MIXED})"
_DASH = r"\s?(?:[—–~-]{1,2}|至|到)\s?"
_NO_YEAR = rf"(?!(?:[12]\d{{3}}|[一二][{ZH_DIGITS}\d]{{3}})\s?年)"
_SIGN = alternation(CURRENCY_SIGNS)
_LATIN_UNIT = alternation(
    [word for word in ZH if word.isascii()] + list(words("m t g h k bn m² mL W V A Hz GHz MHz dB °C"))
)
_PLAN = "(?:[^，。；、,;.“”\\d]{0,6}?)(?:行动|规划|计划|攻坚|方案|纲要|工程|战略|变样)"
_FULL_SESSION = rf"次(?=[、次{ZH_DIGITS}十]{{0,12}}(?:全会|全体会议))"
_CALLED = "政务|政府|便民|公共|市民|服务|消费|投诉|举报|报警|急救|火警|热线|电话|平台"
_DAYTIME = "(?:上午|下午|晚上|晚|早上|凌晨|中午|傍晚)"
_HALF = "(?:(?<!个)半(?![数导径程成球世封山年天日月夜岁途路边截殖])|(?<=个)半(?=[，。；、,;.）)]|$))"
_HALVED = "(?=小时|月|钟头|世纪|星期|百分点)"
_MINUS = r"(?<![\dA-Za-z%)\]”—–~-])-(?=\d)|(?<![减担自抱欠肩胜])负\s?(?=\d)|零下\s?"
_NOT_FORMED = "(?![立为果功员年套效绩就品分本人熟长交像都群化规型份败因语全对组建活体才排])"
_MINUTES = rf"\s?[点时]\s?(?:\d{{1,2}}|{CHAR}{{1,3}})\s?分(?![之钟])"
_NO_DECIMALS = r"(?!\d++(?:\.\d++)?-\d++(?:\.\d++)?(?![-.]?\d))"  # 0.14-0.16元 is a range
_EXPONENT = r"\s?[×x]\s?10\^?(?P<exp>\d\d?|[⁰¹²³⁴-⁹]{1,2})"

FORMS: tuple[tuple[str, str], ...] = (
    (
        "several",
        rf"(?:{NUMERAL}几|几(?=[{ZH_SCALES}])|数(?=[十百千万亿](?!分之)))[{ZH_SCALES}]*+(?:多|余)?\s?(?:{UNIT})?",
    ),
    ("spaced", rf"\d(?>(?: \d(?!\d))+)(?! ?[\d.]|\s?(?:{SCALE}|{UNIT}))"),
    ("mega", rf"\d++(?>(?:\.\d++)?)(?:{_DASH}\d++(?>(?:\.\d++)?))?\s?[十百千万]?兆(?!瓦|[元美欧日港台臺新澳加])"),
    ("plus", r"(?<![A-Za-z\d])[\dNnX]{1,4}(?>(?:\+[\dNnX]{1,4})+)"),
    (
        "latin",
        r"(?<![A-Za-z])(?!(?:RMB|USD|HKD|CNY|EUR|GBP)\s?\d)[A-Za-z]{1,24}+(?>(?:[-/][A-Za-z]{1,24}+){0,4})[-/]?\d[\dA-Za-z./-]*+(?!\s?[%％万亿])",
    ),
    ("hotline", rf"\d{{3,6}}(?={_CALLED})"),
    ("unitname", rf"\d++(?>(?:\.\d++)?)(?!{_LATIN_UNIT}(?![A-Za-z级]))[A-Za-z]++[\dA-Za-z]*+"),
    (
        "clock",
        rf"\d{{1,2}}:\d\d(?>(?::\d\d)?)|(?:\d{{1,2}}|{_DAYTIME}\s?(?:\d{{1,2}}|{CHAR}{{1,3}})){_MINUTES}"
        rf"|{_DAYTIME}\s?(?P<hour>\d{{1,2}}|{CHAR}{{1,3}})\s?[点时]|\d{{1,2}}\s?时(?![间期代速])",
    ),
    ("yearmonth", rf"(?:19|20)\d\d\.(?:0[1-9]|1[0-2])(?!\d|\s?(?:[%‰]|{SCALE}|{UNIT}))"),
    ("score", r"\d{1,3}\s?[:比]\s?\d{1,3}(?![\d.%])"),
    ("cohort", r"(?:[5-9]0|00|10|[89]5|05)[”\"]?\s?后(?![的来面退续勤备])"),
    ("months", rf"(?P<ma>\d{{1,2}}|{CHAR}{{1,2}}){_DASH}(?P<mb>\d{{1,2}}|{CHAR}{{1,2}})\s?月(?>(?:份|底|初|末)?)"),
    ("days", rf"(?P<da>\d{{1,2}}){_DASH}(?P<db>\d{{1,2}})\s?日(?!均|元|圆|圓|常|游|内|以)"),
    ("month", rf"(?<!个)(?P<mn>\d{{1,2}}|1 [012]|{CHAR}{{1,2}})\s?月(?>(?:份|底|初|末|中旬|上旬|下旬)?)"),
    ("day", rf"(?P<dn>\d{{1,2}}|[123] \d|{CHAR}{{1,3}})\s?日(?!均|元|圆|圓|常|前|趋|益)"),
    ("chain", rf"{_NO_DECIMALS}\d++(?>(?:[-.]\d++){{2,}})|0\d++(?!\.\d)|\d++/\d{{2,}}+(?>(?:/\d++)*)|24/7"),
    ("decade", rf"(?:\d{{2,4}}|{CHAR}{{2,4}})\s?年代"),
    (
        "years",
        rf"(?P<y1>[12]\d{{3}}){_DASH}(?P<y2>[12]\d{{3}}|\d\d(?=\s?(?:学年|年度|财年|年|赛季)))"
        rf"(?:\s?(?:学年|年度|年)|(?![\d,]|\.\d|\s?(?:[%‰多余百千万亿]|{UNIT})))",
    ),
    (
        "year",
        rf"(?:\d{{1,2}}\.)?(?P<yn>[12]\d{{3}}|[12](?: \d){{3}}|[一二][{ZH_DIGITS}\d]{{3}})"
        r"\s?年(?!前|后|来|以来|之内|代)",
    ),
    (
        "ordinal",
        rf"第\s?(?P<on>{NUMERAL})"
        rf"|(?P<on2>{NUMERAL})\s?(?:届|屆|号|號|中全会|中全會|期(?!望|待|间|货|限|盼)|{_FULL_SESSION})",
    ),
    ("plan", rf"(?P<pn>{NUMERAL})\s?(?:年|个月)(?={_PLAN})"),
    ("percent", rf"百分之\s?(?P<pc>{NUMERAL})(?>(?:{_DASH}(?:百分之)?{_NO_YEAR}(?P<pc2>{NUMERAL}))?)"),
    ("permille", rf"千分之\s?(?P<pm>{NUMERAL})"),
    (
        "fraction",
        rf"(?P<den>{_CHARS})分之(?P<nume>{_CHARS})|(?<!\d/)(?P<nume2>\d)/(?P<den2>[2-9]|10)(?![\d/])|一半|半数",
    ),
    (
        "tenths",
        rf"(?P<tn>{_DIGIT}|\d(?:\.\d)?)\s?成(?:(?>(?P<half>半|{_DIGIT})?)(?=[以左的多余，。；、,;.）)]|$)|(?<!一成){_NOT_FORMED})",
    ),
    ("doubling", r"翻了?(?:(?P<dbl>[一两二三四]|\d)?\s?番|[一1]\s?倍)"),
    ("times", rf"\d++\s?[×*xX]\s?(?=\d++(?>(?:\.\d++)?)\s?(?:(?>{SCALE}+))?\s?{UNIT})"),
    (
        "figure",
        rf"(?:(?P<sign>{_SIGN})\s?)?(?:(?P<minus>{_MINUS}))?(?P<n1>{NUMERAL})(?:\s?(?P<vulgar>[½¼¾⅓⅔]))?"
        rf"\s?(?P<odd>(?:余|多|来(?=[万亿千百个家人名]))(?!于))?(?:\s?(?P<scale>(?>{SCALE}+)))?"
        rf"(?P<sci>{_EXPONENT})?(?:(?P<unit1>\s?{UNIT})?(?P<dash>{_DASH}){_NO_YEAR}(?P<n2>{NUMERAL})"
        rf"(?:\s(?P<scale2>(?>{SCALE}+))|(?P<odd3>余|多)(?P<scale3>(?>{SCALE}+)))?)?(?P<odd2>(?:余|多)(?!于))?"
        rf"\s?(?:(?P<amid>个[半多]){_HALVED})?(?P<unit>{UNIT})?(?P<andhalf>{_HALF})?"
        rf"(?P<per>/\s?(?:年|月|日|天|小时|时|秒|人|亩|公顷|{UNIT}))?",
    ),
)

PATTERN = re.compile(r"(?<![\d.])(?:" + "|".join(f"(?P<{name}>{body})" for name, body in FORMS) + ")")
