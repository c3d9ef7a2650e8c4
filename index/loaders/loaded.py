"""What every loader gives, and the few shapes that they share: headings, table rows, pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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


def table_lines(rows: Iterable[Sequence[str]]) -> list[str]:
    """A table as one line a row, in which every cell stands with its header's words.

    The first row with more than one filled cell is the header; rows above it are lines of their own. So a cell can
    be asked for by its column and by its row, and its line can be cited alone.

    >>> table_lines([["指标", "2025年", "2026年"], ["粮食产量", "300万吨", "310万吨"]])
    ['指标：粮食产量；2025年：300万吨；2026年：310万吨。']
    """
    header: list[str] | None = None
    lines: list[str] = []
    for row in rows:
        cells = [one_line(cell) for cell in row]
        filled = [cell for cell in cells if cell]
        if not filled:
            continue
        if header is None and len(filled) > 1:
            header = cells
        elif header is None or len(filled) == 1:
            lines.append(filled[0])
        else:
            lines.append(_row_line(header, cells))
    return lines or ([one_line(" ".join(cell for cell in header if cell))] if header else [])


def _row_line(header: Sequence[str], cells: Sequence[str]) -> str:
    parts: list[tuple[str, str]] = []
    for at, cell in enumerate(cells):
        name = header[at] if at < len(header) else ""
        # A cell merged over several columns comes once for each of them.
        if cell and (name, cell) not in parts:
            parts.append((name, cell))
    chinese = any("\u4e00" <= c <= "\u9fff" for name, cell in parts for c in name + cell)
    colon, semicolon, stop = ("：", "；", "。") if chinese else (": ", "; ", ".")
    return semicolon.join(f"{name}{colon}{cell}" if name else cell for name, cell in parts) + stop


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
