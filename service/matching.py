"""How many of a question's words stand in a piece of evidence, the telling ones counting most.

Used by the reader to choose among clauses and by the confidence to see what stayed unmatched. A question in one
language is matched with the words of the other through the glossary, and with a person's rendering clause by clause.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.text import clauses, search_terms
from index.types import Lang, Rendering, Span
from service.asked import Asked
from service.intent import Kind
from service.quantity import find, same
from service.types import Evidence

_COMPARING = frozenset(
    ("differ", "compar", "document", "both", "mention", "文件", "报告", "不同", "差别", "区别", "一致", "一样")
)
"""Words that ask for a comparison; they stand in no text that is compared."""


@dataclass(frozen=True, slots=True)
class Matcher:
    """Weighs a question's terms by how few sentences of its evidence hold them."""

    zh: Mapping[str, float]
    en: Mapping[str, float]

    @classmethod
    def over(cls, asked: Asked, evidence: Sequence[Evidence]) -> Matcher:
        """Weights each term by its inverse sentence frequency in the evidence; a document's name tells nothing."""
        named = frozenset(term for item in evidence for term in search_terms(item.document.title))
        named |= frozenset(term for item in evidence for term in search_terms(item.title_rendering))
        if asked.intent.kind is Kind.COMPARISON:
            named |= _COMPARING
        texts = [s.span.of(item.document.text) for item in evidence for s in item.paragraph.sentences]
        rendered = [r.text for item in evidence for r in item.renderings if r.lang == "en"]
        return cls(_rarity(asked.terms_zh - named, texts), _rarity(asked.terms_en - named, rendered))

    def in_text(self, text: str) -> float:
        """Share of the question's words, by weight, that stand in a text of the documents' language."""
        return _share(self.zh, search_terms(text))

    def in_rendering(self, text: str) -> float:
        """The same for a text in English."""
        return _share(self.en, search_terms(text))

    def in_span(self, item: Evidence, span: Span) -> float:
        """The better of both, for words of the evidence and what renders them."""
        own = self.in_text(span.of(item.document.text))
        return max([own, *(self.in_rendering(words) for words in rendered_words(item, span, "en"))])


def _rarity(terms: Iterable[str], texts: Sequence[str]) -> dict[str, float]:
    """Inverse document frequency as BM25 has it (Robertson and Zaragoza, 2009), over sentences."""
    frequency = Counter(term for text in texts for term in set(search_terms(text)))
    n = len(texts)
    return {term: math.log(1 + (n - frequency[term] + 0.5) / (frequency[term] + 0.5)) for term in terms}


def _share(weights: Mapping[str, float], found: Collection[str]) -> float:
    whole = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in found) / whole if whole else 0.0


def rendered_words(item: Evidence, span: Span, lang: Lang) -> tuple[str, ...]:
    """The part of each rendering of `span`'s sentence that renders `span` itself.

    Of a rendering's clauses those that share a figure with `span` do; where there is no figure, those at its place.
    """
    return tuple(
        _part(item, rendering, span)
        for rendering in item.renderings
        if rendering.lang == lang and rendering.source.overlaps(span)
    )


_AND = re.compile(r"\s+and\s+")


figures_of = lru_cache(maxsize=4096)(find)
"""`find`, remembered: the clauses of a paragraph are looked at once for every word and figure that may answer."""


@lru_cache(maxsize=1024)
def _fine_parts(text: str) -> tuple[str, ...]:
    """The clauses of a rendering, cut at "and" too: "30 leading scientists and 20 teams" are two things."""
    parts = clauses(text, Span(0, len(text)))
    return tuple(piece for part in parts for piece in _AND.split(part.of(text)))


def _part(item: Evidence, rendering: Rendering, span: Span) -> str:
    if span.covers(rendering.source):
        return rendering.text
    parts = clauses(rendering.text, Span(0, len(rendering.text)))
    figures = [q for q in figures_of(span.of(item.document.text), item.document.lang) if q.is_plain]
    if figures:
        for words in _fine_parts(rendering.text):
            if any(same(mine, theirs) for mine in figures for theirs in figures_of(words, rendering.lang)):
                return words
    size = max(1, rendering.source.end - rendering.source.start)
    scale = len(rendering.text) / size
    place = Span(
        int((span.start - rendering.source.start) * scale), int((span.end - rendering.source.start) * scale) + 1
    )
    return " ".join(part.of(rendering.text) for part in parts if part.overlaps(place))
