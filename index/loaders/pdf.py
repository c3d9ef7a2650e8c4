"""PDF → text with page starts: visual lines joined into paragraphs, running heads and page numbers dropped."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence

from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError

from index.loaders.loaded import Loaded, one_line, unreadable

_PAGE_NUMBER = re.compile(
    r"[\s\-—–·]*(?:第\s*\d+\s*页(?:\s*[,，/]?\s*共\s*\d+\s*页)?|(?:page\s+)?\d{1,4}(?:\s*/\s*\d+)?)[\s\-—–·]*", re.I
)
_ENDS = re.compile(r"[。！？!?；;：:.…”\"’）)】》]$")
_STARTS = re.compile(
    r"[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|第[一二三四五六七八九十百\d]+[章节条编]|\d{1,2}[.．、]\D|[•●▪◆■□○\-*]\s*\S"
)
_FULL_LINE = 0.85
"""Share of the page's widest line from which on a line counts as full: the paragraph goes on below it."""
_MIN_CHARACTERS = 8
"""Characters a page, on the average, below which a file is a scan with at best a stamp of text."""


def load_pdf(name: str, data: bytes) -> Loaded:
    """Reads the text layer; a scan without one, or a file under a password, is an UnreadableDocument."""
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise unreadable(name, "it is protected by a password", "Save it without one. / 请去除密码后重新添加。")
        raw = [page.extract_text() for page in reader.pages]
    except DependencyError as error:
        raise unreadable(name, f"its encryption is not supported ({error})", "Save it without a password.") from error
    except PyPdfError as error:
        raise unreadable(name, f"the PDF is broken ({error})", "Print it to PDF again. / 请重新导出 PDF。") from error
    if sum(len("".join(text.split())) for text in raw) < _MIN_CHARACTERS * max(1, len(raw)):
        remedy = "Run text recognition (OCR) over it first, for example with OCRmyPDF. / 请先做文字识别（OCR）。"
        raise unreadable(name, f"its {len(raw)} pages have no text: it is a scan", remedy)
    return _join([[line for line in map(_line, text.splitlines()) if line] for text in raw])


def _line(raw: str) -> str:
    """One visual line; a PDF spreads Chinese with spaces that nobody wrote."""
    return re.sub(r"(?<=[\u3000-\u9fff\uff00-\uffef]) +(?=[\u3000-\u9fff\uff00-\uffef])", "", one_line(raw))


def _join(pages: Sequence[Sequence[str]]) -> Loaded:
    running = _running_heads(pages)
    text, starts, full = "", [], False
    for page in pages:
        lines = [line for line in page if line not in running and not _PAGE_NUMBER.fullmatch(line)]
        widest = max((_width(line) for line in lines), default=0)
        begun = False
        for line in lines:
            goes_on = full and bool(text) and not _ENDS.search(text[-1]) and not _STARTS.match(line)
            if goes_on:
                text += " " if text[-1].isascii() and line[0].isascii() else ""
            elif text:
                text += "\n"
            if not begun:
                starts.append(len(text))
                begun = True
            text += line
            full = _width(line) >= _FULL_LINE * widest
        if not begun:
            starts.append(len(text))
    return Loaded(text, tuple(starts))


def _width(line: str) -> int:
    """Width in half-width cells."""
    return sum(1 if c.isascii() else 2 for c in line)


def _running_heads(pages: Sequence[Sequence[str]]) -> frozenset[str]:
    """First and last lines that stand on more than half of three or more pages."""
    if len(pages) < 3:
        return frozenset()
    edges = Counter(line for page in pages for line in {*page[:1], *page[-1:]})
    return frozenset(line for line, n in edges.items() if n > len(pages) / 2)
