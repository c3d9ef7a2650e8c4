"""Evidence → windows: runs of whole sentences short enough to be read together with the question in one pass.

Between retrieval and the trained reader; the training cuts its texts with the same functions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from index.pairs import Window
from index.text import search_form
from index.types import Lang, Paragraph, Span
from service.asked import Asked
from service.types import Evidence

WINDOW_CHARS: dict[Lang, int] = {"zh": 130, "en": 330}
"""About 100 pieces in either language: eight such windows are read in less than a tenth of a second on two cores."""
N_WINDOWS = 4
"""Windows that are read for one question; what they are worth is told where they are read (`service.trained`)."""
_HEAD_CHARS: dict[bool, int] = {True: 60, False: 26}
"""Of a title or heading, by whether it is ASCII: what names the document or the section stands at its beginning."""


def head_of(title: str, path: Sequence[str]) -> str:
    """What stands over a window: the document's title, the outermost heading and the innermost.

    >>> head_of("政府工作报告", ["政府工作报告", "二、2025年重点工作", "（一）农业"])
    '政府工作报告 / 二、2025年重点工作 / （一）农业'
    """
    above = [h for h in path if h != title]
    parts = dict.fromkeys(p for p in (title, *above[:1], *above[-1:]) if p)
    return " / ".join(p[: _HEAD_CHARS[p.isascii()]] for p in parts)


def runs(pieces: Iterable[Span], limit: int) -> tuple[Span, ...]:
    """Neighbouring pieces joined as long as they stay within `limit` characters; a longer piece stands alone.

    >>> runs([Span(0, 3), Span(3, 6), Span(6, 12)], 6)
    (Span(start=0, end=6), Span(start=6, end=12))
    """
    found: list[Span] = []
    for piece in pieces:
        if found and piece.end - found[-1].start <= limit:
            found[-1] = Span(found[-1].start, piece.end)
        else:
            found.append(piece)
    return tuple(found)


def windows_of(paragraph: Paragraph, lang: Lang) -> tuple[Span, ...]:
    """The windows of a paragraph in order; a sentence that is too long for one is cut at its clauses."""
    limit = WINDOW_CHARS[lang]
    pieces: list[Span] = []
    for sentence in paragraph.sentences:
        fits = sentence.span.end - sentence.span.start <= limit
        pieces.extend([sentence.span] if fits else sentence.clauses)
    return runs(pieces, limit)


def window_at(item: Evidence, span: Span) -> Window:
    """Words of a piece of evidence as a network reads them: under their title and headings."""
    document = item.document
    return Window(span.of(document.text), head_of(document.title, document.section_path(item.paragraph)))


def as_read(asked: Asked) -> str:
    """A question as a network reads it: they were trained on simplified characters, so traditional ones are put so."""
    return search_form(asked.text) if asked.lang == "zh" else asked.text
