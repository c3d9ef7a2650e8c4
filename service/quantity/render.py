"""A figure → its words in either language, so that reading them gives the figure again."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from babel.numbers import format_decimal

from index.types import Lang
from service.quantity import lexicon
from service.quantity.nouns import NOUNS
from service.quantity.types import Kind, Quantity
from service.quantity.units import EN, ZH
from service.types import Bound

_MARKS_EN: Mapping[Bound, str] = MappingProxyType(
    {
        Bound.EXACTLY: "",
        Bound.AT_LEAST: "at least ",
        Bound.MORE_THAN: "more than ",
        Bound.ABOUT: "about ",
        Bound.AT_MOST: "no more than ",
        Bound.LESS_THAN: "less than ",
    }
)
_MARKS_ZH: Mapping[Bound, tuple[str, str]] = MappingProxyType(
    {
        Bound.EXACTLY: ("", ""),
        Bound.AT_LEAST: ("", "以上"),
        Bound.MORE_THAN: ("超过", ""),
        Bound.ABOUT: ("", "左右"),
        Bound.AT_MOST: ("不超过", ""),
        Bound.LESS_THAN: ("低于", ""),
    }
)
_PER_EN: Mapping[str, str] = MappingProxyType(
    {"年": "year", "月": "month", "日": "day", "天": "day", "小时": "hour", "时": "hour", "秒": "second", "周": "week"}
)
_SCALES_EN = (("trillion", 12), ("billion", 9), ("million", 6))
_SCALES_ZH = (("亿", 8), ("万", 4))
_LONGEST = 3
"""Decimals that a scaled figure may show; one that needs more is written out: 23,456,789."""


def render(quantity: Quantity, lang: Lang, noun: str = "") -> str:
    """The figure in `lang`, with its bound and unit; `noun` says what is counted where the unit does not.

    >>> from service.quantity.names import find
    >>> render(find("162亿元", "zh")[0], "en"), render(find("45,000 households", "en")[0], "zh")
    ('16.2 billion yuan', '4.5万户')
    """
    return _english(quantity, noun) if lang == "en" else _chinese(quantity, noun)


def _english(q: Quantity, noun: str) -> str:
    if q.kind in (Kind.DATE, Kind.NAME, Kind.CLOCK, Kind.ORDINAL):
        return _label_en(q)
    numbers = number_en(q.number) if q.upper is None else _range_en(q)
    if q.kind is Kind.FRACTION:
        return _MARKS_EN[q.bound] + _fraction_en(q.number)
    times = f"{q.times:g}×" if q.times else ""
    per = f" per {_per_en(q.per)}" if q.per else ""
    return _MARKS_EN[q.bound] + times + numbers + _unit_en(q, noun) + per


def _unit_en(q: Quantity, noun: str) -> str:
    unit = ZH.get(q.unit)
    if q.unit == "%" or q.unit_en == "%":
        return "%"
    singular = q.number == 1 and q.upper is None
    if unit is not None and unit.kind is not Kind.COUNT and unit.en:
        return " " + (unit.singular if singular else unit.en[0])
    word = noun or q.unit_en
    if singular:
        known = EN.get(word)
        word = known.singular if known else dict(NOUNS.values()).get(word, word)
    return f" {word}" if word else ""


def _per_en(unit_zh: str) -> str:
    known = ZH.get(unit_zh)
    return _PER_EN.get(unit_zh) or (known.singular if known else "") or unit_zh


def _label_en(q: Quantity) -> str:
    if q.kind is Kind.ORDINAL:
        return ordinal_en(int(q.number))
    if q.upper is not None:
        return f"{q.number:g}–{q.upper:g}"
    return f"{q.number:g}"


def ordinal_en(n: int) -> str:
    """11 → 11th.

    >>> [ordinal_en(n) for n in (1, 2, 11, 23)]
    ['1st', '2nd', '11th', '23rd']
    """
    tail = "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{tail}"


def _fraction_en(number: float) -> str:
    part = Fraction(number).limit_denominator(1000)
    words = next(
        (w for w, v in lexicon.EN_FRACTION.items() if " " in w and Fraction(v).limit_denominator(1000) == part), ""
    )
    return words or f"{part.numerator}/{part.denominator}"


def _range_en(q: Quantity) -> str:
    return f"{number_en(q.number)} to {number_en(q.upper or 0.0)}"


def number_en(number: float) -> str:
    """45000 → 45,000; 36000000 → 36 million; 23456789 → 23,456,789."""
    value = _exact(number)
    for word, power in _SCALES_EN:
        scaled = value.scaleb(-power)
        if abs(scaled) >= 1 and _decimals(scaled) <= _LONGEST:
            return f"{_grouped(scaled)} {word}"
    return _grouped(value)


def number_zh(number: float) -> str:
    """45000 → 4.5万; 120000000000 → 1200亿; 1400 → 1400."""
    value = _exact(number)
    for word, power in _SCALES_ZH:
        scaled = value.scaleb(-power)
        if abs(scaled) >= 1 and _decimals(scaled) <= 4:
            return f"{_plain(scaled)}{word}"
    return _plain(value)


def _exact(number: float) -> Decimal:
    return Decimal(repr(float(number)))


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f") if value.is_finite() else str(value)


def _grouped(value: Decimal) -> str:
    if not value.is_finite():
        return str(value)
    return str(format_decimal(value.normalize(), format="#,##0." + "#" * max(1, _decimals(value)), locale="en"))


def _chinese(q: Quantity, noun: str) -> str:
    if q.kind is Kind.ORDINAL:
        return f"第{q.number:g}"
    if q.kind in (Kind.DATE, Kind.NAME, Kind.CLOCK):
        return (f"{q.number:g}" if q.upper is None else f"{q.number:g}—{q.upper:g}") + q.unit
    before, after = _MARKS_ZH[q.bound]
    if q.kind is Kind.FRACTION:
        part = Fraction(q.number).limit_denominator(1000)
        return f"{before}{part.numerator}/{part.denominator}{after}"
    numbers = number_zh(q.number) if q.upper is None else f"{number_zh(q.number)}至{number_zh(q.upper)}"
    times = f"{q.times:g}×" if q.times else ""
    per = f"/{q.per}" if q.per else ""
    unit = q.unit or ("" if not noun and not q.unit_en else "个")
    return f"{before}{times}{numbers}{unit}{per}{after}{noun}"
