"""Plain text in whatever encoding → text."""

from __future__ import annotations

import codecs
import unicodedata

from charset_normalizer import from_bytes

from index.loaders.loaded import Loaded, unreadable

# UTF-32 before UTF-16: the mark of the first begins with the mark of the second.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_STRICT = ("utf-8", "gb18030")
"""Tried in this order: bytes of the one are hardly ever valid in the one before it."""
_MAX_CONTROLS = 0.01
"""Share of control characters above which a file is taken for binary."""


def load_plain(name: str, data: bytes) -> Loaded:
    """Decodes UTF-8, UTF-16, UTF-32 (with their marks), GB18030, and what charset-normalizer recognises."""
    text = decode(name, data)
    controls = sum(unicodedata.category(c) == "Cc" and c not in "\t\n\r\f\v\x85" for c in text[:100_000])
    if controls > _MAX_CONTROLS * min(len(text), 100_000):
        raise unreadable(name, "this is not text", "Save it as txt, docx or PDF. / 请另存为 txt、docx 或 PDF。")
    return Loaded(text.replace("\r\n", "\n").replace("\r", "\n"))


def decode(name: str, data: bytes) -> str:
    """The text of these bytes, without a byte order mark; UnreadableDocument where no encoding fits."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding)
            except UnicodeDecodeError as error:
                raise _undecodable(name) from error
    for encoding in _STRICT:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    guess = from_bytes(data).best()
    if guess is None:
        raise _undecodable(name)
    return str(guess)


def _undecodable(name: str) -> Exception:
    return unreadable(
        name, "its character encoding is unknown", "Save it as UTF-8 and add it again. / 请另存为 UTF-8 后重新添加。"
    )
