"""Fits how sure answers are: `python -m training.calibrate DATA REPORTS OUT`.

REPORTS is a data directory with the work reports in it; an encyclopedic one is made under OUT. Asked are only questions
whose report or paragraph the reader was not trained on: as they stand; a second time with the document that answers
left out, so that what remains must be refused; and those that nothing answers. What was observed of each best reading
goes to OUT/observed.jsonl; logistic regressions over it are printed as `service.confidence` and `service.answered` have
them.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from eval.beir import Entry
from eval.cases import Case, Evidence, load_cases
from eval.judge import is_right, judge
from eval.knowledge import beir_knowledge
from eval.reply import reply_from
from index.types import Lang
from service.answer import EvidenceAnswerer
from service.answered import ACROSS, OWN, Verdict, verdict_of
from service.api.present import ask_response
from service.confidence import AS_READ, BY_RULES, VETOES, Curve, Model, mean_of
from service.observations import Observations
from service.settings import load_settings
from service.types import Question
from service.wire import open_knowledge, open_reader
from training.contrast import is_held_out, lang_of
from training.sources import Asked, Data, read_all
from training.workload import HELD_OUT_REPORTS
from training.written import held_out_questions

SEED = 20260103
_WITHHELD = 0.3
"""What a question whose document was left out counts: there are many, and other documents may say the same."""
_N_ENCYCLOPEDIC = {"cmrc2018/train": 220, "squad11/train_subset_du_test": 140, "squad20/dev": 140}
_N_WRITTEN, _FITTED = 600, 16
"""Questions written over held-out paragraphs, and which are fitted on: the other half is reported on."""


@dataclass(frozen=True, slots=True)
class Observed:
    """One question's best reading, and whether its answer is right."""

    source: str
    lang: Lang
    right: bool
    seen: Observations

    @property
    def is_answerable(self) -> bool:
        """True where the document that answers was left in, and there is one."""
        return not self.source.endswith(("none", "withheld"))

    @property
    def counts(self) -> float:
        """What it counts in a fit."""
        return _WITHHELD if self.source.endswith("withheld") else 1.0


@dataclass
class Recorder:
    """Stands in for `verdict_of`: keeps what it is shown, and lets every answer be given."""

    last: Observations | None = field(default=None)

    def __call__(self, seen: Observations) -> Verdict:
        """Remembers the observations."""
        self.last = seen
        return Verdict(True, 1.0)


def _case(asked: Asked, doc: str, number: int) -> Case:
    words = asked.answer.of(asked.text) if asked.answer else ""
    quote = (asked.evidence or asked.answer).of(asked.text) if asked.answer else ""  # type: ignore[union-attr]
    evidence = (Evidence(doc, quote),) if asked.answer else ()
    return Case(str(number), asked.lang, asked.question, "span", bool(asked.answer), (words,), evidence=evidence)


_GOLD = Path(__file__).parent.parent / "eval/gold"


def gov_cases(data: Path) -> Iterator[tuple[str, Case]]:
    """(source, case): over held-out reports and those of 2026, and questions that none of all the reports answers."""
    for name in ("reports_2026_a", "reports_none", "reports_near_a"):
        for case in load_cases(_GOLD / f"{name}.jsonl"):
            yield ("reports 2026" if case.answerable else "reports none"), case
    for name in ("train_a", "train_c"):
        cases = load_cases(data / f"gov/{name}.jsonl")
        held = [c for c in cases if c.evidence and is_held_out(c.evidence[0].doc, HELD_OUT_REPORTS)]
        yield from (("reports", case) for case in held)
        yield from (("reports none", case) for case in [c for c in cases if not c.answerable][1::2])


