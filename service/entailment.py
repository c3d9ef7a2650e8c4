"""Readings → the best of them judged: do their words follow from their window as the answer to the question?

The trained reader compares windows and finds the likeliest words; it is easily pleased by a sentence that speaks of the
thing and not of what is asked of it. A second network of the same form is shown one question with one answer, and
judges whether the window says so (`training.entailment`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from index.pairs import Window
from index.text import search_form
from index.types import PassageKey, Span
from service.asked import Asked
from service.protocols import PairReader
from service.types import Evidence, Reading
from service.windows import head_of, windows_of

N_JUDGED = 3
SHARE = 0.3
_CLAIM_CHARS = {True: 100, False: 40}
"""Of the words that are judged, by whether they are ASCII: what names a thing stands at its beginning."""


def claimed(question: str, words: str) -> str:
    """What is judged: the question answered with these words.

    >>> claimed("新建5G基站多少个？", "9000个")
    '新建5G基站多少个？ → 9000个'
    """
    return f"{question} → {words[: _CLAIM_CHARS[words.isascii()]]}"


@dataclass(frozen=True, slots=True)
class Entailment:
    """Judges what the trained reader likes best.

    Attributes:
        pairs: reads a claim together with a window; its margin is the logit that the window says so.
        n_judged: readings that are judged.
        share: added to the score of each, of the probability that it follows. Right answers to freely worded questions
            so .895 → .905 (zh) and .781 → .795 (en); over older reports .914 → .916 and .751 → .742.
    """

    pairs: PairReader
    n_judged: int = N_JUDGED
    share: float = SHARE

    def judged(
        self, asked: Asked, evidence: Mapping[PassageKey, Evidence], ranked: Sequence[Reading]
    ) -> tuple[Reading, ...]:
        """The readings, best first: the first ones that the reader has read are judged, and all ranked anew."""
        chosen = [reading for reading in ranked[: self.n_judged] if reading.seen is not None]
        claims = [_claim(asked, evidence[reading.key], reading) for reading in chosen]
        judged = {id(r): self._with(r, s.margin) for r, s in zip(chosen, self.pairs.read_each(claims), strict=True)}
        return tuple(sorted((judged.get(id(r), r) for r in ranked), key=lambda reading: -reading.score))

    def _with(self, reading: Reading, logit: float) -> Reading:
        added = self.share / (1.0 + math.exp(-logit))
        seen = replace(reading.seen, entailed=logit) if reading.seen is not None else None
        return replace(reading, score=reading.score + added, added=reading.added + added, seen=seen)


def _claim(asked: Asked, item: Evidence, reading: Reading) -> tuple[str, Window]:
    """The question with the reading's answer, and the window that holds most of the reading."""
    document = item.document
    # As in the reader: both networks were trained on simplified characters.
    question = search_form(asked.text) if asked.lang == "zh" else asked.text
    head = head_of(document.title, document.section_path(item.paragraph))
    window = Window(_window(item, reading.span).of(document.text), head)
    return claimed(question, _answer(asked, reading).of(document.text)), window


def _answer(asked: Asked, reading: Reading) -> Span:
    """The words that the answer will be made of: the figure that is asked for, else those that the reader chose."""
    if asked.intent.wants_figure and reading.figure is not None:
        return reading.figure
    return reading.seen.words if reading.seen is not None else reading.span


def _window(item: Evidence, span: Span) -> Span:
    """The window of the paragraph that shares most with `span`."""

    def shared(window: Span) -> int:
        return min(window.end, span.end) - max(window.start, span.start)

    return max(windows_of(item.paragraph, item.document.lang), key=shared)
