"""Rows of a comparison of systems: kept on disk as soon as each is measured, shown as one table.

A comparison of nine systems takes longer than a coffee; kept rows let a stopped one go on, and let our own row be
renewed alone while the others stand, each with the day it was measured on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import fmean


@dataclass(frozen=True, slots=True)
class Standing:
    """One system in one comparison. Times are milliseconds, memory MiB; `index_s` None where the index was there.

    The measures are means by group: a language, or a direction as `en → zh`.
    """

    system: str
    setup: str
    hit: Mapping[str, float]
    mrr: Mapping[str, float]
    answer: Mapping[str, float]
    """Empty for a system without a reader."""
    p50_ms: float
    cpu_ms: float
    """CPU time a question, all threads."""
    memory_mb: float
    index_s: float | None
    lost: Mapping[str, float] = field(default_factory=dict)
    """Share of the questions lost to passages in the question's own language; see `eval.bias`."""
    name: str = ""
    """What the system is asked for by, its version aside."""
    day: str = ""
    """When it was measured, ISO 8601."""
    key: str = ""
    """Names the weights, documents and questions: rows are of one measurement where theirs are equal."""


def read_standings(path: Path) -> dict[str, Standing]:
    """Name → row, in the order they were first measured; none where there is no file."""
    if not path.is_file():
        return {}
    rows = [Standing(**row) for row in json.loads(path.read_text(encoding="utf-8"))]
    return {row.name: row for row in rows}


def keep_standing(path: Path, row: Standing) -> None:
    """Adds a row to the file, in place of the one of the same name."""
    rows = read_standings(path) | {row.name: row}
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps([asdict(item) for item in rows.values()], ensure_ascii=False, indent=1)
    beside = path.with_suffix(".new")
    beside.write_text(text + "\n", encoding="utf-8")
    beside.replace(path)  # a run that is killed while it writes must not lose the rows of hours


def table(rows: Sequence[Standing], current: str = "", groups: Sequence[str] = ("zh", "en")) -> str:
    """Markdown: hit@1 a column for each group. A row whose key is not `current` is marked as of another measurement."""
    has_lost, has_answer, has_day = (any(getattr(row, name) for row in rows) for name in ("lost", "answer", "day"))
    titles = ["system", *(f"hit@1 {group}" for group in groups)]
    titles.append("MRR@10 zh / en" if len(groups) == 2 else "MRR@10, mean")
    titles += ["answer zh / en"] * has_answer + ["lost to own language zh / en"] * has_lost
    titles += ["p50 ms", "CPU ms", "memory MB", "index s"] + ["measured"] * has_day + ["set-up"]
    lines = [_line(titles), "|---" * len(titles) + "|"]
    for row in rows:
        cells = [row.system, *(_mean(row.hit, group) for group in groups)]
        cells.append(_pair(row.mrr) if len(groups) == 2 else f"{fmean(row.mrr.values()):.3f}")
        cells += [_pair(row.answer) if row.answer else "no reader"] * has_answer + [_pair(row.lost)] * has_lost
        cells += [f"{row.p50_ms:.1f}", f"{row.cpu_ms:.0f}", f"{row.memory_mb:.0f}"]
        cells.append(f"{row.index_s:.0f}" if row.index_s is not None else "–")
        cells += [row.day + ("" if row.key == current else " (other weights or questions)")] * has_day
        lines.append(_line([*cells, row.setup]))
    return "\n".join(lines) + "\n"


def _mean(means: Mapping[str, float], group: str) -> str:
    return f"{means[group]:.3f}" if group in means else "–"


def _pair(means: Mapping[str, float]) -> str:
    return " / ".join(_mean(means, lang) for lang in ("zh", "en"))


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
