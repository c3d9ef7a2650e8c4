"""Punctuation of the rendering: Chinese marks left in English, unpaired brackets and quotation marks, doubled marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from index.types import Span
from service.translation.bitext import Bitext
from service.translation.types import Finding, FindingType, Severity

_MARKS: Mapping[str, str] = MappingProxyType(
    {
        "，": ",",
        "。": ".",
        "；": ";",
        "：": ":",
        "、": ",",
        "（": "(",
        "）": ")",
        "！": "!",
        "？": "?",
        "《": "“",
        "》": "”",
        "％": "%",
    }
)
_CHINESE = re.compile("[" + "".join(_MARKS) + "]")
_DOUBLED = re.compile(r"(?<![.\s])([,;:])\s*\1|(?<!\.)\.\.(?!\.)|\s+[,;](?=\s)")
_PAIRS = (("(", ")"), ("[", "]"), ("“", "”"))


def check_punctuation(bitext: Bitext) -> Iterator[Finding]:
    """Notes only: none of these changes what is said."""
    if bitext.target != "en":
        return
    for mark in _CHINESE.finditer(bitext.rendering):
        yield _note(Span(*mark.span()), f"Chinese mark {mark[0]}", f"中文标点“{mark[0]}”", _MARKS[mark[0]])
    for mark in _DOUBLED.finditer(bitext.rendering):
        yield _note(Span(*mark.span()), "A mark too many", "标点重复或多余空格", mark[0].strip()[0])
    for opening, closing in _PAIRS:
        if bitext.rendering.count(opening) != bitext.rendering.count(closing):
            at = bitext.rendering.find(opening if opening in bitext.rendering else closing)
            yield _note(
                Span(at, at + 1), f"{opening} and {closing} do not pair", f"“{opening}”与“{closing}”不成对", None
            )


def _note(span: Span, en: str, zh: str, suggestion: str | None) -> Finding:
    return Finding(FindingType.PUNCTUATION, Severity.NOTE, en, zh, span, None, suggestion)
