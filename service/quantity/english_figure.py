"""The general form of an English figure: [sign] number [scale] [– number] [unit] [per year], with its bound."""

from __future__ import annotations

import re
from decimal import Decimal

from index.types import Span
from service.quantity import numerals
from service.quantity.bounds import EN_AFTER, EN_BEFORE
from service.quantity.currencies import CURRENCY_SIGNS
from service.quantity.english_nouns import noun_after
from service.quantity.lexicon import EN_FRACTION, EN_SCALE, alternation
from service.quantity.types import Kind, Quantity, Unit
from service.quantity.units import EN, ZH
from service.types import Bound

_BEFORE = re.compile(
    rf"(?<![\w.-])(?P<mark>(?i:{alternation(EN_BEFORE)}))\s*(?:the\s|an?\s|a\stotal\sof\s|the\slevel\sof\s)?$"
)
_AFTER = re.compile(rf"[\s,(]{{0,2}}(?P<mark>(?i:{alternation(EN_AFTER)}))(?![\w])")
_VERB = re.compile(r"\b(?:to|will|would|could|may|might|should|must|can)\s+$", re.I)  # to top 3 billion, not the top 10
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_PER = {"year": "年", "annum": "年", "yr": "年", "month": "月", "day": "日", "hour": "小时", "week": "周"}


_WIDEST = 100
"""How far apart the ends of a range may lie where only the second has a scale: 500,000 to 1 million."""

_SIGNED = (Kind.PERCENT, Kind.POINTS, Kind.TEMPERATURE)
"""What falls below zero. Before anything else a hyphen is a dash."""

_YEAR_BEFORE = re.compile(r"\b(?:[Ii]n|[Ss]ince|[Dd]uring|of|by)\s+(?:19|20)\d\d$")  # 22% in 2009 to 26% in 2011
_HEADER = re.compile(r"\bunit\s?:\s?$", re.I)


def is_two(match: re.Match[str], text: str) -> bool:
    """True where "to" leads from one figure to another, no range (narrowed by 8% to HK$4.7 billion, 5% to 3%)."""
    if not match["n2"]:
        return False
    if match["sign"] and match["sign2"] and match["sign"] != match["sign2"]:
        return True
    if (
        match["dash"] == "to"
        and not match["unit1"]
        and not match["scale"]
        and _YEAR_BEFORE.search(text, max(0, match.start("n1") - 8), match.end("n1"))
    ):
        return True
    low, high = _numbers(match)
    falls = match["dash"] == "to" and low is not None and high is not None and low > high
    if not match["unit1"]:
        return falls
    first = unit_of(match["unit1"].strip(" -"))
    last = ZH[CURRENCY_SIGNS[match["sign2"]]] if match["sign2"] else unit_of(match["unit"]) if match["unit"] else None
    if first is None or last is None:
        return first is not None and (bool(match["scale2"]) or falls)
    return last is not first or falls


def figure(match: re.Match[str], text: str) -> Quantity:
    """One match of the general form as a figure, a year or a name."""
    low, high, unit = *_numbers(match), _unit(match)
    start = match.start("sign") if match["sign"] else match.start("n1")
    span, spelled = Span(start, match.end()), not match["n1"][0].isdigit()
    if low is None or _is_no_range(match, low, high) or _HEADER.search(text, max(0, start - 8), start):
        return plain(span, None, "", Kind.NAME)
    if _is_year(match) and unit is None and not _is_compared(text, start):
        return plain(span, low, "年", Kind.DATE)
    if match["minus"] and unit is not None and unit.kind in _SIGNED:
        low, span = -low, Span(match.start("minus"), span.end)
    unit, noun, noun_end = _counted(match, text, unit)
    bound, outer = bound_of(text, span, noun_end, bool(match["odd"]))
    if spelled and high is None and unit is None and (low == 0 or (low == 1 and bound is Bound.EXACTLY)):
        return plain(span, low, "", Kind.NAME, spelled=True)
    if match["tight"] == "m" and not match["sign"] and unit is not None and unit.kind is Kind.COUNT:
        low *= EN_SCALE["million"]  # 3m people, not three metres
    times = re.search(r"(\d{1,6})\s?[×*x]\s?$", text[max(0, start - 10) : start])
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
        figure=Span(match.start("n1"), max(match.end(group) for group in _NUMBER_GROUPS)),
    )


_NUMBER_GROUPS = ("n1", "vulgar", "more", "scale", "addscale", "tight", "sci", "n2", "scale2", "tight2")


def _is_no_range(match: re.Match[str], low: Decimal, high: Decimal | None) -> bool:
    """True for a score (12-10), a height (6-foot-6), and what has a far end that cannot be read."""
    if match["n2"] is None:
        return False
    tall = (
        match["dash"] != "to" and not match["unit"] and (match["unit1"] or "").strip(" -").lower() in ("foot", "feet")
    )
    return high is None or low >= high or tall


