"""Question → the evidence that retrieval finds, read: every clause as a reading, best first. Nothing is decided yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from index.protocols import Snapshot
from index.retrieve import Retriever
from index.types import PassageKey
from index.widening import BilingualWidening
from service.answered import answered_probability
from service.asked import Asked, wordings
from service.citations import gather
from service.matching import Matcher
from service.observations import Observations, observe
from service.protocols import Reader
from service.types import Evidence, Question, Reading

_N_EVIDENCE, _FEW_DOCUMENTS, _N_EVIDENCE_OF_MANY = 12, 12, 24
"""Paragraphs read for one question, of a few documents and of many, which resemble each other: of 150 reports, with 24
for 12, a third fewer questions are refused that they answer (training questions)."""

ByKey = dict[tuple[str, int], Evidence]


class Consulted(NamedTuple):
    """A question in the wording that finds most, and what was found: readings best first, and what the first shows."""

    wanted: Asked
    evidence: ByKey
    matcher: Matcher
    readings: tuple[Reading, ...]
    seen: Observations


def best_of_each(readings: Sequence[Reading]) -> dict[PassageKey, Reading]:
    """The first reading of each paragraph, in the order of readings, best first."""
    best: dict[PassageKey, Reading] = {}
    for reading in readings:
        best.setdefault(reading.key, reading)
    return best


@dataclass(frozen=True, slots=True)
class Consultation:
    """Consults the generation that is published now."""

    retriever: Retriever
    widening: BilingualWidening
    reader: Reader

    def consult(self, question: Question) -> Consulted | None:
        """The evidence read in every wording of the question, the best of them kept; None where there is none."""
        snapshot = self.retriever.store.snapshot()
        worded = wordings(question, self.widening)
        evidence: ByKey = {}
        for wanted in (worded[0], *_beside(worded)[:1]):
            for item in self._evidence(snapshot, wanted, question):
                known = evidence.get(item.key)
                evidence[item.key] = item if known is None or item.score > known.score else known
        read = [found for wanted in worded if (found := self._read(wanted, evidence)) is not None]
        # The first of equals: as it was asked.
        return max(read, key=lambda found: answered_probability(found.seen), default=None)

    def _read(self, wanted: Asked, evidence: ByKey) -> Consulted | None:
        items = tuple(evidence.values())
        matcher = Matcher.over(wanted, items)
        readings = self.reader.read(wanted, items, matcher)
        if not readings:
            return None
        seen = observe(wanted, matcher, evidence[readings[0].key], readings)
        return Consulted(wanted, evidence, matcher, readings, seen)

    def _evidence(self, snapshot: Snapshot, wanted: Asked, question: Question) -> Sequence[Evidence]:
        n = _N_EVIDENCE if len(snapshot.documents()) <= _FEW_DOCUMENTS else _N_EVIDENCE_OF_MANY
        return gather(snapshot, self.retriever.search_in(snapshot, wanted.text, wanted.lang, n, question.documents))


def _beside(worded: Sequence[Asked]) -> Sequence[Asked]:
    """The wordings that put a follow-up beside the question before: their evidence may be other than its own."""
    return [wanted for wanted in worded[1:] if wanted.topic is not None and wanted.topic.is_beside]
