"""Whether two figures say the same, whatever language, scale or unit each is written in."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

from service.quantity.types import MEASURES, Kind, Quantity
from service.quantity.units import ZH
from service.types import Bound

_EXACT = 1e-9
_CONVERTED = 5e-3
"""Relative tolerance after a conversion of units: 1,333 hectares are 2万亩."""

_SHARES: Mapping[Kind, float] = MappingProxyType({Kind.PERCENT: 1.0, Kind.FRACTION: 100.0})
_CLOSE: Mapping[frozenset[Bound], bool] = MappingProxyType({frozenset({Bound.AT_LEAST, Bound.MORE_THAN}): True})


def dimension(quantity: Quantity) -> str:
    """What may be converted into what: "area", "CNY", "percent", …; "count" for plain counts and unknown units."""
    unit = ZH.get(quantity.unit)
    if quantity.kind in _SHARES:
        return Kind.PERCENT
    if unit is None or unit.kind is Kind.COUNT:
        return Kind.COUNT
    if unit.kind is Kind.MONEY or (unit.kind is Kind.DURATION and unit.base):
        return unit.base
    return unit.kind


def same_unit(a: Quantity, b: Quantity) -> bool:
    """True unless both measure, and measure different things: hectares against mu agree, kW against kWh do not.

    A count agrees with any other count, and with "times"; a bare number agrees with anything.
    """
    if (not a.unit and not a.unit_en and a.kind is Kind.COUNT) or (
        not b.unit and not b.unit_en and b.kind is Kind.COUNT
    ):
        return True
    dimensions = {dimension(a), dimension(b)}
    return len(dimensions) == 1 or dimensions == {Kind.MULTIPLE, Kind.COUNT}


def same(a: Quantity, b: Quantity) -> bool:
    """True where both have one value: 25.5万亩 = 255,000 mu = 17,000 hectares; 三成 = 30 percent.

    Bounds are not compared (`same_bound`); a range equals a range.
    """
    if not same_unit(a, b) or (a.upper is None) != (b.upper is None):
        return False
    if (a.times or 1) != (b.times or 1):
        return math.isclose(a.number * (a.times or 1), b.number * (b.times or 1), rel_tol=_EXACT)
    pairs = [(a.number, b.number)]
    if a.upper is not None and b.upper is not None:
        pairs.append((a.upper, b.upper))
    return all(_equal(x, y, a, b) for x, y in pairs)


def same_number(a: Quantity, b: Quantity) -> bool:
    """True where the bare numbers agree, whatever their units."""
    return math.isclose(a.number, b.number, rel_tol=_EXACT)


def same_bound(a: Quantity, b: Quantity) -> bool:
    """True where both limit alike. "Over 80%" is accepted for 80%以上, as official English has it."""
    return a.bound == b.bound or frozenset({a.bound, b.bound}) in _CLOSE


def base_number(quantity: Quantity, number: float) -> float:
    """`number` in the base unit of the figure's dimension."""
    if quantity.kind in _SHARES:
        unit = ZH.get(quantity.unit)
        return number * _SHARES[quantity.kind] * (unit.factor if unit else 1.0)
    unit = ZH.get(quantity.unit)
    convertible = unit is not None and unit.kind in MEASURES | {Kind.POINTS}
    return number * unit.factor if unit is not None and convertible else number


def _equal(x: float, y: float, a: Quantity, b: Quantity) -> bool:
    if _bare(a) or _bare(b):
        return math.isclose(x, y, rel_tol=_EXACT)
    one_unit = ZH.get(a.unit) is ZH.get(b.unit) and a.kind == b.kind
    tolerance = _EXACT if one_unit else _CONVERTED
    if Kind.FRACTION in (a.kind, b.kind):
        tolerance = _CONVERTED
    return math.isclose(base_number(a, x), base_number(b, y), rel_tol=tolerance, abs_tol=0.0)


def _bare(quantity: Quantity) -> bool:
    return not quantity.unit and quantity.kind is Kind.COUNT
