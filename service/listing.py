"""The list that answers, taken out of the words around it.

Between the words that a reading says and the answer, where a list is asked for.
"""

from __future__ import annotations

import re

from index.text import search_terms
from index.types import Span
from service.asked import Asked
from service.enumeration import Enumeration, enumerations, has_lead, items_per_word
from service.matching import Matcher

_LEAD = 80
"""Characters before a list in which its lead stands."""


def list_in(words: str, asked: Asked, matcher: Matcher) -> str:
    """The enumeration of words in the asker's language that answers, without what the question says of it itself.

    It is the one that stands out: of the number asked for, next to the question's words; "" where none does.
    """
    wanted = asked.intent.n

    def fit(listed: Enumeration) -> tuple[bool, float, int]:
        about = matcher.in_text(words[max(0, listed.span.start - _LEAD) : listed.span.end], asked.lang)
        listlike = items_per_word(words, listed) + 0.5 * has_lead(words, listed)
        return listed.n == wanted, round(about + listlike, 2), listed.span.end - listed.span.start

    whole = (e for e in enumerations(words, asked.lang) if not e.span.of(words).endswith(" such"))
    best = max(whole, key=fit, default=None)  # one that ends in "such" is cut where its examples begin
    if best is None or (wanted and best.n != wanted):
        return ""
    return _items_only(best.span.of(words), asked).strip(" ,;.")


def _items_only(listed: str, asked: Asked) -> str:
    """The list without what the question itself says of it: "airports at A, B and C" → "A, B and C"."""
    asked_words = [m.end() for m in re.finditer(r"[\w-]+", listed) if set(search_terms(m.group())) & asked.terms_en]
    start = max((end for end in asked_words if end < listed.rfind(" and ")), default=0)
    rest = re.sub(r"^\s*(?:(?:at|in|of|for|on|from|to|such as|namely)\b)?\s*", "", listed[start:]) if start else listed
    return rest if re.search(r",|\band\b", rest) and not rest.startswith((",", "and ")) else listed


def whole_list(text: str, words: Span, clause: Span) -> Span:
    """The words with what is listed beside them: of 、华熙生物 the things before the mark too."""
    start, end = words
    if text[start - 1 : start] == "、":
        start = clause.start
    if text[end : end + 1] == "、":
        end = clause.end
    return Span(max(start, clause.start), min(end, clause.end)) if (start, end) != words else words
