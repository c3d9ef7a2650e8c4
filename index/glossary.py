"""The glossary: what a Chinese term is called in English, officially or here.

Read from TBX-Basic. Retrieval uses it to turn an English question into Chinese search terms, the translators' desk to
check that a term was rendered as agreed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache, partial
from pathlib import Path
from xml.etree.ElementTree import Element

from index.errors import InvalidInput
from index.phrases import PhraseTable
from index.safe_xml import language_of_element, local_name, parse_xml
from index.text import search_form
from index.types import Lang, Span

_ENTRY_TAGS = frozenset({"termEntry", "conceptEntry"})
_LANGUAGE_TAGS = frozenset({"langSet", "langSec"})
_TERM_TAGS = frozenset({"tig", "ntig", "termSec"})
_FORBIDDEN = frozenset({"deprecatedTerm-admn-sts", "supersededTerm-admn-sts", "deprecated", "superseded"})
_ENGLISH_WORD = re.compile(r"[A-Za-z]{4,}")
_PREFERRED = frozenset({"preferredTerm-admn-sts", "preferred"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One Chinese term. `en` has the renderings that are allowed, preferred first.

    `fixed` is True where an established official English form exists (a preferred term in the TBX file), False where
    the renderings are only ones that were agreed on here.
    """

    zh: str
    en: tuple[str, ...]
    forbidden: tuple[str, ...] = ()
    fixed: bool = True
    subject: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class TermMatch:
    """A term found in a text: where it stands, and the entries it belongs to."""

    span: Span
    entries: tuple[Entry, ...]


_LAST_TEXTS = 32
"""Texts whose terms are remembered: one question is looked through five times while it is answered."""


def _matches_in(tables: Mapping[Lang, PhraseTable[Entry]], text: str, lang: Lang) -> tuple[TermMatch, ...]:
    return tuple(TermMatch(span, entries) for span, entries in tables[lang].find(text))


@dataclass(frozen=True)
class Glossary:
    """Entries, with look-up in both directions.

    >>> glossary = Glossary((Entry("老旧小区", ("old residential communities",)),))
    >>> [match.entries[0].zh for match in glossary.find("Renovate an old residential community", "en")]
    ['老旧小区']
    """

    entries: tuple[Entry, ...] = ()
    _matches: Callable[[str, Lang], tuple[TermMatch, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        chinese = [(entry.zh, entry) for entry in self.entries]
        english = [(rendering, entry) for entry in self.entries for rendering in entry.en]
        tables: dict[Lang, PhraseTable[Entry]] = {"zh": PhraseTable("zh", chinese), "en": PhraseTable("en", english)}
        object.__setattr__(self, "_matches", lru_cache(maxsize=_LAST_TEXTS)(partial(_matches_in, tables)))

    def find(self, text: str, lang: Lang) -> tuple[TermMatch, ...]:
        """Terms of language `lang` in `text`, longest match first at each place, without overlaps, in text order.

        Case, width, quotation marks, white space within Chinese and inflection of English do not matter. A match in
        English may belong to several entries: an English phrase can render several Chinese terms.
        """
        return self._matches(text, lang)

    @cached_property
    def english_words(self) -> frozenset[str]:
        """The words, in lower case and of four letters and more, of all English renderings."""
        return frozenset(
            word.lower() for entry in self.entries for term in entry.en for word in _ENGLISH_WORD.findall(term)
        )

    def containing(self, words: str, lang: Lang) -> tuple[Entry, ...]:
        """Entries of which `words` are a part, shortest term first: 取暖 → 清洁取暖."""
        sought = search_form(words).strip()
        texts = ((entry, (entry.zh,) if lang == "zh" else entry.en) for entry in self.entries)
        found = [entry for entry, terms in texts if sought and any(sought in search_form(term) for term in terms)]
        return tuple(sorted(found, key=lambda entry: len(entry.zh)))


def merge(*glossaries: Glossary) -> Glossary:
    """All entries of all glossaries. Where two have the same Chinese term, the earlier glossary's word comes first.

    A rendering that an earlier glossary allows stays allowed when a later one forbids it, and the other way round.
    """
    merged: dict[str, Entry] = {}
    for glossary in glossaries:
        for entry in glossary.entries:
            earlier = merged.get(entry.zh)
            merged[entry.zh] = _joined(earlier, entry) if earlier else entry
    return Glossary(tuple(merged.values()))


def _joined(first: Entry, second: Entry) -> Entry:
    forbidden = _unique((*first.forbidden, *(word for word in second.forbidden if word not in first.en)))
    allowed = _unique((*first.en, *(word for word in second.en if word not in forbidden)))
    return replace(first, en=allowed, forbidden=forbidden, note=first.note or second.note)


def _unique(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def read_tbx(source: Path | bytes) -> Glossary:
    """The glossary in a TBX-Basic file, of the 2008 (martif) or the 2019 edition (ISO 30042).

    Chinese terms of one concept become one entry each. Concepts without a Chinese and an English term are left out.

    Raises:
        InvalidInput: it is no readable TBX, or has no concept with both languages.
    """
    root = parse_xml(source if isinstance(source, bytes) else source.read_bytes(), "TBX")
    if local_name(root) not in {"martif", "tbx"}:
        rule = f"has the root element <{local_name(root)}>, not <martif> or <tbx>"
        raise InvalidInput("TBX file", rule, "Export the glossary as TBX-Basic.")
    entries = [entry for concept in root.iter() if local_name(concept) in _ENTRY_TAGS for entry in _entries(concept)]
    if not entries:
        remedy = 'Give each concept a language section xml:lang="zh" and one xml:lang="en".'
        raise InvalidInput("TBX file", "has no concept with both a Chinese and an English term", remedy)
    return merge(Glossary(tuple(entries)))


def _entries(concept: Element) -> list[Entry]:
    terms: dict[str, list[tuple[str, str]]] = {}
    for section in concept:
        if local_name(section) in _LANGUAGE_TAGS:
            terms.setdefault(language_of_element(section), []).extend(_terms(section))
    english = terms.get("en", [])
    preferred = [term for term, status in english if status in _PREFERRED]
    forbidden = [term for term, status in english if status in _FORBIDDEN]
    others = [term for term, status in english if term not in preferred and status not in _FORBIDDEN]
    if not preferred + others:
        return []
    subject = next((_text(node) for node in concept if node.get("type") == "subjectField"), "")
    note = "; ".join(_text(node) for node in concept if local_name(node) == "note")
    allowed = _unique((*preferred, *others))
    chinese = _unique(term for term, status in terms.get("zh", []) if status not in _FORBIDDEN)
    return [Entry(zh, allowed, _unique(forbidden), bool(preferred), subject, note) for zh in chinese]


def _terms(section: Element) -> list[tuple[str, str]]:
    found = []
    for group in section:
        if local_name(group) not in _TERM_TAGS:
            continue
        term = next((_text(node) for node in group.iter() if local_name(node) == "term"), "")
        statuses = (
            _text(node)
            for node in group.iter()
            if node.get("type") == "administrativeStatus" or local_name(node) == "administrativeStatus"
        )
        if term:
            found.append((term, next(statuses, "")))
    return found


def _text(node: Element) -> str:
    return " ".join("".join(node.itertext()).split())
