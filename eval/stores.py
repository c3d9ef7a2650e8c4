"""The local store and a Milvus cluster side by side: the same questions, what each cites, and what each call takes.

    python -m eval.stores --milvus-uri http://127.0.0.1:19530 --gold eval/gold/seeds_dev.jsonl [--data DIR] [--limit N]

The local store's documents are migrated to the cluster under a prefix of their own first; nothing there is changed.
Calls alternate between the two stores, so that both meet the same noise.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from eval.cases import Case, load_cases
from eval.ranking import holds
from index.milvus import MilvusStore
from index.milvus.migrate import KeptVectors, migrate
from index.protocols import Store
from index.retrieve import Retriever
from index.text import search_terms
from service.settings import load_settings
from service.types import Question, Refusal
from service.wire import open_knowledge, open_model

_T = TypeVar("_T")


def cites_gold(case: Case, source: str, passage: str) -> bool:
    """True where the passage of this file holds words that the case accepts as evidence."""
    return any(item.doc == source and holds(passage, item.quote) for item in case.evidence)


class Side:
    """One store with what is built on it."""

    def __init__(self, name: str, store: Store, retriever: Retriever, ask: Callable[[Question], object]) -> None:
        self.name, self.store, self.retriever, self.ask = name, store, retriever, ask
        self.times: dict[str, list[float]] = {}
        self.right: dict[str, list[bool]] = {}

    def timed(self, what: str, act: Callable[[], _T]) -> _T:
        """Does it and notes the milliseconds."""
        started = time.perf_counter()
        result = act()
        self.times.setdefault(what, []).append(1000 * (time.perf_counter() - started))
        return result

    def run(self, case: Case) -> tuple[object, ...]:
        """Searches and asks; the keys found, for comparison."""
        snapshot = self.store.snapshot()
        vector = self.retriever._query_vector(snapshot, case.question, case.lang)
        terms = dict.fromkeys(search_terms(case.question), 1.0)
        dense = self.timed("dense", lambda: snapshot.dense(vector, 60, None))
        lexical = self.timed("terms", lambda: snapshot.terms(terms, 60, None))
        keys = [key for key, _ in dense]
        self.timed("units", lambda: snapshot.units(keys))
        hits = self.timed("search", lambda: self.retriever.search(case.question, case.lang, 5))
        reply = self.timed("ask", lambda: self.ask(Question(case.question, case.lang)))
        if case.answerable:
            sources = {info.id: info.source for info in snapshot.documents()}
            best = hits[:1]
            texts = [snapshot.document(hit.key.document_id) for hit in best]
            found = any(
                cites_gold(case, sources[hit.key.document_id], text.paragraph(hit.key.paragraph).span.of(text.text))
                for hit, text in zip(best, texts, strict=True)
            )
            self.right.setdefault(f"hit@1 {case.lang}", []).append(found)
            cited = () if isinstance(reply, Refusal) else getattr(reply, "citations", ())[:1]
            self.right.setdefault(f"cite@1 {case.lang}", []).append(
                any(cites_gold(case, citation.source, citation.text) for citation in cited)
            )
        return tuple(keys[:10]), tuple(key for key, _ in lexical[:10]), tuple(hit.key for hit in hits)


def compare(sides: Sequence[Side], cases: Iterable[Case]) -> Mapping[str, float]:
    """Runs every case on both sides in turn; share of cases on which the two agree, by leg."""
    alike: dict[str, list[float]] = {"dense": [], "terms": [], "hits": []}
    for case in cases:
        found = [side.run(case) for side in sides]
        for leg, one, other in zip(alike, found[0], found[1], strict=True):
            ours, theirs = set(one), set(other)  # type: ignore[call-overload]
            alike[leg].append(len(ours & theirs) / max(1, len(ours | theirs)))
    return {leg: statistics.fmean(shares) for leg, shares in alike.items() if shares}


def report(sides: Sequence[Side], alike: Mapping[str, float]) -> str:
    """The table that is printed: Markdown, one row a measure, one column a store."""
    lines = ["| | " + " | ".join(side.name for side in sides) + " |", "|---|" + "---|" * len(sides)]
    for measure in sorted(sides[0].right):
        shares = (statistics.fmean(side.right[measure]) for side in sides)
        lines.append(f"| {measure} | " + " | ".join(f"{share:.3f}" for share in shares) + " |")
    for what in sides[0].times:
        medians = (statistics.median(side.times[what]) for side in sides)
        lines.append(f"| {what}, p50 ms | " + " | ".join(f"{median:.1f}" for median in medians) + " |")
    lines += [f"| {leg}: share in common | {share:.3f} | |" for leg, share in alike.items()]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Migrates, runs and prints."""
    parser = argparse.ArgumentParser(description="The local store and Milvus on the same questions")
    parser.add_argument("--milvus-uri", required=True)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=None)
    parser.add_argument("--limit", type=int, default=None)
    chosen = parser.parse_args(arguments)
    settings = load_settings(data_dir=chosen.data, read_only=chosen.data is not None or None)
    local = open_knowledge(settings)
    embedder = open_model(settings)
    cluster = MilvusStore(chosen.milvus_uri, KeptVectors(embedder, settings.data_dir), prefix="yinju")
    started = time.perf_counter()
    migrate(local.store, cluster, lambda stage, done, total: print(stage, done, total))
    print(f"migrated in {time.perf_counter() - started:.1f} s")
    there = open_knowledge(settings.model_copy(update={"store": "milvus", "milvus_uri": chosen.milvus_uri}))
    sides = [
        Side("local", local.store, Retriever(local.store, embedder), local.answerer.answer),
        Side("milvus", there.store, Retriever(there.store, embedder), there.answerer.answer),
    ]
    alike = compare(sides, load_cases(chosen.gold)[: chosen.limit])
    print(report(sides, alike))


if __name__ == "__main__":
    main()
