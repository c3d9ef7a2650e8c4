"""The general form of a Chinese figure: [sign] number [scale] [– number] [unit] [/year], with its bound."""

from __future__ import annotations

import re
from decimal import Decimal

from index.types import Span
from service.quantity import numerals
from service.quantity.chinese_bounds import bound_of
from service.quantity.chinese_forms import SCALE
from service.quantity.chinese_names import View
from service.quantity.currencies import CURRENCY_SIGNS
from service.quantity.nouns import counted_noun
from service.quantity.types import Kind, Quantity, Unit
from service.quantity.units import ZH
from service.types import Bound

_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_APART = re.compile(rf"([一二两三四五六七八九])([二两三四五六七八九])({SCALE}*)")


_WIDEST = 100
"""How far apart the ends of a range may lie where only the second has a scale: 5000至1万, not 10至5万."""

_SIGNED = (Kind.PERCENT, Kind.POINTS, Kind.TEMPERATURE)
"""What falls below zero. Before anything else a hyphen is a dash."""


def is_two(match: re.Match[str]) -> bool:
    """True where 至 leads from a change to where it led, no range (收窄8%至47亿港元, 5%至3%), or the units differ."""
    unit, last = (match["unit1"] or "").strip(), match["unit"]
    if not (unit and last and match["n2"]):
        return False
    if ZH[unit] is not ZH[last]:
        return True
    low, high = numbers(match)
    return "-" not in match["dash"] and low is not None and high is not None and low > high


def numbers(match: re.Match[str]) -> tuple[Decimal | None, Decimal | None]:
    """The number and, in a range, its far end; None where the numeral is none."""
    apart = _APART.fullmatch(match["n1"])
    if apart and match["n2"] is None and ord_of(apart[2]) == ord_of(apart[1]) + 1:
        scale = numerals.scale_of(apart[3] + (match["scale"] or ""))
        return ord_of(apart[1]) * scale, ord_of(apart[2]) * scale
    low = numerals.chinese(match["n1"])
    if low is not None and match["scale"]:
        low *= numerals.scale_of(match["scale"])
    if low is not None and match["exp"]:
        low *= Decimal(10) ** int(match["exp"].translate(_SUPERSCRIPT))
    if low is not None and match["vulgar"]:
        low += numerals.VULGAR[match["vulgar"]]
    if low is not None and (match["andhalf"] or match["amid"] == "个半"):
        low += Decimal("0.5")
    if match["n2"] is None:
        return low, None
    high = numerals.chinese(match["n2"])
    ending = match["scale2"] or match["scale3"] or ""
    if high is not None and ending:
        high *= numerals.scale_of(ending)
    if low is not None and high is not None and not match["scale"] and not match["unit1"]:
        low = _shared_scale(low, high, match["n1"], match["n2"] + ending)
    return low, high


def ord_of(digit: str) -> Decimal:
    """The value of one Chinese digit."""
    return numerals.chinese(digit) or Decimal(0)


def _shared_scale(low: Decimal, high: Decimal, first: str, second: str) -> Decimal | None:
    """8至10万个: the scale at the end holds for both; None where it may or may not (10至5万)."""
    tail = re.search(rf"{SCALE}+$", second)
    if not (tail and second[0].isdigit() and first.replace(",", "").replace(".", "").isdigit()):
        return low
    shared = low * numerals.scale_of(tail[0])
    if shared < high:
        return shared
    return low if low < high <= low * _WIDEST else None


def unit_of(match: re.Match[str]) -> Unit:
    """The unit after the number, else the one its currency sign stands for; a bare count without either."""
    word = match["unit"] or (match["unit1"] or "").strip()
    if match["sign"] and (not word or ZH[word].kind is not Kind.MONEY):
        return ZH[CURRENCY_SIGNS[match["sign"]]]
    return ZH[word] if word else Unit("", Kind.COUNT)


def is_year(words: str) -> bool:
    """True for four digits that may be a year of our time."""
    return len(words) == 4 and words.isdigit() and 1900 <= int(words) <= 2099


def bounded(match: re.Match[str], view: View, low: Decimal | None, high: Decimal | None, unit: Unit) -> Quantity:
    """The figure with the bound that stands before, within or after it."""
    start, end = match.span()
    start += len(match[0]) - len(match[0].lstrip())
    end -= len(match[0]) - len(match[0].rstrip())
    if low is None:
        return name(Span(start, end))
    if match["minus"] and (unit.kind in _SIGNED or match["minus"].startswith("零下")):
        low = -low
    elif match["minus"]:
        start = match.start("n1")
    times = _times(view.folded, start)
    bound, span = bound_of(
        view.folded, Span(start - times[1], end), match["odd"] or match["odd2"] or (match["amid"] or "")[1:].strip("半")
    )
    kind = Kind.COMPOUND if times[0] else _kind(match, view.folded, unit)
    figure = Span(*match.span("n1")) if match["n1"] else Span(start, end)
    if match["n1"]:
        ends = (match.end(group) for group in ("scale", "n2", "scale2", "scale3", "sci", "odd"))
        figure = Span(figure.start, max(figure.end, *ends))
    return Quantity(
        float(low),
        None if high is None else float(high),
        _unit_words(match, unit),
        unit.unit_en or counted_noun(view.folded, span),
        bound,
        span,
        kind,
        per=(match["per"] or "").lstrip("/ "),
        times=times[0],
        spelled=not view.folded[figure.start].isdigit(),
        figure=figure,
    )


def _unit_words(match: re.Match[str], unit: Unit) -> str:
    """As written where that is another classifier of the same sort (名 stays 名), else the unit's own name."""
    word = match["unit"]
    return word if word and unit.kind is Kind.COUNT else unit.zh


def _kind(match: re.Match[str], text: str, unit: Unit) -> Kind:
    if match["per"]:
        return Kind.RATE
    if text.startswith("级", match.end()) and unit.kind in (Kind.POWER, Kind.MASS, Kind.MONEY, Kind.AREA):
        return Kind.COMPOUND
    return unit.kind


def _times(text: str, start: int) -> tuple[float | None, int]:
    """The 2 of 2×66万千瓦 that ends where the figure starts, and how many code points it takes."""
    before = re.search(r"(\d{1,6})\s?[×*xX]\s?$", text[max(0, start - 10) : start])
    return (float(before[1]), len(before[0])) if before else (None, 0)


def name(span: Span, number: Decimal | None = None, unit: str = "", spelled: bool = False) -> Quantity:
    """A numeral that measures nothing, with its number where one can be read."""
    value = float("nan") if number is None else float(number)
    return Quantity(value, None, unit, "", Bound.EXACTLY, span, Kind.NAME, spelled=spelled, figure=span)
