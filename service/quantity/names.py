"""Finding figures in a text of either language, and what looks like a figure and is none."""

from __future__ import annotations

from functools import lru_cache
from math import isfinite

from index.types import Lang, Span
from service.quantity import chinese, english
from service.quantity.types import Kind, Quantity


def scan(text: str, lang: Lang) -> tuple[Quantity, ...]:
    """Every figure and every numeral of a name, in order; a name has `Kind.NAME` and a number where one can be read."""
    return chinese.scan(text) if lang == "zh" else english.scan(text)


@lru_cache(maxsize=4096)
def find(text: str, lang: Lang) -> tuple[Quantity, ...]:
    """The figures of `text`, in order, without the numerals of names and what has no one number (10:30).

    >>> [(q.number, q.unit, str(q.bound)) for q in find("新建5G基站1000个以上", "zh")]
    [(1000.0, '个', 'at_least')]
    """
    return tuple(
        quantity for quantity in scan(text, lang) if quantity.kind is not Kind.NAME and isfinite(quantity.number)
    )


def names(text: str, lang: Lang) -> tuple[Span, ...]:
    """The spans that hold a numeral and measure nothing: G331, 12345, PM2.5, 8+N, 一网通办."""
    return tuple(quantity.span for quantity in scan(text, lang) if quantity.kind is Kind.NAME)