def _counted(match: re.Match[str], text: str, unit: Unit | None) -> tuple[Unit | None, str, int]:
    """The unit, the noun where it is one that is counted, and where that ends."""
    named = unit_of(match["unit"]) if match["unit"] else None
    if named is not None and match["tight"] and not match["sign"]:
        return named, "", match.end()
    metres = match["tight"] == "m" and not match["sign"] and not match["n2"]
    if unit is not None and not metres and (unit.kind is not Kind.COUNT or unit.en):
        return unit, "", match.end()
    noun, end = noun_after(text, match.end())
    counted = EN.get(noun.split(" ")[-1].lower()) if noun else None
    if metres:
        is_count = counted is not None and counted.kind is Kind.COUNT
        return (counted, noun, end) if is_count else (unit, "", match.end())
    if unit is None and counted is not None and counted.kind is Kind.COUNT:
        unit = counted
    return unit, noun, end


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


def _is_year(match: re.Match[str]) -> bool:
    words = match["n1"]
    more = any(match[group] for group in ("n2", "scale", "vulgar", "more", "odd"))
    return not more and len(words) == 4 and words.isdigit() and 1900 <= int(words) <= 2099


def _numbers(match: re.Match[str]) -> tuple[Decimal | None, Decimal | None]:
    """The number and, in a range, its far end; None where the numeral is none."""
    scales = [_scale(match, "scale", "tight"), _scale(match, "scale2", "tight2")]
    low = _number(match["n1"])
    if low is None or scales[0] is None or scales[1] is None:
        return None, None
    low += numerals.VULGAR.get(match["vulgar"] or "", EN_FRACTION.get(match["more"] or "", Decimal(0)))
    low *= scales[0]
    if match["add"]:
        low += Decimal(match["add"]) * EN_SCALE[match["addscale"]]
    low *= Decimal(10) ** int(match["exp"].translate(_SUPERSCRIPT)) if match["exp"] else 1
    high = _number(match["n2"]) if match["n2"] else None
    if high is None:
        return low, None
    last = re.split(r"[\s-]", match["n2"].lower())[-1]
    shared = EN_SCALE.get(last, Decimal(1)) if scales[1] == 1 else scales[1]
    high *= scales[1]
    alone = scales[0] == 1 and not match["unit1"] and not re.search(rf"(?i){_BIG}", match["n1"])
    return _shared_scale(low, high, shared) if alone and shared != 1 else low, high


def _shared_scale(low: Decimal, high: Decimal, scale: Decimal) -> Decimal | None:
    """5 to 8 million: the scale at the end holds for both; None where it may or may not (5 to 2 million)."""
    if low * scale < high:
        return low * scale
    return low if low < high <= low * _WIDEST else None


_BIG = "hundred|thousand|million|billion|trillion|dozen"


def _number(words: str) -> Decimal | None:
    if words[0].isdigit():
        return numerals.arabic(words)
    half = re.match(r"(?:an?\s+)?half[\s-]+", words.lower())
    if half:
        whole = numerals.english(words[half.end() :].strip())
        return None if whole is None else whole / 2
    return numerals.english(words)


def _scale(match: re.Match[str], word: str, tight: str) -> Decimal | None:
    if match[word]:
        product = Decimal(1)
        for part in re.split(r"[\s-]", match[word]):
            product *= EN_SCALE[part.lower() if part.lower() in EN_SCALE else part]
        return product
    if match[tight] and not (match[tight] == "m" and not match["sign"] and not match["n2"]):
        is_note = match[tight] == "b" and not match["sign"] and "." not in match["n1"]  # table 3b
        return None if is_note else EN_SCALE[match[tight]]
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


def bound_of(text: str, span: Span, noun_end: int | None = None, odd: bool = False) -> tuple[Bound, Span]:
    """The bound beside the figure at `span`, or behind its noun, and the span that takes its words in.

    `odd` is True where the figure itself says that there is more: 20-odd, 300+ billion.
    """
    before = _BEFORE.search(text, max(0, span.start - 32), span.start)
    if before and (
        before["mark"].lower() != "top" or _VERB.search(text, max(0, before.start("mark") - 8), before.start("mark"))
    ):
        mark = re.sub(r"\s+", " ", before["mark"].lower())
        return EN_BEFORE[mark], Span(before.start("mark"), span.end)
    if odd:
        return Bound.MORE_THAN, span
    for end in (span.end, noun_end or span.end):
        after = _AFTER.match(text, end)
        if after:
            return EN_AFTER[re.sub(r"\s+", " ", after["mark"].lower())], Span(span.start, after.end("mark"))
    return Bound.EXACTLY, span


def plain(span: Span, number: Decimal | float | None, unit: str, kind: Kind, spelled: bool = False) -> Quantity:
    """A numeral without unit or bound: a date, an ordinal, a name."""
    value = float("nan") if number is None else float(number)
    return Quantity(value, None, unit, "", Bound.EXACTLY, span, kind, spelled=spelled, figure=span)
