"""Many phrases found in a text in one pass: characters of Chinese, word stems of English.

Below the glossary: texts become sequences of comparable tokens that remember where they stood, and a trie finds the
longest phrase at each place. The cost is linear in the text (times the longest phrase).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Generic, TypeVar

import snowballstemmer

from index.text import base_form, without_accents
from index.types import Lang, Span

# Of an alphabet, with its marks: Chinese may stand beside English without a space.
_LETTER = r"(?![\u3400-\u9fff\uf900-\ufaff])(?:[^\W_]|[\u0300-\u036f])"
_WORD = re.compile(rf"(?:{_LETTER})+(?:['’](?:{_LETTER})+)*")
_ARTICLES = frozenset({"a", "an", "the"})
_QUOTES = frozenset("“”‘’\"'«»《》〈〉「」『』")
# British spelling → American, so that one rendering matches both. "hour" and "four" are too short to be meant.
_SPELLING = (
    (re.compile(r"is(e[sd]?|ing|ation|ations)$"), r"iz\1"),
    (re.compile(r"(?<=\w{3})our(s|ed|ing|er|ers|hood|hoods)?$"), r"or\1"),
    (re.compile(r"(?<=\w)(t|met|lit)re(s?)$"), r"\1er\2"),
    (re.compile(r"amme(s?)$"), r"am\1"),
    (re.compile(r"minium$"), "minum"),
)

ValueT = TypeVar("ValueT")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Comparable tokens of a text and the span that each was read from."""

    forms: tuple[str, ...]
    spans: tuple[Span, ...]

    def span(self, first: int, end: int) -> Span:
        """The range of the text that tokens `first` to `end` (exclusive) cover."""
        return Span(self.spans[first].start, self.spans[end - 1].end)


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    for pattern, replacement in _SPELLING:
        word = pattern.sub(replacement, word)
    # A stemmer of its own for each word: it works on the word within itself, and threads would mix theirs.
    return str(snowballstemmer.stemmer("english").stemWord(base_form(word)))


def fold_characters(text: str, drop: frozenset[str] = frozenset()) -> Tokens:
    """One token a character: width folded (NFKC), lower case; white space and `drop` left out.

    >>> fold_characters("5G 基站，").forms
    ('5', 'g', '基', '站', ',')
    """
    forms: list[str] = []
    spans: list[Span] = []
    for at, character in enumerate(text):
        if character.isspace() or character in drop:
            continue
        for form in unicodedata.normalize("NFKC", character).lower():
            forms.append(form)
            spans.append(Span(at, at + 1))
    return Tokens(tuple(forms), tuple(spans))


def fold_words(text: str) -> Tokens:
    """One token a word: stemmed, case, accents, possessives, hyphens, articles and British spelling folded.

    >>> fold_words("the prefecture's old residential-community programmes").forms
    ('prefectur', 'old', 'residenti', 'communiti', 'program')
    """
    forms: list[str] = []
    spans: list[Span] = []
    for match in _WORD.finditer(text):
        word = without_accents(unicodedata.normalize("NFKC", match.group())).lower().replace("’", "'")
        if word in _ARTICLES:
            continue
        word = word.removesuffix("'s").replace("'", "")
        forms.append(_stem(word))
        spans.append(Span(*match.span()))
    return Tokens(tuple(forms), tuple(spans))


def fold(text: str, lang: Lang) -> Tokens:
    """The tokens in which phrases of `lang` are compared; Chinese without white space and quotation marks."""
    return fold_characters(text, _QUOTES) if lang == "zh" else fold_words(text)


@dataclass(slots=True)
class _Node(Generic[ValueT]):
    below: dict[str, _Node[ValueT]] = field(default_factory=dict)
    values: list[ValueT] = field(default_factory=list)


class PhraseTable(Generic[ValueT]):
    """Phrases of one language, each with its values, found longest first.

    >>> table = PhraseTable("en", [("base station", 1), ("5G base station", 2)])
    >>> [(span, values) for span, values in table.find("Build 5G Base Stations")]
    [(Span(start=6, end=22), (2,))]
    """

    def __init__(self, lang: Lang, phrases: Sequence[tuple[str, ValueT]]) -> None:
        self._lang: Lang = lang
        self._root: _Node[ValueT] = _Node()
        for phrase, value in phrases:
            node = self._root
            forms = fold(phrase, lang).forms
            for form in forms:
                node = node.below.setdefault(form, _Node())
            if forms and value not in node.values:
                node.values.append(value)

    def find(self, text: str) -> Iterator[tuple[Span, tuple[ValueT, ...]]]:
        """The longest phrase at each place, left to right, without overlaps."""
        tokens = fold(text, self._lang)
        at = 0
        while at < len(tokens.forms):
            end, values = self._longest(tokens, at)
            if values:
                yield tokens.span(at, end), tuple(values)
            at = end if values else at + 1

    def _longest(self, tokens: Tokens, start: int) -> tuple[int, list[ValueT]]:
        node, end, values = self._root, start, list[ValueT]()
        for at in range(start, len(tokens.forms)):
            below = node.below.get(tokens.forms[at])
            if below is None:
                break
            node = below
            if node.values and not _cuts_a_figure(tokens, start, at + 1):
                end, values = at + 1, node.values
        return end, values


def _cuts_a_figure(tokens: Tokens, start: int, end: int) -> bool:
    """True where tokens `start` to `end` begin or end inside a run of digits or Latin letters."""

    def joined(left: int) -> bool:
        before, after = tokens.forms[left], tokens.forms[left + 1]
        touching = tokens.spans[left].end == tokens.spans[left + 1].start
        return touching and before[-1].isascii() and before[-1].isalnum() and after[0].isascii() and after[0].isalnum()

    return (start > 0 and joined(start - 1)) or (end < len(tokens.forms) and joined(end - 1))


def occurrences(text: str, phrase: str, lang: Lang) -> tuple[Span, ...]:
    """Every place where `phrase` stands in `text`, inflected or not.

    >>> occurrences("Open-pit coal mines and a coal mine", "coal mine", "en")
    (Span(start=9, end=19), Span(start=26, end=35))
    """
    return tuple(span for span, _ in PhraseTable(lang, [(phrase, None)]).find(text))
