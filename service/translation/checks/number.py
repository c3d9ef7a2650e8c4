"""Figures by value: 3.5亿 is 350 million. Finds scale slips, swapped digits, a neighbour's figure, a wrong road."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator

from index.types import Span
from service.quantity import Kind, render, scan
from service.translation.bitext import Bitext
from service.translation.checks.repair import repair
from service.translation.figures import FigureMatch
from service.translation.swaps import swapped
from service.translation.types import Finding, FindingType, Severity
from service.types import Bound


def check_numbers(bitext: Bitext) -> Iterator[Finding]:
    """Wrong values, figures that changed places, and wrong numerals in names."""
    for match in bitext.figures.matches:
        if not match.agrees:
            yield _wrong(bitext, match)
    for mine, other in swapped(bitext):
        yield _moved(bitext, mine, other)
    yield from _labels(bitext)


def _wrong(bitext: Bitext, match: FigureMatch) -> Finding:
    should = render(match.source, bitext.target)
    was, is_ = match.source.span.of(bitext.source), match.rendering.span.of(bitext.rendering)
    return Finding(
        FindingType.NUMBER,
        Severity.WARNING if _doubtful(bitext, match) else Severity.ERROR,
        f"{was} is {should}, not {is_}",
        f"“{was}”应译为“{should}”，译文为“{is_}”",
        match.rendering.span,
        match.source.span,
        repair(bitext, match.source, match.rendering),
    )


_OTHERS = re.compile(r"\b(?:other|another|others|more|additional|remaining|else)\b", re.IGNORECASE)


def _doubtful(bitext: Bitext, match: FigureMatch) -> bool:
    """True where another way of counting may be meant: 王某等4人 as "Wang and three others", 四十 as "four dozen"."""
    a, b = match.source, match.rendering
    if a.kind is Kind.NAME:
        return False
    small = a.number <= 12 and b.number <= 12
    around = bitext.rendering[max(0, b.span.start - 12) : b.span.end + 16]
    return (small and (a.spelled or b.spelled) and ((a.spelled and b.spelled) or bool(_OTHERS.search(around)))) or (
        a.bound is b.bound is Bound.ABOUT
    )


def _moved(bitext: Bitext, match: FigureMatch, other: FigureMatch) -> Finding:
    should = render(match.source, bitext.target)
    here = other.rendering.span
    return Finding(
        FindingType.NUMBER,
        Severity.ERROR,
        f"Two figures have changed places: here stands {here.of(bitext.rendering)}, the source says {should}",
        f"两个数字位置互换：此处应为“{should}”（{match.source.span.of(bitext.source)}）",
        here,
        match.source.span,
        repair(bitext, match.source, other.rendering),
    )


_LABEL = re.compile(r"(?=[A-Z0-9])[A-Z]{0,8}[-–]?\d[\dA-Z.+/-]*")


def _labels(bitext: Bitext) -> Iterator[Finding]:
    """Numerals of names (G331, 12345, PM2.5) must stand as they are: one lost and one like it gained is an error."""
    lost = _names(bitext.source, bitext.lang == "zh")
    gained = _names(bitext.rendering, bitext.lang != "zh")
    kept = Counter(name for name, _ in lost) & Counter(name for name, _ in gained)
    for name, span in lost:
        if name in kept:
            continue
        for other, at in gained:
            if other not in kept and _alike(name, other):
                yield Finding(
                    FindingType.NUMBER,
                    Severity.ERROR,
                    f"{other} stands for {name}",
                    f"“{name}”误作“{other}”",
                    at,
                    span,
                    name,
                )
                break


def _names(text: str, chinese: bool) -> list[tuple[str, Span]]:
    found = []
    for quantity in scan(text, "zh" if chinese else "en"):
        if quantity.kind is Kind.NAME and not math.isfinite(quantity.number):
            label = _LABEL.match(quantity.span.of(text))
            if label:
                found.append((label[0].rstrip(".-").replace("–", "-"), quantity.span))
    return found


def _alike(a: str, b: str) -> bool:
    """Same letters and one digit apart at most, or one's digits in another order: G331 and G311, 12345 and 12315."""
    if len(a) != len(b) or re.sub(r"\d", "0", a) != re.sub(r"\d", "0", b):
        return False
    return sum(x != y for x, y in zip(a, b, strict=True)) <= 2
