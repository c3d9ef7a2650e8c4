"""GET /v1/documents…: what the knowledge base holds, whole, so that every span can be checked."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from index.errors import NotFound
from index.protocols import DocumentInfo, Snapshot
from service.api.present import document_out, document_response, paragraph_out, renderings_response
from service.api.schemas import DocumentResponse, DocumentsResponse, ParagraphOut, RenderingsResponse
from service.api.services import KnowledgeDep

router = APIRouter(tags=["documents"])

IdPath = Annotated[str, Path(min_length=1, max_length=200, description="A document's id, from the list")]


@router.get("/v1/documents", summary="List documents")
def get_documents(knowledge: KnowledgeDep) -> DocumentsResponse:
    """Every document, in the order they were added."""
    snapshot = knowledge.snapshot()
    return DocumentsResponse(
        documents=[document_out(info) for info in snapshot.documents()], index_version=snapshot.version
    )


@router.get("/v1/documents/{document_id}", summary="One document with its whole text")
def get_document(document_id: IdPath, knowledge: KnowledgeDep) -> DocumentResponse:
    """The text and the paragraphs of a document."""
    snapshot = knowledge.snapshot()
    return document_response(snapshot, info_of(snapshot, document_id))


@router.get("/v1/documents/{document_id}/paragraphs/{n}", summary="One paragraph")
def get_paragraph(
    document_id: IdPath, n: Annotated[int, Path(ge=1, le=10_000_000)], knowledge: KnowledgeDep
) -> ParagraphOut:
    """A paragraph, counted from 1."""
    snapshot = knowledge.snapshot()
    document = snapshot.document(info_of(snapshot, document_id).id)
    if n > len(document.paragraphs):
        raise NotFound(
            f"paragraph {n}",
            f"{document.title} has {len(document.paragraphs)} paragraphs",
            "Count from 1 / 段落从 1 起数",
        )
    return paragraph_out(document, document.paragraph(n), snapshot.renderings(document.id))


@router.get("/v1/documents/{document_id}/renderings", summary="The sentences of a document that are rendered")
def get_renderings(document_id: IdPath, knowledge: KnowledgeDep) -> RenderingsResponse:
    """Each with its rendering, in the order of the text; `p3.s1` is the first of the third paragraph."""
    snapshot = knowledge.snapshot()
    return renderings_response(snapshot, info_of(snapshot, document_id))


def info_of(snapshot: Snapshot, document_id: str) -> DocumentInfo:
    """The document's line in the list; NotFound where there is none."""
    for info in snapshot.documents():
        if info.id == document_id:
            return info
    raise NotFound(
        document_id[:100],
        "no document has this id / 没有此编号的文件",
        "GET /v1/documents lists them / 用 GET /v1/documents 查看",
    )
