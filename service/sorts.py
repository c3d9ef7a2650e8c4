"""The sorts of things that are told apart: crops, animals, insurances, town and country, what is measured of them.

A table for `service.siblings`: of one sort are things of which a figure about one says nothing about another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.types import Lang


@dataclass(frozen=True, slots=True)
class Thing:
    """One of its sort: how it is called in Chinese and in English."""

    zh: re.Pattern[str]
    en: re.Pattern[str]

    def pattern(self, lang: Lang) -> re.Pattern[str]:
        """How it is called in a language."""
        return self.zh if lang == "zh" else self.en

    def stands_in(self, text: str, lang: Lang) -> bool:
        """True where a text names it."""
        return bool(self.pattern(lang).search(text))


def _things(*pairs: tuple[str, str]) -> tuple[Thing, ...]:
    return tuple(
        Thing(re.compile(zh), re.compile(rf"\b(?:{en})(?:es|s)?\b", re.IGNORECASE) if en else re.compile("(?!)"))
        for zh, en in pairs
    )


SORTS: tuple[tuple[Thing, ...], ...] = (
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
        ("煤(?!气|层气)", "coal"),
        ("稀土", "rare[- ]earths?|rare earth"),
        ("原油|石油(?!气)", "crude(?: oil)?|petroleum|oil"),
        ("天然气|燃气", "natural gas|gas[- ]fired|gas boiler"),
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
        ("高速公路", "expressway|motorway|highway"),
        ("(?<!高速)公路", "(?<!and )road|highway"),
    ),
    _things(
        ("产量|单产|总产|产值", "output|production|yield|produced?|harvest(?:ed)?"),
        ("(?<!进)出口", "exports?|exported"),
        ("进口", "imports?|imported"),
        ("进出口|外贸", "(?:imports? and exports?|exports? and imports?|foreign trade)"),
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
    _things(
        ("农村|乡村|农民|城乡", "rural|countryside"),
        ("城镇|城市(?!群|圈)|城区|城乡", "urban"),
    ),
    _things(
        ("学前|幼儿园|幼教", "pre-?school|kindergarten|nursery"),
        ("(?<!中)小学|中小学|义务教育", "(?:primary|elementary) school|primary and secondary|compulsory education"),
        ("初中|高中|中学|中小学|义务教育", "(?:middle|high|secondary) school|compulsory education"),
        ("职业(?:教育|院校|学[校院]|技术)|中职|高职|技工", "vocational"),
        ("高校|大学(?!生)|高等教育", "universit(?:y|ies)|college(?! graduate)|higher education"),
    ),
    _things(
        ("高新技术企业", "high-tech (?:enterprise|firm|compan(?:y|ies))"),
        ("规模以上|规上", "above (?:the )?designated size"),
        ("专精特新|小巨人", "speciali[sz]ed and sophisticated|little giant"),
        ("科技型", "technology-based|tech-based"),
        ("上市(?:公司|企业)", "listed (?:enterprise|firm|compan(?:y|ies))"),
        ("龙头企业", "(?:leading|dragon-?head) (?:enterprise|firm|compan(?:y|ies))"),
        ("独角兽", "unicorn"),
    ),
    _things(
        ("国家|全国", "national|state-level"),
        ("自治区|省级|全省|全区", "provincial|regional-level|autonomous region|at the regional level"),
        ("[市州]级|全[市州](?!场)", "municipal|prefecture-level|prefectural|city-level"),
        ("县级|区县级|全县", "county-level"),
    ),
    _things(
        ("污水|废水", "sewage|waste ?water"),
        ("垃圾|固废|固体废物", "garbage|rubbish|refuse|(?:household|domestic|solid) waste"),
    ),
)
"""Each row: what one figure is about, never two. A whole and its parts are different things too: grain and wheat."""
ALWAYS_NAMED = 4
"""Rows of things that a text about them names; of rural households it may only say 户."""

INDICATORS: tuple[tuple[Thing, ...], ...] = (
    _things(
        ("预算收入|财政收入|税收", "budget(?:ary)? (?:revenue|income)|fiscal revenue|tax revenue"),
        ("预算支出|财政支出|民生支出", "(?:budget(?:ary)?|fiscal|public) (?:expenditure|spending)"),
    ),
    _things(
        ("生产总值|GDP|经济(?:总量|增[长速])", "GDP|gross domestic product|economic (?:growth|output)"),
        ("工业增加值|工业总?产值", "industrial (?:output|growth|added value|value[- ]added)|value added of industr"),
        ("固定资产投资|固投", "fixed[- ]assets? investment|investment in fixed assets"),
        ("社会消费品|零售总额", "retail sale"),
        ("(?<!进)出口|进出口|外贸", "exports?|foreign trade"),
        ("进口|进出口|外贸", "imports?|foreign trade"),
        ("预算收入|财政收入", "budget(?:ary)? (?:revenue|income)|fiscal revenue"),
        ("可支配收入", "disposable income"),
        ("消费价格|CPI|物价", "consumer price|CPI|inflation"),
        ("失业率", "unemployment rate|jobless rate"),
        (
            "(?:农业|农林牧渔业?)(?:总产值|增加值)|第一产业",
            "agricultural (?:output|growth|value)|primary industr(?:y|ies)",
        ),
        ("服务业增加值|第三产业", "(?:service|tertiary) (?:sector|industr(?:y|ies))"),
    ),
    _things(
        ("失业率", "unemployment rate|jobless rate"),
        ("(?:参保|参合)率", "insured|insurance participation|insurance enrol?ment"),
    ),
)
"""The same of what papers measure: no row to put one in for another, for each is asked for in its own words."""
