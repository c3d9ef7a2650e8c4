"""One document version → what the indexes take of it: unit rows with text hashes, and the terms of each field."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

import numpy as np
import numpy.typing as npt

from index.catalog import Compiled
from index.lexical import LexicalRow
from index.types import Document, Grain, Lang, Rendering, Unit

LANGS: Final[tuple[Lang, ...]] = ("zh", "en")
GRAINS: Final = tuple(Grain)

UNIT_ROW: Final = np.dtype(
    [
        *(("paragraph", "<u4"), ("start", "<u4"), ("end", "<u4")),
        *(("grain", "u1"), ("lang", "u1"), ("rendering", "u1"), ("hash", "V16")),
    ]
)
"""One unit: its place, its kind (places in `GRAINS` and `LANGS`) and the hash of the text that is embedded."""

UnitRows = npt.NDArray[np.void]
UnitsOf = Callable[[Document, Sequence[Rendering], Callable[[str], int]], Sequence[Unit]]
SearchTerms = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Compilation:
    """A compiled document version with the texts of its units, by hash; texts are needed until they are embedded."""

    compiled: Compiled
    texts: Mapping[bytes, str]


def text_hash(text: str) -> bytes:
    """16 bytes that name a text: the first half of its SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16]


def compile_document(
    document: Document,
    renderings: Sequence[Rendering],
    units_of: UnitsOf,
    search_terms: SearchTerms,
    count_tokens: Callable[[str], int],
) -> Compilation:
    """Cuts a document into unit rows (ordered by paragraph) and field terms."""
    units = sorted(units_of(document, renderings, count_tokens), key=lambda unit: unit.paragraph)
    rows = np.zeros(len(units), UNIT_ROW)
    texts: dict[bytes, str] = {}
    for at, unit in enumerate(units):
        key = text_hash(unit.text)
        texts[key] = unit.text
        grain, lang = GRAINS.index(unit.grain), LANGS.index(unit.lang)
        rows[at] = (unit.paragraph, *unit.span, grain, lang, unit.is_rendering, np.void(key))
    terms = json.dumps(_field_terms(document, renderings, search_terms), ensure_ascii=False, separators=(",", ":"))
    return Compilation(Compiled(rows.tobytes(), terms), texts)


def unit_rows(compiled: Compiled) -> UnitRows:
    """The unit rows of a compiled document version."""
    return np.frombuffer(compiled.units, UNIT_ROW)


def hashes_of(rows: UnitRows) -> list[bytes]:
    """The text hash of every row."""
    return [bytes(key) for key in rows["hash"].tolist()]


def lexical_rows(document_id: str, compiled: Compiled) -> tuple[LexicalRow, ...]:
    """The fields of every paragraph, in reading order."""
    title, fields = cast(tuple[list[str], list[list[list[str]]]], json.loads(compiled.terms))
    return tuple(LexicalRow(document_id, body, rendering, headings, title) for body, rendering, headings in fields)


def _field_terms(
    document: Document, renderings: Sequence[Rendering], search_terms: SearchTerms
) -> tuple[list[str], list[list[list[str]]]]:
    heading_terms: dict[tuple[str, ...], list[str]] = {}
    rendered = _rendered(document, renderings)
    fields: list[list[list[str]]] = []
    for paragraph in document.paragraphs:
        path = document.section_path(paragraph)
        if path not in heading_terms:
            heading_terms[path] = list(search_terms("\n".join(path)))
        body = list(search_terms(paragraph.span.of(document.text)))
        fields.append([body, list(search_terms(rendered.get(paragraph.n, ""))), heading_terms[path]])
    return list(search_terms(f"{document.title}\n{document.source}")), fields


def _rendered(document: Document, renderings: Sequence[Rendering]) -> dict[int, str]:
    """Paragraph number → the renderings that begin in it."""
    texts: dict[int, list[str]] = {}
    ends = np.fromiter((p.span.end for p in document.paragraphs), np.int64, len(document.paragraphs))
    for rendering in renderings:
        at = int(np.searchsorted(ends, rendering.source.start, side="right"))
        if at < len(ends):
            texts.setdefault(at + 1, []).append(rendering.text)
    return {n: "\n".join(parts) for n, parts in texts.items()}
