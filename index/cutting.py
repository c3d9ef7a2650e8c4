"""Endless text → parts that can be embedded, quoted and shown, for lines that nobody punctuated.

Below `index.text` and `index.parse`. Ordinary paragraphs, sentences and clauses are far shorter than any limit here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.types import Span

_CUTS = (re.compile("[。！？；]+[”’」』）)】》\"']*|[.!?;](?=\\s)"), re.compile(r"[，、\s]"))
"""Where a reader would cut, the best places first."""
_LATIN_OR_FIGURE = re.compile(r"[A-Za-z0-9À-ɏ.,%'’-]{2}")


def trimmed(text: str, start: int, end: int) -> Span | None:
    """The range without the white space at its ends; None where it is all white space."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def parts(text: str, piece: Span, most: int) -> Iterator[Span]:
    """`piece`, or, where it has more than `most` characters, parts of it: text that nobody punctuated has an end too.

    Cut where a reader would in the second half of `most`: after a sentence, else after a comma or a space, else
    between two words or Chinese characters.

    >>> [part.of("甲、乙、丙丁") for part in parts("甲、乙、丙丁", Span(0, 6), 4)]
    ['甲、乙、', '丙丁']
    """
    start = piece.start
    while piece.end - start > most:
        end = _cut(text, start + most // 2, start + most)
        part = trimmed(text, start, end)
        if part:
            yield part
        start = end
    rest = trimmed(text, start, piece.end)
    if rest:
        yield rest


def _cut(text: str, least: int, most: int) -> int:
    for pattern in _CUTS:
        found = [match.end() for match in pattern.finditer(text, least, most)]
        if found:
            return found[-1]
    at = most
    while at > least and _LATIN_OR_FIGURE.fullmatch(text, at - 1, at + 1):
        at -= 1
    return at if at > least else most
