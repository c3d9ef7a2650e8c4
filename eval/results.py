"""`python -m eval.results`: measures, and writes the tables of docs/results.md between their marks.

Each block is measured on its own, so that one can be renewed without the others; what stands outside the marks is
left alone. Public sets are not part of the project: `--data` names the folder that holds them.
"""

from __future__ import annotations

import argparse
import platform
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from eval.bias import measure_bias
from eval.cases import Case, load_cases
from eval.contest import Contest, by_direction, groups_of, key_of, one_pool
from eval.judge import Scores
from eval.knowledge import beir_knowledge
from eval.metrics import Estimate, grouped, latency, n_errors, score_run, summarise
from eval.peers.worker import NAMES
from eval.process import running_service
from eval.public import (
    TRIED,
    Sample,
    directions,
    draw,
    four_directions,
    one_language,
    rejection,
    rgb_answering,
    sources,
)
from eval.run import Run, run_cases
from eval.standings import keep_standing, read_standings, table
from eval.target import open_target
from eval.versus import OURS, SEED_CASES, SEEDS, measure_ours, measure_peers, shared_model, texts_of

RESULTS = Path("docs/results.md")
STANDINGS = Path("eval/standings")
COLUMNS = ("hit@1", "MRR@10", "R@10", "cite@1", "quote@1", "both", "answer", "bound", "figures", "refused")
_WILD = (Path("eval/gold/seeds_wild_a.jsonl"), Path("eval/gold/seeds_wild_b.jsonl"))


@dataclass(frozen=True, slots=True)
class Given:
    """What the command line says: where things are, how much to draw."""

    data: Path
    report_cases: Path
    reports_index: Path
    report_texts: Path
    n: int | None
    """Questions drawn from a set, 0 for all; None leaves it to each block."""
    peers: tuple[str, ...]
    ours: bool
    anew: bool
    room: Path

    @property
    def runs(self) -> Path:
        """Where answers are written; emptied before each block, for what answers may have changed since."""
        return self.room / "runs"

    def size(self, usual: int) -> int:
        """How many questions a block draws that usually draws so many."""
        return usual if self.n is None else self.n


def block(document: str, name: str, text: str) -> str:
    """The document with the marked block replaced, or added at its end where there is none.

    >>> block("a <!-- x --> old <!-- /x --> b", "x", "new")
    'a <!-- x -->\\nnew\\n<!-- /x --> b'
    """
    opened, closed = f"<!-- {name} -->", f"<!-- /{name} -->"
    filled = f"{opened}\n{text.strip()}\n{closed}"
    pattern = re.compile(re.escape(opened) + ".*?" + re.escape(closed), re.DOTALL)
    if pattern.search(document):
        return pattern.sub(lambda _: filled, document)
    return f"{document.rstrip()}\n\n{filled}\n"


def figures_table(groups: Mapping[str, Mapping[str, Estimate]], columns: Sequence[str] = COLUMNS) -> str:
    """A group a line, means with the half width of their 95 % interval."""
    shown = [name for name in columns if any(name in row for row in groups.values())]
    lines = ["| | n | " + " | ".join(shown) + " |", "|---" * (len(shown) + 2) + "|"]
    for group, row in groups.items():
        n = sum(row[name].n for name in ("answer", "refused") if name in row) or max(item.n for item in row.values())
        lines.append(f"| {group} | {n} | " + " | ".join(_cell(row.get(name)) for name in shown) + " |")
    return "\n".join(lines) + "\n"


def _cell(item: Estimate | None) -> str:
    return f"{item.mean:.3f} ± {(item.high - item.low) / 2:.3f}" if item else ""


def _said(run: Run, about: str) -> str:
    asked = latency([record.ask_ms for record in run.records.values() if record.ask_ms])
    searched = latency([record.search_ms for record in run.records.values()])
    times = [f"{name} p50 {item.p50:.0f} ms" for name, item in (("ask", asked), ("search", searched)) if item]
    day = datetime.now(UTC).date()
    return f"{about} {n_errors(run)} errors; {', '.join(times)}; {platform.machine()}, {day}.\n"


def _answered(
    cases: Sequence[Case], data: Path, out: Path, answers: bool = True, rerank: bool = False
) -> tuple[Run, dict[str, Scores]]:
    with running_service(data) as service, open_target(service.url, timeout_s=120, rerank=rerank) as target:
        run = run_cases(cases, target, out, answers=answers)
    return run, score_run(run)


def _by(
    cases: Sequence[Case], scores: Mapping[str, Scores], key: Callable[[Case], str]
) -> dict[str, dict[str, Estimate]]:
    groups = grouped(cases, scores, lambda case: (key(case),))
    return {"all": summarise(scores[case.id] for case in cases), **groups}


