"""BEIR folders (corpus.jsonl, queries.jsonl, qrels.tsv) → cases and documents of one paragraph each."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.cases import Case, Evidence, read_objects
from index.errors import InvalidInput
from index.types import Lang


@dataclass(frozen=True, slots=True)
class Entry:
    """One corpus entry. `source` is the file name it goes by once it is a document of the knowledge base."""

    id: str
    title: str
    text: str
    lang: Lang

    @property
    def source(self) -> str:
        """A file name that cites this entry and no other."""
        return f"{self.id}.txt"


@dataclass(frozen=True, slots=True)
class BeirSet:
    """A public set: what may be found, and what is asked of it."""

    entries: tuple[Entry, ...]
    cases: tuple[Case, ...]


def is_beir(path: Path) -> bool:
    """True for a folder in BEIR layout."""
    return path.is_dir() and (path / "corpus.jsonl").is_file() and (path / "queries.jsonl").is_file()


def load_beir(folder: Path, queries: str = "queries.jsonl") -> BeirSet:
    """Reads the folder; `queries` names another file of questions in it.

    The gold quote of a question is its answer where the set marks one in a relevant entry, and otherwise the
    whole entry. A qrels score of 0 marks an entry that was shown and does not answer: it is no evidence.

    Raises:
        InvalidInput: names file:line; also for qrels that name an entry the corpus lacks.
    """
    entries = _corpus(folder / "corpus.jsonl")
    relevant = _qrels(folder / "qrels.tsv", entries)
    pools = _pools(folder / "pools.tsv", entries)
    cases = []
    for fields in read_objects(folder / queries):
        name = fields.text("_id")
        answerable = fields.flag("answerable", True)
        found: list[tuple[str, str]] = []
        for item in fields.objects("answers") if answerable else ():
            at = item.get("doc_id") or fields.get("doc_id")
            found.append((str(at), item.text("text")))
        evidence = _evidence(relevant.get(name, ()), found, entries) if answerable else ()
        if answerable and not evidence:
            raise fields.fail(f'"{name}" is answerable but qrels.tsv names no entry for it', "Complete qrels.tsv.")
        cases.append(
            Case(
                id=name,
                lang=fields.lang(),
                question=fields.text("text"),
                kind="span" if answerable else "unanswerable",
                answerable=answerable,
                answers=tuple(dict.fromkeys(text for _, text in found)),
                evidence=evidence,
                documents=pools.get((str(fields.get("pool_of")), str(fields.get("pool"))), ()),
            )
        )
    return BeirSet(tuple(entries.values()), tuple(cases))


def _corpus(path: Path) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    for fields in read_objects(path):
        entry = Entry(fields.text("_id"), str(fields.get("title") or ""), fields.text("text"), fields.lang())
        if entry.id in entries:
            raise fields.fail(f'"_id" {entry.id} was given before', "Give each entry an id of its own.")
        entries[entry.id] = entry
    return entries


def _qrels(path: Path, entries: Mapping[str, Entry]) -> dict[str, list[str]]:
    relevant: dict[str, list[str]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        for number, row in enumerate(rows, 1):
            if number == 1 and row[:1] == ["query-id"]:
                continue
            if len(row) != 3 or not row[2].lstrip("-").isdigit():
                raise InvalidInput(f"{path}:{number}", f"is no qrels line ({row})", "Write query, entry, score.")
            if row[1] not in entries:
                raise InvalidInput(f"{path}:{number}", f'names "{row[1]}", not in corpus.jsonl', "Correct the id.")
            if int(row[2]) > 0:
                relevant[row[0]].append(row[1])
    return relevant


def _pools(path: Path, entries: Mapping[str, Entry]) -> dict[tuple[str, str], tuple[str, ...]]:
    """(query, kind of pool) → the sources a question is limited to, where the set asks of a few entries only."""
    pools: dict[tuple[str, str], tuple[str, ...]] = {}
    if path.is_file():
        for line in path.read_text(encoding="utf-8").splitlines()[1:]:
            query, entry, kind = line.split("\t")
            pools[query, kind] = (*pools.get((query, kind), ()), entries[entry].source)
    return pools


def _evidence(
    relevant: list[str] | tuple[()], found: list[tuple[str, str]], entries: Mapping[str, Entry]
) -> tuple[Evidence, ...]:
    evidence: list[Evidence] = []
    for entry_id in relevant:
        entry = entries[entry_id]
        quotes = [text for at, text in found if at == entry_id and text in entry.text] or [entry.text]
        evidence.extend(Evidence(entry.source, quote) for quote in dict.fromkeys(quotes))
    return tuple(evidence)
