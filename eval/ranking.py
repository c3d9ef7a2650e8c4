"""Rankings and gold words → qrels and ranking measures, by ir-measures.

The truth is a document and a quote. What passage holds the quote is decided after the search, so a target that
cuts its documents in another way is judged by the same truth.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ir_measures
from ir_measures import RR, R, Success, nDCG

from eval.cases import Case, Evidence
from eval.judge import Scores
from eval.reply import Passage, Ranked

RANKING_MEASURES = ("hit@1", "hit@5", "MRR@10", "nDCG@10", "R@5", "R@10", "R@20")
_BY_NAME = {
    "hit@1": Success @ 1,
    "hit@5": Success @ 5,
    "MRR@10": RR @ 10,
    "nDCG@10": nDCG @ 10,
    "R@5": R @ 5,
    "R@10": R @ 10,
    "R@20": R @ 20,
}


@dataclass(frozen=True, slots=True)
class Qrel:
    """One relevant passage of a case; `passage` names a place that no search found where none was found."""

    case: str
    passage: str


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def holds(passage: str, quote: str) -> bool:
    """True where a passage holds `quote`, white space and width aside, or at least half of it, cut at an edge.

    The half is for chunkers that cut through a sentence: their reader would still be shown the fact.

    >>> holds("年内新建5G基站1000个以上。", "新建5G基站 1000 个以上")
    True
    """
    text, wanted = _squeezed(passage), _squeezed(quote)
    if wanted in text:
        return True
    half = (len(wanted) + 1) // 2
    if half < 4:
        return False
    tail = any(text.startswith(wanted[at:]) for at in range(1, len(wanted) - half + 1))
    return tail or any(text.endswith(wanted[:end]) for end in range(half, len(wanted)))


def relevant(case: Case, ranking: Sequence[Ranked], passages: Mapping[str, Passage]) -> tuple[Qrel, ...]:
    """The qrels of one case: for each gold quote the first ranked passage that holds it.

    A quote that no ranked passage holds gets a row of its own, so that recall counts what was missed; a second
    passage with the same quote brings nothing new and is not relevant.
    """
    rows: dict[str, None] = {}
    for number, item in enumerate(case.evidence):
        found = next((hit.passage for hit in ranking if _is_evidence(passages[hit.passage], item)), None)
        rows[found or f"unfound#{number}"] = None
    return tuple(Qrel(case.id, passage) for passage in rows)


def _is_evidence(passage: Passage, item: Evidence) -> bool:
    return passage.source == item.doc and holds(passage.text, item.quote)


def ranking_scores(
    cases: Sequence[Case],
    rankings: Mapping[str, Sequence[Ranked]],
    passages: Mapping[str, Passage],
    cutoffs: Sequence[int] = (),
) -> dict[str, Scores]:
    """Case id → measure → 0..1, for answerable cases; one that was not answered scores zero in all.

    Measures: Success@k, reciprocal rank, nDCG and recall as ir-measures defines them; with `cutoffs` hit@k of
    each of these k instead.
    """
    by_name = {f"hit@{k}": Success @ k for k in cutoffs} or _BY_NAME
    asked = [case for case in cases if case.answerable]
    qrels = [
        ir_measures.Qrel(row.case, row.passage, 1)
        for case in asked
        for row in relevant(case, rankings.get(case.id, ()), passages)
    ]
    run = [
        ir_measures.ScoredDoc(case.id, hit.passage, float(-rank))
        for case in asked
        for rank, hit in enumerate(rankings.get(case.id, ()))
    ]
    scores: dict[str, dict[str, float]] = {case.id: dict.fromkeys(by_name, 0.0) for case in asked}
    names = {measure: name for name, measure in by_name.items()}
    for row in ir_measures.iter_calc(list(names), qrels, run):
        scores[row.query_id][names[row.measure]] = float(row.value)
    return dict(scores)