def seeds(given: Given) -> str:
    """The two seeds: the questions to develop on, and those as people type them."""
    parts = []
    for path in (SEED_CASES, *_WILD):
        cases = load_cases(path)
        run, scores = _answered(cases, given.room / "seeds", given.runs / f"{path.stem}")
        parts.append(f"`{path}`\n\n{figures_table(_by(cases, scores, lambda case: case.lang))}\n{_said(run, '')}")
    return "\n".join(parts)


def reports(given: Given) -> str:
    """Held-out questions over work reports; the index is opened where it stands, never built here.

    Questions of documents that it does not hold are left out.
    """
    known = load_cases(given.report_cases)
    with running_service(given.reports_index) as service, open_target(service.url, timeout_s=120) as target:
        held = target.document_ids().keys()
        cases = draw([case for case in known if sources([case]) <= held], given.size(0))
        run = run_cases(cases, target, given.runs / "reports")
    about = f"{len(held)} reports, {len(cases)} of {len(known)} questions."
    return figures_table(_by(cases, score_run(run), lambda case: case.lang)) + _said(run, about)


def _public(given: Given, name: str, sample: Sample, answers: bool = True) -> tuple[Run, dict[str, Scores]]:
    data = given.room / name
    beir_knowledge(sample.entries, data)
    return _answered(sample.cases, data, given.runs / f"{name}", answers)


def mlqa(given: Given) -> str:
    """MLQA dev in four directions, each over the paragraphs of one language, and the bias of the mixed pool.

    The bias is that of questions on which nothing was chosen.
    """
    folders = given.data / "mlqa-dev/zh", given.data / "mlqa-dev/en"
    sample = four_directions(*folders, given.size(0))
    beir_knowledge(sample.entries, given.room / "mlqa")
    columns, text = ("hit@1", "hit@5", "MRR@10", "R@10"), ""
    for about, rerank in (("", False), ("With `rerank`: ", True)):
        run, scores = _answered(sample.cases, given.room / "mlqa", given.runs / f"mlqa{rerank:d}", False, rerank)
        asked = f"{about}{len(sample.cases) // 4} parallel questions, {len(sample.entries)} paragraphs."
        text += figures_table(_by(sample.cases, scores, by_direction), columns) + _said(run, asked) + "\n"
    unseen = four_directions(*folders, given.size(0), limited=False, without=TRIED)
    return text + _bias(given, unseen)


def _bias(given: Given, sample: Sample) -> str:
    """Both languages in one pool: what is lost to passages in the question's own language."""
    beir_knowledge(sample.entries, given.room / "mlqa")
    with running_service(given.room / "mlqa") as service, open_target(service.url, timeout_s=120) as target:
        crossing = [case for case in sample.cases if case.id in sample.twins]
        run = run_cases(crossing, target, given.runs / "bias", answers=False)
    lines = ["| one pool of both languages | n | right in its language | lost to the question's language | share |"]
    lines.append("|---|---|---|---|---|")
    for lang in ("zh", "en"):
        asked = [case for case in crossing if case.lang == lang]
        found = measure_bias(asked, run.rankings, run.passages, sample.twins)
        lines.append(f"| {by_direction(asked[0])} | {found.n} | {found.alone} | {found.lost} | {found.rate:.3f} |")
    return "\n".join(lines) + "\n"


def _reading(name: str, folder: str) -> Callable[[Given], str]:
    def measure(given: Given) -> str:
        sample = one_language(given.data / folder, given.size(400))
        run, scores = _public(given, name, sample)
        about = f"{len(sample.cases)} questions, {len(sample.entries)} paragraphs."
        columns = ("hit@1", "MRR@10", "R@10", "cite@1", "quote@1", "answer", "false_refusal")
        return figures_table({"all": summarise(scores.values())}, columns) + _said(run, about)

    return measure


