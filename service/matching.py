"""How many of a question's words stand in a piece of evidence, the telling ones counting most.

Used by the reader to choose among clauses and by the confidence to see what stayed unmatched. A question in one
language is matched with the words of the other through the glossary, and with a person's rendering clause by clause.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from index.naming import english_forms
from index.text import clauses, search_terms
from index.types import Lang, Rendering, Span
from index.widening import Word, own_words
from service.asked import Asked
from service.intent import Kind
from service.quantity import Quantity, find, same
from service.types import Evidence

_COMPARING = frozenset("differ compar document both mention between".split())  # noqa: SIM905 — a table to read
_COMPARING |= frozenset("文件 报告 不同 差别 区别 一致 一样".split())  # noqa: SIM905
"""Words that ask for a comparison; they stand in no text that is compared."""
_ASKING = frozenset(("plan", "target", "aim", "goal"))
"""What 计划 and 目标 are in a Chinese question: words that ask, not words that an answer says."""


_FOCUS = 0.6
"""Share of all weight that the words of a follow-up's new subject have: the rest only says what is asked of it."""


@dataclass(frozen=True, slots=True)
class WeighedWords:
    """The words of a question, each with what it tells, findable by the terms that may stand for it.

    Attributes:
        weights: what each word tells.
        by_term: term → the words it may stand for, by their place in `weights`, each with how surely.
    """

    weights: tuple[float, ...] = ()
    by_term: Mapping[str, tuple[tuple[int, float], ...]] = field(default_factory=dict)

    def share(self, found: Iterable[str]) -> float:
        """Share of the words, by weight, that stand among the terms `found`."""
        sure: dict[int, float] = {}
        for term in self.by_term.keys() & frozenset(found):
            for word, how in self.by_term[term]:
                sure[word] = max(sure.get(word, 0.0), how)
        return sum(self.weights[word] * how for word, how in sure.items()) / sum(self.weights) if sure else 0.0


@dataclass(frozen=True, slots=True)
class Matcher:
    """Weighs a question's words by how few sentences of its evidence hold them."""

    zh: WeighedWords
    en: WeighedWords

    @classmethod
    def over(cls, asked: Asked, evidence: Sequence[Evidence]) -> Matcher:
        """Weights each term by its inverse sentence frequency in the evidence; a document's name tells nothing."""
        named = _ASKING.union(term for item in evidence for term in search_terms(item.document.title))
        named |= frozenset(term for item in evidence for term in search_terms(_title_in_english(item)))
        if asked.intent.kind is Kind.COMPARISON:
            named |= _COMPARING
        texts: dict[Lang, list[str]] = {"zh": [], "en": []}
        for item in evidence:
            texts[item.document.lang].extend(s.span.of(item.document.text) for s in item.paragraph.sentences)
            texts["en"].extend(r.text for r in item.renderings if r.lang == "en")
        own = own_words(asked.text)
        return cls(
            _weighed(asked.words, named, texts["zh"], asked.focus), _weighed(own, named, texts["en"], asked.focus)
        )

    def in_text(self, text: str, lang: Lang) -> float:
        """Share of the question's words, by weight, that stand in a text of a language."""
        return (self.zh if lang == "zh" else self.en).share(search_terms(text))

    def in_span(self, item: Evidence, span: Span) -> float:
        """The better of both, for words of the evidence and what renders them."""
        own = self.in_text(span.of(item.document.text), item.document.lang)
        return max([own, *(self.in_text(words, "en") for words in rendered_words(item, span, "en"))])


@lru_cache(maxsize=256)
def _english_title(title: str) -> str:
    return " ".join(english_forms(title))


def _title_in_english(item: Evidence) -> str:
    return item.title_rendering or _english_title(item.document.title)


def _weighed(words: Iterable[Word], named: frozenset[str], texts: Sequence[str], focus: frozenset[str]) -> WeighedWords:
    """Inverse document frequency as BM25 has it (Robertson and Zaragoza, 2009), over sentences; `focus` counts most."""
    kept = [word for word in words if not any(term in named for term, _ in word)]
    wanted = {term for word in kept for term, _ in word}
    holders: dict[str, set[int]] = defaultdict(set)
    for i, text in enumerate(texts):
        for term in wanted.intersection(search_terms(text)):
            holders[term].add(i)
    weights = []
    by_term: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for i, word in enumerate(kept):
        n = len(set().union(*(holders.get(term, ()) for term, _ in word)))
        weights.append(math.log(1 + (len(texts) - n + 0.5) / (n + 0.5)))
        for term, sure in word:
            by_term[term].append((i, sure))
    weights = _focused(weights, [any(term in focus for term, _ in word) for word in kept]) if focus else weights
    return WeighedWords(tuple(weights), {term: tuple(places) for term, places in by_term.items()})


def _focused(weights: Sequence[float], in_focus: Sequence[bool]) -> list[float]:
    """The weights with those in focus raised to `_FOCUS` of their sum, where they have less."""
    theirs = sum(weight for weight, inside in zip(weights, in_focus, strict=True) if inside)
    rest = sum(weights) - theirs
    factor = max(1.0, _FOCUS / (1 - _FOCUS) * rest / theirs) if theirs else 1.0
    return [weight * factor if inside else weight for weight, inside in zip(weights, in_focus, strict=True)]


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


@lru_cache(maxsize=4096)
def _parts(text: str) -> tuple[Span, ...]:
    """The clauses of a rendering."""
    return clauses(text, Span(0, len(text)))


@lru_cache(maxsize=1024)
def _fine_parts(text: str) -> tuple[str, ...]:
    """The clauses of a rendering, cut at "and" too: "30 leading scientists and 20 teams" are two things."""
    return tuple(piece for part in _parts(text) for piece in _AND.split(part.of(text)))


def _part(item: Evidence, rendering: Rendering, span: Span) -> str:
    if span.covers(rendering.source):
        return rendering.text
    parts = _parts(rendering.text)
    figures = [q for q in figures_of(span.of(item.document.text), item.document.lang) if q.is_plain]
    if figures:
        fitting = [
            words
            for words in _fine_parts(rendering.text)
            if any(same(mine, theirs) for mine in figures for theirs in figures_of(words, rendering.lang))
        ]
        if fitting:
            return fitting[_rank(item, rendering.source, span, figures) % len(fitting)]
    size = max(1, rendering.source.end - rendering.source.start)
    scale = len(rendering.text) / size
    place = Span(
        int((span.start - rendering.source.start) * scale), int((span.end - rendering.source.start) * scale) + 1
    )
    shared = [_overlap(part, place) for part in parts]
    enough = min(0.5, max(shared, default=0.0))
    return " ".join(part.of(rendering.text) for part, share in zip(parts, shared, strict=True) if share >= enough)


def _rank(item: Evidence, sentence: Span, span: Span, figures: Sequence[Quantity]) -> int:
    """How many clauses before `span` state a figure of `figures`: retail sales and investment both grow by 15%."""
    if span.start <= sentence.start:
        return 0
    before = Span(sentence.start, span.start).of(item.document.text)
    stated = figures_of(before, item.document.lang)
    return sum(any(same(mine, theirs) for mine in figures) for theirs in stated)


def _overlap(a: Span, b: Span) -> float:
    """What two ranges share, as a part of the shorter one."""
    return max(0, min(a.end, b.end) - max(a.start, b.start)) / max(1, min(a.end - a.start, b.end - b.start))
