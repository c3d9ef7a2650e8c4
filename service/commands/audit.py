"""`yinju audit`: the trail of answers, joined with what readers said of them."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable
from typing import Annotated

import typer

from service.audit import Entry, Trail
from service.commands.output import AsJson, safe
from service.settings import load_settings

COLUMNS = (
    "time",
    "answer_id",
    "request_id",
    "caller",
    "way",
    "lang",
    "question",
    "answer",
    "refusal",
    "confidence",
    "index_version",
    "took_ms",
)

Day = Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="First day, UTC / 起始日期")]
LastDay = Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Last day, UTC / 截止日期")]


def audit(
    since: Day = None,
    until: LastDay = None,
    judged: Annotated[bool, typer.Option("--judged", help="Only answers with a verdict / 仅有评价的")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV / 输出 CSV")] = False,
    as_json: AsJson = False,
) -> None:
    """Print the audit trail, oldest first / 输出审计记录."""
    settings = load_settings()
    trail = Trail(settings.audit_path, settings.audit)
    entries = (one for one in trail.entries(since or "", until or "9999") if one.verdicts or not judged)
    if as_csv:
        _print_csv(entries)
    elif as_json:
        for entry in entries:
            typer.echo(json.dumps({**entry.answered, "feedback": list(entry.verdicts)}, ensure_ascii=False))
    else:
        for entry in entries:
            typer.echo(safe(_line(entry).replace("\n", " ")))


def _line(entry: Entry) -> str:
    told = entry.answered
    said = "".join("+" if one["verdict"] == "good" else "-" for one in entry.verdicts)
    return f"{entry.time}  {said or ' ':<3} {told['question'] or '…'}  →  {told['answer'] or told['refusal'] or '…'}"


def _print_csv(entries: Iterable[Entry]) -> None:
    writer = csv.writer(sys.stdout)
    writer.writerow([*COLUMNS, "verdicts", "comments"])
    for entry in entries:
        verdicts = " ".join(one["verdict"] for one in entry.verdicts)
        comments = " | ".join(one["comment"] for one in entry.verdicts if one["comment"])
        row = [entry.answered.get(name) for name in COLUMNS]
        writer.writerow([_not_a_formula(cell) for cell in (*row, verdicts, comments)])


def _not_a_formula(cell: object) -> object:
    """Spreadsheets run cells that begin so; a question must not become a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