def encyclopedic_cases(data: Data, written: Iterable[Asked]) -> tuple[tuple[Entry, ...], tuple[tuple[str, Case], ...]]:
    """Held-out paragraphs of open sets, and questions over them in both languages."""
    rng = random.Random(SEED)  # noqa: S311
    entries: dict[str, Entry] = {}
    cases: list[tuple[str, Case]] = []
    asked: list[tuple[str, Asked]] = [("across", a) for a in data.crosslingual if is_held_out(a.group)]
    for name, n in _N_ENCYCLOPEDIC.items():
        held = [a for a in data.public[name] if is_held_out(a.group)]
        asked += [(name, a) for a in rng.sample(held, min(n, len(held)))]
        entries |= {a.group: Entry(a.group, a.head, a.text, lang_of(a.text)) for a in held}
    fitted = [a for a in written if is_held_out(a.group, _FITTED)]
    asked += [("written", a) for a in rng.sample(fitted, min(_N_WRITTEN, len(fitted)))]
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
    answerer = EvidenceAnswerer(retriever, retriever.widening, open_reader(settings), recorder)
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


def fit_right(rows: Sequence[Observed], strength: float) -> Model:
    """That the best reading is right, of what the trained reader has read: `AS_READ`.

    Vetoes are not fitted: these questions hardly ever show them. Rows with one are left out.
    """
    rows = [r for r in rows if r.seen.read and not any(getattr(r.seen, n) for n in VETOES)]
    names = [f.name for f in fields(Observations) if f.name not in VETOES]
    x = np.array([[getattr(r.seen, n) for n in names] for r in rows])
    scale = np.maximum(x.std(0), 1e-6)
    model = LogisticRegression(C=strength, max_iter=2000)
    model.fit(x / scale, [r.right for r in rows], sample_weight=[r.counts for r in rows])
    return _model(names, model.coef_[0] / scale, float(model.intercept_[0]))


def fit_answered(rows: Sequence[Observed]) -> Model:
    """That the documents answer at all: `service.answered`.

    What the two models of a right reading say stands beside the observations, so that a fit to few rows does not leave
    them; all being linear, the whole is one model again. What they hardly show is set by hand here too.
    """
    rows = [r for r in rows if not any(getattr(r.seen, n) for n in _BY_HAND)]
    names = [f.name for f in fields(Observations) if f.name not in (*_CONSTANT, *_BY_HAND)]
    made = (AS_READ, BY_RULES)
    x = np.array([[*(getattr(r.seen, n) for n in names), *(m.logit(r.seen) for m in made)] for r in rows])
    scale = np.maximum(x.std(0), 1e-6)
    model = LogisticRegression(C=_WEAKLY, max_iter=2000)
    model.fit(x / scale, [r.is_answerable for r in rows], sample_weight=[r.counts for r in rows])
    fitted = model.coef_[0] / scale
    weights = dict.fromkeys([f.name for f in fields(Observations)], 0.0) | dict(zip(names, fitted, strict=False))
    bias = float(model.intercept_[0])
    for share, part in zip(fitted[len(names) :], made, strict=True):
        bias += share * part.bias
        for name in weights:
            weights[name] += share * getattr(part.weights, name)
    weights |= _BY_HAND
    return _model(tuple(weights), tuple(weights.values()), bias)


def refitted(rows: Sequence[Observed], before: Model) -> Model:
    """`before`, its other weights scaled as one, with the weights of what was observed since (`_SINCE`) fitted anew."""
    rows = [r for r in rows if not any(getattr(r.seen, n) for n in _BY_HAND)]
    before = replace(before, weights=replace(before.weights, **dict.fromkeys(_SINCE, 0.0)))
    x = np.array([[before.logit(r.seen), *(getattr(r.seen, name) for name in _SINCE)] for r in rows])
    model = LogisticRegression(C=1.0).fit(x, [r.is_answerable for r in rows], sample_weight=[r.counts for r in rows])
    scale, *since = model.coef_[0]
    weights = {f.name: scale * getattr(before.weights, f.name) for f in fields(Observations)}
    kept = {name: getattr(before.weights, name) for name in (*_BY_HAND, *_RARE)}
    weights |= kept | dict(zip(_SINCE, since, strict=True))
    return _model(tuple(weights), tuple(weights.values()), scale * before.bias + float(model.intercept_[0]))


