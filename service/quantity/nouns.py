"""The noun that a generic classifier counts: 5G基站1000个 and 1000个5G基站 are base stations."""

from __future__ import annotations

import re

from index.types import Span
from service.quantity.lexicon import NOUNS, alternation

_REACH = 14
"""Code points on either side of a figure in which its noun is looked for."""

_WITHIN = re.compile("(?:特色|产业|示范|创新|重点|先进|综合)*")
"""What may stand between the nouns of one compound."""
_BREAK = re.compile(r"[，。；、,;：:！？!?]")
_COUNTRIES = "国家(?=[和与及或的]|地区|[^一-鿿]|$)"
"""国家 is what is counted only where no noun follows: 35家国家级企业 are no countries."""
_NOUN = re.compile(f"(?!国家)(?:{alternation(NOUNS)})|{_COUNTRIES}")


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
    """The last of the nouns that make one compound: 中小学项目 are projects, 企业特色产业集群 are clusters."""
    last = nouns[0]
    for noun in nouns[1:]:
        if not _WITHIN.fullmatch(noun.string, last.end(), noun.start()):
            break
        last = noun
    return str(last[0])
