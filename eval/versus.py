"""The same documents, questions and weights, by this service and by others: one run, one table.

`python -m eval.versus` measures every peer of `make peers` on the two seeds; `eval.results` does so on larger sets
as well, and keeps the rows.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from eval.cases import Case, load_cases
from eval.contest import DEPTH, Contest, Judged, Pool, groups_of, key_of, lost, means, one_pool
from eval.judge import Scores
from eval.metrics import Latency, latency, score_run
from eval.peers.job import Asked, Chunk, Job, Outcome, Text, read_outcomes, write_job
from eval.peers.worker import NAMES, family
from eval.process import Service, running_service
from eval.reply import Passage, Ranked
from eval.run import Run, run_cases
from eval.standings import Standing, keep_standing, read_standings, table
from eval.target import Target, open_target
from index.errors import Unavailable

OURS = "Yinju"
PEERS_PYTHON = Path(".venv-peers/bin/python")
SEEDS = Path("seeds")
SEED_CASES = Path("eval/gold/seeds_dev.jsonl")


def texts_of(folder: Path) -> tuple[Text, ...]:
    """Every .txt file of a folder as the peers get it: its words as they stand, its name as title."""
    return tuple(Text(path.name, path.stem, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.txt")))


def job_of(pool: Pool, model: Path, dtype: str = "float32") -> Job:
    """A pool's cases as questions to a peer."""
    return Job(str(model), DEPTH, pool.documents, tuple(Asked(case.id, case.question) for case in pool.cases), dtype)


def measure_family(names: Sequence[str], contest: Contest, model: Path) -> list[Standing]:
    """Runs the peers of one family in a process of their own, and judges them as our own rankings are judged.

    Raises:
        Unavailable: the peer's process failed; the message ends with what it said last.
    """
    outcomes = [_outcomes(names, job_of(pool, model, contest.dtype)) for pool in contest.pools]
    key, day = key_of(contest, model), _today()
    return [_standing(name, contest, [found[name] for found in outcomes], key, day) for name in names]


def _outcomes(names: Sequence[str], job: Job) -> dict[str, Outcome]:
    python = sys.executable if names[0] == "plain" else str(PEERS_PYTHON)
    with tempfile.TemporaryDirectory(prefix="yinju-peer-") as room:
        job_file, outcome_file = Path(room) / "job.json", Path(room) / "outcome.json"
        write_job(job, job_file)
        command = [python, "-m", "eval.peers.worker", ",".join(names), str(job_file), str(outcome_file)]
        with (Path(room) / "said").open("w+", encoding="utf-8") as said:
            with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, text=True) as process:
                for line in process.stdout or ():
                    print(f"  {family(names[0])}: {line.rstrip()}", file=sys.stderr, flush=True)
            if process.returncode != 0:
                said.seek(0)
                rule = f"failed: {said.read().strip()[-600:]}"
                raise Unavailable(names[0], rule, "Set it up with `make .venv-peers/.ready`.")
        return read_outcomes(outcome_file)


def _standing(name: str, contest: Contest, outcomes: Sequence[Outcome], key: str, day: str) -> Standing:
    last = outcomes[-1]
    judged = [judge_outcome(found, pool, contest) for found, pool in zip(outcomes, contest.pools, strict=True)]
    timed = latency(last.query_ms)
    return Standing(
        system=f"{name} {last.version}",
        setup=last.setup,
        hit=means(contest, judged, "hit@1"),
        mrr=means(contest, judged, "MRR@10"),
        answer={},
        p50_ms=timed.p50 if timed else 0.0,
        cpu_ms=last.query_cpu_ms,
        memory_mb=last.memory_mb,
        index_s=last.index_s,
        lost=lost(contest, judged[-1]),
        name=name,
        day=day,
        key=key,
    )


def judge_outcome(outcome: Outcome, pool: Pool, contest: Contest) -> Judged:
    """A peer's chunks as passages, judged by document + quote."""
    passages: dict[str, Passage] = {}
    rankings: dict[str, list[Ranked]] = {}
    for case, chunks in zip(pool.cases, outcome.rankings, strict=True):
        rankings[case.id] = [Ranked(f"{case.id}#{rank}", -float(rank)) for rank in range(len(chunks))]
        passages |= {f"{case.id}#{rank}": _passage(case, rank, chunk, contest) for rank, chunk in enumerate(chunks)}
    return Judged(pool, rankings, passages)


def _passage(case: Case, rank: int, chunk: Chunk, contest: Contest) -> Passage:
    return Passage(f"{case.id}#{rank}", chunk.source, contest.langs.get(chunk.source, ""), chunk.text)


