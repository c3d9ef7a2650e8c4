"""What goes over the wire, field by field as docs/api.md shows it. Nothing here decides anything."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from index.types import Lang
from service.types import Agreement, Bound, RefusalReason, RenderingBy

MAX_QUESTION = 2000
MAX_ANSWER = 20_000
MAX_HISTORY = 20


def _without_control(text: str) -> str:
    # Half of a surrogate pair is a str to Python and an error to every UTF-8 writer downstream.
    if any(character == "\0" or "\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("must not contain NUL or lone surrogates")
    return text


CLEAN = AfterValidator(_without_control)
"""Stands after the length of a text: pydantic would count "items" of what a validator of ours gives it."""
Text = Annotated[str, CLEAN]
DocumentId = Annotated[str, Field(min_length=1, max_length=200), CLEAN]


class Request(BaseModel):
    """Base of every body: no coercion of numbers from strings, unknown fields are errors."""

    model_config = ConfigDict(extra="forbid", strict=True)


class HistoryTurn(Request):
    """An earlier exchange."""

    question: Annotated[str, Field(max_length=MAX_QUESTION), CLEAN]
    answer: Annotated[str, Field(max_length=MAX_ANSWER), CLEAN] | None = None


class AskRequest(Request):
    """Body of POST /v1/ask."""

    question: Annotated[str, Field(max_length=MAX_QUESTION, examples=["计划新建多少个5G基站？"]), CLEAN]
    lang: Lang | None = None
    history: Annotated[list[HistoryTurn], Field(max_length=MAX_HISTORY)] = Field(default_factory=list)
    k: Annotated[int, Field(ge=1, le=20)] = 5
    documents: Annotated[list[DocumentId], Field(max_length=1000)] | None = None
    stream: bool = False


class SearchRequest(Request):
    """Body of POST /v1/search."""

    query: Annotated[str, Field(max_length=MAX_QUESTION, examples=["5G base stations"]), CLEAN]
    lang: Lang | None = None
    k: Annotated[int, Field(ge=1, le=100)] = 10
    documents: Annotated[list[DocumentId], Field(max_length=1000)] | None = None
    rerank: bool = False


class ValueOut(BaseModel):
    """A figure in base units: 万 and 亿 multiplied out; a percentage stays 7 with unit "%"."""

    number: float
    unit: str
    unit_en: str
    bound: Bound


class RefusalOut(BaseModel):
    """Why there is no answer."""

    reason: RefusalReason
    message: str


class PassageOut(BaseModel):
    """A paragraph of the knowledge base; `span` is the range of its words that fit best, in the document's text."""

    n: int
    document_id: str
    title: str
    source: str
    section: list[str]
    paragraph: int
    page: int | None
    text: str
    span: tuple[int, int]
    lang: Lang
    rendering: str | None
    rendering_by: RenderingBy | None
    url: str
    score: float


class CitationOut(PassageOut):
    """A paragraph with the words of it that answer: the document's `text[span[0]:span[1]]` is `quote`.

    `supports` is false where the answer does not rest on it: what else may answer, or what comes nearest to a refusal.
    """

    quote: str
    supports: bool


class AskResponse(BaseModel):
    """Exactly one of `answer` and `refusal` is null."""

    answer_id: str
    question: str
    lang: Lang
    answer: str | None
    value: ValueOut | None
    refusal: RefusalOut | None
    confidence: float
    agreement: Agreement
    citations: list[CitationOut]
    follow_ups: list[str]
    written_by: Literal["rules", "model"]
    notice: str | None
    index_version: str
    took_ms: float


class SearchResponse(BaseModel):
    """Ranked paragraphs, best first."""

    query: str
    lang: Lang
    hits: list[PassageOut]
    index_version: str
    took_ms: float


class DocumentOut(BaseModel):
    """A line of the list of documents."""

    id: str
    title: str
    source: str
    lang: Lang
    bytes: int
    paragraphs: int
    renderings: int
    added: str
    url: str


class DocumentsResponse(BaseModel):
    """Every document, in the order they were added."""

    documents: list[DocumentOut]
    index_version: str


class ParagraphOut(BaseModel):
    """A paragraph: `span` is its place in the document's text."""

    document_id: str
    n: int
    text: str
    span: tuple[int, int]
    section: list[str]
    page: int | None
    is_heading: bool
    lang: Lang
    rendering: str | None
    url: str


class DocumentResponse(DocumentOut):
    """A document whole: every `span` of this API is a range of code points of `text`."""

    text: str
    passages: list[ParagraphOut]
    index_version: str


class RenderedOut(BaseModel):
    """A sentence, or what else was rendered as one, and its rendering; `id` is the one it has in exported files."""

    id: str
    source: str
    rendering: str


class RenderingsResponse(BaseModel):
    """What of a document is rendered: `lang` is the language of each `source`."""

    document_id: str
    lang: Lang
    renderings: list[RenderedOut]
    index_version: str


class HealthResponse(BaseModel):
    """Alive, or ready to answer."""

    status: Literal["ok", "loading", "failed"]
    detail: str | None = None
    version: str
    index_version: str | None = None
    documents: int | None = None


class FieldError(BaseModel):
    """What is wrong with one field of the request."""

    field: str
    rule: str


class Problem(BaseModel):
    """RFC 9457. `remedy` says what to do; `errors` names each field at fault."""

    type: str
    title: str
    status: int
    detail: str
    remedy: str
    instance: str
    request_id: str
    errors: list[FieldError] = Field(default_factory=list)
