"""Which loader a file needs: by its name, and by what its first bytes say."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import PurePath
from typing import Final, cast

from index.errors import KnowledgeBaseError
from index.loaders.loaded import MAX_BYTES, MAX_CHARACTERS, Loaded, unreadable

Load = Callable[[str, bytes], Loaded]

SUFFIXES: Final[Mapping[str, str]] = {
    ".txt": "plain",
    ".text": "plain",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".docx": "docx",
    ".pdf": "pdf",
    ".pptx": "pptx",
    ".xlsx": "xlsx",
}
"""Suffix → loader module."""

TRUSTED: Final = frozenset({"plain"})
"""Loaders that only decode: there is no parser in them that a file could lead astray."""

_UNWRITABLE: Final = re.compile("[\x00\ud800-\udfff]")
"""Null and lone surrogates, as a PDF's table of characters may name them."""
_ZIPPED: Final[Mapping[str, str]] = {"docx": "word/", "pptx": "ppt/", "xlsx": "xl/"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAX_UNPACKED = 500_000_000
_MAX_RATIO = 200
"""Unpacked bytes for one packed byte, over the whole file; text in office files packs to a tenth, rarely a fiftieth."""


def format_of(name: str, data: bytes) -> str:
    """The loader for this file; UnreadableDocument where it is empty, too large, or of a format that has none."""
    if not data:
        raise unreadable(name, "it is empty", "Add a file with text. / 请添加有内容的文件。")
    if len(data) > MAX_BYTES:
        found = f"it has {len(data) / 1e6:.0f} MB, the limit is {MAX_BYTES / 1e6:.0f} MB"
        raise unreadable(name, found, "Split it, or save it without images. / 请拆分或去除图片后添加。")
    suffix = PurePath(name).suffix.lower()
    found_format = "pdf" if data[:1024].lstrip().startswith(b"%PDF-") else SUFFIXES.get(suffix)
    if found_format is None or data.startswith(_OLE):
        raise _unknown(name, suffix, data)
    if found_format in _ZIPPED:
        _check_archive(name, found_format, data)
    elif data.startswith(b"PK\x03\x04"):
        raise unreadable(name, f"it is a zip archive named {suffix}", "Give it its own suffix. / 请改用正确的扩展名。")
    return found_format


def _unknown(name: str, suffix: str, data: bytes) -> KnowledgeBaseError:
    if data.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in data:
        return unreadable(name, "it is protected by a password", "Save it without one. / 请去除密码后重新添加。")
    known = ", ".join(sorted({key[1:] for key in SUFFIXES}))
    if data.startswith(_OLE) or suffix in (".doc", ".ppt", ".xls", ".wps", ".rtf", ".ofd"):
        remedy = "Save it as docx, pptx, xlsx or PDF. / 请另存为 docx、pptx、xlsx 或 PDF。"
        return unreadable(name, "its format is an older or another office format", remedy)
    remedy = f"Convert it to one of {known}. / 请转换为以下格式之一：{known}。"
    return unreadable(name, f"its format {suffix or '(no suffix)'} is not read", remedy)


def _check_archive(name: str, found_format: str, data: bytes) -> None:
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise unreadable(name, f"the file is broken ({error})", "Save it again. / 请重新保存。") from error
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > _MAX_UNPACKED or unpacked > _MAX_RATIO * len(data):
        found = f"it unpacks to {unpacked / 1e6:.0f} MB, too much for its {len(data) / 1e6:.1f} MB"
        raise unreadable(name, found, "Save it again from the office program. / 请用办公软件重新保存。")
    if not any(entry.filename.startswith(_ZIPPED[found_format]) for entry in entries):
        raise unreadable(
            name, f"it is no {found_format} file", "Save it again, or mend its suffix. / 请重新保存或改正扩展名。"
        )


def load_with(found_format: str, name: str, data: bytes) -> Loaded:
    """Runs one loader here and now; every fault of it becomes an UnreadableDocument."""
    # Each loader's library is imported only for a file that needs it: together they take a second.
    module = import_module(f"index.loaders.{found_format}")
    load = cast(Load, getattr(module, f"load_{found_format}"))
    try:
        loaded = load(name, data)
    except (KnowledgeBaseError, MemoryError):
        raise
    except RecursionError as error:
        found = "its parts stand within one another too deeply"
        raise unreadable(name, found, "Save it in a simpler format. / 请另存为更简单的格式。") from error
    except Exception as error:  # whatever a library raises on a broken file
        said = " ".join(str(error).split())[:200]
        reason = f"the file is broken ({type(error).__name__}: {said})"
        raise unreadable(name, reason, "Open it and save it again. / 请打开后重新保存。") from error
    # One for one, so that pages still begin where they did. Neither can be written as UTF-8 text everywhere.
    loaded = replace(loaded, text=_UNWRITABLE.sub("\ufffd", loaded.text))
    if len(loaded.text) > MAX_CHARACTERS:
        raise unreadable(name, f"it holds over {MAX_CHARACTERS:,} characters", "Split it. / 请拆分后添加。")
    if not loaded.text.strip():
        raise unreadable(name, "it holds no text", "Add a file with text. / 请添加有文字的文件。")
    return loaded
