"""What official papers of any place measure and count, in both languages: 地区生产总值, GDP, economic growth.

Built in, beside the glossaries that documents bring: a question says GDP where the paper says 地区生产总值, and no
general dictionary knows that the two are one. The table is `statistics.tsv`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from index.phrases import PhraseTable
from index.tables import rows
from index.text import search_terms
from index.types import Lang, Span

_MOST = 0.6
"""Share of a name that a term has that may stand for it: 研究 says too little of 研究与试验发展经费."""


@dataclass(frozen=True, slots=True)
class Notion:
    """One thing that is measured: what Chinese papers call it, the commonest first, and what English calls it."""

    zh: tuple[str, ...]
    en: tuple[str, ...]

    def others(self, said: str) -> tuple[str, ...]:
        """The search terms by which it may stand where a question says `said`: names that are one term, or nearly.

        >>> Notion(("生产总值", "GDP"), ("GDP",)).others("gdp")
        ('生产总值',)
        """
        own = frozenset(search_terms(said))
        longest = {max(search_terms(name), key=len): name for name in self.zh}
        return tuple(term for term, name in longest.items() if term not in own and len(term) > _MOST * len(name))


@cache
def notions() -> tuple[Notion, ...]:
    """All of the table."""
    return tuple(Notion(tuple(zh.split("|")), tuple(en.split("|"))) for zh, en in rows("statistics.tsv"))


@cache
def _table(lang: Lang) -> PhraseTable[Notion]:
    return PhraseTable(lang, [(name, notion) for notion in notions() for name in getattr(notion, lang)])


def notions_in(text: str, lang: Lang) -> Iterator[tuple[Span, Notion]]:
    """Those that a text names, longest name first at each place, without overlaps, in text order.

    >>> [notion.zh[0] for _, notion in notions_in("What was the GDP growth?", "en")]
    ['生产总值增长']
    """
    return ((span, found[0]) for span, found in _table(lang).find(text))
