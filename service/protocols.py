"""The shapes of what is plugged into an answer: a reader that finds the words, a generator that phrases them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from index.pairs import Window, WindowScores
from service.asked import Asked
from service.matching import Matcher
from service.types import Answer, Evidence, Question, Reading, Refusal


class PairReader(Protocol):
    """A trained network that reads a question together with windows of text."""

    @property
    def name(self) -> str:
        """The network and a checksum of its weights."""

    def read(self, question: str, windows: Sequence[Window]) -> tuple[WindowScores, ...]:
        """Each window with its scores, in order."""


class Reader(Protocol):
    """Question + evidence → the spans that answer, best first; empty where none does."""

    @property
    def name(self) -> str:
        """What it is, and a checksum of its weights where it has some."""

    def read(self, asked: Asked, evidence: Sequence[Evidence], matcher: Matcher) -> tuple[Reading, ...]:
        """Spans lie within their evidence's paragraph, in the text of its document; `matcher` is over this evidence."""


class Generator(Protocol):
    """Writes the answer's sentence from quotes only. What it writes is still verified against them."""

    def write(self, question: Question, quotes: Sequence[str]) -> str | None:
        """One or two sentences in `question.lang`, or None where it could not."""


class Answerer(Protocol):
    """The whole way from a question to its answer."""

    def answer(self, question: Question) -> Answer | Refusal:
        """Never raises for a question without an answer: that is a Refusal."""
