"""Readings → the words of an answer, in the asker's language. Nothing is said that a source does not say.

A figure is rendered by rule; names, lists and descriptions are the document's own words, or, for an asker of another
language, a person's rendering of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from index.text import clauses, search_terms
from index.types import Lang, Sentence, Span
from service.asked import Asked
from service.attribution import attributed
from service.citations import renderings_of, trimmed
from service.figure_words import only_counts, own_words, quantity_at, sentence_of, with_subject
from service.foreign import as_written
from service.intent import Kind
from service.listing import list_in, whole_list
from service.matching import Matcher
from service.quantity import Kind as Measure
from service.quantity import Quantity, find, render, same, to_value
from service.quantity.units import ZH
from service.reader import unit_score
from service.rendered import rendered_words
from service.said import place_only, without_repeating
from service.types import Evidence, Reading, Value
from service.wording import (
    BUDGET,
    CLAUSE_BUDGET,
    LONG_BUDGET,
    SHORT_BUDGET,
    bare,
    window,
    without_neighbours,
)

_TOPIC_SENTENCE = 24
"""Characters. A shorter sentence only names what the next ones say (“深化‘放管服’改革。”)."""
_ELABORATES = re.compile(r"^(?:主要是|主要有|一是|具体|包括|即|其中|分别是)")
_OWN_WORDS = 0.25
"""Share of the question's words under which a clause with a figure is about something else."""
_ALSO_RELEVANT = 0.75
"""Share of the best sentence's score from which the next one belongs to a description too."""
_RELEVANT_BY_WORDS = 0.5
_WORDS_TOO = 0.1
"""The same for a sentence that holds this share of the question's words: 文物 after 文物和文化遗产 goes on with it."""


_SURE_OF_WORDS = 0.4
"""Probability of the reader's words from which they alone are quoted to an asker of another language."""
_SURE_OF_LIST = 0.7
"""The same for a list, whose ends are easily missed: below it the whole clause is quoted."""
_SEVERAL = re.compile(
    r"分别|各[是为有]|多少.+多少|多多少|相差|哪个|\brespectively\b|\bwhich is (?:larger|higher|more|greater)\b", re.I
)
"""More than one figure is asked for: those beside the one found belong to the answer."""
_MIN_POINTS = 3
_POINTS = 1.5
"""Budgets that a sentence of that many points, set apart by semicolons, may fill; where they hold figures they are
indicators, of which one is asked for."""
_BUDGETS = {Kind.DESCRIPTIVE: LONG_BUDGET, Kind.ENTITY: SHORT_BUDGET, Kind.YES_NO: CLAUSE_BUDGET}


@dataclass(frozen=True, slots=True)
class Statement:
    """What one reading says: words in the asker's language, the source words they lean on, the figure in them.

    `is_figure` is True where the words are nothing but a figure.
    """

    words: str
    quote: Span
    quantity: Quantity | None = None
    is_figure: bool = False

    @property
    def value(self) -> Value | None:
        """The figure, where one answers."""
        return to_value(self.quantity) if self.quantity else None