def by_language(cases: Sequence[Case], scores: Mapping[str, Scores], measure: str) -> dict[str, float]:
    """Mean by the language of the question, over the cases that have the measure."""
    found = {}
    for lang in ("zh", "en"):
        values = [
            scores[case.id][measure] for case in cases if case.lang == lang and measure in scores.get(case.id, {})
        ]
        if values:
            found[lang] = sum(values) / len(values)
    return found


def measure_peers(names: Sequence[str], contest: Contest, model: Path, kept: Path, anew: bool = False) -> None:
    """One family after another, so that none takes another's time; each row is kept as soon as it is there.

    A row that is kept already, of the same weights, documents and questions, is left alone unless `anew`.
    A peer that fails is told of, and the others go on.
    """
    done = {name for name, row in read_standings(kept).items() if row.key == key_of(contest, model) and not anew}
    wanted = sorted((name for name in names if name not in done), key=family)
    families = [list(members) for _, members in groupby(wanted, key=family)]
    for number, members in enumerate(sorted(families, key=lambda members: NAMES.index(members[0])), 1):
        print(f"{contest.name}: {', '.join(members)} ({number} of {len(families)})", file=sys.stderr, flush=True)
        try:
            rows = measure_family(members, contest, model)
        except Unavailable as error:
            print(error, file=sys.stderr, flush=True)
            continue
        for row in rows:
            keep_standing(kept, row)
            print(table([row], row.key, groups_of(contest)).splitlines()[-1], flush=True)


def measure_ours(
    contest: Contest, answered: Sequence[Case], model: Path, data: Path, room: Path, index_s: float | None = None
) -> Standing:
    """Our own line, from a service process over `data`; p50 and CPU time are those of /v1/search over HTTP.

    `data` holds the documents of all pools; a pool of some of them is asked with the question limited to these.
    `answered` is asked of /v1/ask. Where `data` is not there yet, the service fills it with the seeds, and its time to
    ready is the time to index.
    """
    is_new = not data.exists()
    with running_service(data) as service, open_target(service.url, timeout_s=120) as target:
        judged = []
        for number, pool in enumerate(contest.pools):
            run = run_cases(pool.cases, target, room / f"{contest.name}-{number}", answers=False)
            rankings = {name: ranking[:DEPTH] for name, ranking in run.rankings.items()}
            judged.append(Judged(pool, rankings, run.passages))
        timed, cpu_ms = time_searches(service, target, contest.pools[-1].cases)
        answers = _answers(answered, target, room / f"{contest.name}-answers")
        memory_mb = service.memory_mb()
    return Standing(
        system=OURS,
        setup="as shipped, over HTTP",
        hit=means(contest, judged, "hit@1"),
        mrr=means(contest, judged, "MRR@10"),
        answer=answers,
        p50_ms=timed.p50 if timed else 0.0,
        cpu_ms=cpu_ms,
        memory_mb=memory_mb,
        index_s=service.ready_s if is_new else index_s,
        lost=lost(contest, judged[-1]),
        name=OURS,
        day=_today(),
        key=key_of(contest, model),
    )


def _answers(cases: Sequence[Case], target: Target, out: Path) -> dict[str, float]:
    if not cases:
        return {}
    run: Run = run_cases(cases, target, out, searches=False)
    return by_language(cases, score_run(run, ranking=False), "answer")


def time_searches(service: Service, target: Target, cases: Sequence[Case]) -> tuple[Latency | None, float]:
    """Latency of each search back to back, and the CPU time of the service for one, in milliseconds.

    CPU time is what a busy machine cannot distort: it counts all threads, and no waiting.
    """
    asked = [case for case in cases if case.answerable]
    before = service.cpu_s()
    timed = latency([target.search(case, DEPTH).took_ms for case in asked])
    return timed, (service.cpu_s() - before) * 1000 / max(1, len(asked))


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def shared_model() -> Path:
    """The folder with the weights that we serve, for sentence-transformers; made ready where it is not."""
    from index.models.prepare import prepare, shipped_delta
    from service.settings import load_settings

    return prepare(load_settings().model_dir, shipped_delta())


def main() -> int:
    """Prints the table on the two seeds."""
    cases, model = load_cases(SEED_CASES), shared_model()
    contest = one_pool("seeds", cases, texts_of(SEEDS))
    with tempfile.TemporaryDirectory(prefix="yinju-versus-") as temporary:
        room = Path(temporary)
        keep_standing(room / "rows.json", measure_ours(contest, cases, model, room / "data", room))
        measure_peers(NAMES, contest, model, room / "rows.json")
        print(table(list(read_standings(room / "rows.json").values()), key_of(contest, model), groups_of(contest)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
