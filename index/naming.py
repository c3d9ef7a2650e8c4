"""Which documents a question names: by words of their titles, in either language, and by years.

Look-alike documents (thirty provinces' reports of one year, one province's of two) say the same sentence with other
figures; only the title tells them apart. A title's words count by how few titles hold them, so that 湖南 tells and
政府工作报告 does not.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise

from pypinyin import lazy_pinyin

from index.protocols import DocumentInfo
from index.text import han_words, search_form

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
TARGET = re.compile(
    r"目标|力争|预期|计划|打算|要|将|拟|争取|安排|"
    r"\b(?:targets?|aim\w*|plan\w*|goals?|want\w*|intend\w*|will|to be|going to|expect\w*|hope\w*|seek|set out)\b"
)


REPORT_OF = re.compile(
    r"(?P<zh>(?:19|20)\d\d)年(?:\w{0,10})?(?:报告|文件|规划|计划)|"
    r"\b(?P<en>(?:19|20)\d\d)(?:'s)? (?:\w+ ){0,3}?report"
)
_UNDATED = 0.5
"""Share of what a year tells that a title without a year gets: it may be about that year, a title that bears it is."""


def years_in(text: str) -> frozenset[int]:
    """The four-digit years of a text.

    >>> sorted(years_in("2024年回顾，2025年安排"))
    [2024, 2025]
    """
    return frozenset(int(year) for year in _YEAR.findall(text))


@cache
def _exonyms() -> Mapping[str, tuple[str, ...]]:
    """Chinese place name → its English forms, lower case, where they are not its pinyin."""
    lines = files("index").joinpath("exonyms.tsv").read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {zh: tuple(form.lower() for form in en.split("|")) for zh, en in pairs}


def english_forms(title: str) -> frozenset[str]:
    """How the words of a Chinese title may be written in English: exonyms, else pinyin in one word.

    >>> sorted(english_forms("湖南省"))
    ['hunan', 'hunansheng']
    """
    forms: set[str] = set()
    for term in han_words(title):
        known = [forms_ for zh, forms_ in _exonyms().items() if zh in term]
        forms.update(form for forms_ in known for form in forms_)
        if not known:
            forms.add("".join(lazy_pinyin(term)))
    return frozenset(forms)


@dataclass(frozen=True, slots=True)
class Title:
    """What a document can be named by."""

    document_id: str
    terms: frozenset[str]
    forms: frozenset[str]
    years: frozenset[int]


@dataclass(frozen=True, slots=True)
class Titles:
    """The titles of a knowledge base, with how telling each of their words is."""

    titles: tuple[Title, ...]
    rarity: Mapping[str, float]

    @classmethod
    def of(cls, documents: Sequence[DocumentInfo]) -> Titles:
        """Reads the titles and file names of all documents."""
        titles = tuple(_title(document) for document in documents)
        frequency = Counter(word for title in titles for word in title.terms | title.forms)
        n = len(titles)
        return cls(titles, {word: math.log(n / count) for word, count in frequency.items()} if n > 1 else {})

    def named_by(self, question: str) -> Mapping[str, float]:
        """How much of each title a question says, 0..1, by weight; only documents that it names at all.

        A named year counts where a word does: a report of 2025 tells what was reached in 2024 and what is aimed at in
        2025, so a question about a result of 2025 prefers the report of 2026.
        """
        words = self._words(question)
        years = years_in(question)
        dated = self._year_rarity(years) if years else 0.0
        strengths = {}
        for title in self.titles:
            said = max(self._weight(title.terms & words), self._weight(title.forms & words))
            year = dated if title.years else _UNDATED * dated
            # A title without Chinese words that tell it apart is its Latin ones.
            whole = (self._weight(title.terms) or self._weight(title.forms)) + dated
            if said + year > 0:
                strengths[title.document_id] = min(1.0, (said + year) / whole) * _year_fit(title.years, years, question)
        return strengths

    def _weight(self, words: Iterable[str]) -> float:
        return sum(self.rarity.get(word, 0.0) for word in words)

    def _year_rarity(self, years: frozenset[int]) -> float:
        """What a named year tells: nothing where no title bears it; titles without a year are as good as a match."""
        fitting = sum(not title.years or bool(title.years & years) for title in self.titles)
        borne = any(title.years & years for title in self.titles)
        return math.log(len(self.titles) / fitting) if borne and fitting else 0.0

    def _words(self, question: str) -> frozenset[str]:
        tokens = re.findall(r"[a-z]+", search_form(question))
        pairs = (f"{a} {b}" for a, b in pairwise(tokens))
        return frozenset([*han_words(question), *tokens, *pairs])


@lru_cache(maxsize=4)
def titles_of(documents: tuple[DocumentInfo, ...]) -> Titles:
    """The titles of a snapshot's documents, read once for each snapshot."""
    return Titles.of(documents)


def _title(document: DocumentInfo) -> Title:
    name = f"{document.title} {document.source}"
    years = years_in(document.title) or years_in(document.source)
    latin = frozenset(re.findall(r"[a-z]{3,}", search_form(name)))
    return Title(document.id, frozenset(han_words(name)), english_forms(name) | latin, years)


def _year_fit(of_title: Iterable[int], asked: frozenset[int], question: str) -> float:
    """1.0 for the document that is about the asked year in the asked sense, less for its neighbour and other years."""
    title_years = set(of_title)
    if not asked or not title_years:
        return 1.0
    named = REPORT_OF.search(search_form(question))
    if named:
        return 1.0 if int(named["zh"] or named["en"]) in title_years else 0.3
    wants_target = bool(TARGET.search(search_form(question)))
    return max(_one_year(year, wants_target, title_years) for year in asked)


def _one_year(year: int, wants_target: bool, title_years: set[int]) -> float:
    own, following = year in title_years, year + 1 in title_years
    if own if wants_target else following:
        return 1.0
    return 0.8 if own or following else 0.3
