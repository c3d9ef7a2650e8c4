"""`make bench`: the figures that the project promises, and beside them, in the same run, the plain pipeline.

A service is started as a real process on a free port: once on an empty data directory, which gives the set-up,
and once more, which gives the ready time. The plain pipeline (recursive splitter at 500 characters, the same
weights through sentence-transformers, FAISS flat) then gets the same documents and questions.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from eval.cases import Case, load_cases
from eval.contest import one_pool
from eval.metrics import latency, n_errors, score_run
from eval.process import running_service
from eval.run import run_cases
from eval.standings import Standing
from eval.target import open_target
from eval.versus import SEED_CASES, SEEDS, by_language, measure_family, shared_model, texts_of, time_searches


@dataclass(frozen=True, slots=True)
class Measured:
    """What one run of the service showed. Times: milliseconds, but `setup_s` and `ready_s`."""

    cite: dict[str, float]
    hit: dict[str, float]
    cite_plain_index: dict[str, float]
    ask_p50: float
    search_p50: float
    search_cpu_ms: float
    setup_s: float
    ready_s: float
    memory_mb: float
    errors: int
    figures: float


def measure_service(cases: Sequence[Case], room: Path) -> Measured:
    """Runs every case against a fresh service, restarted once; a second index goes without English renderings."""
    with running_service(room / "bare", {"YINJU_RENDERINGS": "false"}) as service, open_target(service.url) as target:
        bare = score_run(run_cases(cases, target, room / "run-bare", searches=False), ranking=False)
    with running_service(room / "data") as service:
        setup_s = service.ready_s
    with running_service(room / "data") as service, open_target(service.url) as target:
        run_cases(cases[:20], target, room / "warm-up")
        run = run_cases(cases, target, room / "run")
        searched, cpu_ms = time_searches(service, target, cases)
        memory_mb, ready_s = service.memory_mb(), service.ready_s
    scores = score_run(run)
    asked = latency([record.ask_ms for record in run.records.values()])
    held = [row["figures"] for row in scores.values() if "figures" in row]
    return Measured(
        cite=by_language(cases, scores, "cite@1"),
        hit=by_language(cases, scores, "hit@1"),
        cite_plain_index=by_language(cases, bare, "cite@1"),
        ask_p50=asked.p50 if asked else 0.0,
        search_p50=searched.p50 if searched else 0.0,
        search_cpu_ms=cpu_ms,
        setup_s=setup_s,
        ready_s=ready_s,
        memory_mb=memory_mb,
        errors=n_errors(run),
        figures=sum(held) / len(held) if held else 0.0,
    )


def to_table(ours: Measured, plain: Standing) -> Table:
    """Ours, the plain pipeline's, and ours ÷ plain."""
    shown = Table("", "Yinju", "plain pipeline", "ratio", title="make bench")
    for lang in ("zh", "en"):
        shown.add_row(f"cite@1 {lang}", f"{ours.cite[lang]:.3f}", "", "")
    for lang in ("zh", "en"):
        shown.add_row(f"cite@1 {lang}, no renderings loaded", f"{ours.cite_plain_index[lang]:.3f}", "", "")
    for lang in ("zh", "en"):
        shown.add_row(f"hit@1 {lang}", *_ratio(ours.hit[lang], plain.hit[lang], "{:.3f}"))
    shown.add_row("search p50 ms", *_ratio(ours.search_p50, plain.p50_ms, "{:.1f}"))
    shown.add_row("search CPU ms", *_ratio(ours.search_cpu_ms, plain.cpu_ms, "{:.0f}"))
    shown.add_row("ask p50 ms", f"{ours.ask_p50:.1f}", "", "")
    shown.add_row("index s", *_ratio(ours.setup_s, plain.index_s or 0.0, "{:.1f}"))
    shown.add_row("ready s, once set up", f"{ours.ready_s:.1f}", "", "")
    shown.add_row("resident memory MB", *_ratio(ours.memory_mb, plain.memory_mb, "{:.0f}"))
    shown.add_row("figures held", f"{ours.figures:.3f}", "", "")
    shown.add_row("errors", str(ours.errors), "", "")
    return shown


def _ratio(ours: float, theirs: float, form: str) -> tuple[str, str, str]:
    return form.format(ours), form.format(theirs), f"{ours / theirs:.2f}×" if theirs else "–"


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0; the figures are for a reader, the gate is `yinju eval gate`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=Path, default=SEED_CASES)
    cases = load_cases(parser.parse_args(arguments).cases)
    console = Console(width=100)
    with tempfile.TemporaryDirectory(prefix="yinju-bench-") as room:
        console.print("Yinju …", highlight=False)
        ours = measure_service(cases, Path(room))
        console.print("plain pipeline …", highlight=False)
        plain = measure_family(["plain"], one_pool("bench", cases, texts_of(SEEDS)), shared_model())[0]
    console.print(to_table(ours, plain))
    return 0


if __name__ == "__main__":
    sys.exit(main())
