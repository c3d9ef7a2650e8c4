"""The general form of an English figure: [sign] number [scale] [– number] [unit] [per year], with its bound."""

from __future__ import annotations

import re
from decimal import Decimal

from index.types import Span
from service.quantity import numerals
from service.quantity.bounds import EN_AFTER, EN_BEFORE
from service.quantity.currencies import CURRENCY_SIGNS
from service.quantity.english_nouns import noun_after
from service.quantity.lexicon import EN_SCALE, alternation
from service.quantity.types import Kind, Quantity, Unit
from service.quantity.units import EN, ZH
from service.types import Bound

_BEFORE = re.compile(
    rf"(?<![\w.-])(?P<mark>(?i:{alternation(EN_BEFORE)}))\s*(?:the\s|an?\s|a\stotal\sof\s|the\slevel\sof\s)?$"
)
_AFTER = re.compile(rf"[\s,(]{{0,2}}(?P<mark>(?i:{alternation(EN_AFTER)}))(?![\w])")
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_PER = {"year": "年", "annum": "年", "yr": "年", "month": "月", "day": "日", "hour": "小时", "week": "周"}


def is_two(match: re.Match[str]) -> bool:
    """True where "to" leads from a change to where it led, no range: narrowed by 8% to HK$4.7 billion."""
    if not match["unit1"] or not match["n2"]:
        return False
    first = unit_of(match["unit1"].strip(" -"))
    last = ZH[CURRENCY_SIGNS[match["sign2"]]] if match["sign2"] else unit_of(match["unit"]) if match["unit"] else None
    return first is not None and (last.kind is not first.kind if last else bool(match["scale2"]))


def figure(match: re.Match[str], text: str) -> Quantity:
    """One match of the general form as a figure, a year or a name."""
    low, high, unit = *_numbers(match), _unit(match)
    start = match.start("sign") if match["sign"] else match.start("n1")
    span, spelled = Span(start, match.end()), not match["n1"][0].isdigit()
    if low is None:
        return plain(span, None, "", Kind.NAME)
    if unit is None and high is None and not match["scale"] and _is_year(match["n1"]) and not _is_compared(text, start):
        return plain(span, low, "年", Kind.DATE)
    noun, noun_end = (
        noun_after(text, match.end()) if unit is None or (unit.kind is Kind.COUNT and not unit.en) else ("", span.end)
    )
    if unit is None:
        unit = EN.get(noun.split(" ")[-1].lower()) if noun else None
        unit = unit if unit is not None and unit.kind is Kind.COUNT else None
    bound, outer = bound_of(text, span, noun_end)
    if spelled and low == 1 and bound is Bound.EXACTLY and unit is None:
        return plain(span, low, "", Kind.NAME, spelled=True)
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
        return EN_SCALE[match[word].lower() if match[word].lower() in EN_SCALE else match[word]]
    if match[tight] and not (match[tight] == "m" and not match["sign"] and not match["n2"]):
        return EN_SCALE[match[tight]]
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


def bound_of(text: str, span: Span, noun_end: int | None = None) -> tuple[Bound, Span]:
    """The bound beside the figure at `span`, or behind its noun, and the span that takes its words in."""
    before = _BEFORE.search(text, max(0, span.start - 32), span.start)
    if before:
        mark = re.sub(r"\s+", " ", before["mark"].lower())
        return EN_BEFORE[mark], Span(before.start("mark"), span.end)
    for end in (span.end, noun_end or span.end):
        after = _AFTER.match(text, end)
        if after:
            return EN_AFTER[re.sub(r"\s+", " ", after["mark"].lower())], Span(span.start, after.end("mark"))
    return Bound.EXACTLY, span


def plain(span: Span, number: Decimal | float | None, unit: str, kind: Kind, spelled: bool = False) -> Quantity:
    """A numeral without unit or bound: a date, an ordinal, a name."""
    value = float("nan") if number is None else float(number)
    return Quantity(value, None, unit, "", Bound.EXACTLY, span, kind, spelled=spelled, figure=span)
