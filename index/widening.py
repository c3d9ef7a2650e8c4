"""The words of a question, and what each may be in the documents' language: by the glossary, then by a dictionary.

Between the question and the lexical legs: retrieval adds the terms to its search, the reader counts which of the words
stand in a clause.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, takewhile

from index.dictionary import FUNCTION_WORDS, Dictionary, content_stems
from index.gloss import gloss
from index.glossary import Glossary, TermMatch
from index.official import official_chinese, official_english
from index.periods import without_plans
from index.phrases import Tokens, fold_words
from index.sounds import Heard, is_spelled, names_heard
from index.statistics import Notion, notions_in
from index.text import search_form, search_terms, words_in_order
from index.types import Lang

Word = tuple[tuple[str, float], ...]
"""One word of a question: the search terms that may stand for it, each with how sure it means the same (0..1)."""

_ASKS: Word = (("", 1.0),)
_LONGEST_PHRASE = 3
_BETWEEN = 1
"""Function words that may stand among those of a phrase: the cost of living."""
_MOST_FORMS = 40
"""Chinese words that are tried for an English one, surest first: "make" has over two hundred."""
_YEAR = re.compile(r"(?:19|20)\d\d")


def own_words(text: str) -> tuple[Word, ...]:
    """The words of a text as they are, each once; years are left out: documents are told apart by them, not clauses.

    >>> own_words("新建5G基站")
    ((('新建', 1.0),), (('5g', 1.0),), (('基站', 1.0),))
    """
    terms = (term for term in search_terms(text) if not _YEAR.fullmatch(term))
    return tuple(((term, 1.0),) for term in dict.fromkeys(terms))


@dataclass(frozen=True, slots=True)
class BilingualWidening:
    """Says the words of a question in the other language.

    `weight` is what a widened term counts in a lexical search beside the question's own words (1.0).

    >>> from index.glossary import Entry
    >>> widening = BilingualWidening(lambda: Glossary((Entry("锅炉", ("boilers",)),)))
    >>> widening.words("How many boilers?", "en")
    ((('锅炉', 1.0),),)
    >>> dict(widening.terms("How many boilers?", "en"))
    {'锅炉': 0.7}
    """

    glossary: Callable[[], Glossary]
    dictionary: Dictionary | None = None
    weight: float = 0.7

    def words(self, text: str, lang: Lang) -> tuple[Word, ...]:
        """The words of a question in terms of Chinese texts: its own, or those that may stand for English ones.

        A word that neither glossary nor dictionary knows stands for itself: it may be a name or a code.
        """
        return _with_other_names(text) if lang == "zh" else tuple(dict.fromkeys(self._chinese(text)))

    def words_in_english(self, text: str, lang: Lang) -> tuple[Word, ...]:
        """The words of a question in terms of English texts: its own, or what Chinese ones may be by the dictionary.

        A Chinese word stands for itself too: one that the dictionary does not know is not found in an English text.
        """
        if lang == "en" or self.dictionary is None:
            return own_words(text)
        found: dict[Word, None] = {}
        for word in words_in_order(search_form(text)):
            if word.isascii():
                found |= dict.fromkeys(own_words(word))
            elif search_terms(word):
                found[(word, 1.0), *_in_english(self.dictionary, word)] = None
        return tuple(found)

    def agreed(self, text: str, lang: Lang) -> tuple[str, ...]:
        """What the glossary calls the terms of a text in the other language, the preferred name of each."""
        matches = self.glossary().find(text, lang)
        return tuple((entry.zh if lang == "en" else entry.en[0]) for match in matches for entry in match.entries)

    def terms(self, text: str, lang: Lang) -> Mapping[str, float]:
        """Extra search terms in the other language, with weights."""
        found: dict[str, float] = {}
        if lang == "zh":
            other = [term for span, notion in notions_in(text, lang) for term in notion.others(span.of(text))]
            english = [term for name in self.agreed(text, lang) for term in search_terms(name)]
            found = dict.fromkeys([*other, *english], self.weight)
        own = frozenset(search_terms(text))
        for word in self.words_in_english(text, lang) if lang == "zh" else self._chinese(text):
            for term, sure in word:
                if term not in own:
                    found[term] = max(found.get(term, 0.0), self.weight * sure)
        return found

    def heard(self, text: str, lang: Lang) -> tuple[Heard, ...]:
        """The names of an English question as they may be heard in Chinese texts."""
        return tuple(names_heard(text, self._is_common)) if lang == "en" else ()

    def _is_common(self, word: str) -> bool:
        """True for an English word that is something else than a name, and for a Chinese name that is known.

        What is known is searched by its characters; a report of Guangxi need not say so in each of its paragraphs.
        """
        stems = " ".join(content_stems(word))
        if self.dictionary is None or not stems:
            return not stems
        if self.dictionary.named(word):
            return is_spelled(word)
        return bool(self.dictionary.chinese(stems))

    def gloss(self, text: str) -> str:
        """What the words of a short Chinese text may be in English, word for word."""
        return gloss(text, self.glossary(), self.dictionary)

    def _chinese(self, text: str) -> Iterator[Word]:
        text = without_plans(text)  # 十四五 begins many a paragraph that tells nothing else of what is asked
        tokens = fold_words(text)
        named = {span.start: (span, _of_notion(notion)) for span, notion in notions_in(text, "en")}
        agreed = {match.span.start: (match.span, _of_terms(match)) for match in self.glossary().find(text, "en")}
        known = named | agreed
        at = 0
        while at < len(tokens.forms):
            found = known.get(tokens.spans[at].start)
            if found is not None:
                span, words = found
                yield from words
                while at < len(tokens.forms) and tokens.spans[at].start < span.end:
                    at += 1
            else:
                word, n = self._of_dictionary(tokens, at, known)
                if word and word is not _ASKS:
                    yield word
                at += n

    def _of_dictionary(self, tokens: Tokens, at: int, agreed: Container[int]) -> tuple[Word, int]:
        """What the longest known phrase at a place may be, and how many tokens it takes.

        It ends before the next agreed term, whose places are given: "total GDP" asks for the GDP.
        """
        if tokens.forms[at] in FUNCTION_WORDS or _YEAR.fullmatch(tokens.forms[at]):
            return (), 1
        free = takewhile(lambda i: i == at or tokens.spans[i].start not in agreed, range(at, len(tokens.forms)))
        telling = (i for i in free if tokens.forms[i] not in FUNCTION_WORDS)
        places = list(islice(telling, _LONGEST_PHRASE))
        for last in reversed(places if self.dictionary else ()):
            stems = tuple(tokens.forms[i] for i in places if i <= last)
            known = _looked_up(self.dictionary, stems) if last - at < len(stems) + _BETWEEN else ()
            if known:
                return known, last - at + 1
        return ((tokens.forms[at], 1.0),), 1


@lru_cache(maxsize=8192)
def _looked_up(dictionary: Dictionary, stems: tuple[str, ...]) -> Word:
    """What a word or phrase of English may be; the same few thousand stand in most questions."""
    said = " ".join(stems)
    official = [(zh, 1.0) for zh in official_chinese(said)]
    if official and all(len(zh) == 1 for zh, _ in official):  # 元, 斤: a unit, which says nothing of what is measured
        return _ASKS
    found: dict[str, float] = {}
    for zh, share in (*official, *dictionary.chinese(said)[:_MOST_FORMS]):
        terms = search_terms(zh)
        if not terms and share == 1.0:  # 计划, 目标: what asks in Chinese asks in English
            return _ASKS
        if terms:  # the longest: the word itself, where it is cut as one
            found.setdefault(max(terms, key=len), share)
    # The word itself too: it may be a code or a Latin name, and by it a document is known to be named.
    return (*found.items(), *((stem, 1.0) for stem in stems)) if found else ()


@lru_cache(maxsize=8192)
def _in_english(dictionary: Dictionary, word: str) -> Word:
    """The search terms of what a Chinese word may be in English, each with its share of the sense that it is of."""
    found: dict[str, float] = {}
    for sense in (official_english(word), *dictionary.called(word), *dictionary.short_senses(word)):
        terms = search_terms(sense)
        for term in terms:
            found[term] = max(found.get(term, 0.0), 1 / len(terms))
    return tuple(sorted(found.items(), key=lambda entry: -entry[1])[:_MOST_FORMS])


def _of_terms(match: TermMatch) -> tuple[Word, ...]:
    """The terms of a glossary entry, each for itself: 清洁取暖 is 清洁 and 取暖."""
    return tuple(word for entry in match.entries for word in own_words(entry.zh))


def _of_notion(notion: Notion) -> tuple[Word, ...]:
    """The terms of its commonest name, each or the other names."""
    other = tuple((term, 1.0) for term in notion.others(notion.zh[0]))
    return tuple((*word, *other) for word in own_words(notion.zh[0]))


def _with_other_names(text: str) -> tuple[Word, ...]:
    """The words of a Chinese text; what it measures may have another name: GDP is 生产总值."""
    other: dict[str, tuple[str, ...]] = {}
    for span, notion in notions_in(text, "zh"):
        name = span.of(text)
        other |= dict.fromkeys(search_terms(name), notion.others(name))
    return tuple((*word, *((term, 1.0) for term in other.get(word[0][0], ()))) for word in own_words(text))
