"""A request body → a Question, and a Question → a whole response: shared by every way in (JSON, SSE, OpenAI, MCP)."""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from index.errors import InvalidInput
from index.types import Lang
from service.api.kept import State
from service.api.present import ask_response, passage_out
from service.api.schemas import AskRequest, AskResponse, SearchRequest, SearchResponse
from service.api.services import Knowledge, Services
from service.audit import Answered, Cited
from service.metrics import Metrics
from service.types import Answer, Question, Refusal, RefusalReason, Turn

EMPTY: dict[Lang, str] = {
    "zh": "问题是空的，请写下要问的内容。",
    "en": "The question is empty. Please write what you would like to know.",
}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a question came from, for the trail: who, by which way in, in which request."""

    caller: str
    way: str
    request_id: str = ""


def question_of(body: AskRequest, knowledge: Knowledge, fallback: Lang) -> Question:
    """The question with its language: as given, else as detected, else the caller's own (a blank question)."""
    text = body.question.strip()
    return Question(
        text=text,
        lang=body.lang or (knowledge.language_of(text) if text else fallback),
        history=tuple(Turn(turn.question, turn.answer) for turn in body.history),
        k=body.k,
        documents=known(body.documents, knowledge),
    )


def known(documents: Sequence[str] | None, knowledge: Knowledge) -> tuple[str, ...] | None:
    """The ids that a request is limited to.

    Raises:
        InvalidInput: one of them is no document's; "not found" would then say something of documents never looked into.
    """
    if documents is None:
        return None
    there = {info.id for info in knowledge.snapshot().documents()}
    for one in documents:
        if one not in there:
            raise InvalidInput(
                one[:100],
                "no document has this id / 没有此编号的文件",
                "GET /v1/documents lists them / 用 GET /v1/documents 查看",
            )
    return tuple(documents)


async def ask(services: Services, knowledge: Knowledge, question: Question, origin: Origin) -> AskResponse:
    """Answers one question, from those kept or at the desk, and notes it in the trail."""
    began = time.perf_counter()
    version = knowledge.snapshot().version
    outcome = await _outcome(services, knowledge, question)
    response = ask_response(
        question,
        outcome,
        answer_id=uuid.uuid4().hex,
        index_version=version,
        took_ms=(time.perf_counter() - began) * 1000,
    )
    _note(services, _noted(response, outcome, origin))
    _count(services.metrics, response, origin)
    return response


async def _outcome(services: Services, knowledge: Knowledge, question: Question) -> Answer | Refusal:
    """A blank question is refused without the model; one answered before from this state is not worked out anew."""
    if not question.text:
        return Refusal(RefusalReason.EMPTY, EMPTY[question.lang], question.lang, 1.0)
    if not services.kept.room:
        return await services.desk.run(lambda: knowledge.answerer.answer(question))
    state = State(knowledge.snapshot().version, knowledge.glossary())
    known = services.kept.get(state, question)
    services.metrics.kept_answers.labels("miss" if known is None else "hit").inc()
    if known is not None:
        return known
    outcome = await services.desk.run(lambda: knowledge.answerer.answer(question))
    # An answer that a publication came in between may be of either state.
    if state == State(knowledge.snapshot().version, knowledge.glossary()):
        services.kept.put(state, question, outcome)
    return outcome


def _count(metrics: Metrics, response: AskResponse, origin: Origin) -> None:
    outcome = "answer" if response.refusal is None else response.refusal.reason.value
    metrics.answers.labels(response.lang, outcome, origin.way).inc()
    if response.refusal is None:
        metrics.confidence.labels(response.lang).observe(response.confidence)


def _note(services: Services, entry: Answered) -> None:
    try:
        services.trail.answered(entry)
    except OSError as error:
        # A full disk must not silence the service; the operator is told by the log and by an alert.
        services.metrics.audit_failures.inc()
        structlog.get_logger().error("audit trail cannot be written", error=str(error))


def _noted(response: AskResponse, outcome: Answer | Refusal, origin: Origin) -> Answered:
    cited = outcome.citations if isinstance(outcome, Answer) else outcome.nearest
    return Answered(
        answer_id=response.answer_id,
        request_id=origin.request_id,
        caller=origin.caller,
        way=origin.way,
        lang=response.lang,
        question=response.question,
        answer=response.answer,
        refusal=None if response.refusal is None else response.refusal.reason,
        confidence=response.confidence,
        citations=tuple(Cited.of(one) for one in cited),
        index_version=response.index_version,
        took_ms=response.took_ms,
    )


async def search(services: Services, knowledge: Knowledge, body: SearchRequest, fallback: Lang) -> SearchResponse:
    """Ranks paragraphs at the desk; a blank query finds nothing."""
    began = time.perf_counter()
    text = body.query.strip()
    lang = body.lang or (knowledge.language_of(text) if text else fallback)
    question = Question(text, lang, k=body.k, documents=known(body.documents, knowledge))
    version = knowledge.snapshot().version
    found = await services.desk.run(lambda: knowledge.finder.find(question, body.rerank)) if text else ()
    return SearchResponse(
        query=text,
        lang=lang,
        hits=[passage_out(citation, n) for n, citation in enumerate(found, 1)],
        index_version=version,
        took_ms=round((time.perf_counter() - began) * 1000, 2),
    )