@dataclass(frozen=True, slots=True)
class Composer:
    """Puts readings into words for one question."""

    asked: Asked
    matcher: Matcher
    gloss: Callable[[str], str] = lambda _: ""
    """What Chinese words may be in English, word for word."""

    def state(self, item: Evidence, reading: Reading) -> Statement:
        """What one reading says, as long as its kind of question wants it."""
        kind = self.asked.intent.kind
        if reading.figure is not None and kind in (Kind.NUMERIC, Kind.YES_NO):
            return self._figure(item, reading, reading.figure)
        if kind is Kind.COMPARISON:
            if reading.figure is not None and self.asked.lang == item.document.lang:
                return self._figure(item, reading, reading.figure)
            return self._clause(item, reading.span)
        if kind is Kind.DESCRIPTIVE:
            quote = self._description(item, reading)
        else:
            quote = self._sentence(item, reading, (_BUDGETS.get(kind, BUDGET))[item.document.lang])
        if self.asked.lang != item.document.lang and not renderings_of(item, quote, self.asked.lang):
            quote = self._fewest(item, reading) or quote
        return Statement(self._in_language(item, quote, reading.span), quote)

    def _fewest(self, item: Evidence, reading: Reading) -> Span | None:
        """The words that the trained reader is sure of: what cannot be rendered is kept short."""
        seen, kind = reading.seen, self.asked.intent.kind
        if seen is None or seen.sure < _SURE_OF_WORDS or kind in (Kind.DESCRIPTIVE, Kind.YES_NO):
            return None
        words = seen.words
        if only_counts(words.of(item.document.text), item.document.lang):  # it names nothing: its clause is told
            return trimmed(item.document.text, reading.span)
        if kind is Kind.LIST:
            words = whole_list(item.document.text, words, reading.span) if seen.sure >= _SURE_OF_LIST else reading.span
        return trimmed(item.document.text, words)

    def _as_written(self, text: str, quote: Span, found: Span, whole: bool = True) -> str:
        """The document's own words for an asker of another language."""
        inside = Span(max(0, found.start - quote.start), max(0, found.end - quote.start))
        return as_written(quote.of(text), inside, self.asked, self.gloss, whole)

    def _figure(self, item: Evidence, reading: Reading, figure: Span) -> Statement:
        text = item.document.text
        quote = trimmed(text, with_subject(item, reading.span, figure))
        quantity = quantity_at(item, reading.span, figure)
        if self.asked.lang == item.document.lang:
            return Statement(own_words(item, quote, reading.span, figure), quote, quantity)
        # The asker's own noun, where the unit is a bare classifier that leaves open what is counted.
        noun = self.asked.intent.counted if not quantity.unit_en else ""
        quantity = self._as_rendered(item, reading.span, quantity)
        return Statement(_capitalized(render(quantity, self.asked.lang, noun=noun)), quote, quantity)

    def _as_rendered(self, item: Evidence, span: Span, quantity: Quantity) -> Quantity:
        """The figure with the noun that a person's rendering counts by: 人次 are visits here and person-times there."""
        if quantity.kind is not Measure.COUNT or quantity.unit not in ZH:
            return quantity
        for words in rendered_words(item, span, self.asked.lang):
            for theirs in find(words, self.asked.lang):
                noun = words[theirs.figure.end : theirs.span.end].strip(" -")
                if same(theirs, quantity) and noun in ZH[quantity.unit].en:
                    return replace(quantity, unit_en=noun)
        return quantity

    def _clause(self, item: Evidence, span: Span) -> Statement:
        quote = trimmed(item.document.text, span)
        if self.asked.lang == item.document.lang:
            return Statement(quote.of(item.document.text), quote)
        figure = self._only_figure(item, span)
        words = figure or bare(" ".join(rendered_words(item, span, self.asked.lang)).strip("."))
        if not words:
            return Statement(self._as_written(item.document.text, quote, span, whole=False), quote)
        return Statement(words, quote, is_figure=bool(figure))

    def _only_figure(self, item: Evidence, span: Span) -> str:
        """The one figure of a clause, where it has just one that the question's words lead to; else ""."""
        words = span.of(item.document.text)
        plain = [
            (self.matcher.in_text(own.said, item.document.lang), own.quantity)
            for own in attributed(words, item.document.lang)
            if own.quantity.is_plain and not own.is_past
        ]
        if not plain:
            return ""
        quantity = max(plain, key=lambda choice: choice[0])[1]
        quantity = self._as_rendered(item, span, quantity)
        said = render(quantity, self.asked.lang)
        # The question has said what is counted; repeating it for each document only makes the difference hard to see.
        unit = search_terms(quantity.unit_en)
        named = bool(unit) and unit[-1] in self.asked.terms_en
        return said.removesuffix(f" {quantity.unit_en}") if named else said

    def _sentence(self, item: Evidence, reading: Reading, budget: int) -> Span:
        """As much of the sentence around the reading as an answer holds."""
        sentence = sentence_of(item, reading.span).span
        words = sentence.of(item.document.text)
        found = Span(reading.span.start - sentence.start, reading.span.end - sentence.start)

        def worth(part: Span) -> float:
            return self.matcher.in_text(part.of(words), item.document.lang) + (2.0 if part.overlaps(found) else 0.0)

        best = window(words, worth, _room(words, budget))
        best = without_neighbours(
            words, best, lambda part: not part.overlaps(found) and self._is_other(part.of(words), item.document.lang)
        )
        return trimmed(item.document.text, Span(sentence.start + best.start, sentence.start + best.end))

    def _is_other(self, clause: str, lang: Lang) -> bool:
        """True for a clause with a figure of its own and next to none of the question's words: another indicator."""
        if _SEVERAL.search(self.asked.text):
            return False
        share = self.matcher.in_text(clause, lang)
        return share < _OWN_WORDS and any(quantity.is_plain for quantity in find(clause, lang))

    def _description(self, item: Evidence, reading: Reading) -> Span:
        """The sentence of the reading, and the next ones while they go on with the same and fit."""
        sentences = item.paragraph.sentences
        at = next(i for i, s in enumerate(sentences) if s.span.end > reading.span.start)
        following = sentences[at + 1].span.of(item.document.text) if at + 1 < len(sentences) else ""
        if _ELABORATES.match(following):  # the sentence found only announces it
            at += 1
        best = _best_score(item, sentences[at])
        is_indicator = any(q.is_plain for q in find(sentences[at].span.of(item.document.text), item.document.lang))
        end = sentences[at].span.end
        for before, sentence in zip(sentences[at:], sentences[at + 1 :], strict=False):
            introduces = before.span.end - before.span.start <= _TOPIC_SENTENCE or len(before.clauses) == 1
            relevant = self._goes_on(item, sentence, best, is_indicator)
            too_long = self._is_too_long(item, Span(sentences[at].span.start, sentence.span.end))
            if too_long or not (introduces or relevant):
                break
            end = sentence.span.end
        if end == sentences[at].span.end > reading.span.start >= sentences[at].span.start:
            return self._sentence(item, reading, LONG_BUDGET[item.document.lang])
        return trimmed(item.document.text, Span(sentences[at].span.start, end))

    def _is_too_long(self, item: Evidence, span: Span) -> bool:
        """True for what does not fit into an answer: itself, or what renders it."""
        rendered = sum(len(r.text) + 1 for r in renderings_of(item, span, self.asked.lang))
        own = span.end - span.start
        return own > LONG_BUDGET[item.document.lang] or rendered > LONG_BUDGET[self.asked.lang]

    def _goes_on(self, item: Evidence, sentence: Sentence, best: float, is_indicator: bool) -> bool:
        """True where a sentence still speaks of what is asked: by what it means, less of it with the asker's words."""
        score = _best_score(item, sentence)
        by_words = not is_indicator and self.matcher.in_span(item, sentence.span) >= _WORDS_TOO
        return score >= (_RELEVANT_BY_WORDS if by_words else _ALSO_RELEVANT) * best

    def _in_language(self, item: Evidence, quote: Span, found: Span) -> str:
        text = item.document.text
        if self.asked.lang == item.document.lang:
            return without_repeating(quote.of(text), self.asked.lang, self.asked)
        human = renderings_of(item, quote, self.asked.lang)
        if not human:
            return self._as_written(text, quote, found)
        words = " ".join(r.text for r in human)
        if self.asked.intent.kind is Kind.LIST:
            listed = list_in(words, self.asked, self.matcher)
            if listed:
                return _capitalized(listed)
        place = place_only(" ".join(rendered_words(item, found, self.asked.lang)), self.asked)
        if place:
            return _capitalized(place)
        budgets = _BUDGETS.get(self.asked.intent.kind, BUDGET)
        return _capitalized(self._part(item, words, found, budgets[self.asked.lang]))

    def _part(self, item: Evidence, words: str, found: Span, budget: int) -> str:
        """As much of a rendering as an answer holds, around the clause that renders `found`."""
        near = " ".join(rendered_words(item, found, self.asked.lang))

        def worth(part: Span) -> float:
            clause = part.of(words)
            return self.matcher.in_text(clause, self.asked.lang) + (1.0 if clause.strip(" ,;.") in near else 0.0)

        part = window(words, worth, _room(words, budget))
        anchor = max(clauses(words, part), key=worth, default=part)
        part = without_neighbours(
            words, part, lambda other: other != anchor and self._is_other(other.of(words), self.asked.lang)
        )
        return without_repeating(bare(part.of(words)), self.asked.lang, self.asked)


def _room(words: str, budget: int) -> int:
    """The budget, or more where a sentence lists points: one left out would be missed."""
    are_points = len(re.findall("[;；]", words)) >= _MIN_POINTS - 1 and not re.search(r"\d", words)
    return int(_POINTS * budget) if are_points else budget


def _best_score(item: Evidence, sentence: Sentence) -> float:
    return max(unit_score(item, clause) for clause in sentence.clauses)


def _capitalized(words: str) -> str:
    return words[:1].upper() + words[1:]
