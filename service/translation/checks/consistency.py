"""One sentence of the source rendered in two ways within one text: a note, for a reviser to choose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.phrases import fold_words
from index.text import search_form
from service.translation.types import AlignedPair, Finding, FindingType, Severity


def check_consistency(source: str, rendering: str, pairs: Sequence[AlignedPair]) -> Iterator[Finding]:
    """The second and later renderings of a repeated sentence that differ from the first."""
    first: dict[str, AlignedPair] = {}
    for pair in pairs:
        earlier = first.setdefault("".join(search_form(pair.source.of(source)).split()), pair)
        was, now = earlier.rendering.of(rendering), pair.rendering.of(rendering)
        if earlier is not pair and fold_words(was).forms != fold_words(now).forms:
            yield Finding(
                FindingType.CONSISTENCY,
                Severity.NOTE,
                f"The same sentence was rendered “{was}” before",
                f"同一句前文译为“{was}”",
                pair.rendering,
                pair.source,
                was,
            )