def rgb(given: Given) -> str:
    """RGB: answered from the whole pool, refused from its negatives alone; as filed, then without those that answer."""
    folders, n = [given.data / "rgb/zh_fact", given.data / "rgb/en_fact"], -(-given.size(200) // 4)
    parts = []
    filed, honest = frozenset[str](), rgb_answering()
    for name, about, answering in (("rgb", "As filed.", filed), ("rgb-none", "Without negatives that answer.", honest)):
        sample = rejection(folders, n, answering)
        run, scores = _public(given, name, sample)
        columns = ("cite@1", "answer", "false_refusal", "refused")
        parts.append(figures_table(_by(sample.cases, scores, lambda case: case.lang), columns) + _said(run, about))
    return "\n".join(parts)


def peers_seeds(given: Given) -> str:
    """Every peer on the two seeds."""
    cases = load_cases(SEED_CASES)
    return _peers(given, one_pool("seeds", cases, texts_of(SEEDS)), cases, _fresh(given, "peers-seeds"))


def peers_reports(given: Given) -> str:
    """Every peer on the work reports. They are many: peers embed them in bfloat16, our index is opened as it stands."""
    texts = texts_of(given.report_texts)
    names = {text.source for text in texts}
    cases = draw([case for case in load_cases(given.report_cases) if sources([case]) <= names], given.size(0))
    return _peers(given, one_pool("reports", cases, texts, "bfloat16"), cases, given.reports_index)


def peers_mlqa(given: Given) -> str:
    """Every peer on MLQA dev: each question of the paragraphs of either language, and of all of them in one pool.

    The questions are others than those that a choice was made on.
    """
    folders = given.data / "mlqa-dev/zh", given.data / "mlqa-dev/en"
    sample = four_directions(*folders, given.size(200), without=TRIED)
    data, started = _fresh(given, "peers-mlqa"), time.perf_counter()
    if given.ours:
        beir_knowledge(sample.entries, data)
    return _peers(given, directions("mlqa", sample), (), data, time.perf_counter() - started)


def _fresh(given: Given, name: str) -> Path:
    """Where an index is built whose building is timed: never one that an earlier run left there."""
    data = given.room / name
    if given.ours:
        shutil.rmtree(data, ignore_errors=True)
    return data


def _peers(given: Given, contest: Contest, answered: Sequence[Case], data: Path, index_s: float | None = None) -> str:
    """Our row, measured now; the peers', kept from before where they are of the same weights and questions."""
    kept, model = STANDINGS / f"{contest.name}.json", shared_model()
    if given.ours:
        keep_standing(kept, measure_ours(contest, answered, model, data, given.runs, index_s))
    measure_peers(given.peers, contest, model, kept, given.anew)
    rows = read_standings(kept)
    ordered = [rows[name] for name in (OURS, *NAMES) if name in rows]
    n = " + ".join(f"{len(pool.cases)} questions, {len(pool.documents)} documents" for pool in contest.pools)
    return table(ordered, key_of(contest, model), groups_of(contest)) + f"{n}; {platform.machine()}.\n"


BLOCKS: Mapping[str, Callable[[Given], str]] = {
    "seeds": seeds,
    "reports": reports,
    "mlqa": mlqa,
    "cmrc": _reading("cmrc", "cmrc2018/dev"),
    "policyqa": _reading("policyqa", "policyqa/dev"),
    "rgb": rgb,
    "peers-seeds": peers_seeds,
    "peers-mlqa": peers_mlqa,
    "peers-reports": peers_reports,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes each block as soon as it is measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("blocks", nargs="*", metavar="BLOCK", help=f"of {', '.join(BLOCKS)}; none means all")
    parser.add_argument("--data", type=Path, default=Path("data/public"))
    parser.add_argument("--report-cases", type=Path, default=Path("data/reports.jsonl"))
    parser.add_argument("--reports-index", type=Path, default=Path("data/reports"))
    parser.add_argument("--report-texts", type=Path, default=Path("data/report-texts"), help="the same as .txt files")
    parser.add_argument("-n", type=int, help="questions drawn from a set; 0 takes all")
    parser.add_argument("--peers", nargs="*", default=list(NAMES), help="to measure; none means our own rows alone")
    parser.add_argument("--no-ours", dest="ours", action="store_false", help="leave our own row as it stands")
    parser.add_argument("--anew", action="store_true", help="measure peers again whose rows are kept")
    parser.add_argument("--room", type=Path, help="keeps indexes, so that a next run need not build them")
    options = vars(parser.parse_args(arguments))
    wanted, room = options.pop("blocks") or list(BLOCKS), options.pop("room")
    with tempfile.TemporaryDirectory(prefix="yinju-results-") as temporary:
        given = Given(**(options | {"peers": tuple(options["peers"]), "room": room or Path(temporary)}))
        given.room.mkdir(parents=True, exist_ok=True)
        for number, name in enumerate(wanted, 1):
            print(f"{name} ({number} of {len(wanted)})", file=sys.stderr, flush=True)
            shutil.rmtree(given.runs, ignore_errors=True)
            text = BLOCKS[name](given)
            before = RESULTS.read_text(encoding="utf-8") if RESULTS.is_file() else "# Results\n"
            RESULTS.parent.mkdir(parents=True, exist_ok=True)
            RESULTS.write_text(block(before, name, text), encoding="utf-8")
            print(f"{name}\n{text}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
