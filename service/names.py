"""Names that a question holds and a document does not: what is asked about someone or somewhere else.

A name is an English word with a capital letter inside a sentence, or a Chinese one that the segmenter's dictionary
marks as a place. It is known to a document that has it, in either language or in pinyin.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

from index.dictionary import Dictionary
from index.naming import is_spoken
from index.sounds import is_called, is_heard, is_spelled
from index.text import han_words, place_list, place_words, search_terms, without_accents, words_in_order
from index.types import Lang, Span
from index.widening import BilingualWidening
from service.places import is_said_in_short, places_shown
from service.spelling import is_known_word
from service.types import Evidence


class Name(NamedTuple):
    """One name.

    Attributes:
        forms: the words, in either language, that may stand for it; as it is said first.
        travels: what the other language calls it can be told: a dictionary has it, or it is pinyin.
    """

    forms: tuple[str, ...]
    travels: bool


_NAME = re.compile(
    r"(?<![\w'’-])(?:[A-Z][a-z]{3,}(?:['’](?!s\b)[a-z]+)?|[A-Z][a-z]{1,2}['’](?!(?:s|t|re|ll|ve|d|m)\b)[a-z]{1,3}\b)"
)
"""A word of four letters and more, or a short one of two syllables that a mark keeps apart: Xi'an."""
_APART = re.compile(r"(?<=[a-z])’(?=[a-z])")
_NO_NAMES = frozenset(
    search_terms(
        "january february march april june july august september october november december monday tuesday wednesday "
        "thursday friday saturday sunday please according china three five seven eight first second third"
    )
)
_DESCRIBES = re.compile(r"\ban? (?:[A-Z][\w'’-]+ )?$")
"""“a Southeast Asian country” names none."""
_RUN = re.compile(r"[A-Z][\w'’-]+(?: (?:of |the )?[A-Z][\w'’-]+)*")
_MOSTLY_CAPITALS = 0.65
"""Share of capitalised words, after the first, from which capitals tell nothing, as in a headline."""
_QUOTED = re.compile(r"[“\"‘]([^”\"’]{2,60})[”\"’]")
_KIND_OF_TOWN = re.compile("[旧老新古县省府主都内外]城|全[州县市省区国]|[新老园库景灾矿片城辖社校厂牧林农郊]区")
_SHORT_NAME = re.compile(r"[^全本各该我外这那某一-十][州市县]")
"""巴州, short for a prefecture, is named though the dictionary explains it."""
_PLACE_END = re.compile(r"[省州市县区]$")


def names_in(question: str, lang: Lang, widening: BilingualWidening) -> tuple[Name, ...]:
    """The names of a question."""
    if lang == "zh":
        known = widening.dictionary
        places = {word for word in place_words(question) if _is_a_place(word, known)}
        other = {w for w in words_in_order(question) if len(w) > 1 and known is not None and known.is_only_a_name(w)}
        shown = places_shown(question, known) if known is not None else frozenset[str]()
        named = sorted(places | other | shown)
        return tuple(_chinese_name(word, known) for word in named)
    question = _APART.sub("'", without_accents(question))
    words = re.findall(r"[A-Za-z'’]+", question)
    if sum(word[0].isupper() for word in words[1:]) > _MOSTLY_CAPITALS * (len(words) - 1):
        return ()
    first = re.search(r"[A-Za-z]", question)
    found = (match for match in _NAME.finditer(question) if first and match.start() > first.start())
    found = (match for match in found if not _DESCRIBES.search(question[: match.start()]))
    quoted = [match.span(1) for match in _QUOTED.finditer(question)]
    found = (m for m in found if not (is_known_word(m.group().lower()) and any(a <= m.start() < b for a, b in quoted)))
    names = (_english_name(match, question, widening) for match in found)
    return tuple(name for name in names if name.forms and _is_a_name(name.forms))


def _chinese_name(word: str, words: Dictionary | None) -> Name:
    """A Chinese name with its shorter forms, and what it is called besides: 深交所 is 深圳证券交易所."""
    english = sorted(words.called(word)) if words is not None else []
    besides = {other for name in english for other in (words.named(name) if words else ()) if len(other) > 1}
    forms = (word, _PLACE_END.sub("", word), *_places_within(word, words), *sorted(besides), *english)
    return Name(tuple(dict.fromkeys(forms)), bool(english))


def _is_a_place(word: str, words: Dictionary | None) -> bool:
    """湖泊 and 新建, which the segmenter takes for names, are common words with a rendering of their own."""
    if _KIND_OF_TOWN.fullmatch(word):
        return False
    if words is None or words.is_only_a_name(word) or not words.senses(word):
        return True
    return bool(_SHORT_NAME.fullmatch(word) and words.called(word))


def _places_within(word: str, words: Dictionary | None) -> tuple[str, ...]:
    """北京地铁 is said where 北京 is."""
    within = place_words(" ".join(w for w in han_words(word) if w != word))
    return tuple(sorted(place for place in within if _is_a_place(place, words)))


