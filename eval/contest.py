"""What systems are compared on: pools of documents with their questions, and how rankings of them are judged.

The rankings may come from anywhere; the truth is a document and words of it, so systems that cut their documents in
different ways are judged alike.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from eval.bias import measure_bias
from eval.cases import Case
from eval.peers.job import Text
from eval.ranking import ranking_scores
from eval.reply import Passage, Ranked

DEPTH = 10
"""Passages asked of every system: enough for MRR@10."""


def by_lang(case: Case) -> str:
    """The grouping of a contest in which all is asked of the same documents."""
    return case.lang


def by_direction(case: Case) -> str:
    """`en → zh` for the id `…-en-zh`: an English question of Chinese paragraphs."""
    asking, holding = case.id.split("-")[-2:]
    return f"{asking} → {holding}"


@dataclass(frozen=True, slots=True)
class Pool:
    """Documents, and the answerable cases that are asked of them and of nothing else."""

    documents: tuple[Text, ...]
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Contest:
    """What every system is measured on: one table.

    The last pool is the one whose costs are shown, and in which `eval.bias` is measured by the `crossing` cases, each
    with the sources that answer too (`twins`). `langs` has the language of each source.
    """

    name: str
    pools: tuple[Pool, ...]
    group: Callable[[Case], str] = by_lang
    dtype: str = "float32"
    crossing: Mapping[str, Case] = field(default_factory=dict)
    """The id of a case of the last pool → the case with gold in the other language only."""
    twins: Mapping[str, frozenset[str]] = field(default_factory=dict)
    langs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judged:
    """Rankings of one pool, as they are judged."""

    pool: Pool
    rankings: Mapping[str, Sequence[Ranked]]
    passages: Mapping[str, Passage]


def one_pool(name: str, cases: Sequence[Case], documents: tuple[Text, ...], dtype: str = "float32") -> Contest:
    """All documents together; cases without an answer have no passage to find and are left out."""
    return Contest(name, (Pool(documents, tuple(case for case in cases if case.answerable)),), dtype=dtype)


def groups_of(contest: Contest) -> tuple[str, ...]:
    """The groups of a contest in the order of its table."""
    return tuple(dict.fromkeys(contest.group(case) for pool in contest.pools for case in pool.cases))


def key_of(contest: Contest, model: Path) -> str:
    """Twelve hex digits that change with the weights, a document, a question or the gold of one."""
    digest = hashlib.sha256(f"{model.name} {contest.dtype} {DEPTH}".encode())
    for pool in contest.pools:
        for text in pool.documents:
            digest.update(repr(asdict(text)).encode())
        for case in pool.cases:
            digest.update(repr(case).encode())
    return digest.hexdigest()[:12]


def means(contest: Contest, judged: Sequence[Judged], measure: str) -> dict[str, float]:
    """Group → mean over the cases of all pools that have the measure."""
    values: dict[str, list[float]] = {}
    for one in judged:
        scores = ranking_scores(one.pool.cases, one.rankings, one.passages)
        for case in one.pool.cases:
            values.setdefault(contest.group(case), []).append(scores[case.id][measure])
    return {group: sum(found) / len(found) for group, found in values.items()}


def lost(contest: Contest, judged: Judged) -> dict[str, float]:
    """Share of questions lost to passages in their own language, by language; none where no case crosses over."""
    found = {}
    for lang in ("zh", "en"):
        cases = [case for case in contest.crossing.values() if case.lang == lang]
        rankings = {case.id: judged.rankings.get(name, ()) for name, case in contest.crossing.items()}
        bias = measure_bias(cases, rankings, judged.passages, contest.twins)
        if bias.n:
            found[lang] = bias.rate
    return found
