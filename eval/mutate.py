"""Breaks right renderings, one known error each: the test set of the translators' checks, made anew from any pairs.

A seeded program: the same pairs and seed give the same cases. Cases have the shape of the marked renderings in
`eval/gold`: source, rendering, and the errors with their type and words.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from index.glossary import Glossary
from index.text import clauses
from index.types import Span
from service.quantity import Kind, Quantity, find
from service.translation.figures import FigureMatch, match_figures
from service.types import Bound


@dataclass(frozen=True, slots=True)
class Marked:
    """An error in a case: its type, its words in the rendering ("" where something is missing) and in the source."""

    type: str
    span: str
    source_span: str


@dataclass(frozen=True, slots=True)
class Case:
    """A rendering and the errors in it; none for a faithful one."""

    id: str
    source: str
    rendering: str
    errors: tuple[Marked, ...] = ()

    def json(self) -> str:
        """One line of a JSONL file."""
        errors = [{"type": e.type, "span": e.span, "source_span": e.source_span} for e in self.errors]
        return json.dumps(
            {"id": self.id, "source": self.source, "rendering": self.rendering, "errors": errors}, ensure_ascii=False
        )


Pair = tuple[str, str]
"""Chinese and English."""

Broken = tuple[str, Marked]
Mutation = Callable[[str, str, random.Random], Broken | None]

_PLAIN = frozenset({Kind.COUNT, Kind.MONEY, Kind.PERCENT, Kind.AREA, Kind.MASS, Kind.LENGTH, Kind.POWER, Kind.ENERGY})
_OTHER_UNIT: Mapping[str, str] = MappingProxyType(
    {
        "percent": "percentage points",
        "per cent": "percentage points",
        "percentage points": "percent",
        "kilometers": "miles",
        "kilometres": "miles",
        "km": "miles",
        "miles": "kilometres",
        "meters": "feet",
        "metres": "feet",
        "yuan": "US dollars",
        "RMB": "US dollars",
        "hectares": "mu",
        "mu": "hectares",
        "tons": "kilograms",
        "tonnes": "kilograms",
        "dollars": "yuan",
        "hours": "days",
        "euros": "yuan",
        "kilograms": "tonnes",
    }
)
_ADDED = (
    "free of charge",
    "around the clock",
    "in cooperation with foreign investors",
    "and publish the results every week",
    "which independent auditors will review",
    "before the end of next spring",
    "at the expense of local residents",
    "under the supervision of retired judges",
    "despite strong opposition from farmers",
    "and plant trees along the road",
    "as the mayor had promised",
    "using satellite images",
)
_PLACES = tuple("Shanghai Wuhan Harbin Guiyang Lanzhou Xiamen Dalian Nanning Hefei Taiyuan Kunming Zhengzhou".split())  # noqa: SIM905 — a list to read
_MODAL = re.compile(
    r"\b(will|would|can|could|should|must|may|is|are|was|were|has|have|had)\b(?!\s+(?:not|no|never)\b|n['’]t)"
)
_NOT = re.compile(r"\s(?:not|never)\b|(?<=\w)n['’]t\b")
_CAPITAL = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b")


def break_number(zh: str, en: str, rng: random.Random) -> Broken | None:
    """A digit changed, two swapped, or the scale wrong by ten or a thousand."""
    match = _pick(zh, en, rng)
    if match is None or match.rendering.spelled:
        return None
    words = match.rendering.figure.of(en)
    wrong = rng.choice((_slip, _swap, _change))(words, rng)
    if wrong is None or wrong == words or _value(wrong) in (None, match.rendering.number):
        return None
    return _put(en, match.rendering.figure, wrong), Marked("number", wrong, match.source.span.of(zh))


def _slip(words: str, _rng: random.Random) -> str | None:
    for scale, other in (
        ("million", "billion"),
        ("billion", "million"),
        ("thousand", "million"),
        ("trillion", "billion"),
    ):
        if scale in words:
            return words.replace(scale, other)
    digits = words.replace(",", "")
    return f"{int(digits) * 10:,}" if digits.isdigit() and len(digits) < 9 else None


def _swap(words: str, rng: random.Random) -> str | None:
    at = [
        i
        for i in range(len(words) - 1)
        if words[i : i + 2].isdigit() and words[i] != words[i + 1] and words[i + 1] != "0"
    ]
    if not at:
        return None
    i = rng.choice(at)
    return words[:i] + words[i + 1] + words[i] + words[i + 2 :]


def _change(words: str, rng: random.Random) -> str | None:
    at = [i for i, char in enumerate(words) if char.isdigit()]
    if not at:
        return None
    i = rng.choice(at)
    digit = rng.choice([d for d in "123456789" if d != words[i]])
    return words[:i] + digit + words[i + 1 :]


def _value(words: str) -> float | None:
    found = find(words, "en")
    return found[0].number if len(found) == 1 else None


def break_unit(zh: str, en: str, rng: random.Random) -> Broken | None:
    """Another unit after the same number."""
    match = _pick(zh, en, rng)
    if match is None:
        return None
    tail = en[match.rendering.figure.end : match.rendering.figure.end + 22]
    for unit, other in _OTHER_UNIT.items():
        found = re.match(rf"\s?{re.escape(unit)}\b", tail)
        if found:
            span = Span(match.rendering.figure.end, match.rendering.figure.end + found.end())
            wrong = f" {other}"
            marked = match.rendering.figure.of(en) + wrong
            return _put(en, span, wrong), Marked("unit", marked, match.source.span.of(zh))
    if tail.startswith("%"):
        span = Span(match.rendering.figure.end, match.rendering.figure.end + 1)
        marked = match.rendering.figure.of(en) + " percentage points"
        return _put(en, span, " percentage points"), Marked("unit", marked, match.source.span.of(zh))
    return None


def break_bound(zh: str, en: str, rng: random.Random) -> Broken | None:
    """A bound added where there is none, or turned where there is one."""
    match = _pick(zh, en, rng)
    if match is None or match.source.kind is Kind.FRACTION:
        return None
    figure = match.rendering.figure
    if match.rendering.bound is Bound.EXACTLY and match.source.bound is Bound.EXACTLY:
        wrong = rng.choice(("at least ", "about ", "less than ", "more than "))
        before = match.rendering.span.start
        return _put(en, Span(before, before), wrong), Marked("bound", wrong + figure.of(en), match.source.span.of(zh))
    if match.source.bound is match.rendering.bound and match.rendering.span.start < figure.start:
        upward = match.rendering.bound in (Bound.AT_LEAST, Bound.MORE_THAN)
        wrong = "less than " if upward else "at least "
        span = Span(match.rendering.span.start, figure.start)
        return _put(en, span, wrong), Marked("bound", wrong + figure.of(en), match.source.span.of(zh))
    return None


def break_negation(zh: str, en: str, rng: random.Random) -> Broken | None:
    """A "not" dropped, or put after a verb that affirms."""
    drop = _NOT.search(en)
    if drop and rng.random() < 0.5:
        after = en[drop.end() : drop.end() + 20].split(" ")
        words = " ".join(after[:3]).strip()
        return en[: drop.start()] + en[drop.end() :], Marked("negation", words, zh)
    modal = _MODAL.search(en)
    if modal is None or drop:
        return None
    return en[: modal.end()] + " not" + en[modal.end() :], Marked("negation", f"{modal[0]} not", zh)


def break_omission(zh: str, en: str, rng: random.Random) -> Broken | None:
    """A clause of the rendering cut out; marked is the whole source, since nothing tells which clause it was."""
    parts = [c for c in clauses(en, Span(0, len(en))) if len(c.of(en).split()) >= 5]
    if len(parts) < 2 or len(clauses(zh, Span(0, len(zh)))) < 2:
        return None
    cut = rng.choice(parts)
    return (en[: cut.start] + en[cut.end :]).strip(), Marked("omission", "", zh)


def break_addition(zh: str, en: str, rng: random.Random) -> Broken | None:
    """Words of ours at the end of a clause."""
    part = rng.choice(clauses(en, Span(0, len(en))))
    end = part.end
    while end > part.start and en[end - 1] in ".,;:!?\"'”)":
        end -= 1
    added = rng.choice(_ADDED)
    return f"{en[:end]} {added}{en[end:]}", Marked("addition", added, zh)


def break_name(zh: str, en: str, rng: random.Random) -> Broken | None:
    """A name within a sentence replaced by a city of ours."""
    found = [m for m in _CAPITAL.finditer(en) if m[0] not in _PLACES]
    if not found:
        return None
    match = rng.choice(found)
    wrong = rng.choice(_PLACES)
    return _put(en, Span(*match.span()), wrong), Marked("name", wrong, zh)


def term_breaker(glossary: Glossary) -> Mutation:
    """Replaces the rendering of one of the glossary's terms by that of another."""

    def break_term(zh: str, en: str, rng: random.Random) -> Broken | None:
        here = {entry.zh for match in glossary.find(zh, "zh") for entry in match.entries}
        there = [m for m in glossary.find(en, "en") if here & {entry.zh for entry in m.entries}]
        others = [entry for entry in glossary.entries if entry.zh not in here]
        if not there or not others:
            return None
        match, wrong = rng.choice(there), rng.choice(others).en[0]
        term = next(entry.zh for entry in match.entries if entry.zh in here)
        return _put(en, match.span, wrong), Marked("term", wrong, term)

    return break_term


