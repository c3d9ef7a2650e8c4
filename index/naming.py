"""Which documents a question names: by words of their titles, in either language, and by years.

Look-alike documents (thirty provinces' reports of one year, one province's of two) say the same sentence with other
figures; only the title tells them apart. A title's words count by how few titles hold them, so that 湖南 tells and
政府工作报告 does not.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from pypinyin import Style, lazy_pinyin, pinyin

from index.dictionary import content_stems
from index.periods import periods_in, without_periods
from index.protocols import DocumentInfo
from index.tables import rows
from index.text import han_words, search_form

_YEAR = re.compile(
    r"(?<![\d.])(?<!more than )(?<!fewer than )(?<!less than )(?<!at least )(?<!at most )(?<!exceed )"
    r"(?:19|20)\d\d(?![\d%]|\.\d|\s?(?:[户套座台亩吨公千米元处头只辆万亿余蒸]|个(?!人)|人(?![口才大民])|项(?!目)|家(?!庭)))"
)
"""Four digits of these centuries, unless they count something (新建2000个, more than 2000 stations)."""
TARGET = re.compile(
    r"目标|力争|预期|计划|打算|(?<![重主需纪摘概])要(?![素点闻求])|将|拟|争取|安排|希望|确保|决心|"
    r"\b(?:targets?|aim\w*|(?<!year )plan(?:s|ned|ning)?|goals?|want\w*|intend\w*|will|going to|"
    r"expect(?:s|ed|ing|ations?)?|hope\w*|seek|sought|set(?! up)|strive\w*|"
    r"promis\w*|pledg\w*|vow\w*|determined|resolved? to|commit(?:s|ted|ting|ments?)?|line up|schedul(?:es|ed|ing)|"
    r"earmark\w*|propos\w*|to be|(?:is|are|was|were) (?:[\w'-]+ ){1,6}?to [a-z]+|"
    r"did (?:[\w'-]+ ){1,6}?(?:call|ask|agree|focus|choose|pick|select|name|list|single|stress|"
    r"guarantee|prioriti[sz]e|highlight|announce|identify|decide|promote|encourage|support|urge|require))(?!\w)"
)
"""Asks what is to be."""
OUTCOME = re.compile(
    r"实际|已经|完成情况|截至|年末|上年|去年|完成了|达到了|实现了|来了|创下|"
    r"\b(?:actual(?:ly)?|so far|ha[ds] been|have been|came|were (?:built|received|created)|by the end of|last year|"
    r"did (?:[\w'-]+ ){1,6}?(?:reach|achieve|rise|grow|climb|produce|harvest|handle|receive|complete))\b"
)
"""Asks what came about."""


_PAST = re.compile(r"\b(?:was|were|did|had)\b|[一-鿿]了(?!解)")


REPORT_OF = re.compile(
    r"(?P<zh>(?:19|20)\d\d)年(?:\w{0,10})?(?:报告|文件|规划|计划)(?!回顾(?:[)?。,，]|$))|"
    r"\b(?P<en>(?:19|20)\d\d)(?:'s)? (?:\w+ ){0,3}?report|\breported in (?:[a-z]+ )?(?P<at>(?:19|20)\d\d)"
)
_ENOUGH = 3.0
"""What has to be said of a title to name it: what a word tells that one title in twenty has."""
_ALONE = 1 / 9
"""What naming a title is worth that no other is like. It names a subject that other texts speak of as well; one of a
series names the only document that will do."""
_FEW = 12
"""Documents up to which whoever says a word of a title means the document: "according to the plan"."""
_ALIKE = 0.4
"""Share of the words of two titles that both have, where they are of one series: of 150 work reports 146 have such
another, of 744 paragraphs of an encyclopedia 13."""
_WELL_NAMED = 0.5
"""Share of what a title tells from which words name it in full: 国家 and 全面 are a seventh of a long title that alone
has them, and every question about the country says them."""
_LOOKED_AT = 200
"""Titles with a word that are looked at for one alike: where there are more, those of a series are among them."""
_NEIGHBOUR = 0.8
"""Fit of the report of the other year: it may speak of the same thing."""
_NEARLY = 0.85
"""The same where only the tense tells that a result is asked for: "which projects did it focus on in 2025?"."""
_UNDATED = 0.3
"""Share of what a year tells that a title without a year gets: it may be about that year, a title that bears it is."""


def years_in(text: str) -> frozenset[int]:
    """The four-digit years of a text.

    >>> sorted(years_in("2024年回顾，2025年安排"))
    [2024, 2025]
    """
    return frozenset(int(year) for year in _YEAR.findall(text))


def years_meant(question: str) -> frozenset[int]:
    """The years that a question is about; of a plan or a span of years the last, by which its results are told.

    >>> years_meant("“十四五”末有多少家？"), years_meant("How many were built over 2021–2025?")
    (frozenset({2025}), frozenset({2025}))
    """
    return years_in(without_periods(question)) | {period.last for period in periods_in(question)}


def asks_target(question: str) -> bool:
    """True where a question asks what is to be."""
    return bool(TARGET.search(search_form(question)))


def asks_result(question: str) -> bool:
    """True where a question asks what came about; of a plan or a span of years, where it asks for no target."""
    form = search_form(question)
    return bool(OUTCOME.search(form)) or (bool(periods_in(question)) and not asks_target(question))


@cache
def _exonyms() -> Mapping[str, tuple[str, ...]]:
    """Chinese place name → its English forms, lower case, where they are not its pinyin."""
    return {zh: tuple(form.lower() for form in en.split("|")) for zh, en in rows("exonyms.tsv")}


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


@lru_cache(maxsize=65_536)
def _readings(character: str) -> tuple[str, ...]:
    """How a character may sound, without tones; empty for what is no Chinese one."""
    (said,) = pinyin(character, style=Style.NORMAL, heteronym=True, errors=lambda _: [[""]]) or [[""]]
    return tuple(dict.fromkeys(spelled for form in said if form for spelled in (form, form.replace("v", "u"))))


@lru_cache(maxsize=4096)
def is_spoken(letters: str, text: str) -> bool:
    """True where a run of Chinese characters of a text may sound like `letters`: 长洲 as "changzhou", 天都 as "tiandu".

    A mark keeps two of them apart: "xi'an" is no 县.

    >>> is_spoken("fukang", "阜康市"), is_spoken("tiandu", "天都实验室"), is_spoken("hunan", "阜康市")
    (True, True, False)
    """
    reached: set[int] = set()
    for character in text:
        readings = _readings(character)
        starts = {at + letters.startswith("'", at) for at in (*reached, 0)}
        reached = {at + len(form) for at in starts for form in readings if letters.startswith(form, at)}
        if len(letters) in reached:
            return True
    return False


@dataclass(frozen=True, slots=True)
class Title:
    """What a document can be named by."""

    document_id: str
    terms: frozenset[str]
    forms: frozenset[str]
    years: frozenset[int]
    own: frozenset[str]
    """Words by which a title is like another: the Chinese ones, or those of an English title, and years."""


@dataclass(frozen=True, slots=True)
class Titles:
    """The titles of a knowledge base, with how telling each of their words is, and where each stands.

    Attributes:
        titles: one a document.
        rarity: word or English form → what it tells.
        by_term: word → the titles that have it, by their place in `titles`.
        by_form: English form → the same.
        weights: what naming each title is worth: 1 for one of a series or of few, else _ALONE.
        by_years: the years of a title → the titles that have just these.
        whole: what all Chinese words of a title tell together, and all its English forms.
    """

    titles: tuple[Title, ...]
    rarity: Mapping[str, float]
    by_term: Mapping[str, tuple[int, ...]]
    by_form: Mapping[str, tuple[int, ...]]
    weights: tuple[float, ...]
    by_years: Mapping[frozenset[int], Sequence[int]]
    whole: tuple[tuple[float, float], ...]

    @classmethod
    def of(cls, documents: Sequence[DocumentInfo]) -> Titles:
        """Reads the titles and file names of all documents."""
        titles = tuple(_title(document) for document in documents)
        frequency = Counter(word for title in titles for word in title.terms | title.forms)
        n = len(titles)
        rarity = {word: math.log(n / count) for word, count in frequency.items()} if n > 1 else {}
        by_term, by_form = _places(t.terms for t in titles), _places(t.forms for t in titles)
        own = [title.own for title in titles]
        by_own = _places(own)
        weights = tuple(1.0 if n <= _FEW or _is_one_of_many(words, own, by_own) else _ALONE for words in own)
        by_years: dict[frozenset[int], list[int]] = defaultdict(list)
        for place, title in enumerate(titles):
            by_years[title.years].append(place)
        whole = tuple((_told(title.terms, rarity), _told(title.forms, rarity)) for title in titles)
        return cls(titles, rarity, by_term, by_form, weights, by_years, whole)

    def named_by(self, question: str) -> Mapping[str, float]:
        """How much a question names each document, 0..1; only documents that it names at all.

        1.0 is the best-named document, if what is said of it tells as much as a word that no other title has, and
        naming it is worth all that it can be (`weights`). A named year counts where a word does: a report of 2025
        tells what was reached in 2024 and what is aimed at in 2025, so a question about a result of 2025 prefers the
        report of 2026.
        """
        words = self._words(question)
        years = self._known(years_meant(question))
        dated = self._year_rarity(years) if years else 0.0
        by_term, by_form = self._weights(words, self.by_term), self._weights(words, self.by_form)
        asked = _YearsAsked.of(question, years)
        fit = {of_title: asked.fit(of_title) for of_title in self.by_years}
        # Titles of which the question has neither a word nor a year that tells are not even looked at.
        fitting = (places for of_title, places in self.by_years.items() if dated and fit[of_title])
        places = sorted({*by_term, *by_form}.union(*fitting))
        said = {
            place: self._told_of(place, by_term.get(place, 0.0), by_form.get(place, 0.0))
            + (dated if self.titles[place].years else _UNDATED * dated)
            for place in places
        }
        scale = max(_ENOUGH, math.log(max(1, len(self.titles))), *said.values())
        return {
            self.titles[place].document_id: weight / scale * fit[self.titles[place].years] * self.weights[place]
            for place, weight in said.items()
            if weight > 0
        }

    def _told_of(self, place: int, in_terms: float, in_forms: float) -> float:
        """What a question tells of a title by words or forms; the less, the less of the whole title that is."""
        told = max(in_terms, in_forms)
        if len(self.titles) <= _FEW or not told:
            return told
        of_terms, of_forms = self.whole[place]
        share = max(in_terms / of_terms if of_terms else 0.0, in_forms / of_forms if of_forms else 0.0)
        return told * min(1.0, share / _WELL_NAMED)

    def _weights(self, words: Iterable[str], places: Mapping[str, tuple[int, ...]]) -> Mapping[int, float]:
        """What the words of a question tell of each title that has any of them; of 第一次 and 第一, the longer."""
        weights: dict[int, float] = defaultdict(float)
        counted: dict[int, list[str]] = defaultdict(list)
        for word in sorted(words, key=lambda word: (-len(word), word)):
            tells = self.rarity.get(word, 0.0)
            for place in places.get(word, ()) if tells else ():
                if not any(word in longer for longer in counted[place]):
                    counted[place].append(word)
                    weights[place] += tells
        return weights

    def _known(self, years: frozenset[int]) -> frozenset[int]:
        """Those that a title may be about: a goal of 2030 stands in papers whose titles say nothing of that year."""
        of_titles: frozenset[int] = frozenset().union(*self.by_years)
        return frozenset(year for year in years if not of_titles.isdisjoint((year, year + 1)))

    def _year_rarity(self, years: frozenset[int]) -> float:
        """What a named year tells: nothing where no title bears it or the next."""
        bearing = years | {year + 1 for year in years}
        fitting = sum(len(places) for of_title, places in self.by_years.items() if not bearing.isdisjoint(of_title))
        return math.log(len(self.titles) / fitting) if fitting else 0.0

    def _words(self, question: str) -> frozenset[str]:
        tokens = re.findall(r"[a-z]+", search_form(question))
        pairs = (f"{a} {b}" for a, b in pairwise(tokens))
        return frozenset([*han_words(question), *tokens, *pairs])


def _title(document: DocumentInfo) -> Title:
    name = f"{document.title} {document.source}"
    years = years_in(document.title) or years_in(document.source)
    # "The Avengers" is not named by every question with an article in it.
    latin = frozenset(word for word in re.findall(r"[a-z]{3,}", search_form(name)) if content_stems(word))
    terms = frozenset(han_words(name))
    # A number of an archive, as a Latin file name often is one, likens no title to another.
    own = terms or frozenset(re.findall(r"[a-z]{3,}", search_form(document.title)))
    own |= {str(year) for year in years}
    return Title(document.id, terms, english_forms(name) | latin, years, own)


def _told(words: frozenset[str], rarity: Mapping[str, float]) -> float:
    """What all of them tell together; of 第一次 and 第一, the longer."""
    return sum(rarity.get(word, 0.0) for word in words if not any(word in other for other in words - {word}))


def _is_one_of_many(
    mine: frozenset[str], of_all: Sequence[frozenset[str]], places: Mapping[str, Sequence[int]]
) -> bool:
    """True where another title is like this one and yet another, the same apart from some words."""
    others = (of_all[place] for word in mine for place in places[word][:_LOOKED_AT])
    return any(_ALIKE <= len(mine & other) / len(mine | other) < 1 for other in others)


def _places(words: Iterable[frozenset[str]]) -> dict[str, tuple[int, ...]]:
    """Word → where it stands in `words`."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, here in enumerate(words):
        for word in here:
            places[word].append(place)
    return {word: tuple(found) for word, found in places.items()}


