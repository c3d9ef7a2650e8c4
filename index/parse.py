"""Text → Document: the outline of an official paper, its paragraphs, sentences and clauses as spans.

Comes after the loaders and before units. The document's one text is the input mended: a paragraph a line, with no
empty lines, a sentence that was broken over lines joined again, and an endless line broken. No other character is
changed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from index.cutting import parts
from index.text import clauses, main_language_of, sentences
from index.types import Document, Lang, Paragraph, Section, Sentence, Span

_NUMERAL = "[零〇一二三四五六七八九十百]+"
# Heading styles of official papers, outermost first (GB/T 9704 orders 一、（一）1.（1）; 第X章 stands above them).
# A style without a rank takes its level from where it first appears.
_HEADING_STYLES: tuple[tuple[str, int | None, re.Pattern[str]], ...] = (
    ("part", 1, re.compile(rf"第(?:{_NUMERAL}|\d+)(?:编|部分|篇)")),
    ("chapter", 2, re.compile(rf"第(?:{_NUMERAL}|\d+)章")),
    ("section", 3, re.compile(rf"第(?:{_NUMERAL}|\d+)节")),
    ("一、", 4, re.compile(rf"{_NUMERAL}、")),
    ("（一）", 5, re.compile(rf"[（(]\s*{_NUMERAL}\s*[）)]")),
    ("1.", 6, re.compile(r"\d{1,2}[.．、](?!\d)")),
    ("（1）", 7, re.compile(r"[（(]\s*\d{1,2}\s*[）)]")),
    ("①", 8, re.compile(r"[①-⑳]")),
    ("1 ", None, re.compile(r"\d{1,2}\s+(?=\S)")),
)
_MARKDOWN_HEADING = re.compile(r"(#{1,6})\s+(?=\S)")
_BULLET = re.compile(r"\s*(?:[-*+•·]\s+)?[◆◇■□●○▪▶►★☆]\s*|\s*[-*+•·]\s+")

_MAX_HEADING = 60
"""Characters. A marked line that is longer is a paragraph that begins with a number."""
_MAX_PLAIN_HEADING = 40
_MAX_PARAGRAPH = 20_000
"""Characters. A citation shows its whole paragraph, so that a longer line, ten pages of print, becomes several."""
_MIN_RUNNING_TEXT = 40
"""Characters. A shorter line without a closing mark is a heading or an entry of a list, not a broken sentence."""
_CLOSED = re.compile(r"[。！？!?；;：:.…”\"’）)】》〉]\s*$")
_INSIDE = re.compile(r"[，,。；;]")


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    offset: int
    """Where the line began in the loaded text, to find its page."""
    after_blank: bool


def document_id(source: str) -> str:
    """A stable id for a source name: 12 hexadecimal digits of its BLAKE2 digest."""
    return hashlib.blake2b(source.encode(), digest_size=6).hexdigest()


def _lines(text: str) -> Iterator[_Line]:
    offset, blank = 0, True
    for raw in text.splitlines(keepends=True):
        stripped = raw.strip().strip("\ufeff\u3000")
        if stripped:
            yield _Line(stripped, offset + raw.index(stripped), blank)
        blank = not stripped
        offset += len(raw)


def _heading_style(line: str) -> tuple[str, int | None] | None:
    markdown = _MARKDOWN_HEADING.match(line)
    if markdown:
        return "#" * len(markdown.group(1)), None
    if len(line) > _MAX_HEADING:
        return None
    for name, rank, pattern in _HEADING_STYLES:
        if pattern.match(line):
            # 一、… that runs on to a full stop is a paragraph; 第三章 总则。 does not occur.
            return None if line.endswith(("。", "；", ";", "，")) or line.count("。") else (name, rank)
    return None


def _opens_text(line: _Line) -> bool:
    """True for what a heading stands above: running text, a list, a numbered heading; not a date or a salutation."""
    text = line.text
    return bool(len(text) > _MAX_PLAIN_HEADING or _BULLET.match(text) or _heading_style(text) or text.endswith("。"))


def _is_plain_heading(line: _Line, following: _Line | None) -> bool:
    """A short unmarked line without a closing mark or a comma, right above the text that it names."""
    text = line.text
    if len(text) > _MAX_PLAIN_HEADING or _BULLET.match(text) or following is None or not _opens_text(following):
        return False
    return not (_INSIDE.search(text) or re.search(r"[。！？!?…]$|^(?:—|各位)", text))


def _continues(line: str, following: _Line) -> bool:
    """True where `following` goes on with the sentence that `line` leaves open."""
    if len(line) < _MIN_RUNNING_TEXT or not _INSIDE.search(line) or _CLOSED.search(line):
        return False
    return not _BULLET.match(following.text) and _heading_style(following.text) is None


def _join(first: str, second: str) -> str:
    return first + (" " if first[-1].isascii() and second[0].isascii() else "") + second


def _mended(lines: Iterable[_Line]) -> list[_Line]:
    mended: list[_Line] = []
    for line in lines:
        last = mended[-1] if mended else None
        if last and _continues(last.text, line):
            mended[-1] = _Line(_join(last.text, line.text), last.offset, last.after_blank)
        else:
            mended.append(line)
    return mended


def _cut(lines: Iterable[_Line]) -> Iterator[_Line]:
    for line in lines:
        for part in parts(line.text, Span(0, len(line.text)), _MAX_PARAGRAPH):
            yield _Line(part.of(line.text), line.offset + part.start, line.after_blank and part.start == 0)


class _Outline:
    """Builds sections from headings: a style seen before closes back to its level, a new one opens a level below."""

    def __init__(self) -> None:
        self.sections: list[Section] = []
        self._open: list[tuple[str, int | None, int]] = []  # style, rank, index of the section

    def add(self, style: str, rank: int | None, heading: Span) -> None:
        styles = [s for s, _, _ in self._open]
        if style.startswith("#"):
            while self._open and not (self._open[-1][0].startswith("#") and len(self._open[-1][0]) < len(style)):
                self._open.pop()
        elif style in styles:
            del self._open[styles.index(style) :]
        elif rank is not None:
            while self._open and (self._open[-1][1] or 0) > rank:
                self._open.pop()
        parent = self._open[-1][2] if self._open else None
        self.sections.append(Section(len(self._open) + 1, heading, parent))
        self._open.append((style, rank, len(self.sections) - 1))

    @property
    def current(self) -> int | None:
        return self._open[-1][2] if self._open else None


def _sentences(text: str, span: Span, lang: Lang) -> tuple[Sentence, ...]:
    bullet = _BULLET.match(text, span.start, span.end)
    body = Span(bullet.end(), span.end) if bullet and bullet.end() < span.end else span
    return tuple(Sentence(s, clauses(text, s)) for s in sentences(text, body, lang))


def _title(lines: Sequence[_Line], source: str) -> str:
    """The first line where it can be one, else the file's name."""
    stem = PurePath(source).stem
    if not lines:
        return stem
    first = _MARKDOWN_HEADING.sub("", lines[0].text)
    is_title = len(first) <= _MAX_HEADING and not re.search(r"[。；;，,]", first)
    return first if is_title else stem


