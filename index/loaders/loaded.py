"""What every loader gives, and the few shapes that they share: headings, pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from index.errors import UnreadableDocument

MAX_BYTES = 50_000_000
"""Largest file that is read at all."""
MAX_CHARACTERS = 20_000_000
"""Largest text that a file may hold; a whole year's gazette has about a tenth of it."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file's text, a paragraph a line, headings as Markdown `#` lines.

    `page_starts` are ascending offsets into `text` at which pages (slides) begin; empty where the format has none.
    """

    text: str
    page_starts: tuple[int, ...] = ()


def heading(level: int, text: str) -> str:
    """A heading line as `index.parse` reads it; levels beyond six are six."""
    return f"{'#' * min(max(level, 1), 6)} {one_line(text)}"


def one_line(text: str) -> str:
    """The text with every run of white space as one space."""
    return " ".join(text.split())


def pages(texts: Iterable[str]) -> Loaded:
    """One text from the texts of pages, with the offset at which each page begins."""
    starts, parts, at = [], [], 0
    for text in texts:
        starts.append(at)
        parts.append(text)
        at += len(text) + 1
    return Loaded("\n".join(parts), tuple(starts))


def unreadable(name: str, found: str, remedy: str) -> UnreadableDocument:
    """The error that names the file, what is wrong with it, and what to do."""
    return UnreadableDocument(name, found, remedy)
