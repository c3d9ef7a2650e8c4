"""Does a passage speak of the time that was asked about: last year's result, or this year's target?

A report of 2025 says what was reached in 2024 and what 2025 is to bring, often in the same words; only the heading
above tells which. Read from headings, years and a few words of the question; pure.
"""

from __future__ import annotations

import re
from functools import lru_cache

from index.naming import OUTCOME, REPORT_OF, TARGET, years_in
from index.text import search_form
from index.types import Document, Paragraph
from service.asked import Asked

_form = lru_cache(maxsize=4096)(search_form)
"""`search_form`, remembered: a question and the headings over a passage are looked at once for every sentence."""
_PLANNED = re.compile(r"目标|计划|任务|安排|重点工作|规划|奋力|建议|\bplan\b|priorities|targets?")
_REVIEWED = re.compile(r"回顾|回眸|成绩|总结|review|highlights")


def asks_outcome(question: str) -> bool:
    """True where a question asks what came about."""
    return bool(OUTCOME.search(_form(question)))


def is_planned(headings: str) -> bool:
    """True where headings announce what is to be done, not what was."""
    form = _form(headings)
    return bool(_PLANNED.search(form)) and not _REVIEWED.search(form)


def is_reviewed(headings: str) -> bool:
    """True where headings announce a review."""
    return bool(_REVIEWED.search(_form(headings)))


def years_asked(asked: Asked) -> frozenset[int]:
    """The years a question asks about; the year of a report that it names is not one."""
    return years_in(REPORT_OF.sub("", _form(asked.text)))


def is_other_time(asked: Asked, document: Document, paragraph: Paragraph, words: str) -> bool:
    """True where the headings over a sentence (`words`) speak of another time than the question.

    Of another year; of a review where a target is asked for; of a plan where a result is.
    """
    headings = " ".join(heading for heading in document.section_path(paragraph) if heading != document.title)
    years, theirs = years_asked(asked), years_in(_form(headings))
    if years & years_in(_form(words)):
        return False
    if years and theirs:
        return not years & theirs
    wants_result = asks_outcome(asked.text) or any(year + 1 in years_in(document.title) for year in years)
    wants_target = bool(TARGET.search(_form(asked.text))) or bool(years & years_in(document.title))
    if wants_target == wants_result:
        return False
    return is_reviewed(headings) if wants_target else is_planned(headings)
