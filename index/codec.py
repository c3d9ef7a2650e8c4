"""Documents and renderings ⇄ compact JSON, for the catalog. Spans only: the text itself is kept beside them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any, cast, overload

from index.types import Document, Lang, Paragraph, Rendering, Section, Sentence, Span

LAYOUT = 1
"""Raised when what `structure_to_json` writes changes; part of every digest, so that old rows are parsed anew."""


def structure_to_json(document: Document) -> str:
    """Sections and paragraphs as nested arrays of numbers: `{"s": [[level, start, end, parent]], "p": [...]}`."""
    sections = [[s.level, *s.heading, s.parent] for s in document.sections]
    paragraphs = [
        [*p.span, p.section, p.page, int(p.is_heading), [_sentence_to_row(s) for s in p.sentences]]
        for p in document.paragraphs
    ]
    return json.dumps({"s": sections, "p": paragraphs}, separators=(",", ":"))


def structure_from_json(raw: str) -> tuple[tuple[Section, ...], Sequence[Paragraph]]:
    """Undoes `structure_to_json`; paragraphs are numbered by their place."""
    loaded = cast(dict[str, list[list[Any]]], json.loads(raw))
    sections = tuple(Section(level, Span(start, end), parent) for level, start, end, parent in loaded["s"])
    return sections, _Paragraphs(loaded["p"])


class _Paragraphs(Sequence[Paragraph]):
    """The paragraphs of a document, each made when it is asked for: of a long one a question reads one or two."""

    def __init__(self, rows: list[list[Any]]) -> None:
        self._rows = rows
        self._made: dict[int, Paragraph] = {}

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> Paragraph: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Paragraph, ...]: ...

    def __getitem__(self, at: int | slice) -> Paragraph | tuple[Paragraph, ...]:
        if isinstance(at, slice):
            return tuple(self[n] for n in range(*at.indices(len(self))))
        known = self._made.get(at)
        if known is None:
            start, end, section, page, heading, rows = self._rows[at]
            n, sentences = at % len(self) + 1, tuple(map(_sentence_from_row, rows))
            known = self._made[at] = Paragraph(n, Span(start, end), section, page, bool(heading), sentences)
        return known

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


def _sentence_to_row(sentence: Sentence) -> list[int]:
    return [*sentence.span, *(edge for clause in sentence.clauses for edge in clause)]


def _sentence_from_row(row: Sequence[int]) -> Sentence:
    edges = row[2:]
    return Sentence(Span(row[0], row[1]), tuple(Span(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True)))


def renderings_to_json(renderings: Sequence[Rendering]) -> str:
    """`[[start, end, lang, text], …]` in the order given."""
    rows = [[*r.source, r.lang, r.text] for r in renderings]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def renderings_from_json(raw: str) -> tuple[Rendering, ...]:
    """Undoes `renderings_to_json`."""
    return tuple(Rendering(Span(start, end), cast(Lang, lang), text) for start, end, lang, text in json.loads(raw))


def digest_of(document: Document, structure: str, renderings: str) -> str:
    """Names the content of one document version: equal digests mean nothing would change (SHA-256, 64 hex digits)."""
    sha = hashlib.sha256()
    for part in (str(LAYOUT), document.title, document.source, document.lang, document.text, structure, renderings):
        raw = part.encode("utf-8", "surrogatepass")
        sha.update(len(raw).to_bytes(8, "little") + raw)
    return sha.hexdigest()
