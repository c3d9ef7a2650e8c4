"""The glossary in force → the answerer over it: a glossary that arrives while the service runs counts at once."""

from __future__ import annotations

from collections.abc import Callable

from index.glossary import Glossary
from service.protocols import Answerer
from service.types import Answer, Question, Refusal


class RenewedAnswerer:
    """Implements `service.protocols.Answerer`; its answerer is made anew when the glossary is another one.

    Args:
        current: the glossary in force, the same object until it changes.
        made: glossary → answerer.
    """

    def __init__(self, current: Callable[[], Glossary], made: Callable[[Glossary], Answerer]) -> None:
        self._current = current
        self._made = made
        glossary = current()
        self._known = (glossary, made(glossary))

    def answer(self, question: Question) -> Answer | Refusal:
        """Answers with the glossary of this moment."""
        glossary = self._current()
        known, answerer = self._known
        if glossary is not known:
            answerer = self._made(glossary)
            self._known = (glossary, answerer)  # one assignment: another thread sees old or new, whole
        return answerer.answer(question)
