"""POST /v1/search: ranked paragraphs without an answer."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from service.api import asking
from service.api.noted import note_language
from service.api.problems import wanted_language
from service.api.schemas import SearchRequest, SearchResponse
from service.api.services import KnowledgeDep, ServicesDep

router = APIRouter(tags=["search"], dependencies=[Depends(note_language)])


@router.post("/v1/search", summary="Find paragraphs", response_model=SearchResponse)
async def post_search(
    body: SearchRequest, request: Request, services: ServicesDep, knowledge: KnowledgeDep
) -> Response:
    """Paragraphs of all documents, or of those named, best first.

    With `rerank` in the order in which they are read for an answer: right oftener among paragraphs that are much alike,
    and as slow as an answer.
    """
    fallback = wanted_language(request.headers, request.query_params)
    found = await asking.search(services, knowledge, body, fallback)
    return Response(found.model_dump_json(), media_type="application/json")  # checked and written once, not twice
