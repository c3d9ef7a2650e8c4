"""Chinese text → its figures, and the numerals that are no figures, in order.

One pattern finds whatever holds a numeral; a table of readers, one a form, turns each match into a Quantity. The
bound is read from the words on either side. Every pattern starts at a numeral that no numeral precedes and has no
nested repetition, so that reading takes time linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from index.text import words_in_order
from index.types import Span
from service.quantity import lexicon, numerals
from service.quantity.chinese_forms import PATTERN, SCALE
from service.quantity.nouns import counted_noun
from service.quantity.types import Kind, Quantity
from service.quantity.units import CURRENCY_SIGNS, ZH, Unit
from service.types import Bound

_BOUND_REACH = 10
"""Code points before a figure in which its bound is looked for: 至少要保持 100 米."""

_WORD_REACH = 4
"""Code points around a numeral in which it is looked whether it is part of a word."""

_BEFORE = re.compile(
    lexicon.alternation(lexicon.ZH_BEFORE) + r"(?:了|要|需|应|将|能|会|可|占|有|为|在|到|达){0,2}"
    r"(?:保持|达到|完成|实现|新增|增长|投入|获得|提供|需要|拥有)?(?:了|在|到)?\s?$"
)
_AFTER = re.compile(
    rf"(?:的)?\s?(?:[（(]含[）)])?(?P<mark>{lexicon.alternation(lexicon.ZH_AFTER)})(?!外|来(?!自|源)|于|数|种|样|次|少|元|方|边|级|加)"
)
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_APART = re.compile(rf"([一二两三四五六七八九])([二三四五六七八九])({SCALE}*)")
_QUOTE = re.compile(r"[“\"「『]([^“”\"「」『』]{1,12})[”\"」』]")


class _Text(NamedTuple):
    """The text being read: as folded for matching, with the ranges that short quotation marks hold."""

    folded: str
    quoted: tuple[Span, ...]


@lru_cache(maxsize=512)
def scan(text: str) -> tuple[Quantity, ...]:
    """Every figure of `text`, and every numeral that is part of a name (`Kind.NAME`), in order."""
    folded = numerals.folded(text)
    view = _Text(folded, tuple(Span(*m.span(1)) for m in _QUOTE.finditer(folded)))
    return tuple(quantity for match in PATTERN.finditer(folded) for quantity in _read(match, view))


def _read(match: re.Match[str], view: _Text) -> Iterator[Quantity]:
    reader = _READERS.get(match.lastgroup or "")
    if reader is None:
        yield _name(Span(*match.span()))
    else:
        yield from reader(match, view)


def _name(span: Span, number: Decimal | None = None, unit: str = "", spelled: bool = False) -> Quantity:
    value = float("nan") if number is None else float(number)
    return Quantity(value, None, unit, "", Bound.EXACTLY, span, Kind.NAME, spelled=spelled, figure=span)


def _mark(match: re.Match[str], group: str, kind: Kind, unit: str) -> Iterator[Quantity]:
    """A date, an ordinal or a name: a numeral that is kept with its kind and gets no bound."""
    number = numerals.chinese(match[group]) if match[group] else None
    span = Span(*match.span())
    spelled = bool(match[group]) and not match[group][0].isdigit()
    if number is None:
        yield _name(span)
    else:
        yield Quantity(
            float(number), None, unit, "", Bound.EXACTLY, span, kind, spelled=spelled, figure=Span(*match.span(group))
        )


def _years(match: re.Match[str], _view: _Text) -> Iterator[Quantity]:
    span, figure = Span(*match.span()), Span(match.start("y1"), match.end("y2"))
    yield Quantity(float(match["y1"]), float(match["y2"]), "年", "", Bound.EXACTLY, span, Kind.DATE, figure=figure)


def _ordinal(match: re.Match[str], _view: _Text) -> Iterator[Quantity]:
    yield from _mark(match, "on" if match["on"] else "on2", Kind.ORDINAL, "")


def _plan(match: re.Match[str], _view: _Text) -> Iterator[Quantity]:
    number = numerals.chinese(match["pn"])
    yield _name(Span(*match.span()), number, "年" if match[0].endswith("年") else "个月", not match["pn"][0].isdigit())


def _percent(match: re.Match[str], view: _Text) -> Iterator[Quantity]:
    low = numerals.chinese(match["pc"])
    high = numerals.chinese(match["pc2"]) if match["pc2"] else None
    yield _bounded(match, view, low, high, ZH["%"])


def _permille(match: re.Match[str], view: _Text) -> Iterator[Quantity]:
    yield _bounded(match, view, numerals.chinese(match["pm"]), None, ZH["‰"])


def _fraction(match: re.Match[str], view: _Text) -> Iterator[Quantity]:
    if match[0] in ("一半", "半数"):
        yield _bounded(match, view, Decimal("0.5"), None, _FRACTION)
        return
    over = numerals.chinese(match["nume"] or match["nume2"])
    under = numerals.chinese(match["den"] or match["den2"])
    if over is None or not under or over >= under:
        yield _name(Span(*match.span()))
        return
    yield _bounded(match, view, over / under, None, _FRACTION)


def _tenths(match: re.Match[str], view: _Text) -> Iterator[Quantity]:
    tenths = numerals.chinese(match["tn"])
    number = None if tenths is None else 10 * tenths + (5 if match["half"] else 0)
    yield _bounded(match, view, number, None, ZH["%"])


def _doubling(match: re.Match[str], view: _Text) -> Iterator[Quantity]:
    times = numerals.chinese(match["dbl"]) if match["dbl"] else Decimal(1)
    yield _bounded(match, view, 2 ** (times or Decimal(1)), None, ZH["倍"])


def _nothing(_match: re.Match[str], _view: _Text) -> Iterator[Quantity]:
    """2× of 2×66万千瓦: read together with what follows."""
    yield from ()


def _figure(match: re.Match[str], view: _Text) -> Iterator[Quantity]:
    """The general form: [sign] number [scale] [– number] [unit] [/year]."""
    if _is_two(match):
        first = PATTERN.match(view.folded, match.start(), match.end("unit1"))
        for part in (first, PATTERN.match(view.folded, match.start("n2"))):
            yield from _read(part, view) if part else ()
        return
    low, high = _numbers(match)
    span = Span(match.start("n1"), match.end())
    spelled = not match["n1"][0].isdigit()
    unit = _unit(match)
    if low is None:
        yield _name(span)
        return
    if spelled and _is_name(match, view, unit):
        yield _name(span, low, match["unit"] or "", spelled=True)
        return
    if unit.kind is Kind.COUNT and not unit.zh and not match["odd"] and _is_year(match["n1"]):
        yield Quantity(float(low), None, "年", "", Bound.EXACTLY, span, Kind.DATE, figure=span)
        return
    quantity = _bounded(match, view, low, high, unit)
    yield quantity


def _is_two(match: re.Match[str]) -> bool:
    """True where 至 leads from a change to where it led, no range: 收窄8%至47亿港元."""
    unit, last = (match["unit1"] or "").strip(), match["unit"]
    return bool(unit and last and match["n2"]) and ZH[unit].kind is not ZH[last].kind


def _numbers(match: re.Match[str]) -> tuple[Decimal | None, Decimal | None]:
    apart = _APART.fullmatch(match["n1"])
    if apart and match["n2"] is None and ord_of(apart[2]) == ord_of(apart[1]) + 1:
        scale = numerals.scale_of(apart[3] + (match["scale"] or ""))
        return ord_of(apart[1]) * scale, ord_of(apart[2]) * scale
    low = numerals.chinese(match["n1"])
    if low is not None and match["scale"]:
        low *= numerals.scale_of(match["scale"])
    if low is not None and match["exp"]:
        low *= Decimal(10) ** int(match["exp"].translate(_SUPERSCRIPT))
    high = numerals.chinese(match["n2"]) if match["n2"] else None
    ending = match["scale2"] or ""
    if high is not None and ending:
        high *= numerals.scale_of(ending)
    if low is not None and high is not None and not match["scale"]:
        low = _shared_scale(low, match["n1"], match["n2"] + ending)
    return low, high


def ord_of(digit: str) -> Decimal:
    """The value of one Chinese digit."""
    return numerals.chinese(digit) or Decimal(0)


def _shared_scale(low: Decimal, first: str, second: str) -> Decimal:
    """8至10万个: the scale at the end holds for both."""
    tail = re.search(rf"{SCALE}+$", second)
    if tail and second[0].isdigit() and first[-1].isdigit():
        return low * numerals.scale_of(tail[0])
    return low


def _unit(match: re.Match[str]) -> Unit:
    word = match["unit"] or (match["unit1"] or "").strip()
    if match["sign"] and (not word or ZH[word].kind is not Kind.MONEY):
        return ZH[CURRENCY_SIGNS[match["sign"]]]
    return ZH[word] if word else Unit("", Kind.COUNT)


def _is_name(match: re.Match[str], view: _Text, unit: Unit) -> bool:
    """True where a numeral in characters counts nothing: 一网通办, 十分, 千家, “三张清单”, 陆路."""
    words = match["n1"]
    span = Span(*match.span())
    if words in lexicon.ZH_FORMAL and unit.kind is not Kind.MONEY:  # 伍家岗, 陆路: of itself it only counts money
        return True
    bare = all(char in lexicon.ZH_SCALES for char in words) and words != "十"
    if bare and not (unit.kind not in (Kind.COUNT, Kind.DURATION) and match["unit"]):
        # 百万人 is said of any multitude, 超百万人 of one that was counted.
        counted = len(words) > 1 and match["unit"]
        return not (counted and _BEFORE.search(view.folded, max(0, span.start - _BOUND_REACH), span.start))
    if match[0] in ("十分", "万一", "百度", "千人") or any(quote.covers(span) for quote in view.quoted):
        return True
    if words == "一" and not _BEFORE.search(view.folded, max(0, span.start - _BOUND_REACH), span.start):
        return unit.kind in (Kind.COUNT, Kind.DURATION, Kind.LENGTH, Kind.AREA) or not match["unit"]
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


def _is_year(words: str) -> bool:
    return len(words) == 4 and words.isdigit() and 1900 <= int(words) <= 2099


def _bounded(match: re.Match[str], view: _Text, low: Decimal | None, high: Decimal | None, unit: Unit) -> Quantity:
    """The figure with the bound that stands before, within or after it."""
    start, end = match.span()
    start += len(match[0]) - len(match[0].lstrip())
    end -= len(match[0]) - len(match[0].rstrip())
    if low is None:
        return _name(Span(start, end))
    times = _times(view.folded, start)
    bound, span = _bound(view.folded, Span(start - times[1], end), match["odd"] or match["odd2"])
    kind = Kind.COMPOUND if times[0] else _kind(match, view.folded, unit)
    figure = Span(*match.span("n1")) if match["n1"] else Span(start, end)
    if match["n1"]:
        ends = (match.end(group) for group in ("scale", "n2", "scale2", "sci", "odd"))
        figure = Span(figure.start, max(figure.end, *ends))
    return Quantity(
        float(low),
        None if high is None else float(high),
        _unit_words(match, unit),
        unit.unit_en or counted_noun(view.folded, span),
        bound,
        span,
        kind,
        per=(match["per"] or "").lstrip("/ "),
        times=times[0],
        spelled=not view.folded[figure.start].isdigit(),
        figure=figure,
    )


def _unit_words(match: re.Match[str], unit: Unit) -> str:
    """As written where that is another classifier of the same sort (名 stays 名), else the unit's own name."""
    word = match["unit"]
    return word if word and unit.kind is Kind.COUNT else unit.zh


