"""POST /v1/chat/completions and GET /v1/models: the shapes that OpenAI's clients speak, with the citations kept.

The last user message is the question, the turns before it its history. System messages are not followed: what is
answered comes from the documents alone. Citations are numbered in the text and whole under `citations`.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response, StreamingResponse

from index.errors import NotFound
from index.types import Lang
from service.api.ask import EVENT_SCHEMA, EVENT_STREAM, STREAM_HEADERS, heartbeats, origin_of, pieces
from service.api.asking import ask, known
from service.api.noted import note_language
from service.api.problems import error_problem, wanted_language
from service.api.schemas import CLEAN, MAX_ANSWER, MAX_HISTORY, MAX_QUESTION, AskResponse, CitationOut, DocumentId, Text
from service.api.services import Knowledge, KnowledgeDep, Services, ServicesDep
from service.types import Question, Turn

router = APIRouter(tags=["openai"], dependencies=[Depends(note_language)])

MODEL = "yinju"
MODEL_CREATED = 1_700_000_000
"""Seconds since 1970; clients want a number there, and it must not change between calls."""
REFERENCES = "\n\n[1] "
"""Where the list of references begins in an answer of ours; it is cut off when the answer comes back as history."""


class TextPart(BaseModel):
    """A part of a message; parts other than text are passed over."""

    type: str
    text: Text = ""


class Message(BaseModel):
    """One message of the conversation."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Text | list[TextPart] | None = None

    @property
    def words(self) -> str:
        """The text of all parts."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text").strip()
        return (self.content or "").strip()


class ChatRequest(BaseModel):
    """What OpenAI's clients send; sampling parameters are taken and have no effect."""

    model_config = ConfigDict(extra="allow")

    model: Annotated[str, Field(max_length=200), CLEAN] = MODEL
    messages: Annotated[list[Message], Field(min_length=1, max_length=1000)]
    stream: bool | None = False
    lang: Lang | None = None
    k: Annotated[int, Field(ge=1, le=20)] = 5
    documents: Annotated[list[DocumentId], Field(max_length=1000)] | None = None


class AssistantMessage(BaseModel):
    """The answer."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: str | None = None


class Choice(BaseModel):
    """The only choice."""

    index: int = 0
    message: AssistantMessage
    finish_reason: Literal["stop"] = "stop"
    logprobs: None = None


class Usage(BaseModel):
    """Code points, not tokens: nothing here is charged by token."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class ChatCompletion(BaseModel):
    """OpenAI's shape, with `citations` and the whole `answer` of /v1/ask beside it."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: list[Choice]
    usage: Usage
    citations: list[CitationOut]
    yinju: AskResponse


class Model(BaseModel):
    """The one model there is."""

    id: str
    object: Literal["model"] = "model"
    created: int = MODEL_CREATED
    owned_by: str = "yinju"


class ModelList(BaseModel):
    """All models."""

    object: Literal["list"] = "list"
    data: list[Model]


@router.get("/v1/models", summary="Models, as OpenAI lists them")
def get_models() -> ModelList:
    """One: the knowledge base itself."""
    return ModelList(data=[Model(id=MODEL)])


@router.get("/v1/models/{model}", summary="One model")
def get_model(model: Annotated[str, Path(max_length=200)]) -> Model:
    """404 for any other name."""
    if model != MODEL:
        raise NotFound(model[:100], "no such model / 没有此模型", f"The model is {MODEL} / 模型名为 {MODEL}")
    return Model(id=MODEL)


@router.post(
    "/v1/chat/completions",
    summary="Ask as OpenAI's clients do",
    response_model=ChatCompletion,
    responses={200: {"content": {EVENT_STREAM: {"schema": EVENT_SCHEMA}}}},
)
async def post_chat(
    body: ChatRequest, request: Request, services: ServicesDep, knowledge: KnowledgeDep
) -> ChatCompletion | Response:
    """Answers the last user message; `lang`, `k` and `documents` go in the client's `extra_body`."""
    question = question_of(body, knowledge, wanted_language(request.headers, request.query_params))
    if body.stream:
        events = _events(request, services, knowledge, question, body.model)
        return StreamingResponse(events, media_type=EVENT_STREAM, headers=STREAM_HEADERS)
    response = await ask(services, knowledge, question, origin_of(request, "chat"))
    return completion_of(response, body)


