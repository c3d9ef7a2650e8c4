"""The gate: a run against a committed baseline, shut when quality fell by more than chance explains."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.cases import Case
from eval.compare import Difference, compare
from eval.judge import Scores
from eval.reply import object_from
from eval.run import fingerprint
from index.errors import InvalidInput

GATED = (
    "hit@1",
    "MRR@10",
    "cite@1",
    "quote@1",
    "both",
    "answer",
    "value",
    "bound",
    "lang_ok",
    "refused",
    "false_refusal",
)
"""Measures of which a significant fall shuts the gate."""

PROMISED = ("figures",)
"""Measures that stand at 1 in every run: a single figure without its source shuts the gate."""

ALPHA = 0.05


@dataclass(frozen=True, slots=True)
class Baseline:
    """Scores of each case as they stood when the baseline was made, with the case's fingerprint."""

    scores: Mapping[str, Scores]
    fingerprints: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`falls` are significant; `broken` names promises not kept; `differences` is the whole table."""

    differences: tuple[Difference, ...]
    falls: tuple[Difference, ...]
    broken: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        """True where nothing fell and every promise holds."""
        return not self.falls and not self.broken


def check(cases: Sequence[Case], scores: Mapping[str, Scores], errors: int, baseline: Baseline) -> Verdict:
    """Compares over the cases that stand unchanged in the baseline; new and changed ones only have to keep promises.

    A fall is significant where the paired randomisation test gives p < 0.05 and the mean went the wrong way.

    Raises:
        InvalidInput: the baseline shares no case with the run.
    """
    shared = [case for case in cases if baseline.fingerprints.get(case.id) == fingerprint(case)]
    if not shared:
        raise InvalidInput("the baseline", "shares no unchanged case with this run", "Make it anew with --write.")
    table = compare(shared, baseline.scores, scores, GATED)
    falls = tuple(row for row in table if row.p < ALPHA and row.gain < 0)
    broken = [f"{errors} cases were not answered at all"] if errors else []
    for measure in PROMISED:
        missed = [case.id for case in cases if scores[case.id].get(measure, 1.0) < 1.0]
        if missed:
            broken.append(f"{measure} below 1 for {', '.join(missed)}")
    return Verdict(table, falls, tuple(broken))


def write_baseline(path: Path, cases: Sequence[Case], scores: Mapping[str, Scores]) -> None:
    """One line a case, so that a diff of the file reads as a list of what changed."""
    measures = (*GATED, *PROMISED)
    rows = []
    for case in cases:
        kept = {measure: round(scores[case.id][measure], 4) for measure in measures if measure in scores[case.id]}
        rows.append(f" {json.dumps(case.id)}: " + json.dumps({"fingerprint": fingerprint(case), "scores": kept}))
    path.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")


def read_baseline(path: Path) -> Baseline:
    """Reads what `write_baseline` wrote; InvalidInput where the file is something else."""
    try:
        data = object_from(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError) as error:
        raise InvalidInput(
            str(path), f"is no baseline ({error})", "Make one with `yinju eval gate --write`."
        ) from error
    scores: dict[str, Scores] = {}
    marks: dict[str, str] = {}
    for name, row in data.items():
        if not isinstance(row, dict) or not isinstance(row.get("scores"), dict):
            raise InvalidInput(f"{path}: {name}", "has no scores", "Make it anew with --write.")
        scores[name] = row["scores"]
        marks[name] = str(row.get("fingerprint"))
    return Baseline(scores, marks)
