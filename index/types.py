"""The vocabulary of index/: frozen values that every later stage of the pipeline speaks.

Positions are half-open ranges of code points into a document's one text. Every level stores spans, never
copies, so slicing the text by a citation's span gives its quote exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, NamedTuple

Lang = Literal["zh", "en"]


class Span(NamedTuple):
    """A half-open range of code points, `start <= end`.

    >>> Span(0, 2).of("引据，to cite")
    '引据'
    """

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words of `text` in this range."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """True where both ranges share at least one code point."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Span) -> bool:
        """True where `other` lies wholly within this range."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and its clauses; the clauses tile the sentence without its outer white space."""

    span: Span
    clauses: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its place in the outline. `parent` is an index into `Document.sections`."""

    level: int
    heading: Span
    parent: int | None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, numbered from 1 in reading order. `section` is an index into `Document.sections`.

    A heading is a paragraph too (`is_heading`): it can be cited and asked for, but it is listed in the outline.
    """

    n: int
    span: Span
    section: int | None
    page: int | None
    is_heading: bool
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One parsed document. `source` is its file name, `id` is stable for that name across replacements."""

    id: str
    title: str
    source: str
    lang: Lang
    text: str
    sections: tuple[Section, ...]
    paragraphs: Sequence[Paragraph]

    def paragraph(self, n: int) -> Paragraph:
        """The paragraph numbered `n`, counted from 1; IndexError past the ends."""
        if n < 1:
            raise IndexError(n)
        return self.paragraphs[n - 1]

    def section_path(self, paragraph: Paragraph) -> tuple[str, ...]:
        """The headings above `paragraph`, outermost first, as written."""
        path: list[str] = []
        at = paragraph.section
        while at is not None:
            section = self.sections[at]
            path.append(section.heading.of(self.text).strip())
            at = section.parent
        return tuple(reversed(path))


@dataclass(frozen=True, slots=True)
class Rendering:
    """The text of `source` (a span of a document) in another language, written by a person."""

    source: Span
    lang: Lang
    text: str


class Grain(StrEnum):
    """How much text one vector stands for."""

    PARAGRAPH = "paragraph"
    SENTENCE = "sentence"
    CLAUSE = "clause"


@dataclass(frozen=True, slots=True)
class Unit:
    """What gets one vector: words of paragraph `paragraph`, or a rendering of them.

    `span` is always the range of the source text the unit stands for; `text` is what is embedded, which for a
    rendering is its own words in `lang`, not the words under `span`.
    """

    paragraph: int
    grain: Grain
    span: Span
    lang: Lang
    text: str
    is_rendering: bool = False


class PassageKey(NamedTuple):
    """Names one paragraph of the knowledge base."""

    document_id: str
    paragraph: int


class Scored(NamedTuple):
    """A unit's span with its score for one query."""

    span: Span
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """One ranked paragraph. `spans` are its best units' ranges, best first; scores grow with relevance.

    `named` is what of the score its document has for being named in the query.
    """

    key: PassageKey
    score: float
    spans: tuple[Scored, ...]
    named: float = 0.0