def question_of(body: ChatRequest, knowledge: Knowledge, fallback: Lang) -> Question:
    """The last user message with the turns before it.

    Raises:
        RequestValidationError: there is no user message, or it is too long.
        InvalidInput: a document is named that is not there.
    """
    at = max((i for i, message in enumerate(body.messages) if message.role == "user"), default=-1)
    text = body.messages[at].words if at >= 0 else ""
    if at < 0 or len(text) > MAX_QUESTION:
        kind = "string_too_long" if at >= 0 else "missing"
        words = f"at most {MAX_QUESTION} characters" if at >= 0 else "one message must have the role user"
        where = ("body", "messages", at, "content") if at >= 0 else ("body", "messages")
        raise RequestValidationError(
            [{"type": kind, "loc": where, "msg": words, "ctx": {"max_length": MAX_QUESTION}}], body=None
        )
    return Question(
        text=text,
        lang=body.lang or (knowledge.language_of(text) if text else fallback),
        history=_turns(body.messages[:at]),
        k=body.k,
        documents=known(body.documents, knowledge),
    )


def _turns(messages: Sequence[Message]) -> tuple[Turn, ...]:
    turns: list[Turn] = []
    for message in messages:
        if message.role == "user" and message.words:
            turns.append(Turn(message.words[:MAX_QUESTION]))
        elif message.role == "assistant" and turns:
            turns[-1] = Turn(turns[-1].question, message.words.partition(REFERENCES)[0][:MAX_ANSWER] or None)
    return tuple(turns[-MAX_HISTORY:])


def content_of(response: AskResponse) -> str:
    """The answer with numbered references, or the refusal.

    `1000个以上 [1][2]`, an empty line, then a line a reference: number, title, paragraph, the words quoted, address.
    """
    if response.answer is None:
        return response.refusal.message if response.refusal else ""
    carrying = [cited for cited in response.citations if cited.supports]
    marks = "".join(f"[{cited.n}]" for cited in carrying)
    listed = "\n".join(_reference(cited, response.lang) for cited in carrying)
    return f"{response.answer} {marks}\n\n{listed}" if listed else response.answer


def _reference(cited: CitationOut, lang: Lang) -> str:
    place = f"第{cited.paragraph}段" if lang == "zh" else f"paragraph {cited.paragraph}"
    quote = cited.rendering or cited.quote
    return f"[{cited.n}] {cited.title}, {place}: {' '.join(quote.split())} ({cited.url})"


def completion_of(response: AskResponse, body: ChatRequest) -> ChatCompletion:
    """The whole answer in OpenAI's shape."""
    content = content_of(response)
    asked = sum(len(message.words) for message in body.messages)
    return ChatCompletion(
        id=f"chatcmpl-{response.answer_id}",
        created=int(time.time()),
        model=body.model,
        choices=[Choice(message=AssistantMessage(content=content))],
        usage=Usage(prompt_tokens=asked, completion_tokens=len(content), total_tokens=asked + len(content)),
        citations=response.citations,
        yinju=response,
    )


async def _events(
    request: Request, services: Services, knowledge: Knowledge, question: Question, model: str
) -> AsyncIterator[str]:
    work = asyncio.ensure_future(ask(services, knowledge, question, origin_of(request, "chat")))
    try:
        async for beat in heartbeats(work, services.settings.heartbeat_s):
            yield beat
        for chunk in _chunks(work.result(), model):
            yield f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n"
    except Exception as error:
        problem = error_problem(request, error, question.lang)
        told = {"error": {"message": problem.detail, "type": problem.type, "code": problem.status}}
        yield f"data: {json.dumps(told, ensure_ascii=False)}\n\n"
    finally:
        work.cancel()
    yield "data: [DONE]\n\n"


def _chunks(response: AskResponse, model: str) -> Iterator[dict[str, Any]]:
    base = {
        "id": f"chatcmpl-{response.answer_id}",
        "object": "chat.completion.chunk",
        "created": int(time.time()),
        "model": model,
    }

    def chunk(delta: dict[str, str], finish: str | None = None) -> dict[str, Any]:
        return {**base, "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}

    yield chunk({"role": "assistant", "content": ""})
    for piece in pieces(content_of(response)):
        yield chunk({"content": piece})
    whole = response.model_dump(mode="json")
    yield {**chunk({}, "stop"), "citations": whole["citations"], "yinju": whole}