def _page_of(offset: int, page_starts: Sequence[int]) -> int | None:
    return sum(start <= offset for start in page_starts) if page_starts else None


def parse(text: str, source: str, page_starts: Sequence[int] = ()) -> Document:
    r"""Parses one loaded document.

    Args:
        text: the loaded text; Markdown `#` lines, as loaders write them, are headings.
        source: the file's name, which names the document and gives its id.
        page_starts: offsets into `text` at which pages begin, ascending; empty where the format has no pages.

    >>> document = parse("计划\n\n一、目标\n新建5G基站1000个以上。", "plan.txt")
    >>> [document.section_path(p) for p in document.paragraphs][-1]
    ('一、目标',)
    """
    lines = list(_cut(_mended(_lines(text))))
    lang = main_language_of(text)
    outline, paragraphs, parts, position = _Outline(), [], [], 0
    for i, line in enumerate(lines):
        following = lines[i + 1] if i + 1 < len(lines) else None
        style = _heading_style(line.text)
        if style is None and i > 0 and _is_plain_heading(line, following):
            style = ("plain", None)
        body = _MARKDOWN_HEADING.sub("", line.text, count=1)
        span = Span(position, position + len(body))
        parts.append(body)
        section = outline.current
        if style:
            outline.add(*style, span)
            section = outline.sections[-1].parent
        page = _page_of(line.offset, page_starts)
        is_heading = style is not None or (i == 0 and _title(lines, source) == body)
        paragraphs.append((span, section, page, is_heading))
        position = span.end + 1
    whole = "\n".join(parts)
    return Document(
        id=document_id(source),
        title=_title(lines, source),
        source=source,
        lang=lang,
        text=whole,
        sections=tuple(outline.sections),
        paragraphs=tuple(
            Paragraph(n, span, section, page, is_heading, _sentences(whole, span, lang))
            for n, (span, section, page, is_heading) in enumerate(paragraphs, 1)
        ),
    )
