"""What one side says and the other does not: runs of words that stray from all words of the other side.

Each content word speaks for or against its run by the dictionary's word and by its nearest neighbour across the
languages (log-likelihood ratios). The run that gathers most is then weighed against what stands unexplained at its
place on the other side, which may be its paraphrase; against the other words of its clause, for clauses are left out
whole; and by the sentence vectors. The weights are logistic regressions on 1,300 pairs of FLORES-200, TICO-19 and this
project's own renderings, half of them with a clause of the next sentence put in on one side, rounded; the constants
were set on 900 pairs of news and UN papers, where one sentence in eighty has a finding a side, many of them real.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from index.dictionary import FUNCTION_WORDS
from index.types import Lang, Span
from service.quantity import Kind
from service.translation.coverage import EMPTY_ZH, Level, Word

if TYPE_CHECKING:
    from service.translation.bitext import Bitext, Meaning
    from service.translation.links import Links

Evidence = npt.NDArray[np.float64]

_FOR: Mapping[Lang, Mapping[Level, tuple[float, float]]] = MappingProxyType(
    {
        "en": {Level.NONE: (0.56, -14.4), Level.WEAK: (0.10, -6.5), Level.STRONG: (-2.22, -4.6)},
        "zh": {Level.NONE: (0.62, -15.7), Level.WEAK: (0.48, -8.1), Level.STRONG: (-2.02, -4.4)},
    }
)
"""By language and level: evidence that a word strays at the middle cosine, and its change with the cosine."""
_MIDDLE = 0.55
_SHARED = -3.0
"""Evidence of a figure or term that the other side has too."""
_LOST = 2.5
"""Evidence of a figure that the other side does not have."""
_TOLD = frozenset({Kind.COUNT, Kind.MONEY, Kind.PERCENT, Kind.AREA, Kind.MASS, Kind.POWER, Kind.ENERGY, Kind.LENGTH})
_EMPTY = -0.2
_HALF = 0.5
_LEAST_LETTERS: Mapping[Lang, int] = MappingProxyType({"en": 3, "zh": 2})
_ACRONYM = re.compile(r"[A-Z][A-Z0-9&-]*[A-Z0-9]s?")
_BEHIND = 12
_OF_ACRONYM = 10.0
"""What an acronym may stand for on the other side, as a rival: the words of an organisation's name."""
_BREAK = -1.5
"""What a mark between two words takes from a run that goes on beyond it."""
_MARKS = re.compile("[,;.:()，。；：、！？—–]")
_LEAST_EVIDENCE = 3.0
_N_RUNS = 3

_MOST_EVIDENCE, _MOST_RIVAL, _MOST_COMPANY = 12.0, 10.0, 3
_MOST_GAIN = 0.2
"""What one run in a hundred gains at most: a run that would need more is not embedded to find out."""
_WEIGHTS: Mapping[Lang, tuple[float, float, float, float, float]] = MappingProxyType(
    {"en": (-1.55, 0.55, -0.45, 18.0, -0.6), "zh": (-1.85, 0.55, -0.45, 18.0, -0.6)}
)
"""Constant, evidence, rival, gain of the cosine of the whole texts without the run, other words of the clause."""

_SAID = re.compile(r"\b(?:said|says|told|tells|wrote|writes|tweeted|added|asked|recalled)\b", re.IGNORECASE)
_SPOKEN = 1.0
"""Taken from the score where somebody is quoted: spoken words are rendered freely."""
SURE = 1.0
"""Score from which on a reviser must look."""
DOUBT = 0.2
"""Score from which on a reviser may want to."""


@dataclass(frozen=True, slots=True)
class Stray:
    """A run of words of one side. `score` grows with how surely the other side does not say it."""

    span: Span
    score: float


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a bitext: its words, what speaks for each to stray, and their cosines with the other side's."""

    text: str
    words: Sequence[Word]
    evidence: Evidence
    likeness: npt.NDArray[np.float32]


