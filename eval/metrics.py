"""A run → figures: means with bootstrap intervals by language pair, kind and document; calibration; latency."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from eval.cases import Case
from eval.judge import MEASURES, Scores, judge
from eval.ranking import RANKING_MEASURES, ranking_scores
from eval.reply import Reply
from eval.run import Run
from eval.wording import is_chinese

ALL_MEASURES = (*RANKING_MEASURES, *MEASURES, "false_refusal")
_UNANSWERED = Reply(error="not asked")
_RESAMPLES = 2000
_SEED = 20230101


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over `n` cases with its 95 % interval."""

    mean: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers whose confidence lies in [low, high): their mean confidence and the share that is right."""

    low: float
    high: float
    n: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far stated confidence can be believed, over the answers that were given.

    `ece` is the mean gap between confidence and share right over ten equal bins, weighted by answers (Naeini et
    al. 2015); `brier` the mean squared gap per answer; both 0 at best.
    """

    ece: float
    brier: float
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class TradeOff:
    """What answering only above `threshold` would give: share of all answerable cases answered right, share of
    unanswerable ones refused."""

    threshold: float
    right: float
    refused: float


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds at the client over `n` requests."""

    p50: float
    p95: float
    n: int


def score_run(run: Run, ranking: bool = True) -> dict[str, Scores]:
    """Case id → measure → 0..1 for every case of the run; one that was never asked scores zero."""
    ranked = ranking_scores(run.cases, run.rankings, run.passages) if ranking else {}
    scores: dict[str, Scores] = {}
    for case in run.cases:
        record = run.records.get(case.id)
        own = judge(case, record.reply if record else _UNANSWERED)
        scores[case.id] = {**ranked.get(case.id, {}), **own}
    return scores


def estimate(values: Sequence[float], seed: int = _SEED) -> Estimate | None:
    """Mean and percentile bootstrap interval (Efron 1979; 2,000 resamples, fixed seed); None of no values.

    >>> estimate([1.0, 1.0, 1.0])
    Estimate(mean=1.0, low=1.0, high=1.0, n=3)
    """
    if not values:
        return None
    data = np.asarray(values, dtype=np.float64)
    picks = np.random.default_rng(seed).integers(0, len(data), (_RESAMPLES, len(data)))
    low, high = np.percentile(data[picks].mean(axis=1), [2.5, 97.5])
    return Estimate(float(data.mean()), float(low), float(high), len(data))


def summarise(scores: Iterable[Scores]) -> dict[str, Estimate]:
    """Measure → estimate over the cases that the measure is asked of."""
    rows = list(scores)
    table: dict[str, Estimate] = {}
    for measure in ALL_MEASURES:
        found = estimate([row[measure] for row in rows if measure in row])
        if found:
            table[measure] = found
    return table


def language_pair(case: Case) -> str:
    """`en → zh` for an English question whose gold words are Chinese; the question's language alone without gold."""
    if not case.evidence:
        return case.lang
    return f"{case.lang} → {'zh' if is_chinese(case.evidence[0].quote) else 'en'}"


def _documents(case: Case) -> Iterable[str]:
    return dict.fromkeys(item.doc for item in case.evidence)


GROUPINGS: Mapping[str, Callable[[Case], Iterable[str]]] = {
    "language": lambda case: (case.lang,),
    "pair": lambda case: (language_pair(case),),
    "kind": lambda case: (case.kind,),
    "document": _documents,
}


def grouped(
    cases: Sequence[Case], scores: Mapping[str, Scores], by: Callable[[Case], Iterable[str]]
) -> dict[str, dict[str, Estimate]]:
    """Group → measure → estimate; a case counts in each group that it names."""
    members: dict[str, list[Scores]] = {}
    for case in cases:
        for name in by(case):
            members.setdefault(name, []).append(scores[case.id])
    return {name: summarise(members[name]) for name in sorted(members)}


def _given(run: Run, scores: Mapping[str, Scores]) -> list[tuple[float, float]]:
    """(confidence, right) of each answer given; an answer to an unanswerable case is wrong."""
    given = []
    for case in run.cases:
        record = run.records.get(case.id)
        if record and record.reply.answer and record.reply.confidence is not None:
            given.append((record.reply.confidence, scores[case.id].get("answer", 0.0)))
    return given


def calibration(run: Run, scores: Mapping[str, Scores], n_bins: int = 10) -> Calibration | None:
    """Reliability of the stated confidence; None where no answer states any."""
    given = _given(run, scores)
    if not given:
        return None
    stated, right = np.array(given).T
    place = np.minimum((stated * n_bins).astype(int), n_bins - 1)
    bins = []
    for number in range(n_bins):
        chosen = place == number
        if chosen.any():
            low, high = number / n_bins, (number + 1) / n_bins
            means = float(stated[chosen].mean()), float(right[chosen].mean())
            bins.append(Bin(low, high, int(chosen.sum()), *means))
    ece = sum(item.n * abs(item.confidence - item.right) for item in bins) / len(given)
    return Calibration(float(ece), float(np.mean((stated - right) ** 2)), tuple(bins))


def trade_off(run: Run, scores: Mapping[str, Scores]) -> tuple[TradeOff, ...]:
    """The refusal curve: one point for each confidence an answer was given with, lowest first."""
    answerable = [case for case in run.cases if case.answerable]
    others = [case for case in run.cases if not case.answerable]
    confidence = {name: record.reply.confidence or 0.0 for name, record in run.records.items() if record.reply.answer}
    points = []
    for threshold in sorted({0.0, *confidence.values()}):
        right = sum(
            scores[case.id].get("answer", 0.0) for case in answerable if confidence.get(case.id, -1.0) >= threshold
        )
        kept = sum(confidence.get(case.id, -1.0) < threshold and _spoke(run, case) for case in others)
        points.append(TradeOff(threshold, right / max(1, len(answerable)), kept / max(1, len(others))))
    return tuple(points)


def _spoke(run: Run, case: Case) -> bool:
    record = run.records.get(case.id)
    return record is not None and record.reply.error is None


def latency(milliseconds: Sequence[float]) -> Latency | None:
    """Median and 95th percentile (the value at rank ⌊.95 n⌋, as a stop-watch list would be read)."""
    if not milliseconds:
        return None
    ordered = sorted(milliseconds)
    return Latency(ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)], len(ordered))


def n_errors(run: Run, lang: str | None = None) -> int:
    """Cases that got no answer at all: the request failed, or was never made."""
    asked = [case for case in run.cases if lang in (None, case.lang)]
    return sum(run.records[case.id].reply.error is not None if case.id in run.records else 1 for case in asked)
