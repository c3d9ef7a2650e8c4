"""Excel (xlsx) → text: the file's name is the title, a sheet a section, a row a line (`index.loaders.tables`)."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Protocol

from openpyxl import load_workbook

from index.loaders.loaded import Loaded, heading, unreadable
from index.loaders.tables import table_lines

_MAX_CELLS = 2_000_000
_UNNAMED = re.compile(r"(?:Sheet|工作表|表)\s*\d*", re.IGNORECASE)
"""What a program calls a sheet that nobody named."""


class _Cell(Protocol):
    value: object
    number_format: str | None


def load_xlsx(name: str, data: bytes) -> Loaded:
    """Reads the values as the workbook last computed them; hidden sheets are left out."""
    workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    lines = [heading(1, PurePath(name).stem)]
    n_cells = 0
    try:
        for sheet in workbook.worksheets:
            if sheet.sheet_state != "visible":
                continue
            rows: list[list[str]] = []
            for row in _rows(sheet):
                n_cells += len(row)
                if n_cells > _MAX_CELLS:
                    raise unreadable(name, f"it has over {_MAX_CELLS:,} cells", "Split it. / 请拆分后添加。")
                rows.append(row)
            if any(cell for row in rows for cell in row):
                named = [] if _UNNAMED.fullmatch(sheet.title) else [heading(2, sheet.title)]
                lines += [*named, *table_lines(rows, title_level=3)]
    finally:
        workbook.close()
    return Loaded("\n".join(lines) if len(lines) > 1 else "")


def _rows(sheet: object) -> Iterator[list[str]]:
    sheet.reset_dimensions()  # type: ignore[attr-defined] # what the file says of its size need not be true
    for row in sheet.iter_rows():  # type: ignore[attr-defined]
        yield [_shown(cell) for cell in row]


def _shown(cell: _Cell) -> str:
    """A cell as the reader of the sheet sees it, as far as that matters to a figure: percentages and dates."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, int | float):
        percent = "%" in (cell.number_format or "")
        return f"{value * 100 if percent else value:.10g}{'%' if percent else ''}"
    return str(value)
