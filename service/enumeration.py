"""Lists inside sentences: “A、B和C” and "A, B and C", with the words that lead up to them left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.types import Lang, Span

# What introduces a list in English, most telling first; its items begin after it.
_LEADS_EN = tuple(
    re.compile(rf".*(?:{words})\s*(?:(?:for|of|in|the|a|an)\s+)*", re.IGNORECASE | re.DOTALL)
    for words in (
        r"\b(?:namely|such as|including|includes?)\b|[:—(]",
        r"(?<![-\w])(?:of|for|in|from|by|through|like|between|at|with|on|develop|build|promote|revitalizing|advance|are|is)"
        r"(?![-\w])",
    )
)
_VERB_EN = re.compile(r"^\s*(?:\w+ly )?(?:develop|build|promote|foster|expand|advance)\b", re.IGNORECASE)
_TAIL_EN = re.compile(
    r"\s+(?:as|to|so as|in order|which|that|will|are|is|for|with|while|through|by)\b|\.(?!\d)|[;:)—]", re.IGNORECASE
)
_CONJUNCTION = re.compile(r"\b(?:and|or|as well as)\s+", re.IGNORECASE)
_MAX_ITEM_WORDS = 12
_RUN_ZH = re.compile(r"[^，,。；;：:！？!?]*、[^，,。；;：:！？!?]*")


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A list of at least two items within a text."""

    span: Span
    n: int


def enumerations(text: str, lang: Lang) -> tuple[Enumeration, ...]:
    """The lists of a sentence, in order.

    >>> text = "build four platforms, namely trade, import bases and port windows."
    >>> [e.span.of(text) for e in enumerations(text, "en")]
    ['trade, import bases and port windows']
    """
    return tuple(_english(text) if lang == "en" else _chinese(text))


def _chinese(text: str) -> Iterator[Enumeration]:
    for match in _RUN_ZH.finditer(text):
        yield Enumeration(
            Span(*match.span()), match.group().count("、") + len(re.findall("[和及与]", match.group())) + 1
        )


def _english(text: str) -> Iterator[Enumeration]:
    """Every reading of the commas: a list ends in ", and D" or in "C and D", and begins after what leads it in.

    What is led in ("such as A and B") has nothing of the pieces before it.

    "trade and logistics, imports, and ports" has three items or two lists; the caller knows how many it looks for.
    """
    pieces = [Span(*match.span(1)) for match in re.finditer(r"([^,;]+)(?:[,;]\s*|$)", text)]
    for last, piece in enumerate(pieces):
        for conjunction in _CONJUNCTION.finditer(piece.of(text)):
            final = Span(piece.start + conjunction.end(), piece.end)
            own = Span(piece.start, piece.start + conjunction.start())
            led_in = bool(_LEADS_EN[0].match(own.of(text)))
            items = [] if led_in else _items_before(text, pieces[:last])
            if conjunction.start():
                items.append(own)
            if items:
                yield _listed(text, items, final)
            led = next((i for i in range(len(items) - 1, 0, -1) if _VERB_EN.match(items[i].of(text))), 0)
            if led and len(items) - led > 1:  # "solve the problems, develop trade, tourism and imports"
                yield _listed(text, items[led:], final)


def _items_before(text: str, pieces: list[Span]) -> list[Span]:
    """The pieces that can be items of a list, up to and with the one that holds its lead."""
    items: list[Span] = []
    for piece in reversed(pieces):
        items.insert(0, piece)
        words = piece.of(text)
        if _LEADS_EN[0].match(words) or len(words.split()) > _MAX_ITEM_WORDS:
            break
    return items


def _listed(text: str, items: list[Span], final: Span) -> Enumeration:
    first = items[0]
    lead = next((m for pattern in _LEADS_EN if (m := pattern.match(first.of(text)))), None)
    start = first.start + (lead.end() if lead and lead.end() < first.end - first.start else 0)
    tail = _TAIL_EN.search(text, final.start + 1)
    return Enumeration(Span(start, min(final.end, tail.start()) if tail else final.end), len(items) + 1)


def has_lead(text: str, listed: Enumeration) -> bool:
    """True where "such as", "namely" or a colon stands right before the list."""
    return bool(re.search(r"(?:namely|such as|including|includes?|[:—(])\s*(?:\w+\s+)?$", text[: listed.span.start]))


def items_per_word(text: str, listed: Enumeration) -> float:
    """How list-like an enumeration is: short items are names, long ones are clauses."""
    return listed.n / max(1, len(listed.span.of(text).split()))
