"""The units that official papers use, each with its words in both languages. Tables only; `units` looks words up."""

from __future__ import annotations

from service.quantity.currencies import MONEY
from service.quantity.lexicon import words
from service.quantity.types import Kind, Unit

MU_M2 = 10_000 / 15
"""Square metres of a mu: fifteen mu are one hectare."""

_PERCENT = (
    Unit("%", Kind.PERCENT, ("%", "percent", "per cent", "pct"), "%", also_zh=("％",)),
    Unit("‰", Kind.PERCENT, ("per mille", "‰"), "per mille", factor=0.1),
    Unit(
        "个百分点",
        Kind.POINTS,
        ("percentage points", "percent points", "percentage-point", "percentage point", "pp", "points of percentage"),
        "percentage point",
        also_zh=("百分点", "個百分點", "百分點"),
    ),
    Unit(
        "个基点",
        Kind.POINTS,
        ("basis points", "basis point", "bps"),
        "basis point",
        0.01,
        also_zh=("基点", "個基點", "基點"),
    ),
)

_MEASURES = (
    Unit("亩", Kind.AREA, ("mu", "mus"), "mu", MU_M2, also_zh=("畝",)),
    Unit("公顷", Kind.AREA, ("hectares", "hectare", "ha"), "hectare", 1e4, also_zh=("公頃",)),
    Unit("英亩", Kind.AREA, ("acres", "acre"), "acre", 4046.8564224, also_zh=("英畝",)),
    Unit(
        "平方公里",
        Kind.AREA,
        ("square kilometres", "square kilometers", "square kilometre", "square kilometer", "sq km", "km²", "km2"),
        "square kilometre",
        1e6,
        also_zh=("平方千米", "km²"),
    ),
    Unit("平方英里", Kind.AREA, ("square miles", "square mile"), "square mile", 2589988.110336),
    Unit(
        "平方米",
        Kind.AREA,
        ("square metres", "square meters", "square metre", "square meter", "m²", "m2", "sq m", "sqm"),
        "square metre",
        1.0,
        also_zh=("平米", "㎡", "m²"),
    ),
    Unit("平方英尺", Kind.AREA, ("square feet", "square foot", "sq ft"), "square foot", 0.09290304),
    Unit(
        "吨",
        Kind.MASS,
        ("tonnes", "tons", "metric tons", "tonne", "ton", "metric ton", "t"),
        "tonne",
        1e3,
        also_zh=("噸", "公吨"),
    ),
    Unit(
        "公斤",
        Kind.MASS,
        ("kilograms", "kilogram", "kilos", "kilo", "kg", "kgs"),
        "kilogram",
        1.0,
        also_zh=("千克", "kg"),
    ),
    Unit("斤", Kind.MASS, ("jin", "catties"), "jin", 0.5),
    Unit("磅", Kind.MASS, ("lbs", "lb", "pounds in weight"), "lb", 0.45359237),
    Unit("克", Kind.MASS, ("grams", "gram", "g"), "gram", 1e-3),
    Unit("毫克", Kind.MASS, ("milligrams", "milligram", "mg"), "milligram", 1e-6, also_zh=("mg",)),
    Unit("微克", Kind.MASS, ("micrograms", "microgram", "µg", "μg"), "microgram", 1e-9, also_zh=("µg", "μg")),
    Unit("盎司", Kind.MASS, ("ounces", "ounce", "oz"), "ounce", 0.028349523125),
    Unit("千瓦", Kind.POWER, ("kW", "kilowatts", "kilowatt"), "kW", 1e3, also_zh=("kW",)),
    Unit("兆瓦", Kind.POWER, ("MW", "megawatts", "megawatt"), "MW", 1e6, also_zh=("MW",)),
    Unit("吉瓦", Kind.POWER, ("GW", "gigawatts", "gigawatt"), "GW", 1e9, also_zh=("GW",)),
    Unit("瓦", Kind.POWER, ("watts", "watt"), "watt", 1.0, also_zh=("瓦特",)),
    Unit(
        "千瓦时",
        Kind.ENERGY,
        ("kWh", "kilowatt-hours", "kilowatt hours", "kilowatt-hour", "kilowatt hour"),
        "kWh",
        1.0,
        also_zh=("千瓦小时", "千瓦時", "度电", "kWh"),
    ),
    Unit("兆瓦时", Kind.ENERGY, ("MWh", "megawatt-hours", "megawatt hours"), "MWh", 1e3, also_zh=("兆瓦時", "MWh")),
    Unit("吉瓦时", Kind.ENERGY, ("GWh", "gigawatt-hours", "gigawatt hours"), "GWh", 1e6, also_zh=("GWh",)),
    Unit("太瓦时", Kind.ENERGY, ("TWh", "terawatt-hours", "terawatt hours"), "TWh", 1e9, also_zh=("TWh",)),
    Unit(
        "吨标准煤",
        Kind.ENERGY,
        ("tonnes of standard coal", "tons of standard coal", "tonnes of coal equivalent", "tce"),
        "tonne of standard coal",
        8141.0,
        also_zh=("吨标煤", "噸標準煤"),
    ),
    Unit(
        "蒸吨",
        Kind.STEAM,
        (
            "steam tonnes per hour",
            "steam tonnes",
            "steam tons",
            "steam tonnes (t/h)",
            "t/h",
            "tonnes of steam per hour",
            "tonnes of steam",
            "tons of steam",
        ),
        "steam tonne",
        also_zh=("蒸噸",),
    ),
    Unit(
        "公里",
        Kind.LENGTH,
        ("kilometres", "kilometers", "km", "kilometre", "kilometer", "kms"),
        "kilometre",
        1e3,
        also_zh=("千米", "km"),
    ),
    Unit("米", Kind.LENGTH, ("metres", "meters", "metre", "meter", "m"), "metre", 1.0),
    Unit(
        "厘米",
        Kind.LENGTH,
        ("centimetres", "centimeters", "cm", "centimetre", "centimeter"),
        "centimetre",
        0.01,
        also_zh=("公分", "cm"),
    ),
    Unit(
        "毫米",
        Kind.LENGTH,
        ("millimetres", "millimeters", "mm", "millimetre", "millimeter"),
        "millimetre",
        1e-3,
        also_zh=("mm",),
    ),
    Unit(
        "纳米",
        Kind.LENGTH,
        ("nanometres", "nanometers", "nm", "nanometre", "nanometer"),
        "nanometre",
        1e-9,
        also_zh=("奈米", "nm"),
    ),
    Unit("英里", Kind.LENGTH, ("miles", "mile", "mi"), "mile", 1609.344, also_zh=("哩",)),
    Unit("海里", Kind.LENGTH, ("nautical miles", "nautical mile"), "nautical mile", 1852.0, also_zh=("浬",)),
    Unit("英尺", Kind.LENGTH, ("feet", "foot", "ft"), "foot", 0.3048, also_zh=("呎",)),
    Unit("英寸", Kind.LENGTH, ("inches", "inch"), "inch", 0.0254, also_zh=("吋",)),
    Unit("码", Kind.LENGTH, ("yards", "yard"), "yard", 0.9144, also_zh=("碼",)),
    Unit(
        "立方米",
        Kind.VOLUME,
        ("cubic metres", "cubic meters", "cubic metre", "cubic meter", "m³", "m3"),
        "cubic metre",
        1.0,
        also_zh=("m³", "方水"),
    ),
    Unit("升", Kind.VOLUME, ("litres", "liters", "litre", "liter"), "litre", 1e-3, also_zh=("公升",)),
    Unit("毫升", Kind.VOLUME, ("millilitres", "milliliters", "ml", "mL"), "millilitre", 1e-6, also_zh=("ml", "mL")),
    Unit("桶", Kind.VOLUME, ("barrels", "barrel"), "barrel", 0.158987294928),
    Unit(
        "摄氏度",
        Kind.TEMPERATURE,
        ("degrees Celsius", "°C", "℃", "degrees centigrade"),
        "degree Celsius",
        also_zh=("℃", "°C", "攝氏度"),
    ),
)

