"""Finished runs → `report.md` and `report.html`: tables by language pair, kind and document, and four plots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from eval.metrics import Estimate, score_run
from eval.report_page import to_html
from eval.report_tables import SHOWN, Scored, about, n_cases, tables
from eval.run import Run


def write_reports(runs: Sequence[Run], folder: Path) -> tuple[Path, Path]:
    """Writes both files and returns their paths, Markdown first."""
    folder.mkdir(parents=True, exist_ok=True)
    scored = [Scored(run, score_run(run)) for run in runs]
    markdown, page = folder / "report.md", folder / "report.html"
    markdown.write_text(to_markdown(scored), encoding="utf-8")
    page.write_text(to_html(scored), encoding="utf-8")
    return markdown, page


def to_markdown(runs: Sequence[Scored]) -> str:
    """All tables, headings in both languages."""
    parts = ["# 测评报告 / Evaluation report\n"]
    for item in runs:
        parts.append(f"## {item.run.name}\n\n{about(item)[1]}\n")
        parts.extend(f"### {title[0]} / {title[1]}\n\n{markdown_table(rows)}" for title, rows in tables(item))
    return "\n".join(parts)


def markdown_table(rows: Mapping[str, Mapping[str, Estimate]]) -> str:
    """A group a line, a measure a column: mean with its 95 % interval."""
    measures = [name for name in SHOWN if any(name in row for row in rows.values())]
    lines = ["| | n | " + " | ".join(SHOWN[name][1] for name in measures) + " |", "|---" * (len(measures) + 2) + "|"]
    for group, row in rows.items():
        cells = (_cell(row.get(name)) for name in measures)
        lines.append(f"| {group} | {n_cases(row)} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _cell(estimate: Estimate | None) -> str:
    if estimate is None:
        return ""
    return f"{estimate.mean:.3f} ({estimate.low:.2f}–{estimate.high:.2f})"
