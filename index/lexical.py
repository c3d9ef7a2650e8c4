"""Search terms → passages by BM25: the only module that knows tantivy. Terms come in already cut (`index.text`)."""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

import tantivy

from index.errors import DamagedStore

FIELD_BOOSTS: Mapping[str, float] = {"body": 1.0, "rendering": 1.0, "headings": 0.5, "title": 0.3}
"""What a term counts for in each field.

A paragraph's own words and their rendering are what a question is about. A heading is shared by the paragraphs under
it and a title by a whole document, so they only decide between paragraphs that say alike: a place or a year that
stands in the title alone must still lift its document over another with the same sentence.
"""

_KNOWN_TERMS = 8192
"""Terms whose fields are kept: an English question has up to two hundred, and most questions share their words."""
_WRITER_HEAP = 128_000_000
"""Bytes. Enough to index some hundred thousand passages into one segment, so that no merge follows."""


@dataclass(frozen=True, slots=True)
class LexicalRow:
    """One passage as it is indexed: the search terms of each field."""

    document_id: str
    body: Sequence[str]
    rendering: Sequence[str]
    headings: Sequence[str]
    title: Sequence[str]


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("row", stored=False, indexed=True, fast=True)
    builder.add_text_field("document", stored=False, tokenizer_name="raw", index_option="basic")
    for field in FIELD_BOOSTS:
        builder.add_text_field(field, stored=False, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _joined(terms: Sequence[str]) -> str:
    joined = " ".join(terms)
    # Terms hardly ever hold white space; counting the pieces is much cheaper than looking into each term.
    return joined if len(joined.split()) == len(terms) else " ".join(map(_whole, terms))


def _whole(term: str) -> str:
    """A term as tantivy's white-space tokenizer keeps it: in one piece."""
    return "_".join(term.split())


def _write(directory: Path, rows: Iterable[LexicalRow]) -> None:
    index = tantivy.Index(_schema(), path=str(directory))
    # One thread keeps the segments in the order of the rows, so that equal input gives equal scores and ties.
    writer = index.writer(heap_size=_WRITER_HEAP, num_threads=1)
    for number, row in enumerate(rows):
        document = tantivy.Document()
        document.add_unsigned("row", number)
        document.add_text("document", row.document_id)
        for field in FIELD_BOOSTS:
            document.add_text(field, _joined(getattr(row, field)))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def _fields_that_hold(
    searcher: tantivy.Searcher, schema: tantivy.Schema, term: str
) -> tuple[tuple[tantivy.Query, float], ...]:
    """The query for a term in each field that has it, with the field's boost.

    Most words an English one may stand for occur in few fields or none: to ask is cheaper than to search.
    """
    whole = _whole(term)
    return tuple(
        (tantivy.Query.term_query(schema, field, whole, index_option="freq"), boost)
        for field, boost in FIELD_BOOSTS.items()
        if searcher.doc_freq(field, whole)
    )


class LexicalIndex:
    """The rows of one generation, in the order they were given: row 0, 1, 2, …"""

    def __init__(self, directory: Path) -> None:
        try:
            self._index = tantivy.Index.open(str(self._lockable(directory)))
            self._index.config_reader(reload_policy="manual")
            self._searcher = self._index.searcher()
        except ValueError as error:
            raise DamagedStore(
                str(directory), f"tantivy cannot open this index ({error})", "Run `yinju reindex` to build it anew."
            ) from error
        self._schema = _schema()
        # Of the searcher and not of `self`: an index that held itself would outlive the generation it belongs to.
        self._fields_of = lru_cache(maxsize=_KNOWN_TERMS)(partial(_fields_that_hold, self._searcher, self._schema))

    def _lockable(self, directory: Path) -> Path:
        """The directory, or, where nothing can be written to it, one of links to its files: tantivy locks to read."""
        if os.access(directory, os.W_OK):
            return directory
        links = Path(tempfile.mkdtemp(prefix="yinju-terms-"))
        weakref.finalize(self, shutil.rmtree, links, ignore_errors=True)
        for file in directory.iterdir():
            if file.suffix != ".lock":
                (links / file.name).symlink_to(file.resolve())
        return links

    @classmethod
    def build(cls, directory: Path, rows: Iterable[LexicalRow]) -> LexicalIndex:
        """Writes a new index into the empty `directory` and opens it; OSError where the disk does not take it."""
        try:
            _write(directory, rows)
        except ValueError as error:  # how tantivy tells of input and output
            raise OSError(str(error)) from error
        return cls(directory)

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def search(
        self, weights: Mapping[str, float], k: int, documents: Collection[str] | None = None
    ) -> tuple[tuple[int, float], ...]:
        """Up to k (row, BM25) pairs, best first: the sum over terms and fields of weight × boost × BM25.

        Args:
            weights: search term → its weight; terms of weight 0 or less are left out.
            k: how many rows at most.
            documents: only rows of these documents; None allows all.
        """
        query = self._query(weights)
        if query is None or k < 1:
            return ()
        if documents is not None:
            query = tantivy.Query.boolean_query(
                [(tantivy.Occur.Must, query), (tantivy.Occur.Must, self._within(documents))]
            )
        hits = self._searcher.search(query, limit=k, count=False).hits
        rows = self._searcher.fast_field_values("row", [address for _, address in hits])
        return tuple((int(row), float(score)) for row, (score, _) in zip(rows, hits, strict=True))

    def _query(self, weights: Mapping[str, float]) -> tantivy.Query | None:
        clauses = [
            (tantivy.Occur.Should, tantivy.Query.boost_query(held, weight * boost))
            for term, weight in weights.items()
            if weight > 0 and term
            for held, boost in self._fields_of(term)
        ]
        return tantivy.Query.boolean_query(clauses) if clauses else None

    def _within(self, documents: Collection[str]) -> tantivy.Query:
        named = tantivy.Query.term_set_query(self._schema, "document", list(documents))
        return tantivy.Query.const_score_query(named, 0.0)
