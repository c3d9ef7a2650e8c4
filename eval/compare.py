"""Two runs side by side: is the difference real, and which questions made it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from eval.cases import Case
from eval.judge import Scores
from eval.metrics import ALL_MEASURES

_PERMUTATIONS = 10_000
_SEED = 20230101
_EXACT_UP_TO = 13


@dataclass(frozen=True, slots=True)
class Change:
    """One case that one run answered better than the other."""

    case: Case
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure over the cases both runs were asked, `p` two-sided. Wins are the cases that got better."""

    measure: str
    n: int
    before: float
    after: float
    p: float
    wins: tuple[Change, ...]
    losses: tuple[Change, ...]

    @property
    def gain(self) -> float:
        """How much better the second run is: after - before, turned round for `false_refusal`."""
        return (self.before - self.after) if self.measure == "false_refusal" else (self.after - self.before)


def _signs(n: int) -> npt.NDArray[np.float64]:
    """Rows of ±1: each assignment of n signs where they are few, and a fixed random sample where they are many."""
    if n <= _EXACT_UP_TO:
        bits = (np.arange(2**n)[:, None] >> np.arange(n)) & 1
        return np.asarray(bits * 2.0 - 1.0, dtype=np.float64)
    return np.random.default_rng(_SEED).choice([-1.0, 1.0], size=(_PERMUTATIONS, n))


def randomisation_p(before: Sequence[float], after: Sequence[float]) -> float:
    """Two-sided p of the paired randomisation test on the mean (Smucker, Allan and Carterette 2007).

    Were the runs alike, each case's pair of scores might as well be swapped: p is the share of all ways to swap
    that make a difference at least as large. Exact for few differing cases, else 10,000 random ways and add-one.

    >>> randomisation_p([0, 0, 0, 0], [1, 1, 1, 1])  # 2 of the 16 ways to swap
    0.125
    """
    gaps = np.asarray(after, dtype=np.float64) - np.asarray(before, dtype=np.float64)
    gaps = gaps[gaps != 0]
    if not len(gaps):
        return 1.0
    sums = np.abs(_signs(len(gaps)) @ gaps)
    as_large = int((sums >= abs(gaps.sum()) - 1e-12).sum())
    if len(gaps) <= _EXACT_UP_TO:
        return as_large / len(sums)
    return (as_large + 1) / (len(sums) + 1)


def difference(
    measure: str, cases: Sequence[Case], before: Mapping[str, float], after: Mapping[str, float]
) -> Difference:
    """One measure over the cases that have it in both; a win is a rise, except in `false_refusal`."""
    both = [case for case in cases if case.id in before and case.id in after]
    old = [before[case.id] for case in both]
    new = [after[case.id] for case in both]
    changes = [Change(case, a, b) for case, a, b in zip(both, old, new, strict=True) if a != b]
    sign = -1 if measure == "false_refusal" else 1
    n = max(1, len(both))
    return Difference(
        measure=measure,
        n=len(both),
        before=sum(old) / n,
        after=sum(new) / n,
        p=randomisation_p(old, new),
        wins=tuple(change for change in changes if sign * (change.after - change.before) > 0),
        losses=tuple(change for change in changes if sign * (change.after - change.before) < 0),
    )


def compare(
    cases: Sequence[Case],
    before: Mapping[str, Scores],
    after: Mapping[str, Scores],
    measures: Iterable[str] = ALL_MEASURES,
) -> tuple[Difference, ...]:
    """Each measure that both runs have, in the order of `measures`."""
    table = []
    for measure in measures:
        old, new = _column(before, measure), _column(after, measure)
        if old.keys() & new.keys():
            table.append(difference(measure, cases, old, new))
    return tuple(table)


def _column(scores: Mapping[str, Scores], measure: str) -> dict[str, float]:
    return {name: row[measure] for name, row in scores.items() if measure in row}