MUTATIONS: Mapping[str, Mutation] = MappingProxyType(
    {
        "number": break_number,
        "unit": break_unit,
        "bound": break_bound,
        "negation": break_negation,
        "omission": break_omission,
        "addition": break_addition,
        "name": break_name,
    }
)


def break_pairs(pairs: Sequence[Pair], n: int, seed: int, glossary: Glossary | None = None) -> tuple[Case, ...]:
    """`n` broken cases, the types in equal parts as far as the pairs allow, in a fixed order for a seed."""
    rng = random.Random(seed)  # noqa: S311 — a sample, no secret
    mutations = dict(MUTATIONS)
    if glossary is not None:
        mutations["term"] = term_breaker(glossary)
    cases: list[Case] = []
    share = -(-n // len(mutations))
    for kind, mutation in mutations.items():
        order = list(pairs)
        rng.shuffle(order)
        made = 0
        for zh, en in order:
            broken = mutation(zh, en, rng) if made < share else None
            if broken is not None and broken[0] != en:
                made += 1
                cases.append(Case(f"m-{kind}-{made:03d}", zh, broken[0], (broken[1],)))
    rng.shuffle(cases)
    return tuple(cases[:n])


def read_pairs(files: Iterable[Path]) -> tuple[Pair, ...]:
    """The pairs of TSV files, Chinese and English; lines of a length that a sentence has."""
    pairs = []
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            columns = line.split("\t")
            if len(columns) >= 2 and 8 <= len(columns[0].strip()) <= 200 and columns[1].strip():
                pairs.append((columns[0].strip(), columns[1].strip()))
    return tuple(pairs)


def _pick(zh: str, en: str, rng: random.Random) -> FigureMatch | None:
    found = [m for m in match_figures(zh, en).matches if m.agrees and _usable(m.source) and _usable(m.rendering)]
    return rng.choice(found) if found else None


def _usable(quantity: Quantity) -> bool:
    return quantity.kind in _PLAIN and quantity.upper is None


def _put(text: str, span: Span, words: str) -> str:
    return text[: span.start] + words + text[span.end :]
