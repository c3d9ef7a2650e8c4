"""The vocabulary of service/: questions, answers, refusals and what backs them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from index.types import Document, Lang, Paragraph, PassageKey, Rendering, Scored, Span


class Bound(StrEnum):
    """How a figure limits what it counts: 1000个以上 is `at_least`, 10%左右 is `about`."""

    EXACTLY = "exactly"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    ABOUT = "about"
    AT_MOST = "at_most"
    LESS_THAN = "less_than"


@dataclass(frozen=True, slots=True)
class Value:
    """A figure in base units: 4.5万户 is 45000.0 户. A percentage stays 7.0 with unit "%"."""

    number: float
    unit: str
    unit_en: str
    bound: Bound


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier exchange of the conversation."""

    question: str
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked. `lang` is the language to answer in; `documents` limits where to look, None means everywhere."""

    text: str
    lang: Lang
    history: tuple[Turn, ...] = ()
    k: int = 5
    documents: tuple[str, ...] | None = None


class RefusalReason(StrEnum):
    """Why there is no answer."""

    NOT_FOUND = "not_found"
    AMBIGUOUS = "ambiguous"
    OUT_OF_SCOPE = "out_of_scope"
    EMPTY = "empty"


class Agreement(StrEnum):
    """What several documents say of the same fact."""

    SINGLE = "single"
    AGREE = "agree"
    DIFFER = "differ"


RenderingBy = Literal["human", "machine", "rule"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A paragraph with the words of it that answer: `span` of the document's text is `quote` exactly."""

    key: PassageKey
    title: str
    source: str
    section: tuple[str, ...]
    page: int | None
    text: str
    quote: str
    span: Span
    lang: Lang
    rendering: str | None
    rendering_by: RenderingBy | None
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in `lang` with its evidence, best first. Every figure in `text` stands in a quote or its rendering."""

    text: str
    lang: Lang
    value: Value | None
    confidence: float
    agreement: Agreement
    citations: tuple[Citation, ...]
    follow_ups: tuple[str, ...] = ()
    written_by: Literal["rules", "model"] = "rules"
    further: tuple[Citation, ...] = ()
    """Other paragraphs that may answer, where this one is not certain to: `text` does not rest on them."""
    notice: str | None = None
    """Something the reader should know of how the answer came about, in `lang`."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """No answer, and why, in `lang`. `nearest` cites what the documents do say that comes closest."""

    reason: RefusalReason
    message: str
    lang: Lang
    confidence: float
    nearest: tuple[Citation, ...] = ()
    follow_ups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """What the trained reader says of a reading.

    Attributes:
        margin: logit of "its window answers" less that of "none does".
        words: the likeliest answer within the reading.
        sure: probability of those words, among all of the window.
        top: probability of the likeliest answer of the whole window.
        entailed: logit of "it follows from the window that this is the answer"; 0 where nobody judged it.
    """

    margin: float
    words: Span
    sure: float
    top: float
    entailed: float = 0.0


@dataclass(frozen=True, slots=True)
class Reading:
    """What a Reader found: words of one paragraph that answer, or the best it has.

    Attributes:
        key: the paragraph.
        span: the words, within the paragraph.
        score: grows with relevance; comparable between the readings of one question.
        figure: the words of the figure that answers, within `span`, where a figure is asked for.
        seen: what the trained reader says of it, where there is one and it read the window.
        added: what of the score is for that; readings that were not read have none.
    """

    key: PassageKey
    span: Span
    score: float
    figure: Span | None = None
    seen: Seen | None = None
    added: float = 0.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """A retrieved paragraph as handed to a Reader. `spans` are its best units' ranges, best first.

    `named` is what of the score its document has for being named in the question.
    """

    document: Document
    paragraph: Paragraph
    score: float
    spans: tuple[Scored, ...]
    renderings: tuple[Rendering, ...] = ()
    title_rendering: str = ""
    named: float = 0.0

    @property
    def key(self) -> PassageKey:
        """Names the paragraph."""
        return PassageKey(self.document.id, self.paragraph.n)
