"""Renderings by people: segment pairs of a translation memory, located in the document that they render.

Between a TMX file and a knowledge base: the memory has no positions, so each source segment is sought in the
document's text in reading order, whatever its white space and character width.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from index.errors import InvalidInput
from index.phrases import fold_characters
from index.safe_xml import language_of_element, local_name, parse_xml
from index.types import Document, Rendering, Span

_INLINE_CODES = frozenset({"bpt", "ept", "ph", "it", "ut"})


@dataclass(frozen=True, slots=True)
class SegmentPair:
    """The same words in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Placement:
    """Where segments stand in a document: renderings in text order, and the pairs whose source was not found."""

    renderings: tuple[Rendering, ...]
    missing: tuple[SegmentPair, ...]


def read_tmx(data: bytes) -> tuple[SegmentPair, ...]:
    """The Chinese-English pairs of a TMX file, in its order. Inline codes are dropped, their words kept.

    Raises:
        InvalidInput: it is no readable TMX, or has no pair of both languages.
    """
    root = parse_xml(data, "TMX")
    if local_name(root) != "tmx":
        raise InvalidInput("TMX file", f"has the root element <{local_name(root)}>, not <tmx>", "Export it as TMX 1.4.")
    pairs = tuple(pair for unit in root.iter("tu") if (pair := _pair(unit)))
    if not pairs:
        remedy = 'Give each <tu> one <tuv xml:lang="zh-CN"> and one <tuv xml:lang="en">.'
        raise InvalidInput("TMX file", "has no unit with both a Chinese and an English segment", remedy)
    return pairs


def _pair(unit: Element) -> SegmentPair | None:
    texts = unit_texts(unit)
    pair = SegmentPair(texts.get("zh", ""), texts.get("en", ""))
    return pair if pair.zh and pair.en else None


def unit_texts(unit: Element) -> Mapping[str, str]:
    """Two-letter language → words of a TMX `<tu>`; native codes are left out, highlighted text is kept."""
    texts: dict[str, str] = {}
    for variant in unit.findall("tuv"):
        segment = variant.find("seg")
        if segment is not None:
            texts.setdefault(language_of_element(variant), "".join(_words(segment)).strip())
    return texts


def _words(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if local_name(child) not in _INLINE_CODES:
            yield from _words(child)
        yield child.tail or ""


def align_to(document: Document, pairs: Sequence[SegmentPair]) -> Placement:
    """Locates each pair's source in `document`; its other language becomes the rendering.

    Segments are expected in reading order; one that is not found after the segment before it is sought from the top,
    in a place that no other segment holds.

    >>> document = Document("d", "t", "d.txt", "zh", "江布拉克\\n\\n机场，建成。", (), ())
    >>> pair = SegmentPair("江布拉克机场,建成。", "Jiangbulake Airport was completed.")
    >>> align_to(document, [pair]).renderings[0].source
    Span(start=0, end=12)
    """
    folded = fold_characters(document.text)
    haystack = "".join(folded.forms)
    taken: list[Span] = []
    renderings: list[Rendering] = []
    missing: list[SegmentPair] = []
    cursor = 0
    for pair in pairs:
        source, target = (pair.zh, pair.en) if document.lang == "zh" else (pair.en, pair.zh)
        needle = "".join(fold_characters(source).forms)
        at = haystack.find(needle, cursor) if needle else -1
        if at >= 0:
            cursor = at + len(needle)
        elif needle:
            at = _first_free(haystack, needle, taken)
        if at < 0:
            missing.append(pair)
            continue
        taken.append(Span(at, at + len(needle)))
        span = folded.span(at, at + len(needle))
        renderings.append(Rendering(span, "en" if document.lang == "zh" else "zh", target))
    renderings.sort(key=lambda rendering: rendering.source)
    return Placement(tuple(renderings), tuple(missing))


def _first_free(haystack: str, needle: str, taken: Sequence[Span]) -> int:
    at = haystack.find(needle)
    while at >= 0 and any(span.overlaps(Span(at, at + len(needle))) for span in taken):
        at = haystack.find(needle, at + 1)
    return at
