"""POST /v1/ask: one answer as JSON, or the same as server-sent events."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response, StreamingResponse

from service.api.asking import Origin, ask, question_of
from service.api.auth import caller_of
from service.api.noted import note_language
from service.api.problems import error_problem, problem_json, wanted_language
from service.api.schemas import AskRequest, AskResponse
from service.api.services import Knowledge, KnowledgeDep, Services, ServicesDep
from service.types import Question

router = APIRouter(tags=["ask"], dependencies=[Depends(note_language)])

EVENT_STREAM = "text/event-stream"
STREAM_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
EVENT_SCHEMA = {
    "type": "object",
    "properties": {
        "event": {"enum": ["citations", "delta", "answer", "problem", "done"]},
        "data": {"type": "string", "description": "JSON on one line"},
    },
    "required": ["data"],
}
HEARTBEAT = ": still working\n\n"
PIECES = re.compile(r"\s*(?:[\u3400-\u9fff]|[^\s\u3400-\u9fff]+)|\s+")
"""A delta is a word, or one Chinese character: the white space before it goes along."""


@router.post(
    "/v1/ask",
    summary="Ask a question in Chinese or English",
    response_model=AskResponse,
    responses={200: {"content": {EVENT_STREAM: {"schema": EVENT_SCHEMA}}}},
)
async def post_ask(
    body: AskRequest, request: Request, services: ServicesDep, knowledge: KnowledgeDep
) -> AskResponse | Response:
    """Answers from the documents with citations, or refuses; `stream` or `Accept: text/event-stream` streams."""
    question = question_of(body, knowledge, wanted_language(request.headers, request.query_params))
    if body.stream or EVENT_STREAM in request.headers.get("accept", ""):
        events = _events(request, services, knowledge, question)
        return StreamingResponse(events, media_type=EVENT_STREAM, headers=STREAM_HEADERS)
    told = await ask(services, knowledge, question, origin_of(request, "ask"))
    return Response(told.model_dump_json(), media_type="application/json")  # checked and written once, not twice


async def _events(request: Request, services: Services, knowledge: Knowledge, question: Question) -> AsyncIterator[str]:
    work = asyncio.ensure_future(ask(services, knowledge, question, origin_of(request, "ask")))
    try:
        async for beat in heartbeats(work, services.settings.heartbeat_s):
            yield beat
        for event in _told(work.result()):
            yield event
    except Exception as error:
        yield event_of("problem", problem_json(error_problem(request, error, question.lang)))
    finally:
        work.cancel()
    yield event_of("done", "{}")


async def heartbeats(work: asyncio.Future[AskResponse], every_s: float) -> AsyncIterator[str]:
    """A comment line each `every_s` seconds until `work` is over, so that no proxy hangs up meanwhile."""
    while not (await asyncio.wait({work}, timeout=every_s))[0]:
        yield HEARTBEAT


def _told(response: AskResponse) -> list[str]:
    citations = json.dumps([one.model_dump(mode="json") for one in response.citations], ensure_ascii=False)
    deltas = [event_of("delta", json.dumps({"text": piece}, ensure_ascii=False)) for piece in pieces(response.answer)]
    return [event_of("citations", citations), *deltas, event_of("answer", response.model_dump_json())]


def origin_of(request: Request, way: str) -> Origin:
    """Who asks, and in which request."""
    return Origin(caller_of(request).id, way, str(getattr(request.state, "request_id", "")))


def pieces(text: str | None) -> list[str]:
    """The deltas of an answer; joined they are the answer.

    >>> pieces("新建 5G stations")
    ['新', '建', ' 5G', ' stations']
    """
    return PIECES.findall(text or "")


def event_of(name: str, data: str) -> str:
    """One server-sent event; `data` is JSON on one line."""
    return f"event: {name}\ndata: {data}\n\n"
