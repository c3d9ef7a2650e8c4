"""The bias of a bilingual pool: how often the right passage loses to one in the question's own language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.cases import Case
from eval.ranking import holds
from eval.reply import Passage, Ranked


@dataclass(frozen=True, slots=True)
class Bias:
    """Cross-language questions of one direction. `lost` of `alone` are right among the passages of the answer's
    language, and wrong in the mixed pool because a passage in the question's language stands first."""

    n: int
    alone: int
    lost: int

    @property
    def rate(self) -> float:
        """Share of the questions lost to the question's own language."""
        return self.lost / self.n if self.n else 0.0


def measure_bias(
    cases: Sequence[Case],
    rankings: Mapping[str, Sequence[Ranked]],
    passages: Mapping[str, Passage],
    twins: Mapping[str, frozenset[str]],
) -> Bias:
    """Over the cases that `twins` names; passages of a case's twins are no rivals, for they answer too."""
    n = alone = lost = 0
    for case in cases:
        if case.id not in twins:
            continue
        ranked = [passages[hit.passage] for hit in rankings.get(case.id, ())]
        rivals = [passage for passage in ranked if passage.source not in twins[case.id]]
        others = [passage for passage in rivals if passage.lang != case.lang]
        n += 1
        if others and _is_right(case, others[0]):
            alone += 1
            lost += rivals[0].lang == case.lang
    return Bias(n, alone, lost)


def _is_right(case: Case, passage: Passage) -> bool:
    return any(item.doc == passage.source and holds(passage.text, item.quote) for item in case.evidence)