_TIME = (
    Unit("年", Kind.DURATION, ("years", "year", "yrs", "yr"), "year", 12.0, "month", ("周年", "週年", "载")),
    Unit("个月", Kind.DURATION, ("months", "month"), "month", 1.0, "month", ("個月", "月")),
    Unit("周", Kind.DURATION, ("weeks", "week"), "week", 168.0, "hour", ("星期", "个星期", "週", "個星期")),
    Unit("天", Kind.DURATION, ("days", "day"), "day", 24.0, "hour", ("日",)),
    Unit(
        "小时", Kind.DURATION, ("hours", "hour", "hrs", "hr"), "hour", 1.0, "hour", ("个小时", "小時", "個小時", "钟头")
    ),
    Unit("分钟", Kind.DURATION, ("minutes", "minute", "min", "mins"), "minute", 1 / 60, "hour", ("分鐘",)),
    Unit("秒", Kind.DURATION, ("seconds", "second", "secs"), "second", 1 / 3600, "hour", ("秒钟", "秒鐘")),
    Unit(
        "岁",
        Kind.AGE,
        ("years old", "years of age", "year-old", "year-olds", "aged"),
        "year old",
        also_zh=("歲", "周岁"),
    ),
    Unit("倍", Kind.MULTIPLE, ("times", "fold", "-fold", "x"), "time"),
)

