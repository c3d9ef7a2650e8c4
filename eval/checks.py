"""The translators' checks, measured: recall by type, precision and alarms, beside pofilter's on the same lines.

`python -m eval.checks --cases eval/gold/renderings_dev.jsonl` scores marked renderings; `--pairs a.tsv --broken 200`
breaks right renderings first (`eval.mutate`) and scores those beside pairs left whole.
"""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from eval.mutate import Case, Marked, break_pairs, read_pairs
from eval.pofilter import NUMBERS, failures
from index.types import Span
from service.translation.types import Checked, Finding, Severity

app = typer.Typer(add_completion=False)


@dataclass(frozen=True, slots=True)
class Score:
    """What one checker made of the cases. `precision` is None where it cannot be told: pofilter marks no words."""

    recall: dict[str, tuple[int, int]]
    precision: float | None
    alarms: tuple[int, int]
    p50_ms: float

    def lines(self, name: str) -> list[str]:
        """The score as text."""
        found, there = (sum(pair[i] for pair in self.recall.values()) for i in (0, 1))
        parts = ", ".join(f"{kind} {hit}/{n}" for kind, (hit, n) in sorted(self.recall.items()))
        precision = "—" if self.precision is None else f"{self.precision:.3f}"
        return [
            f"{name}: recall {found}/{there}, precision {precision}, "
            f"clean lines flagged {self.alarms[0]}/{self.alarms[1]}, p50 {self.p50_ms:.1f} ms",
            f"  by type: {parts}",
        ]


def read_cases(file: Path) -> tuple[Case, ...]:
    """Marked renderings, one JSON object a line."""
    cases = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.strip():
            item = json.loads(line)
            errors = tuple(Marked(e["type"], e["span"], e["source_span"]) for e in item["errors"])
            cases.append(Case(item["id"], item["source"], item["rendering"], errors))
    return tuple(cases)


def meets(finding: Finding, error: Marked, case: Case) -> bool:
    """True for the same type at overlapping words of either side, or for both sides' words with another type."""
    on_target = _stands(finding.span, error.span, case.rendering)
    on_source = _stands(finding.source_span, error.source_span, case.source)
    return (on_target or on_source) if finding.type == error.type else (on_target and on_source)


def _stands(span: Span | None, words: str, text: str) -> bool:
    at = text.find(words) if words and span else -1
    while span and at >= 0:
        if span.overlaps(Span(at, at + len(words))):
            return True
        at = text.find(words, at + 1)
    return False


def score(cases: Sequence[Case], check: Callable[[str, str], Checked]) -> Score:
    """Findings of severity error against the marked errors."""
    recall: dict[str, list[bool]] = defaultdict(list)
    right = raised = alarms = 0
    times = []
    for case in cases:
        started = time.perf_counter()
        found = [f for f in check(case.source, case.rendering).findings if f.severity is Severity.ERROR]
        times.append((time.perf_counter() - started) * 1000)
        for error in case.errors:
            recall[error.type].append(any(meets(f, error, case) for f in found))
        raised += len(found)
        right += sum(any(meets(f, error, case) for error in case.errors) for f in found)
        alarms += bool(found) and not case.errors
    return Score(_counts(recall), right / raised if raised else None, (alarms, _n_clean(cases)), _median(times))


def score_pofilter(cases: Sequence[Case], only: str | None = None) -> Score:
    """A line counts as found where any filter flags it, or the filter `only`: generous, since it marks no words."""
    recall: dict[str, list[bool]] = defaultdict(list)
    alarms, times = 0, []
    for case in cases:
        started = time.perf_counter()
        names = failures(case.source, case.rendering)
        times.append((time.perf_counter() - started) * 1000)
        flagged = only in names if only else bool(names)
        for error in case.errors:
            recall[error.type].append(flagged)
        alarms += flagged and not case.errors
    return Score(_counts(recall), None, (alarms, _n_clean(cases)), _median(times))


def _counts(recall: dict[str, list[bool]]) -> dict[str, tuple[int, int]]:
    return {kind: (sum(hits), len(hits)) for kind, hits in recall.items()}


def _n_clean(cases: Iterable[Case]) -> int:
    return sum(not case.errors for case in cases)


def _median(times: list[float]) -> float:
    return sorted(times)[len(times) // 2] if times else 0.0


@app.command()
def main(
    cases: Annotated[Path | None, typer.Option(help="Marked renderings, JSONL.")] = None,
    pairs: Annotated[list[Path] | None, typer.Option(help="TSV files of right pairs, Chinese and English.")] = None,
    broken: Annotated[int, typer.Option(help="So many pairs are broken, and as many left whole.")] = 200,
    seed: Annotated[int, typer.Option(help="The same seed makes the same cases.")] = 1,
    out: Annotated[Path | None, typer.Option(help="Where to write the cases that were made.")] = None,
) -> None:
    """Scores this checker and pofilter on the same cases."""
    from service.wire import open_check

    todo: tuple[Case, ...] = read_cases(cases) if cases else ()
    if pairs:
        right = read_pairs(pairs)
        made = break_pairs(right, broken, seed)
        whole = tuple(
            Case(f"whole-{i:03d}", zh, en) for i, (zh, en) in enumerate(right[:: max(1, len(right) // broken)])
        )
        todo += made + whole[:broken]
        if out:
            out.write_text("".join(f"{case.json()}\n" for case in made), encoding="utf-8")
    check = open_check()
    lines = score(todo, check).lines("yinju") + score_pofilter(todo).lines("pofilter, any filter")
    typer.echo("\n".join(lines + score_pofilter(todo, NUMBERS).lines("pofilter, numbers")))


if __name__ == "__main__":
    app()
