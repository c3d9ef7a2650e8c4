"""Figures in both languages: found in a text, compared by value, rendered. Pure: no model, no state."""

from service.quantity.compare import dimension, same, same_bound, same_number, same_unit
from service.quantity.names import find, names, scan
from service.quantity.render import number_en, number_zh, render
from service.quantity.types import PLAIN, Kind, Quantity, to_value

__all__ = [
    "PLAIN",
    "Kind",
    "Quantity",
    "dimension",
    "find",
    "names",
    "number_en",
    "number_zh",
    "render",
    "same",
    "same_bound",
    "same_number",
    "same_unit",
    "scan",
    "to_value",
]