_COUNTS = (
    Unit(
        "户",
        Kind.COUNT,
        ("households", "household", "families", "homes", "family", "home"),
        "household",
        also_zh=("戶",),
    ),
    Unit(
        "人次", Kind.COUNT, ("visits", "person-times", "person times", "trips", "visit", "trip", "person-time"), "visit"
    ),
    Unit(
        "人",
        Kind.COUNT,
        ("people", "persons", "person", "individuals", "residents", "men", "women"),
        "person",
        also_zh=("名", "位", "口人"),
    ),
    Unit(
        "辆",
        Kind.COUNT,
        ("vehicles", "cars", "buses", "trucks", "vehicle", "car", "bus", "truck"),
        "vehicle",
        also_zh=("輛", "辆次"),
    ),
    Unit("头", Kind.COUNT, ("head", "heads"), "head", also_zh=("头(只)", "头（只）", "頭", "头只", "万头")),
    Unit("次", Kind.COUNT, ("times", "occasions", "sessions", "time"), "time"),
    Unit("所", Kind.COUNT, ("schools", "institutions", "universities", "colleges", "school"), "school"),
    Unit("张床位", Kind.COUNT, ("beds", "bed"), "bed", also_zh=("张病床", "个床位", "床位", "床", "張床位")),
    Unit("个学位", Kind.COUNT, ("school places", "places"), "school place", also_zh=("个学位", "學位")),
    Unit("个村", Kind.COUNT, ("villages", "village"), "village", also_zh=("村", "个行政村")),
    Unit("个县", Kind.COUNT, ("counties", "county"), "county", also_zh=("县", "縣")),
    Unit(
        "个国家", Kind.COUNT, ("countries", "country", "nations", "states"), "country", also_zh=("国", "國", "個國家")
    ),
    Unit("省", Kind.COUNT, ("provinces", "province"), "province", also_zh=("个省", "个省份")),
    Unit("个城市", Kind.COUNT, ("cities", "city"), "city"),
    Unit("株", Kind.COUNT, ("trees", "plants", "seedlings", "tree"), "tree", also_zh=("棵",)),
    Unit("架", Kind.COUNT, ("aircraft", "planes", "jets"), "aircraft", also_zh=("架次",)),
    Unit("艘", Kind.COUNT, ("ships", "vessels", "ship", "vessel"), "ship"),
    Unit("千伏", Kind.COUNT, ("kV", "kilovolts", "kilovolt"), "kV", also_zh=("kV",)),
    Unit("千伏安", Kind.COUNT, ("kVA", "kilovolt-amperes"), "kVA", also_zh=("kVA",)),
    Unit("列", Kind.COUNT, ("trains", "train"), "train"),
    Unit("页", Kind.COUNT, ("pages", "page"), "page", also_zh=("頁",)),
)

GENERIC = words(
    "个 個 家 部分 项 項 台 臺 套 座 处 處 条 條 件 支 只 隻 种 種 类 類 批 部 本 张 張 份 间 間 栋 棟 幢 片 "
    "场 場 届 門 门 期 轮 起 例 宗 副 枚 块 塊 颗 根 艘次 标箱 箱 册 首 篇 幅 口 眼 孔 对 組 组 队 班 层 "
    "層 级 名次 字 句 笔 票 席 代 步 点 方面 节 集 款 站 线 股 盏 把 封 则 段 桩 道 路 家次 万次 分 回 度 "
    "环 卷 局 时 個人 成员 员 宿 间次 师 营 连 团 匹 尾 羽 盘 盆 杯 瓶 顿 盒 粒"
)
"""Classifiers that do not say what they count: the noun does."""

_GENERIC = tuple(Unit(word, Kind.COUNT) for word in dict.fromkeys(GENERIC))

UNITS = (*_PERCENT, *MONEY, *_MEASURES, *_TIME, *_COUNTS, *_GENERIC)
