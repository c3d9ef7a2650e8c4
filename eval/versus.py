"""The same documents, questions and weights, by this service and by others: one run, one table.

`python -m eval.versus` measures every peer of `make peers` on the two seeds; `eval.results` does so on larger sets.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.cases import Case, load_cases
from eval.judge import Scores
from eval.metrics import Latency, latency, score_run
from eval.peers.job import Asked, Job, Outcome, Text, read_outcome, write_job
from eval.peers.worker import NAMES
from eval.process import Service, running_service
from eval.ranking import ranking_scores
from eval.reply import Passage, Ranked
from eval.run import Run, run_cases
from eval.target import Target, open_target
from index.errors import Unavailable

DEPTH = 10
"""Passages asked of every system: enough for MRR@10."""

OURS = "Yinju"
PEERS_PYTHON = Path(".venv-peers/bin/python")
SEEDS = Path("seeds")
SEED_CASES = Path("eval/gold/seeds_dev.jsonl")


@dataclass(frozen=True, slots=True)
class Standing:
    """One line of the table. Times are milliseconds, memory MiB; `index_s` None where the index was there before."""

    system: str
    setup: str
    hit: Mapping[str, float]
    mrr: Mapping[str, float]
    answer: Mapping[str, float]
    p50_ms: float
    cpu_ms: float
    """CPU time a question, all threads."""
    memory_mb: float
    index_s: float | None


def texts_of(folder: Path) -> tuple[Text, ...]:
    """Every .txt file of a folder as the peers get it: its words as they stand, its name as title."""
    return tuple(Text(path.name, path.stem, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.txt")))


def job_of(cases: Sequence[Case], documents: tuple[Text, ...], model: Path) -> Job:
    """The answerable cases as questions; the others have no passage to find."""
    asked = tuple(Asked(case.id, case.question) for case in cases if case.answerable)
    return Job(str(model), DEPTH, documents, asked)


def measure_peer(name: str, job: Job, cases: Sequence[Case]) -> Standing:
    """Runs a peer in its own process, and judges what it ranked as our own rankings are judged.

    Raises:
        Unavailable: the peer's process failed; the message ends with what it said last.
    """
    python = sys.executable if name == "plain" else str(PEERS_PYTHON)
    with tempfile.TemporaryDirectory(prefix="yinju-peer-") as room:
        job_file, outcome_file = Path(room) / "job.json", Path(room) / "outcome.json"
        write_job(job, job_file)
        command = [python, "-m", "eval.peers.worker", name, str(job_file), str(outcome_file)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Unavailable(name, f"failed: {done.stderr.strip()[-600:]}", "Set it up with `make peers`.")
        outcome = read_outcome(outcome_file)
    ranked = judge_outcome(outcome, job, cases)
    timed = latency(outcome.query_ms)
    return Standing(
        system=f"{name} {outcome.version}",
        setup=outcome.setup,
        hit=by_language(cases, ranked, "hit@1"),
        mrr=by_language(cases, ranked, "MRR@10"),
        answer={},
        p50_ms=timed.p50 if timed else 0.0,
        cpu_ms=outcome.query_cpu_ms,
        memory_mb=outcome.memory_mb,
        index_s=outcome.index_s,
    )


def measure_peers(names: Sequence[str], job: Job, cases: Sequence[Case]) -> list[Standing]:
    """One after another, so that none takes another's time; each line is printed as soon as it is there."""
    rows = []
    for name in names:
        rows.append(measure_peer(name, job, cases))
        print(table(rows[-1:]).splitlines()[-1], flush=True)
    return rows


def judge_outcome(outcome: Outcome, job: Job, cases: Sequence[Case]) -> dict[str, Scores]:
    """A peer's chunks as passages, judged by document + quote."""
    passages: dict[str, Passage] = {}
    rankings: dict[str, list[Ranked]] = {}
    for question, chunks in zip(job.questions, outcome.rankings, strict=True):
        places = []
        for rank, chunk in enumerate(chunks):
            name = f"{question.id}#{rank}"
            passages[name] = Passage(name, chunk.source, "", chunk.text)
            places.append(Ranked(name, -float(rank)))
        rankings[question.id] = places
    return ranking_scores(cases, rankings, passages)


