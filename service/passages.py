"""What the reader wants to know of a paragraph whatever is asked: its words, its figures, the part that renders each.

Between retrieval and reading. Taking a paragraph apart costs far more than comparing it with a question, and the same
paragraphs are found again and again: so it is done once, and kept while the paragraph is among the last that were read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from sys import intern

from index.text import search_terms
from index.types import Document, Paragraph, Rendering, Sentence, Span
from service.attribution import attributed
from service.quantity import Quantity
from service.rendered import rendered_parts
from service.types import Evidence

_KEPT = 2048
"""Paragraphs: some 20 KB each, more where figures were asked for."""

Terms = frozenset[str]


@dataclass(frozen=True, slots=True)
class Words:
    """The search terms of a piece of text: its own, and those of each English rendering's part that renders it."""

    own: Terms
    rendered: tuple[Terms, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a clause. `span` is its place in the document, `words` are those that belong to it.

    `is_past`: it is only what a change began with. `said`: the words as they stand.
    """

    quantity: Quantity
    span: Span
    words: Words
    is_past: bool
    said: str


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """A paragraph taken apart, piece by piece as pieces are asked for. Threads may work out the same piece twice."""

    document: Document
    paragraph: Paragraph
    renderings: tuple[Rendering, ...]
    _words: dict[Span, Words] = field(default_factory=dict)
    _figures: dict[Span, tuple[Figure, ...]] = field(default_factory=dict)
    _rendered: list[Terms] = field(default_factory=list)

    def words(self, span: Span) -> Words:
        """The words of a clause, a sentence, or any other piece of the paragraph."""
        known = self._words.get(span)
        if known is None:
            known = self._words[span] = Words(terms_of(span.of(self.document.text)), self._parts(span))
        return known

    def sentence_words(self, sentence: Sentence) -> Words:
        """The words of a sentence: those of its clauses, which tile it, for no word reaches over a clause's end."""
        known = self._words.get(sentence.span)
        if known is None:
            own = terms_in(self.words(clause).own for clause in sentence.clauses)
            known = self._words[sentence.span] = Words(own, self._parts(sentence.span))
        return known

    def rendered_terms(self) -> list[Terms]:
        """The terms of each English rendering, whole."""
        if not self._rendered:
            self._rendered[:] = [terms_of(r.text) for r in self.renderings if r.lang == "en"]
        return self._rendered

    def figures(self, clause: Span) -> tuple[Figure, ...]:
        """The figures of a clause, each with the words that belong to it."""
        known = self._figures.get(clause)
        if known is None:
            known = self._figures[clause] = tuple(self._figures_of(clause))
        return known

    def _figures_of(self, clause: Span) -> Iterator[Figure]:
        text = clause.of(self.document.text)
        for own in attributed(text, self.document.lang):
            span = Span(clause.start + own.quantity.span.start, clause.start + own.quantity.span.end)
            yield Figure(own.quantity, span, Words(terms_of(own.said), self._parts(span)), own.is_past, own.said)

    def _parts(self, span: Span) -> tuple[Terms, ...]:
        parts = rendered_parts(self.document, self.renderings, span, "en")
        return tuple(terms_of(words) for words in parts)


@dataclass(frozen=True, slots=True, eq=False)
class _Same:
    """Finds a passage again by its very document: one of another version is another object."""

    document: Document
    paragraph: Paragraph
    renderings: tuple[Rendering, ...]

    def __hash__(self) -> int:
        return hash((id(self.document), self.paragraph.n))

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Same)
            and other.document is self.document
            and other.paragraph.n == self.paragraph.n
            and other.renderings == self.renderings
        )


@lru_cache(maxsize=_KEPT)
def _passage(same: _Same) -> Passage:
    return Passage(same.document, same.paragraph, same.renderings)


def passage_of(item: Evidence) -> Passage:
    """The paragraph of a piece of evidence, taken apart."""
    return _passage(_Same(item.document, item.paragraph, item.renderings))


def terms_of(text: str) -> Terms:
    """The search terms of a text as a set; equal terms of all texts are one string, which takes less room."""
    return frozenset(map(intern, search_terms(text)))


def terms_in(pieces: Iterable[Terms]) -> Terms:
    """The terms of all pieces."""
    return frozenset().union(*pieces)
