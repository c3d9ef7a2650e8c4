"""Two columns side by side: TSV in and out, and the first two-column table of a Word document in."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element

from index.errors import InvalidInput
from index.safe_xml import local_name, parse_xml
from index.text import HAN
from index.types import Lang
from service.translation.files.bilingual import BilingualFile, BilingualUnit

_MAX_XML_BYTES = 200_000_000
_HEADINGS = frozenset({"zh", "en", "source", "target", "chinese", "english", "中文", "英文", "原文", "译文", "zh-cn"})

_HAN = re.compile(f"[{HAN}]")
_LATIN = re.compile("[A-Za-z]")

Row = tuple[str, str]


def read_tsv(data: bytes, name: str = "") -> BilingualFile:
    """Units of a tab-separated file: source, target, then anything. A first line of column names is skipped.

    Raises:
        InvalidInput: it is not UTF-8 (or UTF-16 with its mark), or a line has no second column.
    """
    text = _decoded(data)
    rows: list[Row] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t", strict=True)
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) < 2:
                remedy = "Put a tab between source and target."
                raise InvalidInput(f"TSV file, line {reader.line_num}", "has only one column", remedy)
            rows.append((cells[0].strip(), cells[1].strip()))
    except csv.Error as error:
        remedy = "Quote a cell that contains a quotation mark, and double the mark."
        raise InvalidInput(f"TSV file, line {reader.line_num}", f"cannot be read ({error})", remedy) from error
    return _from_rows(rows, name, "TSV file")


def _decoded(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        rule = f"is not {encoding} at byte {error.start}"
        raise InvalidInput("TSV file", rule, "Save it as UTF-8 and send it again.") from error


def write_tsv(file: BilingualFile) -> bytes:
    """Source and target under their languages' names; `read_tsv` gives the texts back."""
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, delimiter="\t", lineterminator="\n")
    writer.writerow((file.source_lang, file.target_lang))
    writer.writerows((unit.source, unit.target) for unit in file.units)
    return lines.getvalue().encode()


def read_docx_table(data: bytes, name: str = "") -> BilingualFile:
    """Units of the rows of every two-column table of a Word document.

    Raises:
        InvalidInput: it is no .docx, or has no two-column table.
    """
    body = parse_xml(_document_xml(data), "DOCX")
    rows: list[Row] = []
    for row in body.iter():
        cells = [child for child in row if local_name(child) == "tc"] if local_name(row) == "tr" else []
        if len(cells) == 2:
            rows.append((_cell_text(cells[0]), _cell_text(cells[1])))
    if not rows:
        remedy = "Put source and target into a table of two columns."
        raise InvalidInput("DOCX file", "has no two-column table", remedy)
    return _from_rows(rows, name, "DOCX file")


def _document_xml(data: bytes) -> bytes:
    remedy = "Save it as .docx in Word and send it again."
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if archive.getinfo("word/document.xml").file_size > _MAX_XML_BYTES:
                raise InvalidInput("DOCX file", "is too large once unpacked", "Split the document.")
            with archive.open("word/document.xml") as member:
                # The declared size may lie: never read more than is allowed.
                content = member.read(_MAX_XML_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, KeyError, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise InvalidInput("DOCX file", f"is no Word document ({error})", remedy) from error
    if len(content) > _MAX_XML_BYTES:
        raise InvalidInput("DOCX file", "is too large once unpacked", "Split the document.")
    return content


def _cell_text(cell: Element) -> str:
    paragraphs = (node for node in cell.iter() if local_name(node) == "p")
    texts = ("".join(node.text or "" for node in p.iter() if local_name(node) == "t") for p in paragraphs)
    return "\n".join(text for text in texts if text.strip()).strip()


def _from_rows(rows: Sequence[Row], name: str, kind: str) -> BilingualFile:
    if rows and all(cell.lower() in _HEADINGS for cell in rows[0]):
        rows = rows[1:]
    if not rows:
        raise InvalidInput(kind, "has no line of text", "Put source and target side by side, a segment a line.")
    source_lang = _language(column[0] for column in rows)
    if source_lang == _language(column[1] for column in rows if column[1]):
        remedy = "Put Chinese into one column and English into the other."
        raise InvalidInput(kind, "has the same language in both columns", remedy)
    units = (BilingualUnit(str(n), source, target) for n, (source, target) in enumerate(rows, start=1))
    return BilingualFile(name, source_lang, tuple(units))


def _language(cells: Iterable[str]) -> Lang:
    text = " ".join(cells)
    # A Chinese column may name enterprises in Latin letters, an English one quote a Chinese term: the bulk decides.
    return "zh" if 4 * len(_HAN.findall(text)) >= len(_LATIN.findall(text)) else "en"
