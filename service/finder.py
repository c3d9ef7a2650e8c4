"""Question → ranked paragraphs as citations: search without an answer, as retrieval finds them or as they are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from index.retrieve import Retriever
from service.citations import cite, gather
from service.consulted import Consulted, best_of_each
from service.types import Citation, Evidence, Question

_SPARE = 4
"""Paragraphs found beyond those wanted: as many titles and headings may go behind them."""
_NAMING = 0.15
"""What a title or heading loses: it says what a text is about, as the question does, and tells nothing of it. The right
paragraph is first, without it and with it, for 400 training questions over 150 reports zh .780 and
.835, en .660 and .690; on the development questions of the seeds zh .981 and 1.0, en .887 and .925."""


@dataclass(frozen=True, slots=True)
class Finder:
    """Implements `service.api.services.Finder`.

    Attributes:
        retriever: finds.
        consult: reads what was found, as for an answer.
    """

    retriever: Retriever
    consult: Callable[[Question], Consulted | None]

    def find(self, question: Question, rerank: bool = False) -> tuple[Citation, ...]:
        """Up to `question.k` citations, best first; empty where nothing was found.

        Args:
            question: what to look for.
            rerank: in the order in which they were read for an answer, which takes as long as an answer. What retrieval
                finds beyond the paragraphs that are read follows them.
        """
        if not rerank:
            return self._found(question)
        read = self._read(question)[: question.k]
        if len(read) == question.k:
            return read
        known = {citation.key for citation in read}
        rest = [replace(c, score=c.score / 2) for c in self._found(question) if c.key not in known]
        return (*read, *rest[: question.k - len(read)])

    def _found(self, question: Question) -> tuple[Citation, ...]:
        snapshot = self.retriever.store.snapshot()
        hits = self.retriever.search_in(
            snapshot, question.text, question.lang, question.k + _SPARE, question.documents, n_spans=1
        )
        found = [replace(item, score=item.score - _NAMING * _only_names(item)) for item in gather(snapshot, hits)]
        found.sort(key=lambda item: -item.score)
        return tuple(
            cite(item, item.spans[0].span if item.spans else item.paragraph.span, question.lang, item.score)
            for item in found[: question.k]
        )

    def _read(self, question: Question) -> tuple[Citation, ...]:
        consulted = self.consult(question)
        if consulted is None:
            return ()
        return tuple(
            cite(consulted.evidence[key], reading.span, question.lang, _above_half(reading.score))
            for key, reading in best_of_each(consulted.readings).items()
        )


def _above_half(score: float) -> float:
    """A reading's score, which has no bounds, as one of .5..1 in the same order; what was not read lies below."""
    return 0.5 + 0.5 * max(0.0, score) / (1.0 + max(0.0, score))


def _only_names(item: Evidence) -> bool:
    """True for a heading, and for a title that stands once more in the text."""
    return item.paragraph.is_heading or item.paragraph.span.of(item.document.text).strip() == item.document.title
