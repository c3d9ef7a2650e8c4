"""Word (docx) → text: paragraphs and tables in their order, headings by style."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import docx
from docx.table import Table
from docx.text.paragraph import Paragraph

from index.loaders.loaded import Loaded, heading
from index.loaders.tables import table_lines

_HEADING_STYLE = re.compile(r"(?:heading|标题)\s*(\d)", re.IGNORECASE)


def load_docx(_name: str, data: bytes) -> Loaded:
    """Reads the body; headers, footers and comments are left out."""
    document = docx.Document(io.BytesIO(data))
    lines: list[str] = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            lines.extend(table_lines([cell.text for cell in row.cells] for row in block.rows))
        else:
            lines.extend(_paragraph_lines(block))
    return Loaded("\n".join(lines))


def _paragraph_lines(paragraph: Paragraph) -> Iterator[str]:
    level = _level(paragraph)
    if level and paragraph.text.strip():
        yield heading(level, paragraph.text)
    else:
        yield from paragraph.text.splitlines()


def _level(paragraph: Paragraph) -> int | None:
    style = paragraph.style
    named = (style.name or "") if style is not None else ""
    if named.lower() == "title":
        return 1
    found = _HEADING_STYLE.match(named)
    return int(found.group(1)) if found else None