_SINCE = ("entailed", "all_words")
_RARE = ("other_measure", "unknown_name", "not_listed", "no_reason", "no_average", "no_time", "no_place")
"""Set by hand, for hardly an answerable question shows them: they keep their weight."""
_CONSTANT = ("read", "chinese", "foreign")

_BY_HAND = dict.fromkeys((*VETOES, "other_year"), -4.0) | {"heading": -3.0, "lacks_term": -2.0}
_WEAKLY = 0.03
"""C of the regression: the weights of rare observations stay small."""


def enough(rows: Sequence[Observed], model: Model, refused: float) -> float:
    """The probability below which that share of the answerable questions over held-out reports is refused."""
    likely = sorted(model.probability(r.seen) for r in rows if r.source == "reports")
    return round(likely[int(refused * len(likely))], 2) if likely else 0.5


def curve(rows: Sequence[Observed]) -> Curve:
    """What straightens the mean of both models, with the lead over the next paragraph and what the claim is worth."""
    x = np.array([[_logit(mean_of(r.seen)), r.seen.ahead, r.seen.entailed] for r in rows])
    model = LogisticRegression(C=100).fit(x, [r.right for r in rows], sample_weight=[r.counts for r in rows])
    return Curve(*(round(float(value), 2) for value in (*model.coef_[0], model.intercept_[0])))


def _logit(probability: float) -> float:
    return math.log(probability / (1.0 - probability))


def _model(names: Sequence[str], weights: Sequence[float], bias: float) -> Model:
    given = dict.fromkeys([f.name for f in fields(Observations)], 0.0) | dict(zip(names, weights, strict=True))
    return Model(round(bias, 2), Observations(**{name: round(float(weight), 2) for name, weight in given.items()}))


def tell(rows: Sequence[Observed], is_answered: Callable[[Observations], bool], label: str) -> None:
    """Prints how many of each source are answered, and how many that should not be."""
    print(label)
    for source in sorted({r.source for r in rows}):
        mine = [r for r in rows if r.source == source]
        given = [r for r in mine if is_answered(r.seen)]
        right = sum(r.right for r in given) / max(1, len(given))
        share = len(given) / len(mine)
        print(f"  {source:36} n {len(mine):4}  given {share:.3f}  right of given {right:.3f}")


def show(name: str, model: Model) -> None:
    """Prints a model as its module has it."""
    print(f"{name} bias={model.bias},")
    for field_ in fields(Observations):
        weight = getattr(model.weights, field_.name)
        if weight:
            print(f"    {field_.name}={weight},")


def _observe(data: Path, reports: Path, out: Path, kept: Path, withheld: float) -> None:
    entries, encyclopedic = encyclopedic_cases(read_all(data), held_out_questions(data))
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
    parser.add_argument("--refused", type=float, default=0.06, help="share of answerable questions that may be refused")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    kept = given.out / "observed.jsonl"
    if not kept.exists():
        _observe(given.data, given.reports, given.out, kept, given.withheld)
    rows = _rows(kept)
    show("AS_READ", fit_right(rows, given.strength))
    read = [r for r in rows if r.seen.read]
    for name, foreign, before in (("OWN", 0.0, OWN), ("ACROSS", 1.0, ACROSS)):
        mine = [r for r in read if r.seen.foreign == foreign]
        show(f"{name} from nothing", fit_answered(mine))
        model = refitted(mine, before)
        show(name, model)
        for lang in ("zh", "en"):
            print(name, lang, "enough", enough([r for r in mine if r.lang == lang], model, given.refused))
    for name, foreign, chinese in (("CHINESE", 0.0, 1.0), ("ENGLISH", 0.0, 0.0), ("ACROSS", 1.0, None)):
        mine = [r for r in read if r.seen.foreign == foreign and chinese in (None, r.seen.chinese)]
        print(name, curve(mine))
    tell(rows, lambda seen: verdict_of(seen).is_answered, "as it stands")


if __name__ == "__main__":
    main()
