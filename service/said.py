"""Words of an answer without what the question has said already: lead-ins, the subject, a clause that repeats it.

Between the words that a reading says and the answer. Nothing is put in; what is left still stands in the source.
"""

from __future__ import annotations

import re

from index.text import clauses, search_terms
from index.types import Lang, Span
from service.asked import Asked
from service.intent import Kind

_ANNOUNCES: dict[Lang, re.Pattern[str]] = {
    "zh": re.compile(r"^[^:：,，;；。]{0,24}(?:如下|主要是|主要有|包括|分别是|具体是)\s*[:：]\s*"),
    "en": re.compile(r"^[^:,;]{0,60}\b(?:as follows|the following|namely|are|include|is)\s*:\s*", re.IGNORECASE),
}
"""What only announces the answer: “主要是:”, "the main ones are as follows:"."""
_ASKS_HOW: dict[Lang, re.Pattern[str]] = {
    "zh": re.compile(r"怎样|怎么|如何|咋"),
    "en": re.compile(r"^\W*how\b|\bby what means\b", re.IGNORECASE),
}
_REPEATED: dict[Lang, float] = {"zh": 0.75, "en": 0.6}
"""Share of a first clause's words that stand in the question from which the clause only repeats it. English has words
between: "make … more efficient" says what the question asks how to do."""
_LEAST_LEFT: dict[Lang, int] = {"zh": 12, "en": 40}
"""Characters that are left of an answer at least."""
_ASKS_GOAL = re.compile(r"\bwhat (?:is|was|'s|are|were) the (?:goal|aim|target|objective)s?\b", re.IGNORECASE)
_WILL = re.compile(r"^(?P<subject>[^,;:]{3,100}?) (?:will|shall|should|is to|are to) (?P<rest>\w.+)$")
_OF_SUBJECT = 0.5
"""Share of a subject's words that stand in the question from which it need not be said again."""


def without_repeating(words: str, lang: Lang, asked: Asked) -> str:
    """A description without what the asker has said, or what only announces it.

    >>> from index.glossary import Glossary
    >>> from index.widening import BilingualWidening
    >>> from service.asked import asked
    >>> from service.types import Question
    >>> question = Question("How will project approvals be made faster?", "en")
    >>> said = "make project approvals faster, practice parallel approval and accept what is incomplete"
    >>> without_repeating(said, "en", asked(question, BilingualWidening(Glossary)))
    'practice parallel approval and accept what is incomplete'
    """
    if asked.intent.kind is not Kind.DESCRIPTIVE:
        return words
    words = _ANNOUNCES[lang].sub("", words)
    goal = _WILL.match(words) if lang == "en" and _ASKS_GOAL.search(asked.text) else None
    if goal and share_asked(goal["subject"], lang, asked) >= _OF_SUBJECT:
        return f"to {goal['rest']}"
    return _without_first(words, lang, asked) if _ASKS_HOW[asked.lang].search(asked.text) else words


def _without_first(words: str, lang: Lang, asked: Asked) -> str:
    parts = clauses(words, Span(0, len(words)))
    if len(parts) < 2 or lang != asked.lang:
        return words
    rest = words[parts[0].end :].strip(" ,，;；。")
    repeats = share_asked(parts[0].of(words), lang, asked) >= _REPEATED[lang]
    return rest if repeats and len(rest) >= _LEAST_LEFT[lang] else words


def share_asked(words: str, lang: Lang, asked: Asked) -> float:
    """Share of the words of a text in the question's language that stand in the question."""
    terms = frozenset(search_terms(words))
    own = asked.terms_en if lang == "en" else frozenset(search_terms(asked.text))
    return len(terms & own) / len(terms) if terms else 0.0


_ASKS_WHERE = re.compile(
    r"^\W*where\b|\bin (?:which|what) (?:[\w-]+ ){0,2}?(?:place|count|cit|town|district|zone)", re.IGNORECASE
)
_NAME = r"[A-Z][\w’'–-]*"
_IN_PLACE = re.compile(
    rf"\b(?P<how>in|at|from|between|along|near) "
    rf"(?P<where>(?:the )?{_NAME}(?:(?:,? and (?:the )?|, | of (?:the )?| ){_NAME})*)"
)


def place_only(words: str, asked: Asked) -> str:
    """The one place that an English clause puts things in, where the question asks where; else "".

    Places that the question itself names are none that it asks for.
    """
    if not _ASKS_WHERE.search(asked.text):
        return ""
    found = [match for match in _IN_PLACE.finditer(words) if share_asked(match["where"], "en", asked) < _OF_SUBJECT]
    return found[0].group() if len(found) == 1 else ""
