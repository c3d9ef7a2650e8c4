"""Cases × target → a run folder that can be scored, compared and resumed.

A run folder holds `run.json` (what was run), `answers.jsonl` (a line a case: the answer as it came, the ranking,
timings, index version), `passages.jsonl` (each ranked passage once), and `ranking.trec` and `qrels.trec` for any
TREC tool.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from eval.cases import Case, case_to_json, load_cases
from eval.ranking import relevant
from eval.reply import Passage, Ranked, Reply, object_from, reply_from
from eval.target import MAX_K, Asked, Searched, Target
from index.errors import InvalidInput

Progress = Callable[[int, int], None]
"""Called as `progress(done, total)`."""


@dataclass(frozen=True, slots=True)
class Record:
    """One case as it was answered. Times are milliseconds at the client."""

    case: str
    fingerprint: str
    ask_ms: float
    search_ms: float
    index_version: str
    reply: Reply
    ranking: tuple[Ranked, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run: its cases, one record a case (none where the run was cut short), the ranked passages."""

    name: str
    target: str
    cases: tuple[Case, ...]
    records: Mapping[str, Record]
    passages: Mapping[str, Passage]

    @property
    def rankings(self) -> dict[str, tuple[Ranked, ...]]:
        """Case id → ranking."""
        return {name: record.ranking for name, record in self.records.items()}


def fingerprint(case: Case) -> str:
    """Changes with every word of the case, so that a resumed run asks a changed question again."""
    return hashlib.sha256(case_to_json(case).encode()).hexdigest()[:16]


def run_cases(
    cases: Sequence[Case],
    target: Target,
    folder: Path,
    progress: Progress | None = None,
    searches: bool = True,
    answers: bool = True,
) -> Run:
    """Asks every case, writes the folder, and returns the run.

    Each answer is on disk before the next question is asked, so a run that was stopped goes on where it was, and
    one with failed requests asks only those again. A run that ended well is made anew: what answers may have
    changed since. `searches` False leaves the rankings out, `answers` False the
    answers.

    Raises:
        InvalidInput: the folder holds a run of another target.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _claim(folder, target.name)
    _clear_if_ended_well(folder)
    kept = {case.id: line for case, line in _kept(cases, folder)}
    passages = _read_passages(folder)
    _write_lines(folder / "answers.jsonl", kept.values())
    with (
        (folder / "answers.jsonl").open("a", encoding="utf-8") as lines,
        (folder / "passages.jsonl").open("a", encoding="utf-8") as texts,
    ):
        for done, case in enumerate(cases):
            if progress:
                progress(done, len(cases))
            if case.id in kept:
                continue
            searched = target.search(case, MAX_K) if searches else Searched((), (), 0.0)
            for passage in searched.passages:
                if passage.id not in passages:
                    passages[passage.id] = passage
                    texts.write(_passage_line(passage) + "\n")
            texts.flush()
            asked = target.ask(case) if answers else Asked({}, 0.0)
            lines.write(_record_line(case, asked, searched) + "\n")
            lines.flush()
    if progress:
        progress(len(cases), len(cases))
    _write_lines(folder / "cases.jsonl", map(case_to_json, cases))
    run = load_run(folder)
    _write_trec(run, folder)
    return run


def load_run(folder: Path) -> Run:
    """Reads a run folder; InvalidInput where it is none."""
    if not (folder / "run.json").is_file() or not (folder / "cases.jsonl").is_file():
        raise InvalidInput(str(folder), "is no folder of a finished run", "Make one with `yinju eval run`.")
    about = object_from((folder / "run.json").read_text(encoding="utf-8"))
    records = map(_record, (folder / "answers.jsonl").read_text(encoding="utf-8").splitlines())
    return Run(
        name=folder.name,
        target=str(about["target"]),
        cases=load_cases(folder / "cases.jsonl"),
        records={record.case: record for record in records},
        passages=_read_passages(folder),
    )


def _claim(folder: Path, target: str) -> None:
    path = folder / "run.json"
    if path.is_file():
        before = object_from(path.read_text(encoding="utf-8")).get("target")
        if before != target:
            rule = f"holds a run of {before}, not of {target}"
            raise InvalidInput(str(folder), rule, "Give --out another folder, or remove this one.")
        return
    about = {"target": target, "started": datetime.now(UTC).isoformat(timespec="seconds")}
    path.write_text(json.dumps(about) + "\n", encoding="utf-8")


def _clear_if_ended_well(folder: Path) -> None:
    ended = folder / "cases.jsonl"
    if not ended.is_file():
        return
    if all(record.reply.error is None for record in load_run(folder).records.values()):
        for name in ("answers.jsonl", "passages.jsonl"):
            (folder / name).unlink(missing_ok=True)
    ended.unlink()


def _kept(cases: Sequence[Case], folder: Path) -> Iterable[tuple[Case, str]]:
    path = folder / "answers.jsonl"
    if not path.is_file():
        return
    wanted = {case.id: (case, fingerprint(case)) for case in cases}
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            record = _record(line)
        except ValueError:
            continue  # the line a stopped run was writing; its case is asked again
        case, mark = wanted.get(record.case, (None, ""))
        if case and record.fingerprint == mark and record.reply.error is None:
            yield case, line


def _record_line(case: Case, asked: Asked, searched: Searched) -> str:
    data = {
        "id": case.id,
        "fingerprint": fingerprint(case),
        "ask_ms": round(asked.took_ms, 2),
        "search_ms": round(searched.took_ms, 2),
        "index_version": asked.data.get("index_version", ""),
        "reply": dict(asked.data),
        "ranking": [[hit.passage, hit.score] for hit in searched.hits],
    }
    return json.dumps(data, ensure_ascii=False)


def _record(line: str) -> Record:
    data = json.loads(line)
    return Record(
        case=data["id"],
        fingerprint=data["fingerprint"],
        ask_ms=data["ask_ms"],
        search_ms=data["search_ms"],
        index_version=data["index_version"],
        reply=reply_from(data["reply"]),
        ranking=tuple(Ranked(passage, score) for passage, score in data["ranking"]),
    )


def _passage_line(passage: Passage) -> str:
    data = {"id": passage.id, "source": passage.source, "lang": passage.lang, "text": passage.text}
    return json.dumps(data, ensure_ascii=False)


def _read_passages(folder: Path) -> dict[str, Passage]:
    path = folder / "passages.jsonl"
    found: dict[str, Passage] = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
        data = json.loads(line)
        found[data["id"]] = Passage(data["id"], data["source"], data["lang"], data["text"])
    return found


def _write_lines(path: Path, lines: Iterable[str]) -> None:
    text = "".join(f"{line}\n" for line in lines)
    path.write_text(text, encoding="utf-8")


def _write_trec(run: Run, folder: Path) -> None:
    ranked = (
        f"{case.id} Q0 {hit.passage} {rank} {-rank} {run.name}"
        for case in run.cases
        for rank, hit in enumerate(run.rankings.get(case.id, ()), 1)
    )
    _write_lines(folder / "ranking.trec", ranked)
    rows = (row for case in run.cases for row in relevant(case, run.rankings.get(case.id, ()), run.passages))
    _write_lines(folder / "qrels.trec", (f"{row.case} 0 {row.passage} 1" for row in rows))