def _kind(match: re.Match[str], text: str, unit: Unit) -> Kind:
    if match["per"]:
        return Kind.RATE
    if text.startswith("级", match.end()) and unit.kind in (Kind.POWER, Kind.MASS, Kind.MONEY, Kind.AREA):
        return Kind.COMPOUND
    return unit.kind


def _times(text: str, start: int) -> tuple[float | None, int]:
    """The 2 of 2×66万千瓦 that ends where the figure starts, and how many code points it takes."""
    before = re.search(r"(\d{1,6})\s?[×*xX]\s?$", text[max(0, start - 10) : start])
    return (float(before[1]), len(before[0])) if before else (None, 0)


def _bound(text: str, span: Span, odd: str | None) -> tuple[Bound, Span]:
    found: list[Bound] = []
    start, end = span
    before = _BEFORE.search(text, max(0, start - _BOUND_REACH), start)
    if before and not (
        before[0][0] in "约近超" and before.start() and text[before.start() - 1] in lexicon.ZH_NOT_ABOUT
    ):
        found.append(lexicon.ZH_BEFORE[_stem(before[0])])
        start = before.start()
    if odd:
        found.append(lexicon.ZH_ODD[odd[0]])
    after = _AFTER.match(text, end)
    if after and not odd:
        found.append(lexicon.ZH_AFTER[after["mark"]])
        end = after.end()
    return (found[0] if found else Bound.EXACTLY), Span(start, end)


def _stem(words: str) -> str:
    words = words.strip()
    while words not in lexicon.ZH_BEFORE:
        words = words[:-1]
    return words


_FRACTION = Unit("", Kind.FRACTION)
_Reader = Callable[["re.Match[str]", _Text], Iterator[Quantity]]
_READERS: Mapping[str, _Reader] = MappingProxyType(
    {
        "years": _years,
        "year": lambda m, _: _mark(m, "yn", Kind.DATE, "年"),
        "month": lambda m, _: _mark(m, "mn", Kind.DATE, "月"),
        "day": lambda m, _: _mark(m, "dn", Kind.DATE, "日"),
        "clock": lambda m, _: _mark(m, "hour", Kind.CLOCK, "时"),
        "ordinal": _ordinal,
        "plan": _plan,
        "percent": _percent,
        "permille": _permille,
        "fraction": _fraction,
        "tenths": _tenths,
        "doubling": _doubling,
        "times": _nothing,
        "figure": _figure,
    }
)
