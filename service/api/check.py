"""POST /v1/check: what is wrong with a rendering, sentence against sentence."""

from __future__ import annotations

import time
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from index.errors import InvalidInput
from index.glossary import Glossary
from index.text import language_of, sentences
from index.types import Span
from service.api.desk import Overloaded
from service.api.schemas import CLEAN, Request
from service.api.services import Knowledge, KnowledgeDep, Services, ServicesDep
from service.translation.types import Checked, FindingType, Severity

MAX_TEXT = 100_000
"""Code points of either text: a long report; files beyond that are checked in parts or by `yinju check`."""
MAX_COMPARED = 250_000
"""Pairs of a sentence of the source and one of the rendering: 500 on either side."""
MAX_PIECE = 5_000
"""Code points of a text that is checked in one piece, since the other one is a single sentence."""

router = APIRouter(tags=["translation"])


class CheckRequest(Request):
    """Body of POST /v1/check."""

    source: Annotated[str, Field(max_length=MAX_TEXT, examples=["新建5G基站1000个以上。"]), CLEAN]
    rendering: Annotated[str, Field(max_length=MAX_TEXT, examples=["Build about 1,000 5G base stations."]), CLEAN]
    glossary: Annotated[str, Field(max_length=200), CLEAN] | None = None
    """One glossary, by the name of its file; all that the knowledge base keeps where none is named."""


class Place(BaseModel):
    """A range of code points and its words."""

    start: int
    end: int
    text: str


class FindingOut(BaseModel):
    """One thing to look at."""

    type: FindingType
    severity: Severity
    message_en: str
    message_zh: str
    span: Place | None
    source_span: Place | None
    suggestion: str | None


class PairOut(BaseModel):
    """Sentences that belong together."""

    source: tuple[int, int]
    rendering: tuple[int, int]
    score: float


class CheckResponse(BaseModel):
    """What was found, in the order of the rendering."""

    findings: list[FindingOut]
    pairs: list[PairOut]
    took_ms: float


@router.post("/v1/check", summary="Check a rendering")
async def post_check(body: CheckRequest, services: ServicesDep, knowledge: KnowledgeDep) -> CheckResponse:
    """Findings of the rendering against its source, and the pairs of sentences."""
    return await check_texts(body, services, knowledge)


async def check_texts(body: CheckRequest, services: Services, knowledge: Knowledge) -> CheckResponse:
    """The same for every way in."""
    started = time.perf_counter()
    _refuse_too_much(body)
    until = time.monotonic() + services.settings.request_timeout_s

    def look() -> None:
        if time.monotonic() > until:  # whoever asked has been told by now, and others wait
            raise Overloaded("check", "the time for a check is over / 校核超时")

    checked = await services.checks.run(
        lambda: knowledge.checker.check(body.source, body.rendering, _glossary(body, knowledge), look)
    )
    return _response(checked, (time.perf_counter() - started) * 1000)


def _refuse_too_much(body: CheckRequest) -> None:
    """Within the length of a text the work may still be a thousandfold: it grows with what is compared with what.

    Raises:
        InvalidInput: too many sentences, or too long a text beside a single one.
    """
    counted = [sentences(text, lang=language_of(text)) for text in (body.source, body.rendering)]
    n, m = map(len, counted)
    remedy = "Check it in parts, or a file by `yinju check` / 请分段校核，或用 `yinju check` 校核文件"
    if n * m > MAX_COMPARED:
        rule = f"at most {MAX_COMPARED:,} pairs of sentences are compared / 最多比较 {MAX_COMPARED:,} 对句子"
        raise InvalidInput(f"{n} × {m} sentences / {n} × {m} 句", rule, remedy)
    longest = max(len(body.source), len(body.rendering))
    if 1 in (n, m) and longest > MAX_PIECE:
        rule = f"at most {MAX_PIECE:,} are checked against one sentence / 对照单独一句最多校核 {MAX_PIECE:,} 字"
        raise InvalidInput(f"{longest} characters / {longest} 字", rule, remedy)


def _glossary(body: CheckRequest, knowledge: Knowledge) -> Glossary:
    return knowledge.glossaries.named(body.glossary) if body.glossary else knowledge.glossary()


def _response(checked: Checked, took_ms: float) -> CheckResponse:
    return CheckResponse(
        findings=[
            FindingOut(
                type=finding.type,
                severity=finding.severity,
                message_en=finding.message_en,
                message_zh=finding.message_zh,
                span=_place(finding.span, checked.rendering),
                source_span=_place(finding.source_span, checked.source),
                suggestion=finding.suggestion,
            )
            for finding in checked.findings
        ],
        pairs=[
            PairOut(source=_ends(pair.source), rendering=_ends(pair.rendering), score=pair.score)
            for pair in checked.pairs
        ],
        took_ms=round(took_ms, 1),
    )


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _place(span: Span | None, text: str) -> Place | None:
    return None if span is None else Place(start=span.start, end=span.end, text=span.of(text))
