"""A word of either language → its unit: read by the parsers, the renderer and the comparison.

A unit has one Chinese name that stands for it (`zh`), a kind, and a factor to the base unit of that kind, so that
two figures of one kind compare by value. Counts have no common base: their factor is 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from service.quantity.types import Unit
from service.quantity.unit_tables import UNITS


def _by_zh() -> Mapping[str, Unit]:
    table = {unit.zh: unit for unit in UNITS}
    for unit in UNITS:
        for other in unit.also_zh:
            table.setdefault(other, unit)
    return MappingProxyType(table)


def _by_en() -> Mapping[str, Unit]:
    table: dict[str, Unit] = {}
    for unit in UNITS:
        for word in unit.en:
            table.setdefault(word if _is_symbol(word) else word.lower(), unit)
    return MappingProxyType(table)


def _is_symbol(word: str) -> bool:
    """Abbreviations whose case matters: MW is not mW, m is not M."""
    return (
        len(word) <= 3
        and (word.isascii() or "°" in word)
        and word not in ("mu", "mus", "jin", "day", "men", "bus", "car", "yen", "won", "bed")
    )


ZH: Mapping[str, Unit] = _by_zh()
"""Every Chinese word for a unit → the unit."""

EN: Mapping[str, Unit] = _by_en()
"""Every English word for a unit → the unit; lower case but for symbols (kW, m, t)."""
