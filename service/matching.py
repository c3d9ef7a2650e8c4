"""How many of a question's words stand in a piece of evidence, the telling ones counting most.

Used by the reader to choose among clauses and by the confidence to see what stayed unmatched. A question in one
language is matched with the words of the other through the glossary, and with a person's rendering clause by clause.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from index.naming import english_forms
from index.text import search_terms
from index.types import Lang, Span
from index.widening import Word
from service.asked import Asked
from service.intent import Kind
from service.passages import Terms, Words, passage_of, terms_of
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
        terms: the terms of `by_term`.
    """

    weights: tuple[float, ...]
    by_term: Mapping[str, tuple[tuple[int, float], ...]]
    terms: Terms
    _shares: dict[Terms, float] = field(default_factory=lambda: {frozenset(): 0.0})

    def share(self, found: Terms) -> float:
        """Share of the words, by weight, that stand among the terms `found`."""
        ours = self.terms & found
        known = self._shares.get(ours)
        if known is None:  # many clauses hold the same few of a question's words
            known = self._shares[ours] = self._share(ours)
        return known

    def _share(self, ours: Terms) -> float:
        sure: dict[int, float] = {}
        for term in ours:
            for word, how in self.by_term[term]:
                sure[word] = max(sure.get(word, 0.0), how)
        return sum(self.weights[word] * how for word, how in sure.items()) / sum(self.weights)


@dataclass(frozen=True, slots=True)
class Matcher:
    """Weighs a question's words by how few sentences of its evidence hold them."""

    zh: WeighedWords
    en: WeighedWords
    asks_description: bool = False

    @classmethod
    def over(cls, asked: Asked, evidence: Sequence[Evidence]) -> Matcher:
        """Weights each term by its inverse sentence frequency in the evidence; a document's name tells nothing."""
        titles = {title for item in evidence for title in (item.document.title, _title_in_english(item))}
        named = _ASKING.union(*map(search_terms, titles))
        if asked.intent.kind is Kind.COMPARISON:
            named |= _COMPARING
        found: dict[Lang, list[Terms]] = {"zh": [], "en": []}
        for item in evidence:
            passage = passage_of(item)
            found[item.document.lang].extend(passage.sentence_words(s).own for s in item.paragraph.sentences)
            found["en"].extend(passage.rendered_terms())
        focus = asked.focus
        return cls(
            _weighed(asked.words, named, found["zh"], focus),
            _weighed(asked.words_in_english, named, found["en"], focus),
            asked.intent.kind is Kind.DESCRIPTIVE,
        )

    def in_text(self, text: str, lang: Lang) -> float:
        """Share of the question's words, by weight, that stand in a text of a language."""
        return (self.zh if lang == "zh" else self.en).share(terms_of(text))

    def in_span(self, item: Evidence, span: Span) -> float:
        """The better of both, for words of the evidence and what renders them."""
        return self.in_words(passage_of(item).words(span), item.document.lang)

    def in_words(self, words: Words, lang: Lang) -> float:
        """The same for the words of a piece of a document in `lang`."""
        own = (self.zh if lang == "zh" else self.en).share(words.own)
        return max(own, *map(self.en.share, words.rendered)) if words.rendered else own


@lru_cache(maxsize=256)
def _english_title(title: str) -> str:
    return " ".join(english_forms(title))


def _title_in_english(item: Evidence) -> str:
    return item.title_rendering or _english_title(item.document.title)


def _weighed(
    words: Iterable[Word], named: frozenset[str], found: Sequence[Terms], focus: frozenset[str]
) -> WeighedWords:
    """Inverse document frequency as BM25 has it (Robertson and Zaragoza, 2009), over the terms of sentences.

    `focus` counts most.
    """
    kept = [word for word in words if not any(term in named for term, _ in word)]
    wanted = {term for word in kept for term, _ in word}
    holders: dict[str, set[int]] = defaultdict(set)
    for i, terms in enumerate(found):
        for term in wanted & terms:
            holders[term].add(i)
    weights = []
    by_term: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for i, word in enumerate(kept):
        n = len(set().union(*(holders.get(term, ()) for term, _ in word)))
        weights.append(math.log(1 + (len(found) - n + 0.5) / (n + 0.5)))
        for term, sure in word:
            by_term[term].append((i, sure))
    weights = _focused(weights, [any(term in focus for term, _ in word) for word in kept]) if focus else weights
    places = {term: tuple(places) for term, places in by_term.items()}
    return WeighedWords(tuple(weights), places, frozenset(places))


def _focused(weights: Sequence[float], in_focus: Sequence[bool]) -> list[float]:
    """The weights with those in focus raised to `_FOCUS` of their sum, where they have less."""
    theirs = sum(weight for weight, inside in zip(weights, in_focus, strict=True) if inside)
    rest = sum(weights) - theirs
    factor = max(1.0, _FOCUS / (1 - _FOCUS) * rest / theirs) if theirs else 1.0
    return [weight * factor if inside else weight for weight, inside in zip(weights, in_focus, strict=True)]
