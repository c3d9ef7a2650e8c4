"""Answers and citations → the schemas of the wire. The only place that knows both shapes."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from index.protocols import DocumentInfo, Snapshot
from index.types import Document, Lang, Paragraph, Rendering
from service.api.schemas import (
    AskResponse,
    CitationOut,
    DocumentOut,
    DocumentResponse,
    ParagraphOut,
    PassageOut,
    RefusalOut,
    RenderedOut,
    RenderingsResponse,
    ValueOut,
)
from service.translation.memories import to_bilingual
from service.types import Agreement, Answer, Citation, Question, Refusal, Value


def document_url(document_id: str) -> str:
    """The page that shows the document."""
    return f"/documents/{quote(document_id, safe='')}"


def paragraph_url(document_id: str, n: int) -> str:
    """The page of the document, at paragraph `n`.

    >>> paragraph_url("ab12", 12)
    '/documents/ab12#p12'
    """
    return f"{document_url(document_id)}#p{n}"


def citation_out(citation: Citation, n: int, supports: bool) -> CitationOut:
    """A citation numbered `n`, from 1."""
    return CitationOut(quote=citation.quote, supports=supports, **_fields(citation, n))


def passage_out(citation: Citation, n: int) -> PassageOut:
    """A ranked paragraph numbered `n`, from 1."""
    return PassageOut(**_fields(citation, n))


def _fields(citation: Citation, n: int) -> dict[str, Any]:
    """What a citation and a ranked paragraph have in common."""
    return {
        "n": n,
        "document_id": citation.key.document_id,
        "title": citation.title,
        "source": citation.source,
        "section": list(citation.section),
        "paragraph": citation.key.paragraph,
        "page": citation.page,
        "text": citation.text,
        "span": (citation.span.start, citation.span.end),
        "lang": citation.lang,
        "rendering": citation.rendering,
        "rendering_by": citation.rendering_by,
        "url": paragraph_url(citation.key.document_id, citation.key.paragraph),
        "score": min(1.0, max(0.0, round(citation.score, 4))),
    }


def value_out(value: Value | None) -> ValueOut | None:
    """A figure, where there is one."""
    if value is None:
        return None
    return ValueOut(number=value.number, unit=value.unit, unit_en=value.unit_en, bound=value.bound)


def ask_response(
    question: Question, outcome: Answer | Refusal, *, answer_id: str, index_version: str, took_ms: float
) -> AskResponse:
    """The whole answer, or the refusal with what comes nearest as its citations."""
    carrying = outcome.citations if isinstance(outcome, Answer) else ()
    cited = (*carrying, *(outcome.further if isinstance(outcome, Answer) else outcome.nearest))
    return AskResponse(
        answer_id=answer_id,
        question=question.text,
        lang=question.lang,
        answer=outcome.text if isinstance(outcome, Answer) else None,
        value=value_out(outcome.value) if isinstance(outcome, Answer) else None,
        refusal=refusal_out(outcome),
        confidence=round(outcome.confidence, 4),
        agreement=outcome.agreement if isinstance(outcome, Answer) else Agreement.SINGLE,
        citations=[citation_out(citation, n, n <= len(carrying)) for n, citation in enumerate(cited, 1)],
        follow_ups=list(outcome.follow_ups),
        written_by=outcome.written_by if isinstance(outcome, Answer) else "rules",
        notice=outcome.notice if isinstance(outcome, Answer) else None,
        index_version=index_version,
        took_ms=round(took_ms, 2),
    )


def refusal_out(outcome: Answer | Refusal) -> RefusalOut | None:
    """The refusal, where it is one."""
    if isinstance(outcome, Answer):
        return None
    return RefusalOut(reason=outcome.reason, message=outcome.message)


def document_out(info: DocumentInfo) -> DocumentOut:
    """A line of the list of documents."""
    return DocumentOut(
        id=info.id,
        title=info.title,
        source=info.source,
        lang=info.lang,
        bytes=info.bytes,
        paragraphs=info.paragraphs,
        renderings=info.renderings,
        added=info.added,
        url=document_url(info.id),
    )


def document_response(snapshot: Snapshot, info: DocumentInfo) -> DocumentResponse:
    """A document whole, with its paragraphs and their renderings."""
    document = snapshot.document(info.id)
    renderings = snapshot.renderings(info.id)
    return DocumentResponse(
        **document_out(info).model_dump(),
        text=document.text,
        passages=[paragraph_out(document, paragraph, renderings) for paragraph in document.paragraphs],
        index_version=snapshot.version,
    )


def paragraph_out(document: Document, paragraph: Paragraph, renderings: tuple[Rendering, ...]) -> ParagraphOut:
    """A paragraph with the renderings of its sentences joined, where it has any."""
    inside = [one.text for one in renderings if paragraph.span.covers(one.source)]
    other: Lang = "en" if document.lang == "zh" else "zh"
    return ParagraphOut(
        document_id=document.id,
        n=paragraph.n,
        text=paragraph.span.of(document.text),
        span=(paragraph.span.start, paragraph.span.end),
        section=list(document.section_path(paragraph)),
        page=paragraph.page,
        is_heading=paragraph.is_heading,
        lang=document.lang,
        rendering=(" " if other == "en" else "").join(inside) or None,
        url=paragraph_url(document.id, paragraph.n),
    )


def renderings_response(snapshot: Snapshot, info: DocumentInfo) -> RenderingsResponse:
    """What of a document is rendered, as an export of it has it."""
    file = to_bilingual(snapshot.document(info.id), snapshot.renderings(info.id), untranslated=False)
    return RenderingsResponse(
        document_id=info.id,
        lang=info.lang,
        renderings=[RenderedOut(id=unit.id, source=unit.source, rendering=unit.target) for unit in file.units],
        index_version=snapshot.version,
    )
