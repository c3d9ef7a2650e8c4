"""Number words of both languages: digits, scales, ordinals, fractions, multiples. Tables only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType


def words(text: str, sep: str | None = None) -> tuple[str, ...]:
    """The entries of a table that is written as one string."""
    return tuple(text.split(sep))


def alternation(words: Iterable[str], flags: str = "") -> str:
    """A regex group of `words`, longest first, so that the longest match wins."""
    body = "|".join(re.escape(word) for word in sorted(set(words), key=lambda w: (-len(w), w)))
    return f"(?{flags}:{body})"


ZH_FORMAL = "壹贰叁肆伍陆柒捌玖貳參陸"
ZH_DIGITS = f"零〇○一二两兩三四五六七八九{ZH_FORMAL}"
ZH_ZERO = "零〇○"
ZH_SCALES = "十百千万亿兆拾佰仟萬億"

ZH_SCALE: Mapping[str, Decimal] = MappingProxyType(
    {
        "十": Decimal(10),
        "百": Decimal(100),
        "千": Decimal(1000),
        "万": Decimal(10_000),
        "亿": Decimal(10**8),
        "兆": Decimal(10**12),
    }
)

EN_SCALE: Mapping[str, Decimal] = MappingProxyType(
    {
        "hundred": Decimal(100),
        "thousand": Decimal(1000),
        "k": Decimal(1000),
        "K": Decimal(1000),
        "million": Decimal(10**6),
        "millions": Decimal(10**6),
        "mn": Decimal(10**6),
        "mln": Decimal(10**6),
        "m": Decimal(10**6),
        "billion": Decimal(10**9),
        "billions": Decimal(10**9),
        "bn": Decimal(10**9),
        "b": Decimal(10**9),
        "trillion": Decimal(10**12),
        "tn": Decimal(10**12),
        "trn": Decimal(10**12),
        "dozen": Decimal(12),
        "crore": Decimal(10**7),
        "lakh": Decimal(10**5),
    }
)

EN_SMALL: Mapping[str, int] = MappingProxyType(
    {
        word: value
        for value, word in enumerate(
            words(
                "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
                "sixteen seventeen eighteen nineteen"
            )
        )
    }
)
EN_TENS: Mapping[str, int] = MappingProxyType(
    {
        word: 10 * value
        for value, word in enumerate(
            ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
        )
    }
)
EN_ORDINAL: Mapping[str, int] = MappingProxyType(
    {
        word: value
        for value, word in enumerate(
            words(
                "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
                "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
            ),
            start=1,
        )
    }
    | {
        word: 10 * value
        for value, word in enumerate(
            words("twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth"), start=2
        )
    }
)
_PARTS = {"third": 3, "quarter": 4, "fourth": 4} | {w: n for w, n in EN_ORDINAL.items() if 5 <= n <= 10}
EN_FRACTION: Mapping[str, Decimal] = MappingProxyType(
    {
        "half": Decimal(1) / 2,
        "one half": Decimal(1) / 2,
        "one-half": Decimal(1) / 2,
        "quarter": Decimal(1) / 4,
        "third": Decimal(1) / 3,
    }
    | {
        f"{over}{joint}{part}{'s' if n > 1 else ''}": Decimal(n) / under
        for joint in (" ", "-")
        for part, under in _PARTS.items()
        for over, n in EN_SMALL.items()
        if 0 < n < under and (part != "quarter" or n != 2)
    }
)
"""Shares in words: two thirds, seven-tenths. Two quarters are half a year."""

EN_MULTIPLE: Mapping[str, int] = MappingProxyType(
    {
        "double": 2,
        "doubled": 2,
        "doubles": 2,
        "doubling": 2,
        "twofold": 2,
        "two-fold": 2,
        "twice": 2,
        "triple": 3,
        "tripled": 3,
        "triples": 3,
        "tripling": 3,
        "threefold": 3,
        "three-fold": 3,
        "quadruple": 4,
        "quadrupled": 4,
        "quadrupling": 4,
        "fourfold": 4,
        "four-fold": 4,
        "fivefold": 5,
        "tenfold": 10,
    }
)
