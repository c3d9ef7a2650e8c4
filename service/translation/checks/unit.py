"""Units: 亩 are no hectares unless converted, 千瓦 no kilowatt-hours, 元 no dollars, 百分点 no percent."""

from __future__ import annotations

from collections.abc import Iterator

from service.quantity import Kind, Quantity, dimension, render, same
from service.quantity.types import MEASURES
from service.quantity.units import EN, ZH
from service.translation.bitext import Bitext
from service.translation.types import Finding, FindingType, Severity

_STRICT = MEASURES | {Kind.MONEY, Kind.PERCENT, Kind.POINTS}
_MEASURED = _STRICT - {Kind.DURATION}
_POUNDS = frozenset({"磅", "英镑"})
"""English has one word for both: a pound of flour is no pound sterling."""


def check_units(bitext: Bitext) -> Iterator[Finding]:
    """Figures whose number is right and whose unit is another."""
    for match in bitext.figures.matches:
        severity = _severity(match.source, match.rendering) if match.agrees else None
        if severity is None:
            continue
        should = render(match.source, bitext.target)
        was, is_ = match.source.span.of(bitext.source), match.rendering.span.of(bitext.rendering)
        yield Finding(
            FindingType.UNIT,
            severity,
            f"{was} is {should}; {is_} has another unit",
            f"“{was}”应译为“{should}”，“{is_}”单位不同",
            match.rendering.span,
            match.source.span,
            should,
        )


def _severity(a: Quantity, b: Quantity) -> Severity | None:
    if Kind.NAME in (a.kind, b.kind) or same(a, b) or a.number != b.number:
        return None
    if {a.unit, b.unit} == _POUNDS:
        return None
    one, other = _measure(a), _measure(b)
    if one and other:
        return Severity.ERROR
    if (one and _counts(b)) or (other and _counts(a)):
        return Severity.ERROR
    return None


def _measure(quantity: Quantity) -> str:
    """The unit that is measured in; "" for counts and bare numbers."""
    unit = ZH.get(quantity.unit)
    return unit.zh if unit is not None and unit.kind in _MEASURED else ""


def _counts(quantity: Quantity) -> bool:
    """True where the figure counts things of a kind of their own (households, people), not a bare number."""
    unit = ZH.get(quantity.unit) or EN.get(quantity.unit_en)
    return dimension(quantity) == Kind.COUNT and unit is not None and unit.kind is Kind.COUNT and bool(unit.en)
