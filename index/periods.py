"""The years that a text speaks of: those it writes, and those of the plans and spans of years it names.

A five-year plan is known by its number: the first began in 1953, the third in 1966, and one has followed another since.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple


class Period(NamedTuple):
    """A span of years, both ends included."""

    first: int
    last: int


_DIGITS = "一二三四五六七八九"
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh",
    "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth",
    "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
)  # fmt: skip
_PLAN_ZH = re.compile(
    r"[“\"‘「]?(?P<short>十[一二三四五六七八九]?|[一二三四五六七八九])五(?:[”\"’」]|(?=时期|期间|规划|计划|末|以来|收官|结束|这))|"
    r"第(?P<long>十[一二三四五六七八九]?|[一二三四五六七八九])个五年(?:规划|计划)?"
)
_PLAN_EN = re.compile(
    rf"\b(?:(?P<n>\d{{1,2}})(?:st|nd|rd|th)|(?P<word>{'|'.join(_ORDINALS)})) five[- ]year\b", re.IGNORECASE
)
_SPAN = re.compile(
    r"(?<!\d)(?P<first>(?:19|20)\d\d)年?(?:\s?[-–—~～至到]\s?|\s(?:to|through|and)\s)(?P<last>(?:19|20)\d\d)(?!\d)"
)
_YEARS_TO = re.compile(
    r"\b(?:(?P<n>two|three|four|five|six|seven|eight|nine|ten) years|decade) (?:up )?to (?P<last>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_WORDS = {word: n for n, word in enumerate("two three four five six seven eight nine ten".split(), 2)}  # noqa: SIM905
_LONGEST = 12
"""Years of a span; what is longer is a history, not a time asked about."""


def periods_in(text: str) -> tuple[Period, ...]:
    """The plans and spans of years that a text names, as they stand.

    >>> periods_in("“十四五”时期工作回顾"), periods_in("during the 15th Five-Year Plan")
    ((Period(first=2021, last=2025),), (Period(first=2026, last=2030),))
    >>> periods_in("over 2021–2025")
    (Period(first=2021, last=2025),)
    """
    return tuple(_periods(text))


def without_periods(text: str) -> str:
    """The text without the spans of years that it writes in digits, whose ends are no years on their own."""
    return _YEARS_TO.sub(" ", _SPAN.sub(" ", text))


_AROUND_PLAN = re.compile(
    rf"(?:{_PLAN_ZH.pattern})(?:规划|计划)?(?:时期|期间|末期?|以来|收官|结束|这[几五]年)?|"
    rf"{_PLAN_EN.pattern}(?:[- ]plan)?(?: (?:period|years))?",
    re.IGNORECASE,
)


def without_plans(text: str) -> str:
    """The text without the plans it names: like a year, they tell when, and not what.

    >>> without_plans("“十四五”时期建成多少公里公路？"), without_plans("roads built in the 14th Five-Year Plan period")
    (' 建成多少公里公路？', 'roads built in the  ')
    """
    return _AROUND_PLAN.sub(" ", text)


def _periods(text: str) -> Iterator[Period]:
    for match in _PLAN_ZH.finditer(text):
        yield _plan(_number(match["short"] or match["long"]))
    for match in _PLAN_EN.finditer(text):
        yield _plan(int(match["n"]) if match["n"] else _ORDINALS.index(match["word"].lower()) + 1)
    for match in _SPAN.finditer(text):
        first, last = int(match["first"]), int(match["last"])
        if first < last <= first + _LONGEST:
            yield Period(first, last)
    for match in _YEARS_TO.finditer(text):
        last = int(match["last"])
        yield Period(last - (_WORDS[match["n"].lower()] if match["n"] else 10) + 1, last)


def _plan(n: int) -> Period:
    first = 1953 + 5 * (n - 1) if n < 3 else 1966 + 5 * (n - 3)
    return Period(first, first + 4)


def _number(numeral: str) -> int:
    """一 to 十九."""
    units = numeral.removeprefix("十")
    return (10 if numeral.startswith("十") else 0) + (_DIGITS.index(units) + 1 if units else 0)
