"""Chinese text → its figures, and the numerals that are no figures, in order.

One pattern finds whatever holds a numeral; a table of readers, one a form, turns each match into a Quantity. The
bound is read from the words on either side. Every pattern starts at a numeral that no numeral precedes and has no
nested repetition, so that reading takes time linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from index.types import Span
from service.quantity import numerals
from service.quantity.chinese_figure import bounded, is_two, is_year, name, numbers, unit_of
from service.quantity.chinese_forms import PATTERN
from service.quantity.chinese_names import View, is_name, view_of
from service.quantity.types import Kind, Quantity, Unit
from service.quantity.units import ZH
from service.types import Bound

_Reader = Callable[["re.Match[str]", View], Iterator[Quantity]]


@lru_cache(maxsize=512)
def scan(text: str) -> tuple[Quantity, ...]:
    """Every figure of `text`, and every numeral that is part of a name (`Kind.NAME`), in order."""
    view = view_of(numerals.folded(text))
    return tuple(quantity for match in PATTERN.finditer(view.folded) for quantity in _read(match, view))


def _read(match: re.Match[str], view: View) -> Iterator[Quantity]:
    reader = _READERS.get(match.lastgroup or "")
    if reader is None:
        yield name(Span(*match.span()))
    else:
        yield from reader(match, view)


def _mark(match: re.Match[str], group: str, kind: Kind, unit: str) -> Iterator[Quantity]:
    """A date, an ordinal or a name: a numeral that is kept with its kind and gets no bound."""
    number = numerals.chinese(match[group]) or numerals.side_by_side(match[group]) if match[group] else None
    span = Span(match.start(group) if kind is Kind.DATE else match.start(), match.end())
    spelled = bool(match[group]) and not match[group][0].isdigit()
    if number is None:
        yield name(span)
    else:
        yield Quantity(
            float(number), None, unit, "", Bound.EXACTLY, span, kind, spelled=spelled, figure=Span(*match.span(group))
        )


def _years(match: re.Match[str], _view: View) -> Iterator[Quantity]:
    span, figure = Span(*match.span()), Span(match.start("y1"), match.end("y2"))
    last = match["y2"] if len(match["y2"]) == 4 else match["y1"][:2] + match["y2"]
    yield Quantity(float(match["y1"]), float(last), "年", "", Bound.EXACTLY, span, Kind.DATE, figure=figure)


def _two_dates(first: str, last: str, unit: str) -> _Reader:
    """1—6月, 3至5日: two dates, as English names both."""

    def read(match: re.Match[str], _view: View) -> Iterator[Quantity]:
        for group, end in ((first, match.end(first)), (last, match.end())):
            number = numerals.chinese(match[group])
            span = Span(match.start(group), end)
            kind = Kind.NAME if number is None else Kind.DATE
            value = float("nan") if number is None else float(number)
            yield Quantity(value, None, unit, "", Bound.EXACTLY, span, kind, figure=Span(*match.span(group)))

    return read


def _ordinal(match: re.Match[str], _view: View) -> Iterator[Quantity]:
    yield from _mark(match, "on" if match["on"] else "on2", Kind.ORDINAL, "")


def _plan(match: re.Match[str], _view: View) -> Iterator[Quantity]:
    number = numerals.chinese(match["pn"])
    yield name(Span(*match.span()), number, "年" if match[0].endswith("年") else "个月", not match["pn"][0].isdigit())


def _percent(match: re.Match[str], view: View) -> Iterator[Quantity]:
    low = numerals.chinese(match["pc"])
    high = numerals.chinese(match["pc2"]) if match["pc2"] else None
    yield bounded(match, view, low, high, ZH["%"])


def _permille(match: re.Match[str], view: View) -> Iterator[Quantity]:
    yield bounded(match, view, numerals.chinese(match["pm"]), None, ZH["‰"])


def _fraction(match: re.Match[str], view: View) -> Iterator[Quantity]:
    if match[0] in ("一半", "半数"):
        yield bounded(match, view, Decimal("0.5"), None, _FRACTION)
        return
    over = numerals.chinese(match["nume"] or match["nume2"])
    under = numerals.chinese(match["den"] or match["den2"])
    if over is None or not under or over >= under:
        yield name(Span(*match.span()))
        return
    yield bounded(match, view, over / under, None, _FRACTION)


def _tenths(match: re.Match[str], view: View) -> Iterator[Quantity]:
    tenths = numerals.chinese(match["tn"])
    rest = Decimal(5) if match["half"] == "半" else numerals.chinese(match["half"]) if match["half"] else Decimal(0)
    number = None if tenths is None or rest is None else 10 * tenths + rest
    yield bounded(match, view, number, None, ZH["%"])


def _doubling(match: re.Match[str], view: View) -> Iterator[Quantity]:
    times = numerals.chinese(match["dbl"]) if match["dbl"] else Decimal(1)
    yield bounded(match, view, 2 ** (times or Decimal(1)), None, ZH["倍"])


def _nothing(_match: re.Match[str], _view: View) -> Iterator[Quantity]:
    """2× of 2×66万千瓦: read together with what follows."""
    yield from ()


def _figure(match: re.Match[str], view: View) -> Iterator[Quantity]:
    """The general form: [sign] number [scale] [– number] [unit] [/year]."""
    if is_two(match):
        first = PATTERN.match(view.folded, match.start(), match.end("unit1"))
        for part in (first, PATTERN.match(view.folded, match.start("n2"))):
            yield from _read(part, view) if part else ()
        return
    low, high = numbers(match)
    span = Span(match.start("n1"), match.end())
    spelled = not match["n1"][0].isdigit()
    unit = unit_of(match)
    if low is None or (match["n2"] and (high is None or low >= high)):  # 2-1 is a score, no range
        joined = numerals.side_by_side(match["n1"])
        yield name(span, joined, spelled=joined is not None)
    elif spelled and is_name(match, view, unit):
        yield name(span, low, match["unit"] or "", spelled=True)
    elif unit.kind is Kind.COUNT and not unit.zh and not match["odd"] and is_year(match["n1"]):
        yield Quantity(float(low), None, "年", "", Bound.EXACTLY, span, Kind.DATE, figure=span)
    else:
        yield bounded(match, view, low, high, unit)


_FRACTION = Unit("", Kind.FRACTION)
_READERS: Mapping[str, _Reader] = MappingProxyType(
    {
        "years": _years,
        "months": _two_dates("ma", "mb", "月"),
        "days": _two_dates("da", "db", "日"),
        "year": lambda m, _: _mark(m, "yn", Kind.DATE, "年"),
        "month": lambda m, _: _mark(m, "mn", Kind.DATE, "月"),
        "day": lambda m, _: _mark(m, "dn", Kind.DATE, "日"),
        "clock": lambda m, _: _mark(m, "hour", Kind.CLOCK, "时"),
        "ordinal": _ordinal,
        "plan": _plan,
        "percent": _percent,
        "permille": _permille,
        "fraction": _fraction,
        "tenths": _tenths,
        "doubling": _doubling,
        "times": _nothing,
        "figure": _figure,
    }
)
