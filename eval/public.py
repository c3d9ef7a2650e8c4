"""Public sets in BEIR layout → samples to measure on: a few hundred questions, drawn with a fixed seed.

A sample keeps the paragraphs of its own questions only, so it is an easier pool than the whole set; figures from
samples are compared with one another, never with figures published for a whole set.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from eval.beir import BeirSet, Entry, load_beir
from eval.cases import Case
from eval.contest import Contest, Pool, by_direction
from eval.peers.job import Text

SEED = 20230101

TRIED = 60
"""So many parallel questions, drawn from all, were looked at while the even share of words was chosen
(`index.fuse.even`); what is reported on that choice leaves them out."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What is asked, over what. `twins` maps a case to the sources that say the same in the other language."""

    entries: tuple[Entry, ...]
    cases: tuple[Case, ...]
    twins: Mapping[str, frozenset[str]]


def draw(cases: Sequence[Case], n: int) -> tuple[Case, ...]:
    """n cases at random, always the same ones, in their order; all of them where there are no more."""
    if n <= 0 or n >= len(cases):
        return tuple(cases)
    chosen = set(random.Random(SEED).sample(range(len(cases)), n))  # noqa: S311 — a sample, not a secret
    return tuple(case for number, case in enumerate(cases) if number in chosen)


def sources(cases: Iterable[Case]) -> frozenset[str]:
    """Every document that the cases cite or are limited to."""
    cited = {item.doc for case in cases for item in case.evidence}
    return frozenset(cited | {source for case in cases for source in case.documents})


def one_language(folder: Path, n: int) -> Sample:
    """n answerable questions of a set in one language, over the paragraphs that answer them."""
    found = load_beir(folder)
    cases = draw([case for case in found.cases if case.answerable], n)
    return Sample(_kept(found, sources(cases)), cases, {})


def four_directions(zh_folder: Path, en_folder: Path, n: int, limited: bool = True, without: int = 0) -> Sample:
    """n questions that both halves of a parallel set have, each asked in both languages of both halves.

    `without` leaves out the questions that a draw of so many would be.

    `limited` asks each of the paragraphs of one language alone (zh → zh, zh → en, en → zh, en → en); otherwise
    all paragraphs are one pool, and a question's twin paragraph in its own language is named in `twins`.
    """
    halves = {"zh": load_beir(zh_folder), "en": load_beir(en_folder)}
    asked = {lang: {case.id: case for case in half.cases} for lang, half in halves.items()}
    common = [case for case in halves["zh"].cases if case.id in asked["en"]]
    out = {case.id for case in draw(common, without)} if without else set()
    names = [case.id for case in draw([case for case in common if case.id not in out], n)]
    drawn = {lang: [asked[lang][name] for name in names] for lang in halves}
    pools = {lang: tuple(sorted(sources(drawn[lang]))) for lang in halves}
    cases, twins = [], {}
    for name in names:
        for asking in ("zh", "en"):
            for holding in ("zh", "en"):
                question, gold = asked[asking][name], asked[holding][name]
                case = replace(question, id=f"{name}-{asking}-{holding}", evidence=gold.evidence, answers=gold.answers)
                cases.append(replace(case, documents=pools[holding]) if limited else case)
                if asking != holding:
                    twins[case.id] = frozenset(item.doc for item in question.evidence)
    entries = (entry for lang, half in halves.items() for entry in _kept(half, sources(drawn[lang])))
    return Sample(tuple(entries), tuple(cases), twins)


def directions(name: str, sample: Sample) -> Contest:
    """Four directions as a contest: the paragraphs of each language by themselves, then all in one pool.

    In the one pool a question is answered by its paragraph in either language.
    """
    texts = {
        lang: tuple(Text(entry.source, entry.title, entry.text) for entry in sample.entries if entry.lang == lang)
        for lang in ("zh", "en")
    }
    asked = {case.id: case for case in sample.cases}
    both, crossing = [], {}
    for twin_id in sample.twins:
        stem, asking, _ = twin_id.rsplit("-", 2)
        case = replace(asked[twin_id], documents=())
        own = asked[f"{stem}-{asking}-{asking}"]
        both.append(replace(case, id=f"{stem}-{asking}-both", evidence=(*own.evidence, *case.evidence)))
        crossing[both[-1].id] = case
    pools = [Pool(texts[lang], tuple(case for case in sample.cases if case.id.endswith(f"-{lang}"))) for lang in texts]
    return Contest(
        name,
        (*pools, Pool(texts["zh"] + texts["en"], tuple(both))),
        group=by_direction,
        crossing=crossing,
        twins=sample.twins,
        langs={entry.source: entry.lang for entry in sample.entries},
    )


def rejection(folders: Sequence[Path], n: int, answering: frozenset[str] = frozenset()) -> Sample:
    """RGB's negative rejection: n questions a folder, asked of their whole pool, and again of its negatives alone.

    Args:
        folders: sets of RGB.
        n: questions of each; 0: all.
        answering: entries that answer though the set files them among the negatives; they are left out of the
            negatives, and a question of which nothing remains is not asked.
    """
    entries: dict[str, Entry] = {}
    cases: list[Case] = []
    left_out = {f"{name}.txt" for name in answering}
    for folder in folders:
        filed = draw([case for case in load_beir(folder, "queries_reject.jsonl").cases if case.documents], n)
        kept = [replace(case, documents=tuple(d for d in case.documents if d not in left_out)) for case in filed]
        found = load_beir(folder)
        answered = {case.id: case for case in found.cases}
        for case in (case for case in kept if case.documents):
            twin = answered[case.id.removesuffix("-rej")]
            pool = tuple(sorted({*case.documents, *(item.doc for item in twin.evidence)}))
            cases += [replace(twin, documents=pool), case]
        entries |= {entry.source: entry for entry in _kept(found, sources(cases))}
    return Sample(tuple(entries.values()), tuple(cases), {})


_RGB_ANSWERING = Path(__file__).parent / "gold/rgb_answering.tsv"


def rgb_answering() -> frozenset[str]:
    """Passages that RGB's fact sets file as negative and that answer all the same, read one by one for this project."""
    lines = _RGB_ANSWERING.read_text(encoding="utf-8").splitlines()[1:]
    return frozenset(line.split("\t")[0] for line in lines)


def _kept(found: BeirSet, wanted: frozenset[str]) -> tuple[Entry, ...]:
    return tuple(entry for entry in found.entries if entry.source in wanted)
