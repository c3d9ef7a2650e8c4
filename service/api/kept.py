"""Answers given before, kept while the documents and the glossary are those that they were given from."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from index.glossary import Glossary
from service.types import Answer, Question, Refusal


@dataclass(frozen=True, slots=True)
class State:
    """What an answer depends on besides its question: the settings aside, which do not change while a process runs."""

    index_version: str
    glossary: Glossary


class KeptAnswers:
    """The last `room` answers of one state; another state begins with none. Used from one event loop.

    An answer is found again only for the very same question: text, language, history, number of citations, documents.
    """

    def __init__(self, room: int) -> None:
        self._room = room
        self._state: State | None = None
        self._answers: OrderedDict[Question, Answer | Refusal] = OrderedDict()

    @property
    def room(self) -> int:
        """How many are kept; 0 keeps none."""
        return self._room

    def __len__(self) -> int:
        return len(self._answers)

    def get(self, state: State, question: Question) -> Answer | Refusal | None:
        """What was answered to `question` in `state`, or None."""
        if state != self._state:
            return None
        outcome = self._answers.get(question)
        if outcome is not None:
            self._answers.move_to_end(question)
        return outcome

    def put(self, state: State, question: Question, outcome: Answer | Refusal) -> None:
        """Keeps an answer, and lets go of the one that was not asked for longest.

        One with a notice came about in an unusual way, such as without a language model that is away: the next try
        may do better, so it is not kept.
        """
        if not self._room or (isinstance(outcome, Answer) and outcome.notice is not None):
            return
        if state != self._state:
            self._answers.clear()
            self._state = state
        self._answers[question] = outcome
        self._answers.move_to_end(question)
        if len(self._answers) > self._room:
            self._answers.popitem(last=False)
