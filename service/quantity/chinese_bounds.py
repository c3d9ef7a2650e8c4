"""The bound of a Chinese figure, read from the words on either side of it."""

from __future__ import annotations

import re

from index.types import Span
from service.quantity.bounds import ZH_AFTER, ZH_BEFORE, ZH_NOT_ABOUT, ZH_ODD
from service.quantity.lexicon import alternation
from service.types import Bound

_BOUND_REACH = 10
"""Code points before a figure in which its bound is looked for: 至少要保持 100 米."""

_BEFORE = re.compile(
    alternation(ZH_BEFORE) + r"(?:了|要|需|应|将|能|会|可|占|有|为|在|到|达){0,2}"
    r"(?:保持|达到|完成|实现|新增|增长|投入|获得|提供|需要|拥有)?(?:了|在|到)?\s?$"
)
_AFTER = re.compile(
    rf"(?:的)?\s?(?:[（(]含[）)])?(?P<mark>{alternation(ZH_AFTER)})(?!外|来[自源]|于|数|种|样|次|少|元|方|边|级|加)"
)


def is_bound_before(text: str, start: int) -> bool:
    """True where a bound stands right before `start`."""
    return _before(text, start) is not None


def _before(text: str, start: int) -> re.Match[str] | None:
    return _BEFORE.search(text, max(0, start - _BOUND_REACH), start)


def bound_of(text: str, span: Span, odd: str | None) -> tuple[Bound, Span]:
    """The bound of the figure at `span`, and the span that takes its words in; `odd` stands within the figure."""
    found: list[Bound] = []
    start, end = span
    before = _before(text, start)
    if before and not (before[0][0] in "约近超" and before.start() and text[before.start() - 1] in ZH_NOT_ABOUT):
        found.append(ZH_BEFORE[_stem(before[0])])
        start = before.start()
    if odd:
        found.append(ZH_ODD[odd[0]])
    after = _AFTER.match(text, end)
    if after and not odd:
        found.append(ZH_AFTER[after["mark"]])
        end = after.end()
    return (found[0] if found else Bound.EXACTLY), Span(start, end)


def _stem(words: str) -> str:
    words = words.strip()
    while words not in ZH_BEFORE:
        words = words[:-1]
    return words
