"""Currencies with their words in both languages, and the signs before an amount. Tables only."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from service.quantity.types import Kind, Unit

MONEY = (
    Unit(
        "元",
        Kind.MONEY,
        ("yuan", "RMB", "renminbi", "CNY"),
        "yuan",
        base="CNY",
        also_zh=("元人民币", "人民币", "块钱", "元人民幣", "人民幣", "圆"),
    ),
    Unit(
        "美元",
        Kind.MONEY,
        ("US dollars", "U.S. dollars", "dollars", "USD", "US$", "dollar", "US dollar", "U.S. dollar"),
        "US dollar",
        base="USD",
        also_zh=("美金",),
    ),
    Unit("欧元", Kind.MONEY, ("euros", "euro", "EUR"), "euro", base="EUR", also_zh=("歐元",)),
    Unit(
        "英镑",
        Kind.MONEY,
        ("pounds sterling", "pounds", "GBP", "pound"),
        "pound sterling",
        base="GBP",
        also_zh=("英鎊", "镑", "鎊"),
    ),
    Unit("日元", Kind.MONEY, ("Japanese yen", "yen", "JPY"), "Japanese yen", base="JPY", also_zh=("日圆", "日圓")),
    Unit(
        "港元",
        Kind.MONEY,
        ("Hong Kong dollars", "HK dollars", "HK$", "HKD"),
        "Hong Kong dollar",
        base="HKD",
        also_zh=("港币", "港幣"),
    ),
    Unit("澳元", Kind.MONEY, ("Australian dollars", "A$", "AUD"), "Australian dollar", base="AUD"),
    Unit("加元", Kind.MONEY, ("Canadian dollars", "C$", "CAD"), "Canadian dollar", base="CAD"),
    Unit("卢布", Kind.MONEY, ("rubles", "roubles", "ruble", "rouble"), "ruble", base="RUB", also_zh=("盧布",)),
    Unit("卢比", Kind.MONEY, ("rupees", "rupee"), "rupee", base="INR", also_zh=("盧比",)),
    Unit("韩元", Kind.MONEY, ("Korean won", "won"), "won", base="KRW", also_zh=("韓元",)),
)

CURRENCY_SIGNS: Mapping[str, str] = MappingProxyType(
    {
        "US$": "美元",
        "USD$": "美元",
        "HKD$": "港元",
        "AUD$": "澳元",
        "AU$": "澳元",
        "CAD$": "加元",
        "USD": "美元",
        "HK$": "港元",
        "HK $": "港元",
        "US $": "美元",
        "A$": "澳元",
        "C$": "加元",
        "RMB¥": "元",
        "CN¥": "元",
        "RMB": "元",
        "CNY": "元",
        "¥": "元",
        "￥": "元",
        "$": "美元",
        "€": "欧元",
        "EUR": "欧元",
        "£": "英镑",
        "GBP": "英镑",
        "HKD": "港元",
        "JPY": "日元",
        "KRW": "韩元",
        "RUB": "卢布",
        "INR": "卢比",
        "AUD": "澳元",
        "CAD": "加元",
    }
)
"""What stands before an amount → the unit's Chinese name. A bare $ is read as US dollars, a bare ¥ as yuan."""
