"""A file of any format that translators send, opened by what is in it; its name only helps where that is unclear."""

from __future__ import annotations

from pathlib import PurePath

from index.errors import InvalidInput
from index.safe_xml import named
from service.translation.files.bilingual import BilingualFile
from service.translation.files.tables import read_docx_table, read_tsv
from service.translation.files.tmx import read_tmx_file
from service.translation.files.xliff import read_xliff

_BY_SUFFIX = {".tmx": "TMX", ".xlf": "XLIFF", ".xliff": "XLIFF"}
FORMATS = ("TMX", "XLIFF", "TSV", "DOCX")


def format_of(name: str, data: bytes) -> str:
    """One of `FORMATS`.

    Raises:
        InvalidInput: it is none of them.

    >>> format_of("memory.xml", b'<?xml version="1.0"?><tmx version="1.4"/>')
    'TMX'
    """
    if data[:4] == b"PK\x03\x04":
        return "DOCX"
    head = data[:4096].replace(b"\0", b"")
    if b"<tmx" in head:
        return "TMX"
    if b"<xliff" in head or b":xliff" in head:
        return "XLIFF"
    said = _BY_SUFFIX.get(PurePath(name).suffix.lower())
    if said:
        return said
    if b"\t" in head and not head.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<"):
        return "TSV"
    remedy = f"Send one of {', '.join(FORMATS)} (two columns)."
    raise InvalidInput(name, "is no bilingual file that can be read", remedy)


def open_bilingual(name: str, data: bytes) -> BilingualFile:
    """The units of the file.

    Raises:
        InvalidInput: the format is unknown, or the file is broken.
    """
    readers = {"TMX": read_tmx_file, "TSV": read_tsv, "DOCX": read_docx_table}
    form = format_of(name, data)
    with named(name):
        return read_xliff(data) if form == "XLIFF" else readers[form](data, "" if form == "TMX" else name)
