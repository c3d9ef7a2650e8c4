"""The values that the other modules of this package make and use: a unit, and one figure as read from a text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from index.types import Span
from service.types import Bound, Value

NOWHERE = Span(0, 0)


class Kind(StrEnum):
    """What a figure measures. `NAME` holds numerals that are part of a name and measure nothing (G331, 三年行动)."""

    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"
    POINTS = "points"
    FRACTION = "fraction"
    MULTIPLE = "multiple"
    AREA = "area"
    MASS = "mass"
    POWER = "power"
    ENERGY = "energy"
    LENGTH = "length"
    VOLUME = "volume"
    STEAM = "steam"
    TEMPERATURE = "temperature"
    DURATION = "duration"
    AGE = "age"
    RATE = "rate"
    COMPOUND = "compound"
    DATE = "date"
    CLOCK = "clock"
    ORDINAL = "ordinal"
    NAME = "name"


MEASURES = frozenset(
    {
        Kind.AREA,
        Kind.MASS,
        Kind.POWER,
        Kind.ENERGY,
        Kind.LENGTH,
        Kind.VOLUME,
        Kind.STEAM,
        Kind.TEMPERATURE,
        Kind.DURATION,
    }
)
"""Kinds whose units convert into one another."""

PLAIN = MEASURES | {
    Kind.COUNT,
    Kind.MONEY,
    Kind.PERCENT,
    Kind.POINTS,
    Kind.FRACTION,
    Kind.MULTIPLE,
    Kind.AGE,
}
"""Kinds that say how much or how many, and so can answer such a question."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit. `en` holds what English renders it with, first choice first; `singular` belongs to that choice."""

    zh: str
    kind: Kind
    en: tuple[str, ...] = ()
    singular: str = ""
    factor: float = 1.0
    base: str = ""
    also_zh: tuple[str, ...] = ()

    @property
    def unit_en(self) -> str:
        """The English noun of an answer's value; "" for a generic classifier."""
        return self.en[0] if self.en else ""


@dataclass(frozen=True, slots=True)
class Quantity:
    """One figure of a text.

    Attributes:
        number: in base units: 4.5万户 is 45000.0; a percentage stays 7.0 with unit "%"; 三分之一 is 1/3, unit "".
        upper: the far end of a range (5—8% is 5.0 and 8.0), else None.
        unit: the Chinese unit (户, 亩, "%", 个百分点), "" where there is none.
        unit_en: the English head noun (households, mu, "%"); "" where a generic classifier leaves it open.
        bound: how the figure limits what it counts.
        span: its words in the text: figure, unit and bound.
        kind: what it measures.
        per: the Chinese unit of a rate's denominator (1000万吨/年: 年), else "".
        times: how many of it a compound has (2×66万千瓦: 2.0), else None.
        spelled: True where it is written in words (两千三百, forty-five) rather than digits.
        figure: the words of the bare number, with its scale (4.5万).
    """

    number: float
    upper: float | None
    unit: str
    unit_en: str
    bound: Bound
    span: Span
    kind: Kind
    per: str = ""
    times: float | None = None
    spelled: bool = False
    figure: Span = NOWHERE

    @property
    def is_plain(self) -> bool:
        """True for what measures or counts; False for dates, ordinals, rates, compounds and names."""
        return self.kind in PLAIN


def to_value(quantity: Quantity) -> Value:
    """The figure as an answer's value. A range gives its lower end."""
    return Value(quantity.number, quantity.unit, quantity.unit_en, quantity.bound)
