"""`make bench-scale`: what search and adding cost from ten thousand rows to a million, as tables and plots in docs/."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import matplotlib as mpl
import typer
from matplotlib import pyplot as plt

from eval.add_rate import AddRate, Serving, measure_add, measure_serving
from eval.scale import Cost, K, cost_to_json, measure, read_source
from index.dense import EXACT_LIMIT

_GOALS = {"cpu_p95_ms": 40.0, "recall": 0.97, "ready_s": 20.0, "resident_bytes": 4e9}
_QUESTIONS = ("新增城镇就业多少人？", "粮食产量目标是多少？", "新建多少个5G基站？")
_PANELS = (
    ("cpu_p95_ms", "search p95, ms of processor time", True),
    ("recall", f"recall@{K}", False),
    ("resident_bytes", "resident, bytes", True),
    ("ready_s", "ready, s", True),
)

app = typer.Typer(add_completion=False)


@app.command()
def main(
    data_dir: Annotated[Path, typer.Option(help="Knowledge base whose vectors are used.")] = Path("data"),
    sizes: Annotated[str, typer.Option(help="Rows of each index.")] = "10000,30000,100000,300000,1000000",
    queries: Annotated[int, typer.Option(help="Searches of each index.")] = 300,
    add: Annotated[list[Path] | None, typer.Option(help="Files or folders to time adding with.")] = None,
    out: Annotated[Path, typer.Option(help="Folder of the report.")] = Path("docs"),
) -> None:
    """Measures and writes `scale.md` and `scale.svg`; each line is printed as soon as it is known."""
    source = read_source(data_dir, queries)
    typer.echo(f"{len(source.rows):,} rows and {len(source.queries)} queries from {data_dir}")
    costs: list[Cost] = []
    with tempfile.TemporaryDirectory() as folder:
        for n_rows in (int(size) for size in sizes.split(",")):
            # Up to the limit what is shipped is exhaustive anyway.
            for exhaustive in (True,) if n_rows <= EXACT_LIMIT else (True, False):
                costs.append(measure(source, n_rows, Path(folder), exhaustive))
                typer.echo(cost_to_json(costs[-1]))
    rate, serving = _adding(add or [], data_dir)
    out.mkdir(parents=True, exist_ok=True)
    _plot(costs, out / "scale.svg")
    (out / "scale.md").write_text(_report(costs, len(source.rows), rate, serving), encoding="utf-8")


def _adding(paths: Sequence[Path], data_dir: Path) -> tuple[AddRate | None, Serving | None]:
    if not paths:
        return None, None
    from index.embed import open_embedder  # the model is needed for this part alone

    embedder = open_embedder()
    with tempfile.TemporaryDirectory() as folder:
        rate = measure_add(paths, embedder, Path(folder) / "data")
    typer.echo(str(rate))
    serving = measure_serving(
        data_dir, embedder, ("新增城镇就业多少人？", "粮食产量目标是多少？", "新建多少个5G基站？")
    )
    typer.echo(str(serving))
    return rate, serving


def _plot(costs: Sequence[Cost], path: Path) -> None:
    mpl.use("Agg")
    mpl.rcParams["svg.hashsalt"] = "yinju"  # the same numbers give the same file
    figure, axes = plt.subplots(1, 4, figsize=(15, 3.4), layout="constrained")
    for axis, (name, label, logarithmic) in zip(axes, _PANELS, strict=True):
        for exhaustive, style in ((False, "o-"), (True, "s--")):
            chosen = [cost for cost in costs if cost.exhaustive == exhaustive or cost.rows <= EXACT_LIMIT]
            values = [getattr(cost, name) for cost in chosen]
            axis.plot([c.rows for c in chosen], values, style, label="exhaustive" if exhaustive else "as shipped")
        axis.axhline(_GOALS[name], color="grey", linestyle=":", label="goal")
        axis.set(xscale="log", xlabel="rows", title=label)
        if logarithmic:
            axis.set_yscale("log")
    axes[0].legend()
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)


def _report(costs: Sequence[Cost], n_real: int, rate: AddRate | None, serving: Serving | None) -> str:
    lines = [
        "# How search grows",
        "",
        f"Written by `make bench-scale`. {n_real:,} rows are vectors of real paragraphs and sentences; the others are",
        "copies of them, each moved by a difference that two neighbouring real vectors have (see `eval/scale.py`).",
        f"Queries are real clauses. Recall is against comparing every row in single precision, at {K}. *Ready* is",
        "opening the file and the first search; *resident* is the whole process that searches; *p95 CPU* leaves out",
        "the time that other processes had the processor.",
        "",
        "![growth](scale.svg)",
        "",
        f"| rows | search | build s | file MB | ready s | resident MB | p50 ms | p95 ms | p95 CPU ms | recall@{K} |",
        "|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|",
        *(_row(cost) for cost in costs),
    ]
    if rate and serving:
        lines += ["", "## Adding and serving documents", "", _adding_words(rate), _serving_words(serving)]
    return "\n".join(lines) + "\n"


def _row(cost: Cost) -> str:
    kind = "as shipped" if cost.rows <= EXACT_LIMIT or not cost.exhaustive else "exhaustive"
    return (
        f"| {cost.rows:,} | {kind} | {cost.build_s:.1f} | {cost.file_bytes / 1e6:.0f} | {cost.ready_s:.2f} |"
        f" {cost.resident_bytes / 1e6:.0f} | {cost.p50_ms:.2f} | {cost.p95_ms:.2f} | {cost.cpu_p95_ms:.2f} |"
        f" {cost.recall:.4f} |"
    )


def _adding_words(rate: AddRate) -> str:
    return (
        f"{rate.documents} documents, {rate.texts:,} distinct texts of {rate.tokens:,} tokens: the engine alone embeds"
        f" {rate.engine_rate:,.0f} tokens a second, adding them takes {rate.add_rate:,.0f} ({rate.share:.0%})."
    )


def _serving_words(serving: Serving) -> str:
    return (
        f"Serving {serving.documents} documents: the index is open after {serving.ready_s:.2f} s; the process with the"
        f" model has {serving.resident_bytes / 1e6:.0f} MB resident."
    )


if __name__ == "__main__":
    app()