def _is_a_name(forms: tuple[str, ...]) -> bool:
    """True unless it is a common word that a title has made great: one with a rendering, none of which is a place."""
    in_chinese = [form for form in forms if not form.isascii()]
    return not is_known_word(forms[0]) or not in_chinese or any(map(place_words, in_chinese))


def _english_name(match: re.Match[str], question: str, widening: BilingualWidening) -> Name:
    word = match.group()
    agreed = [
        entry.zh
        for term in widening.glossary().find(question, "en")
        if term.span.start < match.end() and match.start() < term.span.end
        for entry in term.entries
    ]
    looked_up = [term for form in widening.words(word, "en") for term, _ in form]
    run = next((r for r in _RUN.finditer(question) if r.start() <= match.start() and match.end() <= r.end()), match)
    # 深交所 is the Shenzhen Stock Exchange; a word of the run alone may stand nowhere.
    known = widening.dictionary
    looked_up += sorted(known.named(run.group().lower())) if known else []
    # A word that carries no content, such as "What" after a full stop, or one that is capital by custom: Five-Year.
    if (not agreed and not looked_up) or not _NO_NAMES.isdisjoint(search_terms(word)):
        return Name((), travels=False)
    forms = tuple(dict.fromkeys([word.lower(), *search_terms(word), *agreed, *looked_up]))
    is_named = known is not None and any(known.named(said.lower()) for said in (run.group(), word))
    in_pinyin = is_spelled(word.lower(), several=True) and not is_known_word(word.lower())
    return Name(forms, bool(agreed) or is_named or in_pinyin)


def unknown_names(names: tuple[Name, ...], item: Evidence) -> tuple[Name, ...]:
    """The names that the evidence's document nowhere says; those of months and days are none."""
    return _unsaid(names, item, item.document.text)


def names_elsewhere(names: tuple[Name, ...], item: Evidence) -> tuple[Name, ...]:
    """The names that the document says, and neither the paragraph nor its headings nor the title do."""
    document = item.document
    headings = (document.title, *document.section_path(item.paragraph))
    near = _unsaid(names, item, " ".join((*headings, item.paragraph.span.of(document.text))))
    if not near:
        return ()
    about, unknown = _subjects(document.text), unknown_names(names, item)
    return tuple(name for name in near if name not in unknown and about.isdisjoint(name.forms))


def places_away(names: tuple[Name, ...], item: Evidence, sentence: Span) -> tuple[Name, ...]:
    """The places among the names that the document says, and nothing that a sentence speaks under does.

    It speaks under the title, the headings, the beginning of its paragraph and the sentence before.
    """
    document, sentences = item.document, item.paragraph.sentences
    at = next((i for i, other in enumerate(sentences) if other.span == sentence), 0)
    near = {0, max(0, at - 1), at}
    said = (sentences[i].span.of(document.text) for i in sorted(near) if i < len(sentences))
    around = " ".join((document.title, *document.section_path(item.paragraph), *said))
    rendered = frozenset(search_terms(item.title_rendering))
    about, known = _subjects(document.text), frozenset(unknown_names(names, item))
    places = (name for name in names if any(place_words(form) for form in name.forms if not form.isascii()))
    return tuple(
        name
        for name in places
        if name not in known and about.isdisjoint(name.forms) and not _is_said(name.forms, around, rendered)
    )


_SUBJECTS = 3
"""The places that a document names most often are what it is about: its paragraphs need not repeat them."""


@lru_cache(maxsize=256)
def _subjects(text: str) -> frozenset[str]:
    return frozenset(word for word, _ in Counter(place_list(text)).most_common(_SUBJECTS))


def _unsaid(names: tuple[Name, ...], item: Evidence, text: str) -> tuple[Name, ...]:
    rendered = frozenset(search_terms(" ".join([item.title_rendering, *(r.text for r in item.renderings)])))
    lang = item.document.lang
    said = text.lower() if lang == "en" else text
    asked = (name for name in names if name.travels or name.forms[0].isascii() == (lang == "en"))
    return tuple(n for n in asked if _NO_NAMES.isdisjoint(n.forms) and not _is_said(n.forms, said, rendered))


_ABBREVIATED = 4
"""Characters from which a Chinese name has a short form, of its first, its last and some between: 深交所."""


def _is_said(forms: tuple[str, ...], text: str, rendered: frozenset[str]) -> bool:
    if any(form in text for form in forms) or not rendered.isdisjoint(forms):
        return True
    if any(is_said_in_short(form, text) for form in forms):
        return True
    if len(forms[0]) >= _ABBREVIATED and not forms[0].isascii():
        first, between, last = map(re.escape, (forms[0][0], forms[0][1:-1], forms[0][-1]))
        return bool(re.search(f"{first}[{between}]{{0,2}}{last}", text))
    if forms[0].isascii():
        return is_spoken(re.sub(r"[^a-z']", "", forms[0]), text) or is_heard(forms[0], text)
    return is_called(forms[0], text)
