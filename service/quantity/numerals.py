"""Number words → numbers, exactly: 3.5亿, 两千三百, 1亿2000万, forty-five thousand. None for what is no number.

Chinese numerals written in characters are cn2an's part; this module adds what it leaves out (digits mixed with
scales, runs of bare scales) and bounds the length, so that no line of digits takes long.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

import cn2an

from service.quantity.lexicon import EN_SCALE, EN_SMALL, EN_TENS, ZH_SCALE, ZH_ZERO

VULGAR: Mapping[str, Decimal] = MappingProxyType(
    {"½": Decimal(1) / 2, "¼": Decimal(1) / 4, "¾": Decimal(3) / 4, "⅓": Decimal(1) / 3, "⅔": Decimal(2) / 3}
)
"""Fractions of one character, as in 29¾ inches."""

MAX_NUMERAL = 40
"""Code points of the longest numeral that is read as a number; anything longer is no figure of a report."""

_SIMPLE = str.maketrans("两兩〇○壹贰叁肆伍陆柒捌玖拾佰仟萬億貳參陸", "二二零零一二三四五六七八九十百千万亿二三六")
_ARABIC = re.compile(r"\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\d(?: \d)+(?: ?\. ?\d(?: ?\d)*)?")
_UNGROUPED = str.maketrans("", "", ", ")
_DIGITS = str.maketrans("零〇○一二三四五六七八九", "000123456789")
_WIDE_GROUP = re.compile("(?<=[\uff10-\uff19])\uff0c(?=[\uff10-\uff19]{3}(?![\uff10-\uff19]))")


def folded(text: str) -> str:
    """`text` with full-width digits, letters and signs, and traditional numerals, in one common form, length kept.

    >>> folded("300萬噸")
    '300万吨'
    """
    return _WIDE_GROUP.sub(",", text).translate(_FOLD)


_FOLD = {
    **{0xFEE0 + ord(sign): ord(sign) for sign in string.digits + string.ascii_letters + "%.+-~/$<>=:"},
    **str.maketrans(
        "￥萬億兩個戶畝噸臺項餘約頭條歲幾倍點數\u2010\u2011\u00a0\u202f\u2009\u3000",
        "¥万亿两个户亩吨台项余约头条岁几倍点数--    ",
    ),
}


def arabic(text: str) -> Decimal | None:
    """1,200 → 1200, and 1 9 9 7 → 1997; None for a wrong grouping (1,20) or an overlong run."""
    if len(text) > MAX_NUMERAL or not _ARABIC.fullmatch(text):
        return None
    try:
        return Decimal(text.translate(_UNGROUPED))
    except InvalidOperation:  # pragma: no cover — the pattern above admits decimals only
        return None


def scale_of(scales: str) -> Decimal:
    """The product of Chinese scale characters: 百万 → 1000000."""
    product = Decimal(1)
    for char in scales:
        product *= ZH_SCALE[char]
    return product


def chinese(text: str) -> Decimal | None:
    """A Chinese number in digits, characters or both; None for what has no one value (6万5, 一一).

    >>> chinese("3.5亿"), chinese("两千三百"), chinese("11万7015"), chinese("两万5千")
    (Decimal('350000000.0'), Decimal('2300'), Decimal('117015'), Decimal('25000'))
    """
    if not text or len(text) > MAX_NUMERAL:
        return None
    if not any(char.isascii() for char in text):
        return _characters(text)
    if len(text) == 4 and not text.isascii() and (year := text.translate(_DIGITS)).isdigit():  # 二0一0
        return Decimal(year)
    return _mixed(text.translate(_SIMPLE))


def side_by_side(text: str) -> Decimal | None:
    """The digits of a name (六五, 九二) joined; None where a scale or anything else stands among them."""
    digits = text.translate(_SIMPLE).translate(_DIGITS)
    return Decimal(digits) if digits.isascii() and digits.isdigit() and not text.isascii() else None


def _mixed(text: str) -> Decimal | None:
    """The value by place: what stands before the highest scale counts it, what stands after is less than one of it."""
    scale = next((scale for scale in _HIGHEST_FIRST if scale in text), None)
    if scale is None:
        return arabic(text)
    head, _, tail = text.rpartition(scale)
    if scale in head.rstrip(scale):  # 三千万5百万; but 六万万 is six hundred million
        return None
    if all(char in ZH_SCALE for char in tail):  # 5万千升
        scale, tail = scale + tail, ""
    whole, rest = chinese(head), _below(tail, scale_of(scale))
    if whole is None or rest is None or (rest and whole % 1):
        return None
    return whole * scale_of(scale) + rest


def _below(tail: str, scale: Decimal) -> Decimal | None:
    """What follows a scale. A number without a scale of its own must fill the places below (11万7015) or begin with
    a zero (2万零50): 6万5 may be 65,000 or a slip."""
    plain = tail.lstrip(ZH_ZERO)
    if not plain:
        return None if tail else Decimal(0)
    places = len(str(scale)) - 1
    fills = places - (scale == ZH_SCALE["万"]) <= len(plain) <= places
    if plain.isdigit() and plain == tail and not fills and not plain.startswith("0"):
        return None
    value = chinese(plain)
    return value if value is not None and value < scale else None


_HIGHEST_FIRST = tuple(sorted(ZH_SCALE, key=lambda scale: -ZH_SCALE[scale]))


def _characters(text: str) -> Decimal | None:
    plain = text.translate(_SIMPLE)
    if len(plain) < 4 and plain != "十" and all(char in ZH_SCALE for char in plain):
        return scale_of(plain)
    if 1 < len(plain) < 4 and not any(char in ZH_SCALE or char in ZH_ZERO for char in plain) and "点" not in plain:
        return None  # 唯一一个, 三一集团: digits side by side are no number, only a year is written so
    try:
        return Decimal(str(cn2an.cn2an(plain, "normal")))
    except (ValueError, KeyError, IndexError, InvalidOperation):
        return None


def english(words: str) -> Decimal | None:
    """Number words → number.

    >>> english("forty-five thousand"), english("one hundred and eight")
    (Decimal('45000'), Decimal('108'))
    """
    if len(words) > 4 * MAX_NUMERAL:
        return None
    total, part, floor = Decimal(0), Decimal(0), Decimal("Infinity")
    seen = False
    for word in re.split(r"[\s-]+", words.lower()):
        if word in ("and", "a", "an"):
            part = part or (Decimal(1) if word != "and" else part)
            continue
        if word in EN_SMALL or word in EN_TENS:
            value = Decimal(EN_SMALL.get(word, EN_TENS.get(word, 0)))
            if value >= floor or (floor == 10 and not value):  # nineteen eighty-four, two three
                return None
            part, floor = part + value, Decimal(10 if word in EN_TENS else 0)
        elif word in ("hundred", "dozen"):
            part, floor = (part or 1) * EN_SCALE[word], EN_SCALE[word]
        elif word in EN_SCALE:
            total, part, floor = total + (part or 1) * EN_SCALE[word], Decimal(0), Decimal("Infinity")
        else:
            return None
        seen = True
    return total + part if seen else None
