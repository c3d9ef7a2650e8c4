"""Where a figure stands in its paragraph: the figure itself, its sentence, its subject, the words that belong to it.

Between a reading, which names spans, and the words of an answer.
"""

from __future__ import annotations

import re

from index.text import place_words, tagged_words, word_ends
from index.types import Lang, Sentence, Span
from service.attribution import attributed
from service.citations import trimmed
from service.quantity import Kind, Quantity, find
from service.quantity.units import ZH
from service.types import Evidence

_MIN_SUBJECT = 3
"""Characters before a figure under which a clause has no subject of its own (“其中80%以上”)."""
_FIRST_WORD = 4
"""Characters, mark included, of a word before an enumeration mark that is no thing of its own (“新建、”)."""
_COUNTED = 2
"""Characters of what is counted up to which a count with it names nothing more: 3个项目."""
_OF_NUMBER = ("m", "q", "mq")
"""Tags of numerals and classifiers: 几十家 is nothing else, 一汽 and 三峡 are names."""
_SUM = re.compile(r"(?:\d+|[两三四五六七八九十]+)大[一-鿿]{1,2}")
"""三大工程 sums up what it does not name."""


def sentence_of(item: Evidence, span: Span) -> Sentence:
    """The sentence of the paragraph that `span` begins in."""
    return next(s for s in item.paragraph.sentences if s.span.end > span.start)


def quantity_at(item: Evidence, clause: Span, figure: Span) -> Quantity:
    """The figure of `clause` whose words are `figure`."""
    words = clause.of(item.document.text)
    return next(q for q in find(words, item.document.lang) if clause.start + q.span.start == figure.start)


def with_subject(item: Evidence, clause: Span, figure: Span) -> Span:
    """The clause, with the one before it where it would begin with the bare figure."""
    if figure.start - clause.start >= _MIN_SUBJECT:
        return clause
    parts = sentence_of(item, clause).clauses
    at = next((i for i, part in enumerate(parts) if part == clause), 0)
    return Span(parts[at - 1].start, clause.end) if at > 0 else clause


def own_words(item: Evidence, quote: Span, clause: Span, figure: Span) -> str:
    """The words that belong to the figure; the whole quote where they would not stand alone."""
    text = item.document.text
    for own in attributed(clause.of(text), item.document.lang):
        shown = own.shown
        begins = clause.start + own.quantity.span.start == figure.start
        if begins and own.quantity.span.start - shown.start >= _MIN_SUBJECT:
            # “新建、转化配售型住房7500套”: a first word so short is part of the same
            start = shown.start if shown.start > _FIRST_WORD else 0
            return trimmed(text, Span(clause.start + start, clause.start + shown.end)).of(text)
    return quote.of(text)


def only_counts(words: str, lang: Lang) -> bool:
    """True for words that tell how many, how much or when, and name nothing: 30年, 一节, "36 million visits".

    A designation is a name, though a number stands in it: 4号线, 第5届, 301医院, 三峡, "Line 4".

    >>> [only_counts(words, "zh") for words in ("30年", "一节", "4号线", "第5届", "301医院", "三峡")]
    [True, True, False, False, False, False]
    """
    words = words.strip()
    if lang == "zh" and _SUM.fullmatch(words):
        return True
    first = next(iter(find(words, lang)), None)
    if first is None or first.span.start or first.kind is Kind.ORDINAL:
        return lang == "zh" and words[-1:] in ZH and all(tag in _OF_NUMBER for _, tag in tagged_words(words))
    if first.span.end == len(words):
        return lang == "en" or not place_words(words)  # 四环
    counted = lang == "zh" and first.is_plain and bool(first.unit) and first.span.end in word_ends(words)
    return counted and len(words) - first.span.end <= _COUNTED
