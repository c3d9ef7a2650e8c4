"""The noun that a generic classifier counts: 5G基站1000个 and 1000个5G基站 are base stations."""

from __future__ import annotations

import re

from index.types import Span
from service.quantity.lexicon import NOUNS, alternation

_REACH = 14
"""Code points on either side of a figure in which its noun is looked for."""

_BREAK = re.compile(r"[，。；、,;：:！？!?]")
_NOUN = re.compile(alternation(NOUNS))


def counted_noun(text: str, span: Span) -> str:
    """The English plural of what the figure at `span` counts, or "" where no known noun stands beside it.

    What follows (8个中小学项目) goes before what precedes (老旧小区改造108个), as in Chinese grammar.
    """
    after = list(_NOUN.finditer(_BREAK.split(text[span.end : span.end + _REACH], maxsplit=1)[0]))
    if after:
        return NOUNS[_compound_end(after)][0]
    before = _NOUN.findall(_BREAK.split(text[max(0, span.start - _REACH) : span.start])[-1])
    return NOUNS[before[-1]][0] if before else ""


def _compound_end(nouns: list[re.Match[str]]) -> str:
    """The last of the nouns that follow one another without a gap: 中小学项目 are projects."""
    last = nouns[0]
    for noun in nouns[1:]:
        if noun.start() != last.end():
            break
        last = noun
    return str(last[0])
