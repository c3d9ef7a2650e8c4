"""Renderings by people: segment pairs of a translation memory, located in the document that they render.

Between a TMX file and a knowledge base: the memory has no positions, so each source segment is sought in the
document's text in reading order, whatever its white space and character width.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from index.errors import InvalidInput
from index.placing import Places
from index.safe_xml import language_of_element, local_name, parse_xml
from index.types import Document, Rendering

_INLINE_CODES = frozenset({"bpt", "ept", "ph", "it", "ut"})


@dataclass(frozen=True, slots=True)
class SegmentPair:
    """The same words in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Placement:
    """Where segments stand in a document: renderings in text order, and the pairs whose source was not found.

    `pairs` are those that became `renderings`, in the same order.
    """

    renderings: tuple[Rendering, ...]
    missing: tuple[SegmentPair, ...]
    pairs: tuple[SegmentPair, ...]


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
    in a place that no other segment holds. What stands inside a sentence only, a term say, is missing.

    >>> document = Document("d", "t", "d.txt", "zh", "江布拉克\\n\\n机场，建成。", (), ())
    >>> pair = SegmentPair("江布拉克机场,建成。", "Jiangbulake Airport was completed.")
    >>> align_to(document, [pair]).renderings[0].source
    Span(start=0, end=12)
    """
    places = Places(document.text, document.lang)
    found: list[tuple[Rendering, SegmentPair]] = []
    missing: list[SegmentPair] = []
    for pair in pairs:
        source, target = (pair.zh, pair.en) if document.lang == "zh" else (pair.en, pair.zh)
        span = places.take(source)
        if span is None:
            missing.append(pair)
        else:
            found.append((Rendering(span, "en" if document.lang == "zh" else "zh", target), pair))
    found.sort(key=lambda one: one[0].source)
    return Placement(tuple(rendering for rendering, _ in found), tuple(missing), tuple(pair for _, pair in found))
