"""The best reading judged: do its words follow from its window as the answer to the question?

The trained reader compares windows and finds the likeliest words; it is easily pleased by a sentence that speaks of the
thing and not of what is asked of it. A second network of the same form is shown one question with one answer, and
judges whether the window says so (`training.entailment`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from index.types import Span
from service.asked import Asked
from service.protocols import PairReader
from service.types import Evidence, Reading, Seen
from service.windows import as_read, window_at, windows_of

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
    """Judges a reading.

    It is shown the best one alone. Judging three and ranking them by it gave one right answer more in a hundred freely
    worded questions, and told worse whether there is an answer at all: the best of three near misses looks better.

    Attributes:
        pairs: reads a claim together with a window; its margin is the logit that the window says so.
    """

    pairs: PairReader

    def judged(self, asked: Asked, item: Evidence, reading: Reading) -> Reading:
        """The reading with that logit; one that the trained reader has not read stays as it is."""
        if reading.seen is None:
            return reading
        claim = claimed(as_read(asked), _answer(asked, reading, reading.seen).of(item.document.text))
        (scores,) = self.pairs.read(claim, [window_at(item, _around(item, reading.span))])
        return replace(reading, seen=replace(reading.seen, entailed=scores.margin))


def _answer(asked: Asked, reading: Reading, seen: Seen) -> Span:
    """The words that the answer will be made of: the figure that is asked for, else those that the reader chose."""
    return reading.figure if asked.intent.wants_figure and reading.figure is not None else seen.words


def _around(item: Evidence, span: Span) -> Span:
    """The window of the paragraph that shares most with `span`."""

    def shared(window: Span) -> int:
        return min(window.end, span.end) - max(window.start, span.start)

    return max(windows_of(item.paragraph, item.document.lang), key=shared)
