"""Query → hits: candidates at coarse grain, then the scores of their clauses. Composition only.

The last step of index/: everything it needs comes from an Embedder and a pinned Snapshot.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Protocol
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from index.everyday import officially
from index.fuse import even, interleave, relative
from index.languages import remove
from index.naming import Titles
from index.protocols import Embedder, Snapshot, Store, UnitBlock, Vectors
from index.sounds import Heard
from index.text import search_terms
from index.types import Hit, Lang, PassageKey, Scored, Span


class Widening(Protocol):
    """Adds search terms of the documents' language to a question of another, for example through a glossary."""

    def terms(self, text: str, lang: Lang) -> Mapping[str, float]:
        """Extra search terms with weights of 0..1."""

    def agreed(self, text: str, lang: Lang) -> tuple[str, ...]:
        """What the text's terms are called in the other language, by agreement: names, not guesses."""

    def heard(self, text: str, lang: Lang) -> Sequence[Heard]:
        """The text's names as they may be heard in texts of the other language."""


@dataclass(frozen=True, slots=True)
class RetrievalWeights:
    """How candidates are found and scored."""

    n_candidates: int = 60
    """Passages whose clauses are scored: recall@60 of both legs together is complete on the two seed documents."""
    lexical: float = 0.10
    """Share of a passage's relative BM25 score beside the cosine (about .2–.6) of its best clause."""
    coarse: float = 0.15
    """Share of the coarse cosine: breaks ties between alike clauses by what stands around them."""
    named: float = 0.90
    """Of the share of a document's title that the question says: look-alike documents differ in little else."""
    heard: float = 0.12
    """What a name adds that only one of the candidates has, as it sounds. The right paragraph is first for .843 of 629
    held-out English questions over Chinese encyclopedic paragraphs, without it for .812."""
    n_spans: int = 64
    """Best units kept a passage, for the reader."""


