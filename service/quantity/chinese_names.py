"""Chinese numerals that count nothing: 一网通办, 十分, 千家, “三张清单”, 陆路."""

from __future__ import annotations

import re
from typing import NamedTuple

from index.text import words_in_order
from index.types import Span
from service.quantity.chinese_bounds import is_bound_before
from service.quantity.lexicon import ZH_FORMAL, ZH_SCALES
from service.quantity.types import Kind, Unit

_WORD_REACH = 4
"""Code points around a numeral in which it is looked whether it is part of a word."""

_QUOTE = re.compile(r"[“\"「『]([^“”\"「」『』]{1,12})[”\"」』]")


_IDIOM = re.compile("四处|三元(?:锂|电池|正极|材料|催化|乙丙)|一带一路")
_ENDS = re.compile(r"\s*(?:[，。；、,;.!！?？)）”」]|$)")
_WEEKDAY = ("周", "星期", "礼拜")
_HEADER = re.compile(r"单位\s?[:：]\s?\Z")


class View(NamedTuple):
    """The text being read: as folded for matching, with the ranges that short quotation marks hold."""

    folded: str
    quoted: tuple[Span, ...]


def view_of(folded: str) -> View:
    """`folded`, ready to be read."""
    return View(folded, tuple(Span(*m.span(1)) for m in _QUOTE.finditer(folded)))


def is_name(match: re.Match[str], view: View, unit: Unit) -> bool:
    """True where a numeral in characters counts nothing: 一网通办, 十分, 千家, “三张清单”, 陆路."""
    words = match["n1"]
    span = Span(*match.span())
    if match["andhalf"] or match["amid"] or match["minus"]:
        return False
    if words in ZH_FORMAL and unit.kind is not Kind.MONEY:  # 伍家岗, 陆路: of itself it only counts money
        return True
    if _IDIOM.match(view.folded, match.start("n1")) or _HEADER.search(
        view.folded, max(0, span.start - 6), match.start("n1")
    ):
        return True
    bare = all(char in ZH_SCALES for char in words) and words != "十"
    if bare and span.start and re.match(r"[A-Za-z\d]", view.folded[span.start - 1]):
        return True  # 25l亿元: the number before it could not be read
    if bare and view.folded[max(0, span.start - 1)] in "(（" and view.folded[span.end : span.end + 1] in (")", "）"):
        return True  # 投资（亿元）: the unit of a table
    if bare and not (unit.kind not in (Kind.COUNT, Kind.DURATION) and match["unit"]):
        # 百万人 is said of any multitude, 超百万人 of one that was counted, and so is 突破百亿 where nothing follows.
        counted = len(words) > 1 and (match["unit"] or _ENDS.match(view.folded, span.end))
        return not (counted and is_bound_before(view.folded, span.start))
    if match[0] in ("十分", "万一", "百度", "千人") or any(quote.covers(span) for quote in view.quoted):
        return True
    if words == "一" and not is_bound_before(view.folded, span.start):
        return unit.kind in (Kind.COUNT, Kind.DURATION, Kind.LENGTH, Kind.AREA) or not match["unit"]
    if len(words) == 1 and match["unit"] != "天" and view.folded.endswith(_WEEKDAY, 0, match.start("n1")):
        return True  # 欧盟周五对意大利: a day of the week
    if len(words) == 1 and unit.zh and _is_in_a_word(view.folded, Span(match.start("n1"), match.end())):
        return True
    return not match["unit"] and not match["scale"] and (len(words) < 3 or not any(c in "十百千万亿" for c in words))


def _is_in_a_word(text: str, span: Span) -> bool:
    """True where a longer word holds the numeral and its classifier: 五家渠 is a place."""
    start = max(0, span.start - _WORD_REACH)
    at = start
    for word in words_in_order(text[start : span.end + _WORD_REACH]):
        if at <= span.start and span.end < at + len(word):
            return True
        at += len(word)
    return False
