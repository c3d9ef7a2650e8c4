"""`make bench-scale`: what finding and adding cost from ten thousand paragraphs to a million, told in docs/.

Interrupt it at will: what is measured is kept in the work folder, line by line, and not measured again.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from eval.add_rate import AddRate, Serving, measure_add, measure_serving
from eval.large_cost import LargeCost, measure_large
from eval.scale import Cost, measure, read_source
from eval.scale_report import Measured, plot, report
from eval.versus import SEED_CASES
from index.dense import EXACT_LIMIT

_QUESTIONS = ("新增城镇就业多少人？", "粮食产量目标是多少？", "新建多少个5G基站？")
_SIZES = "10000,30000,100000,300000,1000000"

app = typer.Typer(add_completion=False)


@dataclass(frozen=True, slots=True)
class Journal:
    """What was measured, a line of JSON each, by a key that says of what."""

    path: Path

    def once(self, key: str, work: Callable[[], Any]) -> dict[str, Any]:
        """What stands under `key`, else what `work` measures (a dataclass), kept and told."""
        kept = {line["key"]: line for line in self._lines()}
        if key not in kept:
            typer.echo(f"{key} …")
            kept[key] = {"key": key, "figures": asdict(work())}
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(kept[key]) + "\n")
        typer.echo(json.dumps(kept[key]))
        return dict(kept[key]["figures"])

    def _lines(self) -> list[dict[str, Any]]:
        if not self.path.exists():
            return []
        return [json.loads(line) for line in self.path.read_text(encoding="utf-8").splitlines()]


@app.command()
def main(
    data_dir: Annotated[Path, typer.Option(help="Knowledge base that the large ones are made of.")] = Path("data"),
    rows: Annotated[str, typer.Option(help="Rows of each bare index.")] = _SIZES,
    paragraphs: Annotated[str, typer.Option(help="Paragraphs of each whole knowledge base.")] = _SIZES,
    queries: Annotated[int, typer.Option(help="Searches of each bare index.")] = 300,
    cases: Annotated[Path, typer.Option(help="Questions asked of each whole knowledge base.")] = SEED_CASES,
    add: Annotated[list[Path] | None, typer.Option(help="Files or folders to time adding with.")] = None,
    work: Annotated[Path, typer.Option(help="Folder of what is measured; remove it to start anew.")] = Path(
        "build/scale"
    ),
    out: Annotated[Path, typer.Option(help="Folder of the report.")] = Path("docs"),
) -> None:
    """Measures what is not measured yet, and writes `scale.md` and `scale.svg`."""
    work.mkdir(parents=True, exist_ok=True)
    journal = Journal(work / "measured.jsonl")
    measured = Measured(
        bare=_bare(journal, data_dir, _numbers(rows), queries),
        whole=_whole(journal, data_dir, _numbers(paragraphs), cases, work),
        added=_added(journal, add or []),
        serving=_serving(journal, data_dir),
    )
    out.mkdir(parents=True, exist_ok=True)
    plot(measured, out / "scale.svg")
    (out / "scale.md").write_text(report(measured), encoding="utf-8")


def _numbers(listed: str) -> list[int]:
    return [int(number) for number in listed.split(",") if number]


def _bare(journal: Journal, data_dir: Path, sizes: Sequence[int], n_queries: int) -> tuple[Cost, ...]:
    costs = []
    for n_rows in sizes:
        # Up to the limit what is shipped is exhaustive anyway.
        for exhaustive in (True,) if n_rows <= EXACT_LIMIT else (False, True):
            kind = "exhaustive" if exhaustive else "shipped"

            def searched(n_rows: int = n_rows, exhaustive: bool = exhaustive) -> Cost:
                with tempfile.TemporaryDirectory() as folder:
                    return measure(read_source(data_dir, n_queries), n_rows, Path(folder), exhaustive)

            costs.append(Cost(**journal.once(f"{n_rows} rows, {kind}", searched)))
    return tuple(costs)


def _whole(journal: Journal, data_dir: Path, sizes: Sequence[int], cases: Path, work: Path) -> tuple[LargeCost, ...]:
    def asked(n: int) -> LargeCost:
        return measure_large(data_dir, n, cases, work / f"{n}-paragraphs", typer.echo)

    return tuple(LargeCost(**journal.once(f"{n} paragraphs", lambda n=n: asked(n))) for n in sizes)  # type: ignore[misc]


def _added(journal: Journal, paths: Sequence[Path]) -> AddRate | None:
    from index.embed import open_embedder  # the model is needed for this part alone

    def rate() -> AddRate:
        with tempfile.TemporaryDirectory() as folder:
            return measure_add(paths, open_embedder(), Path(folder) / "data")

    return AddRate(**journal.once("adding", rate)) if paths else None


def _serving(journal: Journal, data_dir: Path) -> Serving:
    from index.embed import open_embedder

    return Serving(**journal.once("serving", lambda: measure_serving(data_dir, open_embedder(), _QUESTIONS)))


if __name__ == "__main__":
    app()
