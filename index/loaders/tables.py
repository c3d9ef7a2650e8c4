"""Rows of a table → one line a row, in which every cell stands with its header's words and its unit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from index.loaders.loaded import heading, one_line

_MEASURES = (
    "元|美元|港元|欧元|人|人次|户|户次|名|个|所|家|项|件|处|座|条|台|套|辆|艘|架|张|次|头|只|羽|株|床|间|栋|村|"
    "吨|千克|公斤|克|斤|标准煤|吨标准煤|公里|千米|米|厘米|毫米|平方米|平方公里|立方米|亩|公顷|升|"
    "千瓦|千瓦时|兆瓦|度|摄氏度|岁|年|天|日|小时|分钟|百分点|个百分点|"
    "yuan|RMB|CNY|dollars?|US dollars?|USD|people|persons?|households?|visits?|t|tons?|tonnes?|kg|km|m|mu|ha|hectares?|"
    "m2|m3|km2|sq(?:uare)? ?(?:metres?|meters?|km|kilometres?|kilometers?)|cubic (?:metres?|meters?)|"
    "kilometres?|kilometers?|metres?|meters?|kWh?|MWh?|GWh?|days?|years?|hours?|percentage points?|beds?|units?"
)
_UNIT = re.compile(
    rf"(?:[十百千万亿]*(?:{_MEASURES})|[十百千万亿]+|%|％|‰|(?:thousand|million|billion|10,?000)(?: (?:{_MEASURES}))?)"
    rf"(?:/[^\s/]{{1,6}})?",
    re.IGNORECASE,
)
"""What a table gives as a unit; other words in brackets, "（预计）" for example, are none."""
_ALONE = re.compile(
    r"[（(]?\s*(?:计量)?(?:单位|units?)\s*[:：]\s*(?P<unit>[^（()）;；,，、]{1,20}?)\s*[)）]?", re.IGNORECASE
)
"""A line above a table that gives the unit of all its figures."""
_BRACKETED = re.compile(
    r".*[（(\[]\s*(?:(?:单位|units?)\s*[:：]\s*)?(?P<unit>[^（()）\[\]]{1,20}?)\s*[)）\]]", re.IGNORECASE
)
_STATED = re.compile(r"\s*(?:[（(\[][^（()）\[\]]*[)）\]]|[/\uff0f][^/\uff0f\s]*)\s*$")
_SLASHED = re.compile(r".*\S[/\uff0f](?P<unit>[^/\uff0f\s]{1,8})")
_COLUMN = re.compile(r"(?:计量)?单位|units?(?: of measure(?:ment)?)?", re.IGNORECASE)
_FIGURE = re.compile(r"[-+－]?\d[\d,，]*(?:\.\d+)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_OF_TIME = re.compile(r"年|时间|日期|year|date", re.IGNORECASE)
_OF_ORDER = re.compile(r"序号|编号|排名|名次|#|no\.?|rank", re.IGNORECASE)
_ORDINAL = re.compile(r"[\d.,，%％/:：\s年月日-]+|[（(]?[一二三四五六七八九十]{1,3}[)）、.]?")
_LABEL_AMONG = 3
"""Columns that a row's label is looked for in."""
_LONGEST_LABEL = 40
"""Characters of a label that is repeated before each of its row's cells."""
_OTHERWISE = re.compile(
    r"[率速幅比占数]|号|代码|排名|名次|电话|增长|rate|growth|share|ratio|rank|code|number|\bno\b|phone", re.IGNORECASE
)
"""Columns that the unit of a whole table is not meant for: shares, counts, ordinals."""


def table_lines(rows: Iterable[Sequence[str]], title_level: int = 0) -> list[str]:
    """A table as one line a row, in which every cell stands with the words of its column and of its row.

    The first row with more than one filled cell is the header; rows above it are lines of their own. A second row that
    fills what merged cells of the first leave open belongs to the header. A figure that stands bare in its cell gets
    the unit that its header, its row's column of units, or a line above the table gives. So each cell can be asked for
    and cited alone.

    Args:
        rows: the cells' texts.
        title_level: level of the headings that lines above the table become; 0 leaves them lines.

    >>> table_lines([["指标", "2025年（万吨）", "2026年"], ["粮食产量", "300", "310万吨"]])
    ['指标：粮食产量；粮食产量2025年为300万吨；粮食产量2026年为310万吨。']
    """
    found = [cells for cells in ([one_line(cell) for cell in row] for row in rows) if any(cells)]
    at = next((i for i, cells in enumerate(found) if sum(map(bool, cells)) > 1), None)
    if at is None:
        return [next(filter(None, cells)) for cells in found]
    above = [next(filter(None, cells)) for cells in found[:at]]
    header, first = found[at], at + 1
    if first < len(found) and _goes_on(header, found[first]):
        header, first = _joined(header, found[first]), first + 1
    body = list(_body(header, found[first:], _unit_of_all(above))) or [one_line(" ".join(filter(None, header)))]
    return [*(heading(title_level, one) if title_level and not _ALONE.fullmatch(one) else one for one in above), *body]


