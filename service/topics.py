"""The new topic that a follow-up names, and whether words speak of it or still of the one that it leaves behind.

After a question about 5G base stations, “那就业呢？” is not answered by their number, however alike the questions are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from index.dictionary import Dictionary
from index.everyday import officially
from index.statistics import notions_in
from index.text import han_words, search_terms, words_in_order
from index.types import Lang, Sentence, Span
from index.widening import BilingualWidening
from service.followup import Standing
from service.passages import Terms, Words, passage_of, terms_of
from service.quantity import find
from service.types import Evidence

_CODE = re.compile(r"(?=.*\d)(?=.*[a-z])[\w.-]+")
_MOST, _HALF = 0.6, 0.5
"""Share of a topic's words from which it is spoken of: both of two, two of three; 保险 alone is not 旅游保险. Half of
them in another language that nobody has rendered: a word may be said in many ways there."""

_MEASURES = frozenset("人数 数量 数目 总数 总量 规模 情况 方面 工作".split())  # noqa: SIM905 — a table to read
"""Words of a topic that a figure of it need not repeat: 就业人数 is told by 新增就业2.2万人."""
_GOES_ON: dict[Lang, int] = {"zh": 6, "en": 24}
"""Characters before its figure up to which a clause names nothing of its own: “比重达到”, "and its share rises to"."""


class _Word(NamedTuple):
    """One word of a topic: the terms any of which stands for it, and those of which some do only together."""

    any_of: Terms
    together: tuple[Terms, ...] = ()

    def stands_in(self, terms: Terms) -> bool:
        return not self.any_of.isdisjoint(terms) or any(some <= terms for some in self.together)


@dataclass(frozen=True, slots=True)
class Topic:
    """What a follow-up asks about.

    Attributes:
        said: as it says it.
        lang: the language it says it in.
        named: the search terms that may stand for it, in both languages.
        ways: the ways to say it, each in words.
        left: the search terms of the topic before, without what they share.
        is_beside: it is read as a part of the topic before: what answers speaks of both.
    """

    said: str
    lang: Lang
    named: Terms
    ways: tuple[tuple[_Word, ...], ...]
    left: Terms
    is_beside: bool = False

    @classmethod
    def of(cls, standing: Standing, lang: Lang, widening: BilingualWidening) -> Topic | None:
        """The topic of a follow-up; None where it names none."""
        subject = standing.subject
        if not subject:
            return None
        named = _terms(subject, lang, widening)
        left = _terms(standing.before, lang, widening) - _terms(standing.text, lang, widening) - named
        return cls(subject, lang, named, tuple(filter(None, _ways(subject, lang, widening))), left)

    def strays(self, item: Evidence, clause: Span, figure: Span | None) -> bool:
        """True where a clause, with the figure that is to answer, does not speak of the topic.

        A figure is told of what its own words name, else the clause, else the one before, where that goes on, or a
        heading: unless the clause names the topic that was left behind. Other words belong to their sentence.
        """
        passage, text, lang = passage_of(item), item.document.text, item.document.lang
        sentence = next(s for s in item.paragraph.sentences if s.span.end > clause.start)
        headings = " ".join(item.document.section_path(item.paragraph))
        whole = passage.sentence_words(sentence)
        if self._lacks_code(whole) or (self.is_beside and not (self._is_left(whole) or self._is_left(_of(headings)))):
            return True
        if figure is None:
            return not (
                self._is_named(whole, sentence.span.of(text), lang) or self._is_named(_of(headings), headings, lang)
            )
        words = passage.words(clause)
        if self._is_named(words, clause.of(text), lang):
            own = next((f.words for f in passage.figures(clause) if f.span == figure), words)
            return self._is_left(own) and self.named.isdisjoint(_all(own))
        if self._is_left(words):
            return True
        if figure.start - clause.start <= _GOES_ON[lang]:
            headings = f"{_subject_before(item, sentence, clause)} {headings}"
        return not self._is_named(_of(headings), headings, lang)

    def _is_named(self, words: Words, text: str, lang: Lang) -> bool:
        if self.said in text:
            return True
        terms = _all(words)
        least = _HALF if self.lang != lang and not words.rendered else _MOST
        return any(sum(word.stands_in(terms) for word in way) >= least * len(way) for way in self.ways)

    def _is_left(self, words: Words) -> bool:
        return not self.left.isdisjoint(_all(words))

    def _lacks_code(self, words: Words) -> bool:
        """True for 5G where 6G is asked for: there is no other word for a code."""
        codes = frozenset(term for term in search_terms(self.said) if _CODE.fullmatch(term))
        return not codes <= _all(words)


def _ways(subject: str, lang: Lang, widening: BilingualWidening) -> Iterator[tuple[_Word, ...]]:
    """The words of a topic as it says them, as papers do, and those that stand for them in the other language."""
    if lang == "en":
        yield tuple(_Word(frozenset((stem,))) for stem in dict.fromkeys(search_terms(subject)))
        groups = [frozenset(term for term, _ in group) for group in widening.words(subject, lang)]
        yield tuple(_widened(group) for group in groups if not _is_seam(group, widening.dictionary))
        return
    for form in dict.fromkeys((subject, officially(subject))):
        words = [word for word in words_in_order(form) if len(word) > 1 and terms_of(word)]
        telling = [word for word in words if word not in _MEASURES] or words
        yield tuple(_Word(terms_of(word)) for word in telling)
    if any(span == Span(0, len(subject)) for span, _ in notions_in(subject, lang)):  # GDP is 生产总值
        yield (_Word(frozenset(term for group in widening.words(subject, lang) for term, _ in group)),)


def _is_seam(terms: Terms, words: Dictionary | None) -> bool:
    """True for nothing but two characters where one word ends and the next begins: 业教 of 职业教育."""
    (term, *others) = terms
    return words is not None and not others and len(term) == 2 and not term.isascii() and not words.senses(term)


def _widened(terms: Terms) -> _Word:
    """An English word or phrase: what it may be in Chinese, 职业培训 by its words too, and its own stems together."""
    chinese = frozenset(term for term in terms if not term.isascii())
    parts = (frozenset(part for part in han_words(term) if part != term) for term in chinese)
    return _Word(chinese, tuple(filter(None, (*(p for p in parts if len(p) > 1), terms - chinese))))


def _terms(text: str, lang: Lang, widening: BilingualWidening) -> Terms:
    forms = (text,) if lang == "en" else (text, officially(text))
    words = (word for form in forms for word in widening.words(form, lang))
    return terms_of(text) | {term for word in words for term, _ in word}


def _of(text: str) -> Words:
    return Words(terms_of(text), ())


def _all(words: Words) -> Terms:
    return words.own.union(*words.rendered)


def _subject_before(item: Evidence, sentence: Sentence, clause: Span) -> str:
    """The clause before, where it holds no figure that it may say more of."""
    text, lang = item.document.text, item.document.lang
    before = max((c for c in sentence.clauses if c.end <= clause.start), default=None)
    words = before.of(text) if before else ""
    return "" if any(quantity.is_plain for quantity in find(words, lang)) else words
