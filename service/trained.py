"""Question + evidence → the clauses that answer, as the trained reader sees them: rules propose, the reader weighs.

The reader is read over the windows that rules like best. What it says is added to the rules' score, and kept beside
the reading for the confidence: it chooses among words that stand in the evidence, and can put in none of its own.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from index.pairs import WindowScores
from index.types import Lang, PassageKey, Span
from service.asked import Asked
from service.entailment import Entailment
from service.intent import Kind
from service.matching import Matcher
from service.passages import passage_of
from service.protocols import PairReader, Reader
from service.reader import RuleReader, may_answer
from service.types import Evidence, Reading, Seen
from service.windows import N_WINDOWS, as_read, window_at, windows_of


class Shares(NamedTuple):
    """What the reader counts beside the rules' score.

    Attributes:
        answers: of the probability that the window answers at all.
        words: of the probability that the answer's words are those of the clause, where its window answers.
        words_no_figure: the same where no figure is asked for: of figures rules know more, of other words the reader.
        across: of all that, where no figure is asked for and the document is in another language: there retrieval
            knows the paragraph better. Right one first with all and with this much, held-out encyclopedic questions:
            en → zh .838, .857; zh → en .915, .930; over reports, en: .848, .870 and (2026) .867, .880.
        within: how many times it counts among the clauses of the paragraph that is first. Right clause with once and
            twice: encyclopedic en → zh .619, .662; en → en .786, .869; zh → zh .841, .878; reports (zh) .871,
            .894; (en) .739, .728.
    """

    answers: float = 0.30
    words: float = 0.10
    words_no_figure: float = 0.60
    across: float = 0.50
    within: float = 2.0


SHARES = Shares()


_NOT_TRAINED_ON = (Kind.COMPARISON, Kind.YES_NO)


def _is_readable(asked: Asked, best: Evidence) -> bool:
    """False for questions that the reader was not trained on, and where rules have better: a person's rendering.

    A follow-up of one word (“Toilets?” after a question about roads) is two questions in one.
    """
    if asked.focus or asked.intent.kind in _NOT_TRAINED_ON:
        return False
    return asked.lang == best.document.lang or not any(r.lang == asked.lang for r in best.renderings)


class _Place(NamedTuple):
    """A window: its paragraph and its range of the document's text."""

    key: PassageKey
    span: Span


class _Read(NamedTuple):
    """A window of a paragraph that was read, and the probability of the likeliest answer in it."""

    span: Span
    scores: WindowScores
    top: float


