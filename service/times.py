"""Does a passage speak of the time that was asked about: last year's result, or this year's target?

A report of 2025 says what was reached in 2024 and what 2025 is to bring, often in the same words; only the heading
above tells which. Read from headings, years and a few words of the question; pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from index.naming import OUTCOME, REPORT_OF, asks_target, years_in, years_meant
from index.text import search_form
from index.types import Document, Paragraph
from service.asked import Asked

_form = lru_cache(maxsize=4096)(search_form)
"""`search_form`, remembered: the headings over a passage are looked at for every question that finds it."""
_PLANNED = re.compile(r"目标|计划|任务|安排|重点工作|规划|奋力|建议|\bplan\b|priorities|targets?")
_REVIEWED = re.compile(r"回顾|回眸|成绩|成就|总结|review|highlights|achievements")


_AIMED_AT = re.compile(
    r"(?:力争|争取|打算|希望|准备|预计)(?!的)|"
    r"(?<!\bthe )\b(?:aim|plan|hope|want|intend|expect|seek|strive|pledge|vow|promise)(?:s|d|ed|ned)? to\b"
)


def asks_outcome(question: str) -> bool:
    """True where a question asks what came about, not what was meant to: "hope to receive" is no receiving."""
    form = _form(question)
    return bool(OUTCOME.search(form)) and not _AIMED_AT.search(form)


@lru_cache(maxsize=4096)
def is_planned(headings: str) -> bool:
    """True where headings announce what is to be done, not what was."""
    form = _form(headings)
    return bool(_PLANNED.search(form)) and not _REVIEWED.search(form)


@lru_cache(maxsize=4096)
def is_reviewed(headings: str) -> bool:
    """True where headings announce a review."""
    return bool(_REVIEWED.search(_form(headings)))


@lru_cache(maxsize=4096)
def years_named(words: str) -> frozenset[int]:
    """The years of a text; of the plans and spans of years it names the last, by which what they bring is told."""
    return years_meant(_form(words))


def years_asked(question: str) -> frozenset[int]:
    """The years a question asks about; the year of a report that it names is not one."""
    return years_named(REPORT_OF.sub("", _form(question)))


@dataclass(frozen=True, slots=True)
class Times:
    """The times that a question asks about, against the headings over one paragraph.

    Attributes:
        years: those asked about.
        other: True where the headings speak of another time.
    """

    years: frozenset[int]
    other: bool

    def is_other(self, words: str) -> bool:
        """True where a sentence of the paragraph speaks of another time: by its headings, unless it says the year."""
        return self.other and not self.years & years_named(words)


@dataclass(frozen=True, slots=True)
class TimesAsked:
    """The years a question asks about, and whether it wants an outcome, a target."""

    years: frozenset[int]
    outcome: bool
    target: bool

    @classmethod
    def of(cls, question: str) -> TimesAsked:
        """Reads a question."""
        return cls(years_asked(question), asks_outcome(question), asks_target(question))

    def over(self, document: Document, paragraph: Paragraph) -> Times:
        """The times asked about against the headings over a paragraph."""
        headings = " ".join(heading for heading in document.section_path(paragraph) if heading != document.title)
        return Times(self.years, self._is_other(headings, years_in(document.title)))

    def _is_other(self, headings: str, of_title: frozenset[int]) -> bool:
        """Of another year; of a review where a target is asked for; of a plan where a result is."""
        theirs = years_named(headings)
        if self.years and theirs:
            return not self.years & theirs
        wants_result = self.outcome or any(year + 1 in of_title for year in self.years)
        wants_target = self.target or bool(self.years & of_title)
        if wants_target == wants_result:
            return False
        return is_reviewed(headings) if wants_target else is_planned(headings)


def is_other_time(asked: Asked, document: Document, paragraph: Paragraph, words: str) -> bool:
    """True where the headings over a sentence (`words`) speak of another time than the question."""
    return TimesAsked.of(asked.text).over(document, paragraph).is_other(words)
