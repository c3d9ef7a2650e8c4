"""English text → its figures, and the numerals that are no figures, in order; the counterpart of `chinese`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from index.types import Span
from service.quantity import lexicon, numerals
from service.quantity.english_figure import bound_of, figure, is_two, plain
from service.quantity.english_forms import MONTHS, PATTERN
from service.quantity.types import Kind, Quantity
from service.types import Bound


@lru_cache(maxsize=512)
def scan(text: str) -> tuple[Quantity, ...]:
    """Every figure of `text`, and every numeral that is part of a name (`Kind.NAME`), in order."""
    folded = numerals.folded(text)
    return tuple(quantity for match in PATTERN.finditer(folded) for quantity in _read(match, folded))


def _read(match: re.Match[str], text: str) -> Iterator[Quantity]:
    reader = _READERS.get(match.lastgroup or "")
    if reader is None:
        yield plain(Span(*match.span()), None, "", Kind.NAME)
    else:
        yield from reader(match, text)


def _date(match: re.Match[str], _text: str) -> Iterator[Quantity]:
    """Month, day and year, each a figure of its own, in the order they stand."""
    parts: list[tuple[Span, float, str]] = []
    for group, unit in (
        ("m1", "月"),
        ("m2", "月"),
        ("m3", "月"),
        ("d1", "日"),
        ("d2", "日"),
        ("d3", "日"),
        ("d4", "日"),
    ):
        if match[group]:
            word = match[group].rstrip(".")
            parts.append((Span(*match.span(group)), float(MONTHS[word.lower()] if unit == "月" else word), unit))
    parts += [(Span(*match.span(g)), float(match[g]), "年") for g in ("y1", "y2", "y3") if match[g]]
    for span, number, unit in sorted(parts):
        yield plain(span, number, unit, Kind.DATE)


def _years(match: re.Match[str], _text: str) -> Iterator[Quantity]:
    last = match["yb"] if len(match["yb"]) == 4 else match["ya"][:2] + match["yb"]
    span = Span(*match.span())
    yield Quantity(float(match["ya"]), float(last), "年", "", Bound.EXACTLY, span, Kind.DATE, figure=span)


def _ordinal(match: re.Match[str], _text: str) -> Iterator[Quantity]:
    span = Span(*match.span())
    if match["ow"]:
        words = re.split(r"[\s-]", match["ow"].lower())
        number = Decimal(sum(lexicon.EN_ORDINAL.get(w, lexicon.EN_TENS.get(w, 0)) for w in words))
        yield plain(span, number, "", Kind.ORDINAL, spelled=True)
        return
    digits = match["on"] or match["ln"]
    value = numerals.arabic(digits) if digits[0].isdigit() else numerals.english(digits)
    yield plain(span, value, "", Kind.NAME if value is None else Kind.ORDINAL)


def _plan(match: re.Match[str], _text: str) -> Iterator[Quantity]:
    word = match["pn"]
    number = numerals.arabic(word) if word[0].isdigit() else numerals.english(word)
    yield plain(Span(match.start(), match.end("py")), number, "年", Kind.NAME, spelled=not word[0].isdigit())


def _share(match: re.Match[str], text: str) -> Iterator[Quantity]:
    bound, span = bound_of(text, Span(*match.span()))
    number = _share_of(match)
    if number is None:
        yield plain(span, None, "", Kind.NAME)
        return
    kind = Kind.COUNT if match["whole"] else Kind.FRACTION
    yield Quantity(float(number), None, "", "", bound, span, kind, spelled=True, figure=Span(*match.span()))


def _share_of(match: re.Match[str]) -> Decimal | None:
    """2/3, two-thirds, two in three; three quarters of a million is a number."""
    if match["num"]:
        return Decimal(match["num"]) / Decimal(match["den"])
    if match["of1"]:
        over, under = numerals.english(match["of1"]), numerals.arabic(match["of2"]) or numerals.english(match["of2"])
        return over / under if over and under and over < under else None
    words = match["part"] or re.sub(r"^an?\s|\sof\s.*", "", match["share"])
    share = lexicon.EN_FRACTION[re.sub(r"\s+", " ", words.lower())]
    return share * lexicon.EN_SCALE[match["whole"]] if match["whole"] else share


def _multiple(match: re.Match[str], text: str) -> Iterator[Quantity]:
    bound, span = bound_of(text, Span(*match.span()))
    number = float(lexicon.EN_MULTIPLE[match["multiple"].lower()])
    yield Quantity(number, None, "倍", "times", bound, span, Kind.MULTIPLE, spelled=True, figure=Span(*match.span()))


def _nothing(_match: re.Match[str], _text: str) -> Iterator[Quantity]:
    yield from ()


def _clock(match: re.Match[str], _text: str) -> Iterator[Quantity]:
    yield plain(Span(*match.span()), Decimal(match["hour"]) if match["hour"] else None, "时", Kind.CLOCK)


def _figures(match: re.Match[str], text: str) -> Iterator[Quantity]:
    if not is_two(match, text):
        yield figure(match, text)
        return
    second = match.start("sign2") if match["sign2"] else match.start("n2")
    for part in (
        PATTERN.match(text, match.start("sign" if match["sign"] else "n1"), match.start("dash")),
        PATTERN.match(text, second),
    ):
        yield from _read(part, text) if part else ()


_Reader = Callable[["re.Match[str]", str], Iterator[Quantity]]
_READERS: Mapping[str, _Reader] = MappingProxyType(
    {
        "monthday": _date,
        "daymonth": _date,
        "month": _date,
        "years": _years,
        "ordinal": _ordinal,
        "plan": _plan,
        "share": _share,
        "multiple": _multiple,
        "times": _nothing,
        "figure": _figures,
        "clock": _clock,
    }
)