def find_strays(bitext: Bitext, lang: Lang) -> tuple[Stray, ...]:
    """Strays of the side in `lang`, the likeliest first; none without a model that tells words."""
    links, meaning = bitext.links, bitext.meaning
    if links is None or meaning is None or not links.likeness.size:
        return ()
    spoken = _SPOKEN if _SAID.search(bitext.en) else 0.0
    mine = _side(bitext, links, lang)
    runs = list(_runs(mine))
    if not runs:
        return ()
    theirs = _side(bitext, links, "en" if lang == "zh" else "zh")
    found = []
    constant, *weights, of_gain, of_company = _WEIGHTS[lang]
    for evidence, first, last in runs:
        span = Span(mine.words[first].span.start, mine.words[last].span.end)
        if _is_abbreviated(mine.text, span, theirs.text):
            continue
        seen = min(evidence, _MOST_EVIDENCE), min(_rival(mine, theirs, first, last), _MOST_RIVAL)
        score = constant - spoken + sum(weight * value for weight, value in zip(weights, seen, strict=True))
        score += of_company * min(_company(mine, first, last), _MOST_COMPANY)
        if score + of_gain * _MOST_GAIN >= DOUBT:
            found.append(Stray(span, score))
    gains = _gains(bitext, meaning, lang, [stray.span for stray in found])
    weighed = [Stray(stray.span, stray.score + of_gain * gain) for stray, gain in zip(found, gains, strict=True)]
    return tuple(sorted(weighed, key=lambda stray: -stray.score))


def _side(bitext: Bitext, links: Links, lang: Lang) -> _Side:
    english = lang == "en"
    words = bitext.coverage.en if english else bitext.coverage.zh
    nearest = links.of_en() if english else links.of_zh()
    shared, lost = list(_shared(bitext, lang)), list(_lost_figures(bitext, lang))
    text = bitext.en if english else bitext.zh
    values = [
        _SHARED
        if any(word.span.overlaps(span) for span in shared)
        else _LOST
        if any(word.span.overlaps(span) for span in lost)
        else _of_word(word, float(cosine), lang, text)
        for word, cosine in zip(words, nearest, strict=True)
    ]
    return _Side(text, words, np.array(values, np.float64), links.likeness if english else links.likeness.T)


def _of_word(word: Word, cosine: float, lang: Lang, text: str) -> float:
    if cosine < 0 or _ACRONYM.fullmatch(word.span.of(text)):
        return _EMPTY
    middle, slope = _FOR[lang][word.level]
    value = middle + slope * (cosine - _MIDDLE)
    if word.is_content:
        return value
    # A verb that official prose may add for grammar's sake tells less, but it does tell where nothing is like it.
    return max(_EMPTY, _HALF * value) if _is_verbal(word, lang) else _EMPTY


def _is_verbal(word: Word, lang: Lang) -> bool:
    if word.level is not Level.NONE or len(word.text) < _LEAST_LETTERS[lang]:
        return False
    return word.text not in FUNCTION_WORDS and word.text.isalpha()


def _shared(bitext: Bitext, lang: Lang) -> Iterator[Span]:
    for match in bitext.figures.matches:
        if match.agrees:
            yield match.source.span if lang == bitext.lang else match.rendering.span
    if lang == "en":
        latin = frozenset(re.findall(r"[a-z]{2,}", bitext.zh.lower()))
        yield from (word.span for word in bitext.coverage.en if word.span.of(bitext.en).lower() in latin)
    for term in bitext.coverage.terms:
        if term.found is not None:
            yield term.span if lang == "zh" else term.found


def _lost_figures(bitext: Bitext, lang: Lang) -> Iterator[Span]:
    """Figures in digits that the other side does not have."""
    text = bitext.en if lang == "en" else bitext.zh
    for quantity in bitext.figures.only_source if lang == bitext.lang else bitext.figures.only_rendering:
        if quantity.kind in _TOLD and not quantity.spelled and quantity.figure.of(text)[:1].isdigit():
            yield quantity.span


