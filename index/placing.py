"""Where a segment stands in a document: a place of its own, which no other segment holds, from edge to edge.

Below `index.renderings`. White space and character width do not matter; a word inside a sentence is no segment.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from index.phrases import fold_characters
from index.types import Lang, Span

_DIVISION: Final = "章节条款编篇"
_NUMERALS: Final = r"\d零\u3007一二三四五六七八九十百"
_NUMBER: Final = rf"\n(?:\W*(?:chapter|section|article|part)?[\W{_NUMERALS}第部分{_DIVISION}]*[\W{_DIVISION}])?"
"""What may stand before a segment in its line: a heading's number, a bullet."""
_JOINS: Final = r"\w、·'’\-\u2010/&%"
"""What goes on with the word or the list before it."""
_CLOSERS: Final = r"”’」』）)】》〉\""
_BEFORE: Final[Mapping[Lang, re.Pattern[str]]] = {
    "zh": re.compile(rf"(?:{_NUMBER}|[^{_JOINS}])$", re.IGNORECASE),
    "en": re.compile(rf"(?:{_NUMBER}|[^{_JOINS}\s,][^\S\n]*)$", re.IGNORECASE),
}
_AFTER: Final[Mapping[Lang, re.Pattern[str]]] = {
    "zh": re.compile(rf"$|[^{_JOINS}{_CLOSERS}]"),
    "en": re.compile(rf"[^\S\n]*(?:$|\n|[^{_JOINS}{_CLOSERS}\s,])"),
}
_CLOSED: Final = re.compile(rf"[。！？!?；;：:，….][{_CLOSERS}']*$")
_FIGURE: Final = re.compile(r"\d[.,]\d")
_WINDOW: Final = 24
"""Characters looked at on either side of an edge."""


class Places:
    """The places of one document's text, given away once each.

    >>> places = Places("扩大开放。推进改革。", "zh")
    >>> places.take("推进改革。"), places.take("改革"), places.take("推进改革。")
    (Span(start=5, end=10), None, None)
    """

    def __init__(self, text: str, lang: Lang) -> None:
        self._text, self._lang = text, lang
        self._folded = fold_characters(text)
        self._haystack = "".join(self._folded.forms)
        self._held = bytearray(len(self._haystack))
        self._cursor = 0
        # What was passed over once stays passed over, so that a repeated segment is never sought there again.
        self._from_top: dict[str, int] = {}
        self._behind: set[str] = set()

    def take(self, segment: str) -> Span | None:
        """The first free place after the segment taken before, else the first from the top; None where there is none.

        A place found after the segment before is where the next search begins.
        """
        needle = "".join(fold_characters(segment).forms)
        if not needle:
            return None
        at = -1 if needle in self._behind else self._find(needle, self._cursor)
        if at >= 0:
            self._cursor = at + len(needle)
        else:
            self._behind.add(needle)
            at = self._find(needle, self._from_top.get(needle, 0))
            self._from_top[needle] = at + len(needle) if at >= 0 else len(self._haystack)
        if at < 0:
            return None
        self._held[at : at + len(needle)] = b"\1" * len(needle)
        return self._folded.span(at, at + len(needle))

    def _find(self, needle: str, start: int) -> int:
        at = self._haystack.find(needle, start)
        while at >= 0:
            end = at + len(needle)
            held = self._held.rfind(1, at, end)
            if held < 0 and self._is_whole(self._folded.span(at, end)):
                return at
            at = self._haystack.find(needle, max(at, held) + 1)
        return -1

    def _is_whole(self, span: Span) -> bool:
        """True where the text has an edge on both sides: a line's end, a bracket, a mark that ends a clause."""
        text = self._text
        before = text[max(0, span.start - _WINDOW) : span.start]
        after = text[span.end : span.end + _WINDOW]
        if span.start <= _WINDOW:
            before = "\n" + before
        if _FIGURE.match(before[-2:] + text[span.start]) or _FIGURE.match(text[span.end - 1] + after[:2]):
            return False
        last = text[max(span.start, span.end - _WINDOW) : span.end]
        ends = _AFTER[self._lang].match(after) or _CLOSED.search(last)
        return ends is not None and _BEFORE[self._lang].search(before) is not None
