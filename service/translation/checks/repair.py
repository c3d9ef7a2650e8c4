"""What to put in place of a wrong figure: its words as they fit into the sentence that stands there."""

from __future__ import annotations

from dataclasses import replace

from service.quantity import Kind, Quantity, render
from service.translation.bitext import Bitext


def repair(bitext: Bitext, should: Quantity, is_: Quantity) -> str:
    """The words of `should` in place of those of `is_`: without a noun where that has none, with its capital.

    A noun that the place does not take in ("1,000 new base stations") stays behind the figure and is not said twice.
    """
    has_noun = (is_.unit or is_.unit_en) and is_.figure.end < is_.span.end
    if should.kind is Kind.COUNT and not has_noun:
        should = replace(should, unit="", unit_en="")
    words = render(should, bitext.target)
    begins_large = is_.span.of(bitext.rendering)[:1].isupper()
    return words[:1].upper() + words[1:] if begins_large else words
