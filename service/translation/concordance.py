"""How a phrase was rendered before: the sentences of the knowledge base that hold it, with their renderings.

Looks both ways: a Chinese phrase in Chinese sources, an English one in their renderings, and the other way round for
English sources. Reads one snapshot; nothing is indexed for it, a scan of some ten thousand sentences is fast enough.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from index.glossary import Glossary
from index.phrases import PhraseTable, fold
from index.protocols import Snapshot
from index.types import Document, Lang, Rendering, Span

_STEM_HEAD = 3
"""Letters that a stem shares with every spelling of its word (metre, metering); sought before anything is stemmed."""


@dataclass(frozen=True, slots=True)
class Precedent:
    """A sentence and its rendering. `source_spans` and `rendering_spans` are where the phrase, or what the glossary
    allows for it, stands in the two texts; empty where that is not known."""

    document_id: str
    title: str
    paragraph: int
    source: str
    rendering: str
    source_lang: Lang
    source_spans: tuple[Span, ...]
    rendering_spans: tuple[Span, ...]


def concordance(
    snapshot: Snapshot,
    phrase: str,
    lang: Lang,
    *,
    glossary: Glossary | None = None,
    documents: Collection[str] | None = None,
    limit: int = 20,
) -> tuple[Precedent, ...]:
    """Up to `limit` precedents, document by document in text order, the shortest sentence of equal ones once.

    Args:
        snapshot: where to look.
        phrase: words of language `lang`; case, width, inflection and quotation marks do not matter.
        lang: the phrase's language.
        glossary: tells which words of the other language to mark.
        documents: only these ids; None means all.
        limit: at most so many.
    """
    seeker = _Seeker(phrase, lang, glossary or Glossary())
    found: dict[tuple[str, str], Precedent] = {}
    if not seeker.sought:
        return ()
    for info in snapshot.documents():
        if documents is not None and info.id not in documents:
            continue
        renderings = snapshot.renderings(info.id)
        if not renderings:
            continue
        for precedent in seeker.precedents(snapshot.document(info.id), renderings):
            found.setdefault((precedent.source, precedent.rendering), precedent)
            if len(found) >= limit:
                return tuple(found.values())
    return tuple(found.values())


class _Seeker:
    """One phrase, made ready to be sought in many sentences."""

    def __init__(self, phrase: str, lang: Lang, glossary: Glossary) -> None:
        self._lang = lang
        forms = fold(phrase, lang).forms
        self._heads = forms if lang == "zh" else tuple(form[: min(_STEM_HEAD, max(1, len(form) - 1))] for form in forms)
        self._table: PhraseTable[None] = PhraseTable(lang, [(phrase, None)])
        entries = [entry for match in glossary.find(phrase, lang) for entry in match.entries]
        other: Lang = "en" if lang == "zh" else "zh"
        counterparts = [words for entry in entries for words in (entry.en if lang == "zh" else (entry.zh,))]
        self._counterparts: PhraseTable[None] = PhraseTable(other, [(words, None) for words in counterparts])

    @property
    def sought(self) -> bool:
        """False for a phrase without a single word."""
        return bool(self._heads)

    def precedents(self, document: Document, renderings: tuple[Rendering, ...]) -> Iterator[Precedent]:
        starts = [paragraph.span.start for paragraph in document.paragraphs]
        for rendering in renderings:
            source = rendering.source.of(document.text)
            mine, theirs = (source, rendering.text) if document.lang == self._lang else (rendering.text, source)
            spans = self._spans(mine)
            if not spans:
                continue
            marked = tuple(span for span, _ in self._counterparts.find(theirs))
            at_source = document.lang == self._lang
            yield Precedent(
                document.id,
                document.title,
                sum(start <= rendering.source.start for start in starts),
                source,
                rendering.text,
                document.lang,
                spans if at_source else marked,
                marked if at_source else spans,
            )

    def _spans(self, text: str) -> tuple[Span, ...]:
        # Folding a sentence costs a hundred times as much as this look at its raw letters.
        raw = unicodedata.normalize("NFKC", text).lower()
        if not all(head in raw for head in self._heads):
            return ()
        return tuple(span for span, _ in self._table.find(text))
