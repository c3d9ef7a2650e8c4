"""English text → its figures, and the numerals that are no figures, in order; the counterpart of `chinese`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from index.types import Span
from service.quantity import lexicon, numerals
from service.quantity.english_forms import MONTHS, PATTERN
from service.quantity.lexicon import words
from service.quantity.types import Kind, Quantity
from service.quantity.units import CURRENCY_SIGNS, EN, ZH, Unit
from service.types import Bound

_BEFORE = re.compile(
    rf"(?<![\w.-])(?P<mark>(?i:{lexicon.alternation(lexicon.EN_BEFORE)}))\s*(?:the\s|an?\s|a\stotal\sof\s|the\slevel\sof\s)?$"
)
_AFTER = re.compile(rf"[\s,(]{{0,2}}(?P<mark>(?i:{lexicon.alternation(lexicon.EN_AFTER)}))(?![\w])")
_HEAD = re.compile(r"(?:[\s-]+[A-Za-z][\w'’/-]*){1,6}")
_STOP = frozenset(
    words(
        "of in to and for by from with on at or will is are was were be been per than as that which who "
        "whose have has had the into over under within during after before since until between more "
        "less this these those its their his her said says while when but not would can could may must "
        "should against among about around through"
    )
)
_IRREGULAR = frozenset(
    words("people head mu men women children aircraft personnel staff police livestock cattle sheep")
)
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_PER = {"year": "年", "annum": "年", "yr": "年", "month": "月", "day": "日", "hour": "小时", "week": "周"}
_PLURALS = {plural: plural for plural, _ in lexicon.NOUNS.values()}


@lru_cache(maxsize=512)
def scan(text: str) -> tuple[Quantity, ...]:
    """Every figure of `text`, and every numeral that is part of a name (`Kind.NAME`), in order."""
    folded = numerals.folded(text)
    return tuple(quantity for match in PATTERN.finditer(folded) for quantity in _read(match, folded))


def _read(match: re.Match[str], text: str) -> Iterator[Quantity]:
    reader = _READERS.get(match.lastgroup or "")
    if reader is None:
        yield _plain(Span(*match.span()), None, "", Kind.NAME)
    else:
        yield from reader(match, text)


def _plain(span: Span, number: Decimal | float | None, unit: str, kind: Kind, spelled: bool = False) -> Quantity:
    value = float("nan") if number is None else float(number)
    return Quantity(value, None, unit, "", Bound.EXACTLY, span, kind, spelled=spelled, figure=span)


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
        yield _plain(span, number, unit, Kind.DATE)


def _years(match: re.Match[str], _text: str) -> Iterator[Quantity]:
    last = match["yb"] if len(match["yb"]) == 4 else match["ya"][:2] + match["yb"]
    span = Span(*match.span())
    yield Quantity(float(match["ya"]), float(last), "年", "", Bound.EXACTLY, span, Kind.DATE, figure=span)


def _ordinal(match: re.Match[str], _text: str) -> Iterator[Quantity]:
    span = Span(*match.span())
    if match["ow"]:
        words = re.split(r"[\s-]", match["ow"].lower())
        number = Decimal(sum(lexicon.EN_ORDINAL.get(w, lexicon.EN_TENS.get(w, 0)) for w in words))
        yield _plain(span, number, "", Kind.ORDINAL, spelled=True)
        return
    digits = match["on"] or match["ln"]
    value = numerals.arabic(digits) if digits[0].isdigit() else numerals.english(digits)
    yield _plain(span, value, "", Kind.NAME if value is None else Kind.ORDINAL)


def _plan(match: re.Match[str], _text: str) -> Iterator[Quantity]:
    word = match["pn"]
    number = numerals.arabic(word) if word[0].isdigit() else numerals.english(word)
    yield _plain(Span(match.start(), match.end("py")), number, "年", Kind.NAME, spelled=not word[0].isdigit())


def _share(match: re.Match[str], text: str) -> Iterator[Quantity]:
    if match["num"]:
        number = Decimal(match["num"]) / Decimal(match["den"])
    else:
        words = re.sub(r"^an?\s", "", re.sub(r"\s+", " ", match["share"].lower()))
        number = lexicon.EN_FRACTION[words]
    bound, span = _bound(text, Span(*match.span()))
    yield Quantity(float(number), None, "", "", bound, span, Kind.FRACTION, spelled=True, figure=Span(*match.span()))


def _multiple(match: re.Match[str], text: str) -> Iterator[Quantity]:
    bound, span = _bound(text, Span(*match.span()))
    number = float(lexicon.EN_MULTIPLE[match["multiple"].lower()])
    yield Quantity(number, None, "倍", "times", bound, span, Kind.MULTIPLE, spelled=True, figure=Span(*match.span()))


def _nothing(_match: re.Match[str], _text: str) -> Iterator[Quantity]:
    yield from ()


def _clock(match: re.Match[str], _text: str) -> Iterator[Quantity]:
    yield _plain(Span(*match.span()), Decimal(match["hour"]) if match["hour"] else None, "时", Kind.CLOCK)


def _figures(match: re.Match[str], text: str) -> Iterator[Quantity]:
    if not _is_two(match):
        yield _figure(match, text)
        return
    second = match.start("sign2") if match["sign2"] else match.start("n2")
    for part in (PATTERN.match(text, match.start(), match.end("unit1")), PATTERN.match(text, second)):
        yield from _read(part, text) if part else ()


def _is_two(match: re.Match[str]) -> bool:
    """True where "to" leads from a change to where it led, no range: narrowed by 8% to HK$4.7 billion."""
    if not match["unit1"] or not match["n2"]:
        return False
    first = unit_of(match["unit1"].strip(" -"))
    last = ZH[CURRENCY_SIGNS[match["sign2"]]] if match["sign2"] else unit_of(match["unit"]) if match["unit"] else None
    return first is not None and (last.kind is not first.kind if last else bool(match["scale2"]))


def _figure(match: re.Match[str], text: str) -> Quantity:
    low, high, unit = *_numbers(match), _unit(match)
    start = match.start("sign") if match["sign"] else match.start("n1")
    span, spelled = Span(start, match.end()), not match["n1"][0].isdigit()
    if low is None:
        return _plain(span, None, "", Kind.NAME)
    if unit is None and high is None and not match["scale"] and _is_year(match["n1"]) and not _is_compared(text, start):
        return _plain(span, low, "年", Kind.DATE)
    noun, noun_end = (
        _noun(text, match.end()) if unit is None or (unit.kind is Kind.COUNT and not unit.en) else ("", span.end)
    )
    if unit is None:
        unit = EN.get(noun.split(" ")[-1].lower()) if noun else None
        unit = unit if unit is not None and unit.kind is Kind.COUNT else None
    bound, outer = _bound(text, span, noun_end)
    if spelled and low == 1 and bound is Bound.EXACTLY and unit is None:
        return _plain(span, low, "", Kind.NAME, spelled=True)
    times = re.search(r"(\d{1,6})\s?[×*x]\s?$", text[max(0, start - 10) : start])
    figure = Span(
        match.start("n1"), max(match.end(g) for g in ("n1", "scale", "tight", "sci", "n2", "scale2", "tight2"))
    )
    return Quantity(
        float(low),
        None if high is None else float(high),
        unit.zh if unit else "",
        _unit_en(unit, noun),
        bound,
        Span(min(outer.start, start - (len(times[0]) if times else 0)), outer.end),
        Kind.COMPOUND if times else Kind.RATE if match["per"] else unit.kind if unit else Kind.COUNT,
        per=_per(match["per"]),
        times=float(times[1]) if times else None,
        spelled=spelled,
        figure=figure,
    )


def _unit_en(unit: Unit | None, noun: str) -> str:
    if unit is None or (unit.kind is Kind.COUNT and noun):
        return noun
    return unit.unit_en


def _per(words: str | None) -> str:
    if not words:
        return ""
    last = re.split(r"[\s/-]+", words.strip())[-1]
    return _PER.get(last.rstrip("s"), EN[last].zh if last in EN else last)


_COMPARED = re.compile(
    r"\b(?:(?:more|fewer|less|greater|higher|lower) than|at (?:least|most)|exceed(?:s|ing)?)\s+$", re.I
)


def _is_compared(text: str, start: int) -> bool:
    """True where a number is a limit, so that it counts something and is no year: more than 2000 stations."""
    return bool(_COMPARED.search(text, max(0, start - 16), start))


def _is_year(words: str) -> bool:
    return len(words) == 4 and words.isdigit() and 1900 <= int(words) <= 2099


def _numbers(match: re.Match[str]) -> tuple[Decimal | None, Decimal | None]:
    scales = [_scale(match, "scale", "tight"), _scale(match, "scale2", "tight2")]
    low = _number(match["n1"])
    high = _number(match["n2"]) if match["n2"] else None
    if low is not None:
        low *= scales[0] if match["n2"] is None or scales[0] != 1 else scales[1]
        low *= Decimal(10) ** int(match["exp"].translate(_SUPERSCRIPT)) if match["exp"] else 1
    return low, None if high is None else high * scales[1]


def _number(words: str) -> Decimal | None:
    if words[0].isdigit():
        return numerals.arabic(words)
    if words.lower().startswith("half"):
        whole = numerals.english(words[4:].strip())
        return None if whole is None else whole / 2
    return numerals.english(words)


def _scale(match: re.Match[str], word: str, tight: str) -> Decimal:
    if match[word]:
        return lexicon.EN_SCALE[match[word].lower() if match[word].lower() in lexicon.EN_SCALE else match[word]]
    if match[tight] and not (match[tight] == "m" and not match["sign"] and not match["n2"]):
        return lexicon.EN_SCALE[match[tight]]
    return Decimal(1)


def _unit(match: re.Match[str]) -> Unit | None:
    word = match["unit"] or (match["unit1"] or "").strip(" -")
    if match["sign"] or match["sign2"]:
        return ZH[CURRENCY_SIGNS[match["sign"] or match["sign2"]]]
    if match["tight"] == "m":
        return ZH["米"]
    return unit_of(word) if word else None


def unit_of(word: str) -> Unit | None:
    """The unit that an English word names, whatever its case, spacing and hyphens; None for an unknown one."""
    word = re.sub(r"\s+", " ", word)
    for form in (word, word.lower(), word.replace("-", " ").lower(), word.replace(" ", "-").lower()):
        if form in EN:
            return EN[form]
    return None


def _noun(text: str, end: int) -> tuple[str, int]:
    """The plural noun phrase that follows a number, cut to its known head, and where it ends."""
    match = _HEAD.match(text, end)
    words: list[str] = []
    at = end
    for word in re.finditer(r"[A-Za-z][\w'’/-]*", match[0]) if match else ():
        lower = word[0].lower()
        if lower in _STOP:
            break
        words.append(word[0])
        if lower in _IRREGULAR or (lower.endswith("s") and not lower.endswith(("ss", "us", "'s", "’s", "is"))):
            at = end + word.end()
            break
    else:
        return "", end
    if at == end:
        return "", end
    for size in (3, 2):
        phrase = " ".join(words[-size:]).lower()
        if phrase in _PLURALS:
            return phrase, at
    return words[-1].lower(), at


def _bound(text: str, span: Span, noun_end: int | None = None) -> tuple[Bound, Span]:
    before = _BEFORE.search(text, max(0, span.start - 32), span.start)
    if before:
        mark = re.sub(r"\s+", " ", before["mark"].lower())
        return lexicon.EN_BEFORE[mark], Span(before.start("mark"), span.end)
    for end in (span.end, noun_end or span.end):
        after = _AFTER.match(text, end)
        if after:
            return lexicon.EN_AFTER[re.sub(r"\s+", " ", after["mark"].lower())], Span(span.start, after.end("mark"))
    return Bound.EXACTLY, span


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