@dataclass(frozen=True, slots=True)
class _YearsAsked:
    """The years of a question, the year of a report that it names, and whether it wants a target, a result."""

    years: frozenset[int]
    report: int | None
    wants: tuple[bool, bool]
    in_past: bool

    @classmethod
    def of(cls, question: str, years: frozenset[int]) -> _YearsAsked:
        form = search_form(question)
        named = REPORT_OF.search(form)
        wants = asks_target(question), asks_result(question)
        return cls(
            years, int(named["zh"] or named["en"] or named["at"]) if named else None, wants, bool(_PAST.search(form))
        )

    def fit(self, title_years: frozenset[int]) -> float:
        """1.0 for the document that is about the asked year in the asked sense, less for its neighbour and others."""
        if not self.years or not title_years:
            return 1.0
        if self.report is not None:
            return float(self.report in title_years)
        return max(self._one_year(year, title_years) for year in self.years)

    def _one_year(self, year: int, title_years: frozenset[int]) -> float:
        """A question that tells neither target nor result fits both reports, the year's own and the next."""
        own, following = year in title_years, year + 1 in title_years
        if not (own or following):
            return 0.0
        if self.wants == (False, False) and self.in_past:
            return 1.0 if following else _NEARLY
        if self.wants in ((True, True), (False, False)):
            return 1.0
        return 1.0 if (own if self.wants[0] else following) else _NEIGHBOUR