@dataclass(frozen=True, slots=True)
class TrainedReader:
    """Implements `service.protocols.Reader`.

    Attributes:
        pairs: the trained reader.
        rules: proposes the clauses, and the windows to read.
        n_windows: windows read for one question. Right paragraph first on held-out reports zh / en: .888 / .837 with
            none, .928 / .844 with two, .931 / .851 with four, .938 / .859 with eight.
        shares: what the reader counts beside the rules' score.
        entailment: judges the best reading once more; None: nobody does.
    """

    pairs: PairReader
    rules: Reader = field(default_factory=RuleReader)
    n_windows: int = N_WINDOWS
    shares: Shares = SHARES
    entailment: Entailment | None = None

    @property
    def name(self) -> str:
        """The names of the networks, each once."""
        judge = "" if self.entailment is None else self.entailment.pairs.name
        return self.pairs.name if judge in self.pairs.name else f"{self.pairs.name}, {judge}"

    def read(self, asked: Asked, evidence: Sequence[Evidence], matcher: Matcher) -> tuple[Reading, ...]:
        """Every clause of the evidence as a reading, best first."""
        readings = self.rules.read(asked, evidence, matcher)
        by_key = {item.key: item for item in evidence}
        if not readings or not _is_readable(asked, by_key[readings[0].key]):
            return readings
        places = list(_places(readings, by_key, self.n_windows))
        windows = [window_at(by_key[place.key], place.span) for place in places]
        seen: dict[PassageKey, list[_Read]] = defaultdict(list)
        for place, scores in zip(places, self.pairs.read(as_read(asked), windows), strict=True):
            seen[place.key].append(_Read(place.span, scores, scores.best()[1]))
        shares = {key: self._shares(asked, by_key[key].document.lang) for key in seen}
        judged = [_judged(r, seen[r.key], shares[r.key]) if r.key in seen else r for r in readings]
        judged = [_with_figure(asked, by_key[reading.key], reading) for reading in judged]
        best, *others = self._ranked(judged)
        if self.entailment is not None:
            best = self.entailment.judged(asked, by_key[best.key], best)
        return (best, *others)

    def _shares(self, asked: Asked, lang: Lang) -> Shares:
        """The shares in force for a document's language: `words` is that of the question's kind."""
        if asked.intent.wants_figure:
            return self.shares
        share = self.shares.across if lang != asked.lang else 1.0
        answers, words = self.shares.answers * share, self.shares.words_no_figure * share
        return self.shares._replace(answers=answers, words=words)

    def _ranked(self, readings: Sequence[Reading]) -> list[Reading]:
        """Best first; of the paragraph that is first, the clause that the reader prefers more decidedly."""
        ranked = sorted(readings, key=lambda reading: -reading.score)
        first = ranked[0]
        here = [reading for reading in ranked if reading.key == first.key]
        best = max(here, key=lambda reading: reading.score + (self.shares.within - 1) * reading.added)
        lead = first.score - best.score
        best_first = replace(best, score=first.score, added=best.added + lead)
        return [best_first, *(reading for reading in ranked if reading is not best)]


def _judged(reading: Reading, windows: Sequence[_Read], shares: Shares) -> Reading:
    """The reading with what its window's scores add; the best of the windows where it lies in two."""
    best = reading
    for window in windows:
        if window.span.overlaps(reading.span):
            judged = _with(reading, window, shares)
            best = judged if best.seen is None or judged.score > best.score else best
    return best


def _with(reading: Reading, window: _Read, shares: Shares) -> Reading:
    at, scores = window.span.start, window.scores
    words, sure = scores.best(Span(reading.span.start - at, reading.span.end - at))
    answers = 1.0 / (1.0 + math.exp(-scores.margin))
    added = answers * (shares.answers + shares.words * sure)
    shown = Span(at + words.start, at + words.end)
    seen = Seen(scores.margin, shown, sure, window.top)
    return replace(reading, score=reading.score + added, added=added, seen=seen)


def _places(readings: Sequence[Reading], by_key: dict[PassageKey, Evidence], n: int) -> Iterator[_Place]:
    """The windows of the best readings, best first, each once."""
    found: set[_Place] = set()
    for reading in readings:
        item = by_key[reading.key]
        for span in windows_of(item.paragraph, item.document.lang):
            place = _Place(reading.key, span)
            if span.overlaps(reading.span) and place not in found:
                found.add(place)
                yield place
                if len(found) == n:
                    return


_SURE_OF_FIGURE = 0.5
"""Probability of the reader's words from which its figure stands in for the one that rules chose in the same clause."""


def _with_figure(asked: Asked, item: Evidence, reading: Reading) -> Reading:
    """The reading with the figure in the words that the reader is sure of, where that is another one.

    One that measures what is asked for does not give way to one that measures something else.
    """
    seen = reading.seen
    if reading.figure is None or seen is None or seen.sure < _SURE_OF_FIGURE or seen.words.overlaps(reading.figure):
        return reading
    figures = passage_of(item).figures(reading.span)
    kinds = {figure.quantity.kind for figure in figures if figure.span == reading.figure}
    for figure in figures:
        may_be = figure.quantity.kind in asked.measures or kinds.isdisjoint(asked.measures)
        if figure.span.overlaps(seen.words) and may_be and may_answer(asked, figure):
            return replace(reading, figure=figure.span)
    return reading
