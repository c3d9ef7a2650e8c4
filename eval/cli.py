"""`yinju eval …`: thin commands over run, compare, report, gate and suggest."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from eval.beir import is_beir, load_beir
from eval.cases import Case, load_cases
from eval.compare import Difference, compare
from eval.gate import check, read_baseline, write_baseline
from eval.knowledge import beir_knowledge
from eval.metrics import ALL_MEASURES, GROUPINGS, Estimate, grouped, latency, n_errors, score_run, summarise
from eval.report import write_reports
from eval.run import Run, load_run, run_cases
from eval.suggest import review, suggest_from
from eval.target import open_target
from index.errors import InvalidInput, KnowledgeBaseError

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Measure answers against gold questions. / 以标准问题衡量作答。"
)

CasesOption = Annotated[Path, typer.Option("--cases", help="A JSONL file of gold cases, or a BEIR folder.")]
TargetOption = Annotated[str, typer.Option("--target", help="local (this process) or the URL of a running service.")]
OutOption = Annotated[Path, typer.Option("--out", help="Folder of the run; a run that was stopped goes on there.")]
KeyOption = Annotated[str | None, typer.Option("--key", help="API key of the service.", envvar="YINJU_EVAL_KEY")]
DataOption = Annotated[
    Path | None, typer.Option("--data", help="Data directory of the local target; a BEIR folder's index is kept there.")
]

_OK, _REFUSED, _USAGE = 0, 1, 2
DEFAULT_OUT = Path("runs/latest")


def _guarded(action: Callable[[], int]) -> None:
    try:
        code = action()
    except KnowledgeBaseError as error:
        Console(stderr=True).print(f"[red]{error}[/red]", highlight=False)
        code = _USAGE if isinstance(error, InvalidInput) else 3
    raise typer.Exit(code)


@contextmanager
def _progress(label: str) -> Iterator[Callable[[int, int], None]]:
    columns = TextColumn(label), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(label)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _execute(
    source: Path,
    where: str,
    out: Path,
    key: str | None,
    data: Path | None,
    limit: int = 0,
    queries: str = "queries.jsonl",
    rerank: bool = False,
) -> Run:
    with ExitStack() as stack:
        if is_beir(source):
            loaded = load_beir(source, queries)
            cases: tuple[Case, ...] = loaded.cases
            if where == "local":
                data = data or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="yinju-eval-")))
                with _progress("index") as advance:
                    beir_knowledge(loaded.entries, data, advance)
        else:
            cases = load_cases(source)
        target = stack.enter_context(open_target(where, key, data, rerank=rerank))
        with _progress("ask") as advance:
            return run_cases(cases[: limit or None], target, out, advance)


@app.command("run")
def run_command(
    cases: CasesOption,
    target: TargetOption = "local",
    out: OutOption = DEFAULT_OUT,
    key: KeyOption = None,
    data: DataOption = None,
    limit: Annotated[int, typer.Option(help="Ask the first N cases only; 0 asks all.")] = 0,
    queries: Annotated[str, typer.Option(help="Another file of questions in a BEIR folder.")] = "queries.jsonl",
    rerank: Annotated[bool, typer.Option("--rerank", help="Searches read what they find.")] = False,
) -> None:
    """Ask every case and write run files. / 逐题提问并写出运行记录。"""

    def action() -> int:
        run = _execute(cases, target, out, key, data, limit, queries, rerank)
        Console().print(_figures(run))
        return _OK

    _guarded(action)


@app.command("compare")
def compare_command(
    before: Annotated[Path, typer.Argument(help="Folder of the earlier run.")],
    after: Annotated[Path, typer.Argument(help="Folder of the later run.")],
    all_measures: Annotated[bool, typer.Option("--all", help="List wins and losses of every measure.")] = False,
) -> None:
    """Two runs side by side, with the questions won and lost. / 两次运行逐题对照。"""

    def action() -> int:
        old, new = load_run(before), load_run(after)
        table = compare(new.cases, score_run(old), score_run(new))
        if not table:
            raise InvalidInput(f"{before}, {after}", "share no case", "Compare runs of the same cases.")
        console = Console()
        console.print(_differences(table))
        for row in table:
            if all_measures or row.measure in ("cite@1", "answer", "refused"):
                _print_changes(console, row)
        return _OK

    _guarded(action)


@app.command("report")
def report_command(
    runs: Annotated[list[Path], typer.Argument(help="One or more run folders.")],
    out: Annotated[Path, typer.Option("--out", help="Where report.md and report.html go.")] = Path("runs/report"),
) -> None:
    """Markdown and one self-contained page, in both languages. / 生成中英双语报告。"""

    def action() -> int:
        for path in write_reports([load_run(folder) for folder in runs], out):
            typer.echo(path)
        return _OK

    _guarded(action)


@app.command("gate")
def gate_command(
    baseline: Annotated[Path, typer.Option("--baseline", help="The committed baseline.")],
    cases: CasesOption,
    target: TargetOption = "local",
    out: OutOption = Path("runs/gate"),
    key: KeyOption = None,
    data: DataOption = None,
    write: Annotated[bool, typer.Option("--write", help="Make the baseline of this run instead.")] = False,
) -> None:
    """Exit 1 on a significant fall against the baseline. / 若较基线显著下降则返回 1。"""

    def action() -> int:
        run = _execute(cases, target, out, key, data)
        scores, console = score_run(run), Console()
        if write:
            write_baseline(baseline, run.cases, scores)
            console.print(_figures(run))
            return _OK
        verdict = check(run.cases, scores, n_errors(run), read_baseline(baseline))
        console.print(_differences(verdict.differences))
        for row in verdict.falls:
            _print_changes(console, row)
        for promise in verdict.broken:
            console.print(f"[red]{promise}[/red]", highlight=False)
        console.print("[green]open / 通过[/green]" if verdict.is_open else "[red]shut / 未通过[/red]")
        return _OK if verdict.is_open else _REFUSED

    _guarded(action)


@app.command("suggest")
def suggest_command(
    documents: Annotated[list[Path], typer.Argument(help="Documents to draft questions for.")],
    out: Annotated[Path, typer.Option("--out", help="Gold file that accepted cases are added to.")],
    limit: Annotated[int, typer.Option(help="Drafts at most.")] = 50,
    drafts_only: Annotated[bool, typer.Option("--drafts", help="Write all drafts without asking.")] = False,
) -> None:
    """Draft gold cases for a person to accept or change. / 起草标准问题，由人取舍修改。"""

    def action() -> int:
        known = load_cases(out) if out.is_file() else ()
        accepted = review(suggest_from(documents, known, limit), out, ask=None if drafts_only else typer.prompt)
        typer.echo(f"{accepted} → {out}")
        return _OK if accepted else _REFUSED

    _guarded(action)


def _figures(run: Run) -> Table:
    scores = score_run(run)
    groups = {"all": summarise(scores.values()), **grouped(run.cases, scores, GROUPINGS["language"])}
    table = Table("measure", *groups)
    for measure in ALL_MEASURES:
        if measure in groups["all"]:
            table.add_row(measure, *(_shown(group.get(measure)) for group in groups.values()))
    for name, times in (
        ("ask", [record.ask_ms for record in run.records.values()]),
        ("search", [record.search_ms for record in run.records.values()]),
    ):
        found = latency(times)
        if found:
            table.add_row(f"{name} p50 / p95 ms", f"{found.p50:.1f} / {found.p95:.1f}")
    for error in sorted({record.reply.error for record in run.records.values() if record.reply.error})[:3]:
        table.caption = f"{table.caption or ''}\n{error}".strip()
    table.add_row("errors", *(str(n_errors(run, None if name == "all" else name)) for name in groups))
    return table


def _shown(item: Estimate | None) -> str:
    return f"{item.mean:.3f} [{item.low:.2f}, {item.high:.2f}] n={item.n}" if item else "–"


def _differences(rows: tuple[Difference, ...]) -> Table:
    table = Table("measure", "n", "before", "after", "p", "wins", "losses")
    for row in rows:
        counts = str(len(row.wins)), str(len(row.losses))
        table.add_row(row.measure, str(row.n), f"{row.before:.3f}", f"{row.after:.3f}", f"{row.p:.3f}", *counts)
    return table


def _print_changes(console: Console, row: Difference) -> None:
    for sign, changes in (("+", row.wins), ("-", row.losses)):
        for change in changes:
            moved = f"{change.before:.2f} → {change.after:.2f}"
            line = f"{sign} {row.measure} {change.case.id} {moved}  {change.case.question}"
            console.print(line, highlight=False, markup=False)