def _runs(side: _Side) -> Iterator[tuple[float, int, int]]:
    """(sum, first word, last word) of the best runs that do not touch (Kadane's scan), best first."""
    left = side.evidence.copy()
    gaps = [side.text[a.span.end : b.span.start] for a, b in zip(side.words, side.words[1:], strict=False)]
    breaks = [0.0, *(_BREAK if _MARKS.search(gap) else 0.0 for gap in gaps)]
    for _ in range(_N_RUNS):
        best = _best_run(left, breaks)
        if best is None or best[0] < _LEAST_EVIDENCE:
            return
        yield best
        left[best[1] : best[2] + 1] = _SHARED


def _best_run(evidence: Evidence, breaks: Sequence[float]) -> tuple[float, int, int] | None:
    best: tuple[float, int, int] | None = None
    total, start = 0.0, 0
    for i, value in enumerate(evidence.tolist()):
        total += breaks[i]
        if total <= 0:
            total, start = 0.0, i
        total += value
        if value > 0 and (best is None or total > best[0]):
            best = (total, start, i)
    return best


_LINKED, _NEAR = -1.0, 2
"""A word with less evidence than this has its counterpart; so many words around are looked at beyond it."""


def _rival(mine: _Side, theirs: _Side, first: int, last: int) -> float:
    """What strays on the other side between the counterparts of the words before and after the run."""
    before = next((i for i in range(first - 1, -1, -1) if mine.evidence[i] < _LINKED), None)
    after = next((i for i in range(last + 1, len(mine.words)) if mine.evidence[i] < _LINKED), None)
    start = 0 if before is None else int(mine.likeness[before].argmax())
    end = len(theirs.words) - 1 if after is None else int(mine.likeness[after].argmax())
    low, high = max(0, min(start, end) - _NEAR), min(len(theirs.words) - 1, max(start, end) + _NEAR)
    acronyms = set(_ACRONYM.findall(theirs.text)) - set(_ACRONYM.findall(mine.text))
    stands_for = _OF_ACRONYM if any(len(acronym) > 2 for acronym in acronyms) else 0.0
    return stands_for + sum(max(0.0, _as_rival(theirs, i)) for i in range(low, high + 1))


def _as_rival(side: _Side, i: int) -> float:
    """Single characters are no content words, but an idiom may be cut into them: they count half."""
    word = side.words[i]
    if word.is_content or len(word.text) > 1 or word.text in EMPTY_ZH or word.text.isascii():
        return float(side.evidence[i])
    middle, slope = _FOR["zh"][Level.NONE]
    return _HALF * (middle + slope * (float(side.likeness[i].max()) - _MIDDLE))


def _company(side: _Side, first: int, last: int) -> int:
    """Other words of weight in the run's clause."""
    start, end = side.words[first].span.start, side.words[last].span.end
    left = max((mark.end() for mark in _MARKS.finditer(side.text, 0, start)), default=0)
    following = _MARKS.search(side.text, end)
    clause = Span(left, following.start() if following else len(side.text))
    others = (*side.words[:first], *side.words[last + 1 :])
    return sum(clause.covers(word.span) and (word.is_content or word.text.isdigit()) for word in others)


def _is_abbreviated(text: str, span: Span, other: str) -> bool:
    """True where an acronym stands in the run or right behind it, and on the other side for all of it."""
    around = text[span.start : span.end + _BEHIND]
    return any(len(acronym) > 2 and acronym in other for acronym in _ACRONYM.findall(around))


def _gains(bitext: Bitext, meaning: Meaning, lang: Lang, spans: Sequence[Span]) -> list[float]:
    """How much nearer the two texts come without each run: nearer where it was added, or left out of the other."""
    if not spans:
        return []
    own = bitext.en if lang == "en" else bitext.zh
    without = (own[: span.start] + own[span.end :] for span in spans)
    mine = [own, *(rest if rest.strip() else own for rest in without)]
    likeness = meaning.likeness([bitext.zh], mine)[0] if lang == "en" else meaning.likeness(mine, [bitext.en])[:, 0]
    return [float(value - likeness[0]) for value in likeness[1:]]
