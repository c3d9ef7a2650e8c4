"""Fits how sure answers are: `python -m training.calibrate DATA REPORTS OUT`.

REPORTS is a data directory with the work reports in it; an encyclopedic one is made under OUT. Asked are only questions
whose report or paragraph the reader was not trained on: as they stand; a second time with the document that answers
left out, so that what remains must be refused; and those that nothing answers. What was observed of each best reading
goes to OUT/observed.jsonl, and a logistic regression over it is printed as `service.confidence` has it.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from eval.beir import Entry
from eval.cases import Case, Evidence, load_cases
from eval.judge import is_right, judge
from eval.knowledge import beir_knowledge
from eval.reply import reply_from
from index.types import Lang
from service.answer import EvidenceAnswerer
from service.api.present import ask_response
from service.confidence import ENOUGH_AS_READ, VETOES, Curve, confidence_of, enough_for, mean_of
from service.observations import Observations
from service.settings import load_settings
from service.types import Question
from service.wire import open_knowledge, open_reader
from training.contrast import is_held_out, lang_of
from training.sources import Asked, Data, read_all
from training.workload import HELD_OUT_REPORTS

SEED = 20260103
_WITHHELD = 0.3
"""What a question whose document was left out counts: there are many, and other documents may say the same."""
_N_ENCYCLOPEDIC = {"cmrc2018/train": 220, "squad11/train_subset_du_test": 140, "squad20/dev": 140}


@dataclass(frozen=True, slots=True)
class Observed:
    """One question's best reading, and whether its answer is right."""

    source: str
    lang: Lang
    right: bool
    seen: Observations


@dataclass
class Recorder:
    """Stands in for `confidence_of`: keeps what it is shown, and is always sure."""

    last: Observations | None = field(default=None)

    def __call__(self, seen: Observations) -> float:
        """Remembers the observations."""
        self.last = seen
        return 1.0


def _case(asked: Asked, doc: str, number: int) -> Case:
    words = asked.answer.of(asked.text) if asked.answer else ""
    quote = (asked.evidence or asked.answer).of(asked.text) if asked.answer else ""  # type: ignore[union-attr]
    evidence = (Evidence(doc, quote),) if asked.answer else ()
    return Case(str(number), asked.lang, asked.question, "span", bool(asked.answer), (words,), evidence=evidence)


_OF_2026 = Path(__file__).parent.parent / "eval/gold/reports_2026_a.jsonl"


def gov_cases(data: Path) -> Iterator[tuple[str, Case]]:
    """(source, case): over held-out reports, and every other one of those that none answers; over the reports of 2026."""
    for case in load_cases(_OF_2026):
        yield ("reports 2026" if case.answerable else "reports 2026 none"), case
    for name in ("train_a", "train_c"):
        cases = load_cases(data / f"gov/{name}.jsonl")
        held = [c for c in cases if c.evidence and is_held_out(c.evidence[0].doc, HELD_OUT_REPORTS)]
        yield from (("reports", case) for case in held)
        yield from (("reports none", case) for case in [c for c in cases if not c.answerable][1::2])


def encyclopedic_cases(data: Data) -> tuple[tuple[Entry, ...], tuple[tuple[str, Case], ...]]:
    """Held-out paragraphs of open sets, and questions over them in both languages."""
    rng = random.Random(SEED)  # noqa: S311
    entries: dict[str, Entry] = {}
    cases: list[tuple[str, Case]] = []
    asked: list[tuple[str, Asked]] = [("across", a) for a in data.crosslingual if is_held_out(a.group)]
    for name, n in _N_ENCYCLOPEDIC.items():
        held = [a for a in data.public[name] if is_held_out(a.group)]
        asked += [(name, a) for a in rng.sample(held, min(n, len(held)))]
        entries |= {a.group: Entry(a.group, a.head, a.text, lang_of(a.text)) for a in held}
    entries |= {a.group: Entry(a.group, a.head, a.text, lang_of(a.text)) for _, a in asked}
    for i, (name, a) in enumerate(asked):
        cases.append((name if a.answer else f"{name} none", _case(a, entries[a.group].source, i)))
    return tuple(entries.values()), tuple(cases)


def observe_all(data_dir: Path, cases: Sequence[tuple[str, Case]], withheld: float) -> Iterator[Observed]:
    """Asks every case, and a share of them again without the documents that answer."""
    rng = random.Random(SEED)  # noqa: S311
    recorder = Recorder()
    settings = load_settings().model_copy(update={"data_dir": data_dir, "seeds_dir": None})
    retriever = open_knowledge(settings).finder.retriever
    answerer = EvidenceAnswerer(retriever, retriever.widening, open_reader(settings), recorder, lambda _: 0.0)
    documents = {info.source: info.id for info in answerer.retriever.store.snapshot().documents()}
    for source, case in cases:
        yield from _observed(answerer, recorder, source, case, None)
        if case.answerable and rng.random() < withheld:
            gold = {e.doc for e in case.evidence}
            left = tuple(key for name, key in documents.items() if name not in gold)
            lacking = replace(case, answerable=False, answers=(), evidence=())
            yield from _observed(answerer, recorder, f"{source} withheld", lacking, left)