def _body(header: Sequence[str], rows: Iterable[Sequence[str]], unit: str) -> Iterator[str]:
    units = [_unit_in(name) or (unit if i and not _OTHERWISE.search(name) else "") for i, name in enumerate(header)]
    column = next((i for i, name in enumerate(header) if _COLUMN.fullmatch(name)), len(header))
    for cells in rows:
        if sum(map(bool, cells)) == 1:
            yield next(filter(None, cells))
            continue
        own = _at(cells, column) if _UNIT.fullmatch(_at(cells, column)) else ""
        label = _label(header, cells)
        parts = []
        for i, cell in enumerate(cells):
            name, shown = _with_unit(_at(header, i), cell, own or _at(units, i))
            apart = i == column or cell == label or _OF_ORDER.fullmatch(name)
            parts.append((name, shown) if apart or not label else (f"{label}\0{name}", shown))
        yield _row_line(parts)


def _label(header: Sequence[str], cells: Sequence[str]) -> str:
    """What a row is about: its first cell that is no figure and no number of the row; "" where that is long."""
    for i, cell in enumerate(cells[:_LABEL_AMONG]):
        if cell and not _OF_ORDER.fullmatch(_at(header, i)) and not _ORDINAL.fullmatch(cell):
            return cell if len(cell) <= _LONGEST_LABEL and _at(header, i) else ""
    return ""


def _goes_on(header: Sequence[str], row: Sequence[str]) -> bool:
    """True where `row` is the header's second: it says nothing in the first column and fills gaps or splits repeats."""
    if not header[0] or not row or row[0] not in ("", header[0]) or sum(map(bool, row[1:])) < 2:
        return False
    open_ = [i for i in range(1, len(header)) if header[i] in ("", header[i - 1])]
    return any(_at(row, i) and _at(row, i) != header[i] for i in open_) and not any(map(_FIGURE.fullmatch, row[1:]))


def _joined(header: Sequence[str], second: Sequence[str]) -> list[str]:
    names: list[str] = []
    group = ""
    for i in range(max(len(header), len(second))):
        group = _at(header, i) or (group if _at(second, i) else "")
        own = _at(second, i) if _at(second, i) != group else ""
        names.append(group + (" " if group[-1:].isascii() and group and own else "") + own)
    return names


def _at(cells: Sequence[str], i: int) -> str:
    return cells[i] if i < len(cells) else ""


def _unit_of_all(above: Iterable[str]) -> str:
    for line in above:
        found = _ALONE.fullmatch(line) or _BRACKETED.fullmatch(line)
        if found and _UNIT.fullmatch(found["unit"]):
            return found["unit"]
    return ""


def _unit_in(name: str) -> str:
    found = _BRACKETED.fullmatch(name) or _SLASHED.fullmatch(name)
    return found["unit"] if found and _UNIT.fullmatch(found["unit"]) else ""


def _with_unit(name: str, cell: str, unit: str) -> tuple[str, str]:
    """(column, cell): a bare figure takes the unit, from the column's name where it stands there.

    Else "投资（亿元）" could be read as an amount itself. A year in a column of time has no unit.
    """
    if not unit or not _FIGURE.fullmatch(cell) or (_YEAR.fullmatch(cell) and _OF_TIME.search(name)):
        return name, cell
    bare = _STATED.sub("", name) if _unit_in(name) == unit else name
    return bare, cell + (" " if unit[0].isascii() and unit[0].isalpha() else "") + unit


def _row_line(cells: Iterable[tuple[str, str]]) -> str:
    """`cells` are (name, content), a name "row\\0column" where the row is said too.

    A cell merged over several columns comes once for each of them, and is said once. What is said of a row is a clause
    without a colon, since that would part the figure from what it is of.
    """
    parts = list(dict.fromkeys((name, cell) for name, cell in cells if cell))
    chinese = any("\u4e00" <= c <= "\u9fff" for name, cell in parts for c in name + cell)
    semicolon, stop = ("；", "。") if chinese else ("; ", ".")
    return semicolon.join(_said(name, cell, chinese) for name, cell in parts) + stop


def _said(name: str, cell: str, chinese: bool) -> str:
    row, parted, column = name.partition("\0")
    if not parted:
        return f"{name}{'：' if chinese else ': '}{cell}" if name else cell
    if not column:
        return cell
    if chinese:
        return f"{row}{' ' if row[-1].isascii() and column[0].isascii() else ''}{column}为{cell}"
    return f"{row} – {column} is {cell}"
