"""Number words → numbers, exactly: 3.5亿, 两千三百, 1亿2000万, forty-five thousand. None for what is no number.

Chinese numerals written in characters are cn2an's part; this module adds what it leaves out (digits mixed with
scales, runs of bare scales) and bounds the length, so that no line of digits takes long.
"""

from __future__ import annotations

import re
import string
from decimal import Decimal, InvalidOperation

import cn2an

from service.quantity.lexicon import EN_SCALE, EN_SMALL, EN_TENS, ZH_SCALE

MAX_NUMERAL = 40
"""Code points of the longest numeral that is read as a number; anything longer is no figure of a report."""

_SIMPLE = str.maketrans("两兩〇○壹贰叁肆伍陆柒捌玖拾佰仟萬億貳參陸", "二二零零一二三四五六七八九十百千万亿二三六")
_UNGROUPED = str.maketrans("", "", ", ")
_MIXED = re.compile(r"(\d[\d, ]*(?:\.\d+)?)([十百千万亿兆]*)")


def folded(text: str) -> str:
    """`text` with full-width digits, letters and signs, and traditional numerals, in one common form, length kept."""
    return text.translate(_FOLD)


_FOLD = {
    **{0xFEE0 + ord(sign): ord(sign) for sign in string.digits + string.ascii_letters + "%.+-~/$<>=:"},
    **str.maketrans(
        "￥萬億兩個戶畝噸臺項餘約頭條歲幾倍\u2010\u2011\u00a0\u202f\u2009\u3000",
        "¥万亿两个户亩吨台项余约头条岁几倍--    ",
    ),
}


def arabic(text: str) -> Decimal | None:
    """1,200 → 1200; None for a wrong grouping (1,20) or an overlong run."""
    if len(text) > MAX_NUMERAL or not re.fullmatch(r"\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?", text):
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
    """A Chinese number in digits, characters or both.

    >>> chinese("3.5亿"), chinese("两千三百"), chinese("1亿2000万")
    (Decimal('350000000.0'), Decimal('2300'), Decimal('120000000'))
    """
    if not text or len(text) > MAX_NUMERAL:
        return None
    return _mixed(text) if text[0].isascii() else _characters(text)


def _mixed(text: str) -> Decimal | None:
    total, at, last = Decimal(0), 0, Decimal("Infinity")
    for match in _MIXED.finditer(text):
        number, scale = arabic(match[1]), scale_of(match[2])
        if match.start() != at or number is None or scale >= last:
            return None
        total, at, last = total + number * scale, match.end(), scale
    return total if at == len(text) and at else None


def _characters(text: str) -> Decimal | None:
    plain = text.translate(_SIMPLE)
    if len(plain) < 4 and plain != "十" and all(char in ZH_SCALE for char in plain):
        return scale_of(plain)
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
    total, part, seen = Decimal(0), Decimal(0), False
    for word in re.split(r"[\s-]+", words.lower()):
        if word in ("and", "a", "an"):
            part = part or (Decimal(1) if word != "and" else part)
            continue
        if word in EN_SMALL or word in EN_TENS:
            part += EN_SMALL.get(word, EN_TENS.get(word, 0))
        elif word in ("hundred", "dozen"):
            part = (part or 1) * EN_SCALE[word]
        elif word in EN_SCALE:
            total, part = total + (part or 1) * EN_SCALE[word], Decimal(0)
        else:
            return None
        seen = True
    return total + part if seen else None
