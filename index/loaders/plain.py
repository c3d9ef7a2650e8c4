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
_MAX_BAD = 0.005
"""Share of characters that may be unreadable, as in a file that was cut or patched."""
_MOST_COMMON = 0.7
_MAX_PRIVATE = 0.05
"""Share of private-use characters above which text may not be GB18030: Big5 read as it has a fifth to a half."""
_MOST_COMMON_BIG5 = 0.9
_MAX_CONTROLS = 0.01
"""Share of control characters above which a file is taken for binary."""


def load_plain(name: str, data: bytes) -> Loaded:
    """Decodes UTF-8, UTF-16, UTF-32 (with their marks), GB18030, Big5, and what charset-normalizer recognises."""
    text = decode(name, data)
    controls = sum(unicodedata.category(c) == "Cc" and c not in "\t\n\r\f\v\x85" for c in text[:100_000])
    if controls > _MAX_CONTROLS * min(len(text), 100_000):
        raise unreadable(
            name, "this is not text", "Save it as UTF-8 text, docx or PDF. / 请另存为 UTF-8 文本、docx 或 PDF。"
        )
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
        text = _strictly(data, encoding)
        if text is not None:
            return _unless_big5(text, data) if encoding == "gb18030" else text
    # UTF-8 with a few bad bytes is still UTF-8: no other encoding looks like it by chance. Of GB18030 that can be said
    # only where its characters are the common ones.
    chinese = _nearly(data, "gb18030")
    guess = _nearly(data, "utf-8") or (chinese if chinese and _is_common(chinese) else from_bytes(data).best())
    if guess is None:
        raise _undecodable(name)
    return str(guess)


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _unless_big5(text: str, data: bytes) -> str:
    """`text` as GB18030 gives it, or as Big5 does where that explains characters that nobody writes."""
    beyond = [c for c in text[:20_000] if not c.isascii()]
    private = sum("\ue000" <= c <= "\uf8ff" for c in beyond)
    if private <= _MAX_PRIVATE * len(beyond):
        return text
    other = _strictly(data, "big5hkscs")
    return other if other is not None and _is_common_big5(other) else text


def _is_common_big5(text: str) -> bool:
    """True where nearly all characters beyond ASCII stand in the part of Big5 that holds the common ones."""
    beyond = [c for c in text[:20_000] if not c.isascii()]
    common = sum(b"\xa1" <= c.encode("big5hkscs")[:1] <= b"\xc6" for c in beyond)
    return common > _MOST_COMMON_BIG5 * len(beyond)


def _nearly(data: bytes, encoding: str) -> str | None:
    text = data.decode(encoding, errors="replace")
    return text if text.count("\ufffd") <= max(1, _MAX_BAD * len(text)) else None


def _is_common(text: str) -> bool:
    """True where most characters beyond ASCII stand in GB 2312; of bytes that mean something else, few do."""
    beyond = [c for c in text[:20_000] if not c.isascii()]
    known = sum(len(c.encode("gb2312", errors="ignore")) > 0 for c in beyond)
    return known > _MOST_COMMON * len(beyond)


def _undecodable(name: str) -> Exception:
    return unreadable(
        name, "its character encoding is unknown", "Save it as UTF-8 and add it again. / 请另存为 UTF-8 后重新添加。"
    )
