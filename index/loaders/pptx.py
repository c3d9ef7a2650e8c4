"""PowerPoint (pptx) → text with slide starts: a slide's title is a heading."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

from pptx import Presentation
from pptx.shapes.base import BaseShape
from pptx.shapes.group import GroupShape

from index.loaders.loaded import Loaded, heading, pages
from index.loaders.tables import table_lines


def load_pptx(_name: str, data: bytes) -> Loaded:
    """Reads titles, text boxes, tables and the speaker's notes, slide by slide."""
    presentation = Presentation(io.BytesIO(data))
    return pages("\n".join(_slide_lines(slide)) for slide in presentation.slides)


def _slide_lines(slide: object) -> Iterator[str]:
    shapes = slide.shapes  # type: ignore[attr-defined]
    title = shapes.title
    if title is not None and title.text_frame.text.strip():
        yield heading(1, title.text_frame.text)
    yield from _shape_lines(shape for shape in shapes if title is None or shape.shape_id != title.shape_id)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:  # type: ignore[attr-defined]
        yield from slide.notes_slide.notes_text_frame.text.splitlines()  # type: ignore[attr-defined]


def _shape_lines(shapes: Iterable[BaseShape]) -> Iterator[str]:
    for shape in shapes:
        if isinstance(shape, GroupShape):
            yield from _shape_lines(shape.shapes)
        elif getattr(shape, "has_table", False):
            yield from table_lines([cell.text for cell in row.cells] for row in shape.table.rows)
        elif shape.has_text_frame:
            # A vertical tab is a line break within a paragraph.
            yield from shape.text_frame.text.replace("\v", "\n").splitlines()
