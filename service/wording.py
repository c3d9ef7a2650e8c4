"""The sentences that the service itself says, in both languages, and how much of a source fits into an answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from index.text import clauses
from index.types import Lang, Span
from service.types import RefusalReason

BUDGET: dict[Lang, int] = {"zh": 84, "en": 280}
"""Characters of an answer that is quoted or taken from a rendering: what can be read aloud in one breath or two."""
SHORT_BUDGET: dict[Lang, int] = {"zh": 60, "en": 200}
"""The same where one name is asked for."""
CLAUSE_BUDGET: dict[Lang, int] = {"zh": 40, "en": 140}
"""The same where yes or no is asked for, and the words only say why."""
LONG_BUDGET: dict[Lang, int] = {"zh": 150, "en": 420}
"""The same where a description is asked for."""

REFUSALS: dict[Lang, dict[RefusalReason, str]] = {
    "zh": {
        RefusalReason.NOT_FOUND: "这些文件里没有这个问题的答案。",
        RefusalReason.AMBIGUOUS: "这个问题可以有几种理解，请说得更具体些，例如指明年份、地区或文件。",
        RefusalReason.OUT_OF_SCOPE: "这个问题与这些文件无关。",
        RefusalReason.EMPTY: "请输入一个问题。",
    },
    "en": {
        RefusalReason.NOT_FOUND: "These documents do not answer this question.",
        RefusalReason.AMBIGUOUS: "This can be read in several ways; please name the year, the place or the document.",
        RefusalReason.OUT_OF_SCOPE: "This question is not about these documents.",
        RefusalReason.EMPTY: "Please ask a question.",
    },
}
NEAREST: dict[Lang, str] = {
    "zh": "最接近的内容是：“{quote}”（《{title}》）。",
    "en": "The nearest they say: “{quote}” ({title}).",
}
SEE_ALSO: dict[Lang, str] = {"zh": "也可能相关：", "en": "These may answer it too:"}
AS_WRITTEN: dict[Lang, str] = {
    "zh": "文件原文是英文：“{quote}”",
    "en": "There is no English rendering of this passage; it says, in Chinese: “{quote}”",
}
"""By the asker's language, where no rendering stands between it and the document's."""
MAY_BE = "Word for word it may be: {gloss}. The document itself says in Chinese “{quote}”"
MAY_BE_ONLY = "Word for word it may be, from the Chinese: {gloss}"
IN_CHINESE = "{name} (in Chinese: {quote})"
WORD_FOR_WORD = " (word for word: {gloss})"
YES_NO: dict[Lang, dict[bool, str]] = {"zh": {True: "是。", False: "否。"}, "en": {True: "Yes. ", False: "No. "}}
SAYS: dict[Lang, str] = {"zh": "《{title}》：{words}", "en": "{title} says {words}"}
BOTH_SAY: dict[Lang, str] = {"zh": "各文件说法相同：{words}", "en": "They agree: both say {words}"}
THEY_DIFFER: dict[Lang, str] = {"zh": "各文件说法不同：{words}", "en": "They differ: {words}"}
JOINED: dict[Lang, str] = {"zh": "；", "en": "; "}


_WE_WILL = re.compile(r"^(?:(?:and|or|but)\s+)?(?:we will\s+)?", re.IGNORECASE)


def bare(words: str) -> str:
    """An English rendering without what only joins it to the rest: "and", "we will", marks at its ends.

    >>> bare("We will add 2,250 preschool places;")
    'add 2,250 preschool places'
    """
    return _WE_WILL.sub("", words.strip(" ,;")).strip(" ,;")


def window(text: str, worth: Callable[[Span], float], budget: int) -> Span:
    """The part of a sentence worth most that fits the budget: the whole, or consecutive clauses around the best one.

    Args:
        text: one sentence, or a few.
        worth: how much a clause is worth.
        budget: characters.
    """
    whole = Span(0, len(text))
    if len(text) <= budget:
        return whole
    parts = clauses(text, whole)
    best = max(range(len(parts)), key=lambda i: worth(parts[i]))
    first = last = best
    while True:
        goes_on = text[: parts[last].end].rstrip()[-1:] not in _NEW_POINT
        grown = _grown(parts, first, last, budget, worth, goes_on)
        if grown is None:
            return Span(parts[first].start, parts[last].end)
        first, last = grown


_NEW_POINT = ";；"
"""Marks that a list of points has between them."""


def without_neighbours(text: str, part: Span, is_other: Callable[[Span], bool]) -> Span:
    """`part` without the clauses at its ends that are about something else, such as the next indicator of a list."""
    parts = clauses(text, part)
    first, last = 0, len(parts) - 1
    while first < last and is_other(parts[first]):
        first += 1
    while last > first and is_other(parts[last]):
        last -= 1
    return Span(parts[first].start, parts[last].end) if parts else part


def _grown(
    parts: Sequence[Span], first: int, last: int, limit: int, worth: Callable[[Span], float], goes_on: bool
) -> tuple[int, int] | None:
    """One clause more, before or after, whichever is worth more; None where neither fits.

    What leads up to it and what makes a new point is said where it tells something of the question; what goes on
    with the same point, in any case.
    """
    choices = [(first - 1, last)] if first > 0 and worth(parts[first - 1]) > 0 else []
    choices += [(first, last + 1)] if last + 1 < len(parts) and (goes_on or worth(parts[last + 1]) > 0) else []
    fitting = [(a, b) for a, b in choices if parts[b].end - parts[a].start <= limit]
    return max(fitting, key=lambda ab: worth(parts[ab[0]] if ab[0] < first else parts[ab[1]]), default=None)