def by_language(cases: Sequence[Case], scores: Mapping[str, Scores], measure: str) -> dict[str, float]:
    """Mean by the language of the question, over the cases that have the measure."""
    means = {}
    for lang in ("zh", "en"):
        values = [
            scores[case.id][measure] for case in cases if case.lang == lang and measure in scores.get(case.id, {})
        ]
        if values:
            means[lang] = sum(values) / len(values)
    return means


def measure_ours(cases: Sequence[Case], data: Path, out: Path) -> Standing:
    """Our own line, from a service process over `data`; p50 and CPU time are those of /v1/search over HTTP.

    `index_s` is the time to ready of a service that had to build its index, None where it was there.
    """
    is_new = not data.exists()
    with running_service(data) as service, open_target(service.url) as target:
        run = run_cases(cases, target, out)
        timed, cpu_ms = time_searches(service, target, cases)
        memory_mb = service.memory_mb()
    return our_standing(run, timed, cpu_ms, memory_mb, service.ready_s if is_new else None)


def time_searches(service: Service, target: Target, cases: Sequence[Case]) -> tuple[Latency | None, float]:
    """Latency of each search back to back, and the CPU time of the service for one, in milliseconds.

    CPU time is what a busy machine cannot distort: it counts all threads, and no waiting.
    """
    asked = [case for case in cases if case.answerable]
    before = service.cpu_s()
    timed = latency([target.search(case, DEPTH).took_ms for case in asked])
    return timed, (service.cpu_s() - before) * 1000 / max(1, len(asked))


def our_standing(run: Run, timed: Latency | None, cpu_ms: float, memory_mb: float, index_s: float | None) -> Standing:
    """A run's means beside what the process showed."""
    scores = score_run(run)
    return Standing(
        system=OURS,
        setup="as shipped, over HTTP",
        hit=by_language(run.cases, scores, "hit@1"),
        mrr=by_language(run.cases, scores, "MRR@10"),
        answer=by_language(run.cases, scores, "answer"),
        p50_ms=timed.p50 if timed else 0.0,
        cpu_ms=cpu_ms,
        memory_mb=memory_mb,
        index_s=index_s,
    )


def table(rows: Sequence[Standing]) -> str:
    """Markdown; two languages in a cell as zh / en."""
    lines = [
        "| system | hit@1 zh / en | MRR@10 zh / en | answer zh / en | p50 ms | CPU ms | memory MB | index s | set-up |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        index = f"{row.index_s:.0f}" if row.index_s is not None else "–"
        cells = (row.system, _pair(row.hit), _pair(row.mrr), _pair(row.answer) if row.answer else "no reader")
        costs = f"{row.p50_ms:.1f} | {row.cpu_ms:.0f} | {row.memory_mb:.0f} | {index}"
        lines.append(f"| {' | '.join(cells)} | {costs} | {row.setup} |")
    return "\n".join(lines) + "\n"


def _pair(means: Mapping[str, float]) -> str:
    return " / ".join(f"{means[lang]:.3f}" if lang in means else "–" for lang in ("zh", "en"))


def shared_model() -> Path:
    """The folder with the weights that we serve, for sentence-transformers; made ready where it is not."""
    from index.models.prepare import prepare, shipped_delta
    from service.settings import load_settings

    return prepare(load_settings().model_dir, shipped_delta())


def main() -> int:
    """Prints the table on the two seeds."""
    cases = load_cases(SEED_CASES)
    job = job_of(cases, texts_of(SEEDS), shared_model())
    with tempfile.TemporaryDirectory(prefix="yinju-versus-") as room:
        rows = [measure_ours(cases, Path(room) / "data", Path(room) / "run")]
    rows += measure_peers(NAMES, job, cases)
    print(table(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
