"""A stand-in until the reader is in place: the best words as the answer."""

from __future__ import annotations

from dataclasses import dataclass

from service.finding import PassageFinder
from service.types import Agreement, Answer, Question, Refusal, RefusalReason


@dataclass(frozen=True, slots=True)
class FirstHit:
    """The best words of the best paragraph."""

    finder: PassageFinder

    def answer(self, question: Question) -> Answer | Refusal:
        """Quotes what was found first."""
        found = self.finder.find(question)
        if not found:
            words = "没有找到。" if question.lang == "zh" else "Nothing was found."
            return Refusal(RefusalReason.NOT_FOUND, words, question.lang, 0.5)
        text = found[0].rendering or found[0].quote
        return Answer(text, question.lang, None, 0.5, Agreement.SINGLE, found)
