"""Names that a question holds and a document does not: what is asked about someone or somewhere else.

A name is an English word with a capital letter inside a sentence, or a Chinese one that the segmenter's dictionary
marks as a place. It is known to a document that has it, in either language or in pinyin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.glossary import Glossary
from index.naming import is_spoken
from index.text import han_words, place_words, search_terms, without_accents
from index.types import Lang
from index.widening import BilingualWidening
from service.spelling import is_known_word
from service.types import Evidence

Name = tuple[str, ...]
"""One name: the words, in either language, that may stand for it."""

_NAME = re.compile(r"(?<![\w'’-])[A-Z][a-z]{3,}(?:['’](?!s\b)[a-z]+)?")
_NO_NAMES = frozenset(
    search_terms(
        "january february march april june july august september october november december monday tuesday wednesday "
        "thursday friday saturday sunday please according china three five seven eight first second third"
    )
)
_DESCRIBES = re.compile(r"\ban? (?:[A-Z][\w'’-]+ )?$")
"""“a Southeast Asian country” names none."""
_RUN = re.compile(r"[A-Z][\w'’-]+(?: (?:of |the )?[A-Z][\w'’-]+)*")
_MOSTLY_CAPITALS = 0.5
"""Share of capitalised words from which capitals tell nothing, as in a headline."""
_QUOTED = re.compile(r"[“\"‘]([^”\"’]{2,60})[”\"’]")
_KIND_OF_TOWN = re.compile(r"[旧老新古县省府主都内外]城")
_PLACE_END = re.compile(r"[省州市县区]$")


def names_in(question: str, lang: Lang, widening: BilingualWidening) -> tuple[Name, ...]:
    """The names of a question."""
    if lang == "zh":
        return tuple((word, _PLACE_END.sub("", word), *_places_within(word)) for word in _places_in(question, widening))
    question = without_accents(question)
    words = re.findall(r"[A-Za-z'’]+", question)
    if sum(word[0].isupper() for word in words) > _MOSTLY_CAPITALS * len(words):
        return ()
    first = re.search(r"[A-Za-z]", question)
    found = (match for match in _NAME.finditer(question) if first and match.start() > first.start())
    found = (match for match in found if not _DESCRIBES.search(question[: match.start()]))
    quoted = [match.span(1) for match in _QUOTED.finditer(question)]
    found = (m for m in found if not (is_known_word(m.group().lower()) and any(a <= m.start() < b for a, b in quoted)))
    names = ((match.group().lower(), _name(match, question, widening, widening.glossary())) for match in found)
    return tuple(name for word, name in names if name and _is_a_name(word, name))


def _places_in(question: str, widening: BilingualWidening) -> Iterator[str]:
    """Its places; 湖泊, which the segmenter takes for one, is a common word with a rendering of its own."""
    words = widening.dictionary
    for word in sorted(place_words(question)):
        if _KIND_OF_TOWN.fullmatch(word):
            continue
        if words is None or words.called(word) or not words.senses(word):
            yield word


def _places_within(word: str) -> tuple[str, ...]:
    """北京地铁 is said where 北京 is."""
    return tuple(sorted(place_words(" ".join(w for w in han_words(word) if w != word))))


def _is_a_name(word: str, forms: Name) -> bool:
    """True unless it is a common word that a title has made great: one with a rendering, none of which is a place."""
    in_chinese = [form for form in forms if not form.isascii()]
    return not is_known_word(word) or not in_chinese or any(map(place_words, in_chinese))


def _name(match: re.Match[str], question: str, widening: BilingualWidening, glossary: Glossary) -> Name:
    agreed = [
        entry.zh
        for term in glossary.find(question, "en")
        if term.span.start < match.end() and match.start() < term.span.end
        for entry in term.entries
    ]
    looked_up = [term for word in widening.words(match.group(), "en") for term, _ in word]
    run = next((r for r in _RUN.finditer(question) if r.start() <= match.start() and match.end() <= r.end()), match)
    # 深交所 is the Shenzhen Stock Exchange; a word of the run alone may stand nowhere.
    looked_up += sorted(widening.dictionary.named(run.group().lower())) if widening.dictionary else []
    if not agreed and not looked_up:  # a word that carries no content, such as "What" after a full stop
        return ()
    return tuple(dict.fromkeys([match.group().lower(), *search_terms(match.group()), *agreed, *looked_up]))


def unknown_names(names: tuple[Name, ...], item: Evidence) -> tuple[Name, ...]:
    """The names that the evidence's document nowhere says; those of months and days are none."""
    return tuple(name for name in names if _NO_NAMES.isdisjoint(name) and not _is_known(name, item))


def _is_known(name: Name, item: Evidence) -> bool:
    if any(form in item.document.text for form in name):
        return True
    rendered = search_terms(" ".join([item.title_rendering, *(r.text for r in item.renderings)]))
    if not frozenset(name).isdisjoint(rendered):
        return True
    return name[0].isascii() and is_spoken(re.sub(r"[^a-z]", "", name[0]), item.document.text)
