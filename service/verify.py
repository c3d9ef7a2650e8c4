"""No figure leaves that the quoted words do not carry. The last word before an answer goes out.

Figures are compared by value: 4.5万户 in the quote supports "45,000 households" in the answer; "4,500" is rejected, and
so is "45,000" where the quote says 以上 and the answer leaves that out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite

from index.types import Lang
from service.quantity import Quantity, find, same, same_bound, scan

_DIGITS = re.compile(r"\d+(?:[,.]\d+)*")


@dataclass(frozen=True, slots=True)
class Source:
    """Words that an answer may lean on: a quote, or a person's rendering of it."""

    text: str
    lang: Lang


def unsupported(text: str, lang: Lang, sources: Sequence[Source]) -> tuple[str, ...]:
    """The figures of `text`, as written, that no source carries with the same value, unit and bound.

    >>> unsupported("about 1,000 sites", "en", [Source("新建5G基站1000个以上", "zh")])
    ('about 1,000',)
    """
    known = [quantity for source in sources for quantity in _all_figures(source.text, source.lang)]
    digits = {run for source in sources for run in _digit_runs(source.text)}
    wrong = []
    covered: list[tuple[int, int]] = []
    for quantity in scan(text, lang):
        covered.append(quantity.span)
        words = quantity.span.of(text)
        carried = _is_carried(quantity, known) or _stands_as_written(words, digits)
        if not carried and not _is_quoted_name(quantity, words, sources):
            wrong.append(words)
    wrong += [
        match.group()
        for match in _DIGITS.finditer(unicodedata.normalize("NFKC", text))
        if not any(start <= match.start() < end for start, end in covered) and _plain(match.group()) not in digits
    ]
    return tuple(wrong)


def _all_figures(text: str, lang: Lang) -> tuple[Quantity, ...]:
    return scan(text, lang)


def _is_carried(quantity: Quantity, known: Iterable[Quantity]) -> bool:
    return any(same(quantity, other) and same_bound(quantity, other) for other in known)


def _stands_as_written(words: str, digits: set[str]) -> bool:
    """True for names and labels (G331, 2023, “15+4”) whose digits all stand in a source; never for a measure."""
    runs = list(_digit_runs(words))
    return bool(runs) and all(run in digits for run in runs) and not find(words, "zh") and not find(words, "en")


def _is_quoted_name(quantity: Quantity, words: str, sources: Sequence[Source]) -> bool:
    """True for what has no one number (十五五, 几十年, 6万5) and stands in a source letter for letter."""
    return not isfinite(quantity.number) and any(
        words == other.span.of(source.text) for source in sources for other in scan(source.text, source.lang)
    )


def _digit_runs(text: str) -> Iterable[str]:
    for match in _DIGITS.finditer(unicodedata.normalize("NFKC", text)):
        yield _plain(match.group())


def _plain(run: str) -> str:
    return re.sub(r",(?=\d{3})", "", run).rstrip(".,")
