"""How many of a question's words stand in a piece of evidence, the telling ones counting most.

Used by the reader to choose among clauses and by the confidence to see what stayed unmatched. A question in one
language is matched with the words of the other through the glossary, and with a person's rendering clause by clause.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.naming import english_forms
from index.text import clauses, search_terms
from index.types import Lang, Rendering, Span
from index.widening import Word, own_words
from service.asked import Asked
from service.intent import Kind
from service.quantity import find, same
from service.types import Evidence

_COMPARING = frozenset("differ compar document both mention between".split())  # noqa: SIM905 — a table to read
_COMPARING |= frozenset("文件 报告 不同 差别 区别 一致 一样".split())  # noqa: SIM905
"""Words that ask for a comparison; they stand in no text that is compared."""
_ASKING = frozenset(("plan", "target", "aim", "goal"))
"""What 计划 and 目标 are in a Chinese question: words that ask, not words that an answer says."""


@dataclass(frozen=True, slots=True)
class Matcher:
    """Weighs a question's words by how few sentences of its evidence hold them."""

    zh: Mapping[Word, float]
    en: Mapping[Word, float]

    @classmethod
    def over(cls, asked: Asked, evidence: Sequence[Evidence]) -> Matcher:
        """Weights each term by its inverse sentence frequency in the evidence; a document's name tells nothing."""
        named = _ASKING.union(term for item in evidence for term in search_terms(item.document.title))
        named |= frozenset(term for item in evidence for term in search_terms(_title_in_english(item)))
        if asked.intent.kind is Kind.COMPARISON:
            named |= _COMPARING
        texts = [s.span.of(item.document.text) for item in evidence for s in item.paragraph.sentences]
        rendered = [r.text for item in evidence for r in item.renderings if r.lang == "en"]
        english = own_words(asked.text) if asked.lang == "en" else ()
        return cls(_rarity(asked.words, named, texts), _rarity(english, named, rendered))

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


def _title_in_english(item: Evidence) -> str:
    return item.title_rendering or " ".join(english_forms(item.document.title))


def _rarity(words: Iterable[Word], named: frozenset[str], texts: Sequence[str]) -> dict[Word, float]:
    """Inverse document frequency as BM25 has it (Robertson and Zaragoza, 2009), over sentences.

    Of the terms that may stand for a word only those are kept that stand anywhere in the texts.
    """
    holders: dict[str, set[int]] = defaultdict(set)
    for i, text in enumerate(texts):
        for term in search_terms(text):
            holders[term].add(i)
    weights: dict[Word, float] = {}
    for word in words:
        if any(term in named for term, _ in word):
            continue
        alive = tuple((term, sure) for term, sure in word if term in holders)
        n = len(set().union(*(holders[term] for term, _ in alive)))
        weights[alive or word[:1]] = math.log(1 + (len(texts) - n + 0.5) / (n + 0.5))
    return weights


def _share(weights: Mapping[Word, float], found: Collection[str]) -> float:
    whole = sum(weights.values())
    held = frozenset(found)
    said = sum(
        weight * max((sure for term, sure in word if term in held), default=0.0) for word, weight in weights.items()
    )
    return said / whole if whole else 0.0


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
    shared = [_overlap(part, place) for part in parts]
    enough = min(0.5, max(shared, default=0.0))
    return " ".join(part.of(rendering.text) for part, share in zip(parts, shared, strict=True) if share >= enough)


def _overlap(a: Span, b: Span) -> float:
    """What two ranges share, as a part of the shorter one."""
    return max(0, min(a.end, b.end) - max(a.start, b.start)) / max(1, min(a.end - a.start, b.end - b.start))
