"""The questions that models are trained on, from every source in one shape: question, text, answer span.

Three layouts are read: gold files over a folder of reports (`evidence` names file and quote), question files over the
paragraphs of a BEIR folder (`doc_id`), and BEIR folders themselves. Nothing here chooses or samples.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from eval.suggest import drafts
from index.parse import parse
from index.types import Lang, Span
from service.windows import head_of

OPEN_SETS = (
    "cmrc2018/train",
    "squad11/train_subset_du_test",
    "squad20/train_subset_10articles",
    "squad20/dev",
    "squadshifts/new_wiki",
)
"""Public sets whose licences (CC BY-SA 4.0, CC BY 4.0) allow training a model that is shipped."""

_PLACE_OF_TITLE = re.compile(r"年(.{2,8}?)(?:人民)?政府工作报告")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a paragraph. `answer` lies in `text`; None where the text does not answer.

    `evidence` is what a reader would cite, at least as wide as `answer`. `group` names the report or paragraph that a
    held-out split must keep together; `head` is what stands over the text: its title and headings.
    """

    question: str
    lang: Lang
    text: str
    answer: Span | None
    evidence: Span | None
    source: str
    group: str
    head: str = ""


def lines(path: Path) -> Iterator[Mapping[str, Any]]:
    """The objects of a file, one a line."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def report(folder: Path, name: str) -> tuple[str, ...]:
    """The paragraphs of one report: one a line, empty ones left out."""
    return tuple(p.strip() for p in (folder / name).read_text("utf-8").splitlines() if p.strip())


@cache
def heads(folder: Path, name: str) -> Mapping[str, str]:
    """Paragraph → what stands over it in one report, as the product reads its outline."""
    document = parse((folder / name).read_text("utf-8"), name)
    return {
        p.span.of(document.text).strip(): head_of(document.title, document.section_path(p)) for p in document.paragraphs
    }


def _place(paragraphs: tuple[str, ...], quote: str) -> tuple[str, Span] | None:
    for text in paragraphs:
        at = text.find(quote)
        if at >= 0:
            return text, Span(at, at + len(quote))
    return None


def gov(path: Path, docs: Path) -> Iterator[Asked]:
    """Questions of a gold file over reports; a case whose quote is not found verbatim is left out.

    An unanswerable case has no evidence and so no text: it is given with an empty one.
    """
    known: dict[str, tuple[str, ...]] = {}
    for case in lines(path):
        lang: Lang = case["lang"]
        if not case["evidence"]:
            if not case["answerable"]:
                yield Asked(case["question"], lang, "", None, None, path.stem, "", "")
            continue
        first = case["evidence"][0]
        name = first["doc"]
        found = _place(known.setdefault(name, report(docs, name)), first["quote"])
        if found is None:
            continue
        text, evidence = found
        answer = None
        if case["answerable"]:
            at = text.find(case.get("span") or first["quote"], evidence.start, evidence.end)
            answer = Span(at, at + len(case["span"])) if at >= 0 else evidence
        head = heads(docs, name).get(text, Path(name).stem)
        yield Asked(case["question"], lang, text, answer, evidence, path.stem, name, head)


def corpus(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """The paragraphs of a BEIR folder by id."""
    return {row["_id"]: row for row in lines(folder / "corpus.jsonl")}


@cache
def _corpus_of(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    return corpus(folder)


def paragraph(data: Path, of: str) -> Mapping[str, Any]:
    """The paragraph that is named `folder#id`: a BEIR folder of the data folder, and an id in it."""
    folder, _, key = of.partition("#")
    return _corpus_of(data / folder)[key]


def head_of_paragraph(document: Mapping[str, Any]) -> str:
    """What stands over a paragraph of a BEIR folder: its title, of words."""
    return str(document.get("title") or "").replace("_", " ")


def _asked(row: Mapping[str, Any], question: str, document: Mapping[str, Any], lang: Lang, source: str) -> Asked | None:
    answer = None
    if row["answerable"]:
        valid = [a for a in row["answers"] if document["text"].startswith(a["text"], a["start"])]
        if not valid:
            return None
        best = min(valid, key=lambda a: len(a["text"]))
        answer = Span(best["start"], best["start"] + len(best["text"]))
    head = head_of_paragraph(document)
    return Asked(question, lang, document["text"], answer, answer, source, str(document["_id"]), head)


def drafted(docs: Path, names: Iterable[str]) -> Iterator[Asked]:
    """Questions made of the reports' own clauses, a figure left out of each; the place of the title comes first."""
    for name in names:
        document = parse((docs / name).read_text("utf-8"), name)
        place = _PLACE_OF_TITLE.search(document.title)
        paragraphs, over = report(docs, name), heads(docs, name)
        for case in drafts(document):
            found = _place(paragraphs, case.evidence[0].quote) if case.kind == "numeric" else None
            at = found[0].find(case.answers[0], found[1].start, found[1].end) if found else -1
            if found and at >= 0:
                question = (place[1] if place else "") + case.question
                answer = Span(at, at + len(case.answers[0]))
                yield Asked(question, "zh", found[0], answer, found[1], "drafted", name, over.get(found[0], ""))


def crosslingual(path: Path, folder: Path) -> Iterator[Asked]:
    """Questions in one language over the paragraphs of a BEIR folder in the other."""
    documents = corpus(folder)
    for row in lines(path):
        asked = _asked(row, row["question"], documents[row["doc_id"]], row["lang"], path.stem)
        if asked is not None:
            yield asked


def beir(folder: Path, source: str) -> Iterator[Asked]:
    """Questions of a BEIR folder with answers, over its own paragraphs."""
    documents = corpus(folder)
    for row in lines(folder / "queries.jsonl"):
        document = documents.get(row.get("doc_id", ""))
        if document is None:
            continue
        asked = _asked(row, row["text"], document, row["lang"], source)
        if asked is not None:
            yield asked


def parallel(path: Path) -> Iterator[tuple[str, str]]:
    """Pairs (zh, en) of a tab-separated file."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if len(row) >= 2 and row[0].strip() and row[1].strip():
                yield row[0].strip(), row[1].strip()


@dataclass(frozen=True, slots=True)
class Data:
    """Everything a training may use, read from the data folder given on the command line."""

    gov: tuple[Asked, ...]
    crosslingual: tuple[Asked, ...]
    public: Mapping[str, tuple[Asked, ...]]
    parallel: tuple[tuple[str, str], ...]
    docs: Path


def read_all(folder: Path) -> Data:
    """Reads `folder` as laid out in the model cards; FileNotFoundError names what is missing."""
    docs, public = folder / "gov/docs", folder / "public"
    cross = folder / "crosslingual"
    return Data(
        gov=tuple(a for n in ("train_a", "train_c") for a in gov(folder / f"gov/{n}.jsonl", docs)),
        crosslingual=(
            *crosslingual(cross / "en_questions_on_cmrc.jsonl", public / "cmrc2018/train"),
            *crosslingual(cross / "zh_questions_on_squad.jsonl", public / "squad11/train_subset_du_test"),
        ),
        public={name: tuple(beir(public / name, name)) for name in OPEN_SETS},
        parallel=(
            *parallel(public / "parallel/flores200/devtest.zho_Hans-eng.tsv"),
            *parallel(public / "parallel/tico19/test.tsv"),
            *parallel(public / "parallel/tico19/terms.tsv"),
        ),
        docs=docs,
    )