@dataclass(frozen=True, slots=True)
class Retriever:
    """Finds passages. Holds no state of its own: a snapshot is pinned a query."""

    store: Store
    embedder: Embedder
    widening: Widening | None = None
    weights: RetrievalWeights = field(default_factory=RetrievalWeights)

    def search(self, query: str, lang: Lang, k: int = 10, documents: Collection[str] | None = None) -> tuple[Hit, ...]:
        """Up to `k` passages of the published generation, best first; `documents` limits where to look."""
        return self.search_in(self.store.snapshot(), query, lang, k, documents)

    def search_in(
        self,
        snapshot: Snapshot,
        query: str,
        lang: Lang,
        k: int,
        documents: Collection[str] | None = None,
        n_spans: int | None = None,
    ) -> tuple[Hit, ...]:
        """The same on a snapshot that the caller pinned, with up to `n_spans` spans a passage."""
        vector, terms = self._query_vector(snapshot, query, lang), self._terms(query, lang)
        named = self._named(snapshot, query, lang)
        n = self.weights.n_candidates
        dense, lexical = snapshot.dense(vector, n, documents), snapshot.terms(terms, n, documents)
        rankings = [dense, lexical]
        few = _named_few(named, documents, len(_names(snapshot).langs))
        if few:  # their passages would not be among the first of a large base: others say the same sentence
            rankings += [snapshot.dense(vector, n // 2, few), snapshot.terms(terms, n // 2, few)]
        keys = interleave(rankings, n)
        if not keys:
            return ()
        coarse = dict(entry for ranking in (rankings[0], *rankings[2:3]) for entry in ranking)
        words = relative(sorted((e for r in rankings[1::2] for e in r), key=lambda e: -e[1]))
        langs = _names(snapshot).langs
        words = even(words, [key for key in keys if langs[key.document_id] != lang])
        heard = self.widening.heard(query, lang) if self.widening else ()
        listen = partial(self._listen, snapshot, heard) if heard else None
        units = snapshot.units(keys)
        return self._ranked(units, vector, words, coarse, named, listen, k, n_spans or self.weights.n_spans)

    def _listen(self, snapshot: Snapshot, heard: Sequence[Heard], keys: Sequence[PassageKey]) -> Mapping[int, float]:
        """What names heard in the Chinese ones of these passages add to their scores, by place."""
        langs = _names(snapshot).langs
        chinese = [i for i, key in enumerate(keys) if langs[key.document_id] == "zh"]
        documents = (snapshot.document(keys[i].document_id) for i in chinese)
        texts = [d.paragraph(keys[i].paragraph).span.of(d.text) for i, d in zip(chinese, documents, strict=True)]
        told = map(sum, zip(*(name.among(texts) for name in heard), strict=True))
        return {i: self.weights.heard * min(_MOST_HEARD, tells) for i, tells in zip(chinese, told, strict=True)}

    def _named(self, snapshot: Snapshot, query: str, lang: Lang) -> Mapping[str, float]:
        """How much the question names each document, by its title's words or what the glossary calls them."""
        agreed = self.widening.agreed(query, lang) if self.widening else ()
        return _names(snapshot).titles.named_by(" ".join((query, *agreed)))

    def _query_vector(self, snapshot: Snapshot, query: str, lang: Lang) -> npt.NDArray[np.float32]:
        vectors: Vectors = self.embedder.embed_queries(_wordings(query, lang))
        mean = snapshot.means.get(lang)
        vectors = remove(vectors, mean) if mean is not None else vectors
        both: npt.NDArray[np.float32] = vectors.sum(axis=0)
        return vectors[0] if len(vectors) == 1 else both / np.linalg.norm(both)

    def _terms(self, query: str, lang: Lang) -> dict[str, float]:
        terms = dict.fromkeys((term for words in _wordings(query, lang) for term in search_terms(words)), 1.0)
        for term, weight in (self.widening.terms(query, lang) if self.widening else {}).items():
            terms.setdefault(term, weight)
        return terms

    def _ranked(
        self,
        block: UnitBlock,
        vector: npt.NDArray[np.float32],
        lexical: Mapping[PassageKey, float],
        coarse: Mapping[PassageKey, float],
        named: Mapping[str, float],
        listen: Callable[[Sequence[PassageKey]], Mapping[int, float]] | None,
        k: int,
        n_spans: int,
    ) -> tuple[Hit, ...]:
        # einsum and not @: BLAS shares even this little work among threads, which then spin and wait for more of it.
        cosines = np.einsum("ij,j->i", block.vectors, vector)
        best = np.full(len(block.passages), -np.inf, np.float32)
        np.maximum.at(best, block.owner, cosines)
        floor = min(coarse.values(), default=0.0)
        bonus = [self.weights.named * named.get(key.document_id, 0.0) for key in block.passages]
        scores = {
            i: float(best[i])
            + self.weights.lexical * lexical.get(key, 0.0)
            + self.weights.coarse * coarse.get(key, floor)
            for i, key in enumerate(block.passages)
            if np.isfinite(best[i])
        }
        if listen is not None:
            first = sorted(scores, key=lambda i: -scores[i] - bonus[i])[:_LISTENED_TO]
            for place, tells in listen([block.passages[i] for i in first]).items():
                scores[first[place]] += tells
        return tuple(
            Hit(
                block.passages[i],
                scores[i] + bonus[i],
                _best_spans(block, np.flatnonzero(block.owner == i), cosines, n_spans),
                bonus[i],
            )
            for i in _first(scores, bonus, k)
        )


def _wordings(query: str, lang: Lang) -> list[str]:
    """A question, and the same in the words of official papers where that is another."""
    return [query] if lang != "zh" or (written := officially(query)) == query else [query, written]


@dataclass(frozen=True, slots=True)
class _Names:
    """What every question asks of the list of documents, made once for each snapshot: it may be ten thousand long."""

    titles: Titles
    langs: Mapping[str, Lang]


_NAMES: WeakKeyDictionary[Snapshot, _Names] = WeakKeyDictionary()


def _names(snapshot: Snapshot) -> _Names:
    names = _NAMES.get(snapshot)
    if names is None:
        documents = snapshot.documents()
        names = _NAMES[snapshot] = _Names(Titles.of(documents), {info.id: info.lang for info in documents})
    return names


_LISTENED_TO = 24
"""Passages, the first ones, in which names are listened for: as many as are read at most."""
_MOST_HEARD = 2.0
"""Names, of the telling ones, from which more of them add nothing."""
_UNNAMED = 3
"""One in so many places goes to what would rank there if no document were named: it may state the same fact."""


def _first(scores: Mapping[int, float], bonus: Sequence[float], k: int) -> list[int]:
    """The `k` best passages by score and bonus, best first; some of them by their score alone."""
    ranked = sorted(scores, key=lambda i: -scores[i] - bonus[i])
    kept = dict.fromkeys(ranked[: k - k // _UNNAMED])
    for i in sorted(scores, key=lambda i: -scores[i]):
        if len(kept) == min(k, len(ranked)):
            break
        kept.setdefault(i)
    return sorted(kept, key=lambda i: -scores[i] - bonus[i])


_NAMED_ENOUGH = 0.7
"""Share of the strongest naming from which a document counts as named."""
_MOST_NAMED = 8
"""Documents. A question that names more of them does not single any out."""


def _named_few(named: Mapping[str, float], documents: Collection[str] | None, n_documents: int) -> tuple[str, ...]:
    """The documents that the question singles out; empty where it names none, or too many."""
    best = max(named.values(), default=0.0)
    few = [key for key, strength in named.items() if strength >= _NAMED_ENOUGH * best and strength > 0]
    few = [key for key in few if documents is None or key in documents]
    return tuple(few) if few and len(few) <= min(_MOST_NAMED, n_documents // 2) else ()


def _best_spans(
    block: UnitBlock, rows: npt.NDArray[np.intp], cosines: npt.NDArray[np.float32], limit: int
) -> tuple[Scored, ...]:
    """The best distinct spans of one passage; a span that several units stand for takes its best score."""
    ordered = rows[np.argsort(-cosines[rows])]
    if limit == 1:  # a search without an answer shows no more
        ordered = ordered[:1]
    best: dict[tuple[int, int], float] = {}
    for (start, end), cosine in zip(block.spans[ordered].tolist(), cosines[ordered].tolist(), strict=True):
        best.setdefault((start, end), cosine)
    return tuple(Scored(Span(*span), cosine) for span, cosine in islice(best.items(), limit))