def _observed(
    answerer: EvidenceAnswerer, recorder: Recorder, source: str, case: Case, documents: tuple[str, ...] | None
) -> Iterator[Observed]:
    recorder.last = None
    question = Question(case.question, case.lang, documents=documents)
    outcome = answerer.answer(question)
    if recorder.last is None:
        return
    response = ask_response(question, outcome, answer_id="", index_version="", took_ms=0.0)
    reply = reply_from(response.model_dump(mode="json"))
    right = case.answerable and is_right(case, reply) and judge(case, reply)["quote@1"] > 0
    yield Observed(source, case.lang, bool(right), recorder.last)


def _rows(path: Path) -> list[Observed]:
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [Observed(r["source"], r["lang"], r["right"], Observations(**r["seen"])) for r in rows]


def fit(rows: Sequence[Observed], strength: float) -> Mapping[str, float]:
    """Weights by name, with BIAS; prints how they do on tenths that they were not fitted on.

    Vetoes are not fitted: these questions hardly ever show them. Rows with one are left out.
    """
    rows = [r for r in rows if not any(getattr(r.seen, n) for n in VETOES)]
    names = [f.name for f in fields(Observations) if f.name not in VETOES]
    x = np.array([[getattr(r.seen, n) for n in names] for r in rows])
    y = np.array([r.right for r in rows])
    scale = np.maximum(x.std(0), 1e-6)
    model = LogisticRegression(C=strength, max_iter=2000)
    counting = np.array([_WITHHELD if r.source.endswith("withheld") else 1.0 for r in rows])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        likely = cross_val_predict(
            model, x / scale, y, cv=10, method="predict_proba", params={"sample_weight": counting}
        )[:, 1]
        model.fit(x / scale, y, sample_weight=counting)
    _tell(rows, likely, "fitted, on tenths left out")
    _tell(rows, np.array([confidence_of(r.seen) for r in rows]), "as it stands")
    return dict(zip(names, model.coef_[0] / scale, strict=True)) | {"BIAS": float(model.intercept_[0])}


def curve(rows: Sequence[Observed], chinese: bool) -> Curve:
    """What straightens the mean of answers that are given in the document's own language."""
    mine = [r for r in rows if r.seen.read and not r.seen.foreign and bool(r.seen.chinese) == chinese]
    mine = [r for r in mine if mean_of(r.seen) >= ENOUGH_AS_READ]
    logits = np.array([[math.log(mean_of(r.seen) / (1 - mean_of(r.seen)))] for r in mine])
    counting = [_WITHHELD if r.source.endswith("withheld") else 1.0 for r in mine]
    model = LogisticRegression(C=1e6).fit(logits, [r.right for r in mine], sample_weight=counting)
    return Curve(round(float(model.coef_[0][0]), 2), round(float(model.intercept_[0]), 2))


def _tell(rows: Sequence[Observed], likely: np.ndarray[tuple[int, ...], np.dtype[np.float64]], label: str) -> None:
    right = np.array([r.right for r in rows])
    given = likely >= np.array([enough_for(r.seen) for r in rows])
    print(f"{label}: right {right.mean():.3f}, given {given.mean():.3f}, right of given {right[given].mean():.3f}")
    for source in sorted({r.source for r in rows}):
        mine = np.array([r.source == source for r in rows])
        ok = mine & right
        line = f"  {source:34} n {mine.sum():4}  right {right[mine].mean():.3f}  given {given[mine].mean():.3f}"
        print(line + (f"  right ones refused {1 - given[ok].mean():.3f}" if ok.any() else ""))


def _observe(data: Path, reports: Path, out: Path, kept: Path, withheld: float) -> None:
    entries, encyclopedic = encyclopedic_cases(read_all(data))
    folder = out / "encyclopedic"
    beir_knowledge(entries, folder, lambda done, n: print(f"embedded {done} of {n}", flush=True))
    part = kept.with_suffix(".part")
    with part.open("w", encoding="utf-8") as file:
        for place, cases in ((reports, tuple(gov_cases(data))), (folder, encyclopedic)):
            for i, row in enumerate(observe_all(place, cases, withheld)):
                file.write(json.dumps(asdict(row), ensure_ascii=False) + "\n")
                if i % 50 == 0:
                    print(f"{place.name}: {i} answers to {len(cases)} questions and again", flush=True)
    part.replace(kept)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("data", "reports", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--strength", type=float, default=1.0, help="C of the regression: less keeps weights smaller")
    parser.add_argument("--withheld", type=float, default=0.5)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    kept = given.out / "observed.jsonl"
    if not kept.exists():
        _observe(given.data, given.reports, given.out, kept, given.withheld)
    rows = _rows(kept)
    for name, weight in fit(rows, given.strength).items():
        print(f"    {name}={weight:.2f},")
    print("CHINESE", curve(rows, chinese=True), "ENGLISH", curve(rows, chinese=False))


if __name__ == "__main__":
    main()
