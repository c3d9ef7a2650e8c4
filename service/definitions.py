"""What explains a term: an entry of a paper's notes, or a sentence that says what the quoted words stand for.

A work report uses “三通一码” in its text and explains it in its notes; whoever asks what it means wants the note.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from index.text import search_form

_ASKS_MEANING = re.compile(
    r"(?:是指|指的是|指)(?:什么|哪|啥)|(?:具体|分别|各|都)?是(?:什么|啥)|(?:具体|分别|各|都)是哪|包括哪|是什么意思|"
    r"[”\"’」][^,。;]{0,6}是哪(?!一?[位名家个年])|"
    r"\bwhat (?:does|do) .* (?:mean|stand for|refer|involve)|\bmakes? up\b|\bwhat (?:is|are) (?:the|a) [\"“‘]"
)
_NAMES_NOTES = re.compile(r"名词解释|注释|释义|术语表|\bglossary\b|\bnotes (?:in|to|of|at)\b")
_TERM = re.compile(r"[“\"‘「]([^”\"’」]{2,20})[”\"’」]")
_NOTE = re.compile(r"\s*(?:\d{1,3}|\(\d{1,3}\)|\[\d{1,3}\])(?:[.、:](?!\d)|(?=[“\"]))\s*[^,。;:]{2,40}:\s*\S")
_DEFINES = r"[”\"’」]?[^,。;]{0,6}(?:是指|指的是|指|即|就是|包括|为|:|——|\()"
_LISTED_BEFORE = r"(?:(?:[^、,。;]+、)+|[^,。;]{2,}(?:和|与|以及))[^、,。;“\"‘「]+[“\"‘「]?"
"""东湖、西湖、南湖“三湖”, 土地审批和信贷投放“两个闸门”: the things that the term sums up, right before it."""
_SAID_BEFORE = r"(?:这|此|即|就)是?[^,。;]{0,12}[“\"‘「]?"
"""不得占用耕地,这是不可逾越的“红线”."""


@lru_cache(maxsize=8192)
def is_note(paragraph: str) -> bool:
    """True for an entry of a paper's notes: 12.“三通一码”:……

    >>> is_note("24.“小学期”制度：每学期开学前7天")
    True
    """
    return bool(_NOTE.match(search_form(paragraph)))


@dataclass(frozen=True, slots=True)
class MeaningAsked:
    """What a question wants explained.

    Attributes:
        term: the words it quotes, as they are compared; "" where it quotes none, or asks for something else.
        from_notes: it asks for an entry of the notes, by name or by asking what a quoted term means.
    """

    term: str
    from_notes: bool

    @classmethod
    def of(cls, question: str) -> MeaningAsked:
        """Reads a question."""
        form = search_form(question)
        found = _TERM.search(question) if _ASKS_MEANING.search(form) else None
        return cls(search_form(found.group(1)) if found else "", bool(_NAMES_NOTES.search(form) or found))

    def is_explained(self, sentence: str) -> bool | None:
        """Whether a sentence says what the term stands for; None where it does not hold it, or none is asked for."""
        if not self.term:
            return None
        said, name = search_form(sentence), re.escape(self.term)
        if not re.search(name, said):
            return None
        return any(re.search(shape, said) for shape in (name + _DEFINES, _LISTED_BEFORE + name, _SAID_BEFORE + name))
