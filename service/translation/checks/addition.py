"""What the rendering says and the source does not: a clause, a phrase, a figure."""

from __future__ import annotations

from collections.abc import Iterator

from index.text import clauses
from index.types import Span
from service.quantity import Kind, Quantity
from service.translation.bitext import Bitext
from service.translation.coverage import Level, Word
from service.translation.gaps import ALIKE, loose_phrases
from service.translation.types import Finding, FindingType, Severity

_KINDS = frozenset({Kind.COUNT, Kind.MONEY, Kind.PERCENT, Kind.AREA, Kind.MASS, Kind.POWER, Kind.ENERGY, Kind.LENGTH})
_LEAST_FIGURE = 10
"""Smaller numbers come and go with the grammar of English."""

_UNLIKE = 0.33
"""Cosine under which nothing in the source says what the phrase says."""

_LEAST_WORDS = 2
_LEAST_CLAUSE = 4
_IDIOM = 3
_OPEN = 1
"""Words of the source still unexplained, at most, beside an added phrase: more of them may be what it renders."""

_GAIN_CLAUSE = -0.012
_GAIN_PHRASE = 0.02
"""Change of the cosine without the words from which on they may be an addition; words that are meant cost more."""


def check_additions(bitext: Bitext) -> Iterator[Finding]:
    """Figures and phrases of the rendering without a counterpart."""
    if bitext.lang != "zh":
        return
    spans = list(_figures(bitext))
    spans += [span for span in _phrases(bitext) if not any(span.overlaps(other) for other in spans)]
    for span in spans:
        words = span.of(bitext.en)
        yield Finding(
            FindingType.ADDITION,
            Severity.ERROR,
            f"“{words}” is not in the source",
            f"“{words}”原文没有",
            span,
            None,
            None,
        )


def _figures(bitext: Bitext) -> Iterator[Span]:
    if any(_weighty(q) for q in bitext.figures.only_source):
        return
    for quantity in bitext.figures.only_rendering:
        if (
            quantity.span.start
            and _weighty(quantity)
            and not quantity.spelled
            and quantity.figure.of(bitext.en) not in bitext.zh
        ):
            yield _around(bitext.en, quantity.span)


def _weighty(quantity: Quantity) -> bool:
    return quantity.kind in _KINDS and quantity.number >= _LEAST_FIGURE


def _around(text: str, span: Span) -> Span:
    """The figure with its clause, up to the next comma or "and"."""
    start = max(text.rfind(mark, 0, span.start) + len(mark) for mark in (",", ";", ".", " and "))
    ends = [at for mark in (",", ";", ". ", " and ") if (at := text.find(mark, span.end)) >= 0]
    return Span(start + len(text[start:]) - len(text[start:].lstrip()), min(ends, default=len(text.rstrip(". "))))


def _phrases(bitext: Bitext) -> Iterator[Span]:
    """Runs of words that nothing explains; kept only where meaning says so too, so that paraphrase passes."""
    if bitext.lexicon is None or bitext.meaning is None:
        return
    taken = [gap.instead for gap in bitext.gaps if gap.instead]
    wholes = [run for run in _bare_clauses(bitext) if not any(run.overlaps(other) for other in taken)]
    phrases = [
        run for run in loose_phrases(bitext, _LEAST_WORDS) if not any(run.overlaps(t) for t in (*taken, *wholes))
    ]
    runs = wholes + phrases
    if not runs:
        return
    zh = [w for w in bitext.coverage.zh if w.is_content and w.level is not Level.STRONG]
    parts = [span.of(bitext.zh) for span in clauses(bitext.zh, Span(0, len(bitext.zh)))]
    loose = [run.of(bitext.en) for run in loose_phrases(bitext)]
    likeness = bitext.meaning.likeness([*(w.text for w in zh), *parts], [*(run.of(bitext.en) for run in runs), *loose])
    told = likeness[: len(zh), len(runs) :].max(axis=1, initial=-1.0) >= ALIKE
    n_open = sum(_openness(word) for word, done in zip(zh, told, strict=True) if not done)
    for i, run in enumerate(runs):
        is_clause = i < len(wholes)
        if n_open > (_OPEN if is_clause else 0) or float(likeness[:, i].max()) >= _UNLIKE:
            continue
        if _gain(bitext, run) > (_GAIN_CLAUSE if is_clause else _GAIN_PHRASE):
            yield run


def _openness(word: Word) -> int:
    """An idiom of four characters may be rendered by a whole clause: 守正创新."""
    if len(word.text) > _IDIOM:
        return 2
    return int(word.level is Level.NONE)


def _gain(bitext: Bitext, run: Span) -> float:
    """How much nearer the rendering comes to the source without the phrase: nearer only if it was added."""
    if bitext.meaning is None:
        return 0.0
    without = bitext.en[: run.start] + bitext.en[run.end :]
    whole, part = bitext.meaning.likeness([bitext.zh], [bitext.en, without])[0]
    return float(part - whole)


def _bare_clauses(bitext: Bitext) -> Iterator[Span]:
    for span in clauses(bitext.en, Span(0, len(bitext.en))):
        words = [w for w in bitext.coverage.en if span.covers(w.span)]
        content = [w for w in words if w.is_content]
        if len(words) >= _LEAST_CLAUSE and content and all(w.level is Level.NONE for w in content):
            yield Span(words[0].span.start, words[-1].span.end)
