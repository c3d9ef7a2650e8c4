"""GET /v1/concordance and GET /v1/glossary: how a phrase was rendered before, and how it should be."""

from __future__ import annotations

import time
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from index.glossary import Entry
from index.types import Lang, Span
from service.api.asking import known
from service.api.present import paragraph_url
from service.api.schemas import CLEAN, DocumentId
from service.api.services import KnowledgeDep, ServicesDep
from service.translation.concordance import Precedent, concordance

router = APIRouter(tags=["translation"])

Phrase = Annotated[str, Query(max_length=200, description="Words of either language", examples=["清洁取暖"]), CLEAN]
Limit = Annotated[int, Query(ge=1, le=100)]


class PrecedentOut(BaseModel):
    """A sentence and its rendering; `source_spans` and `rendering_spans` are ranges to mark in the two."""

    document_id: str
    title: str
    paragraph: int
    url: str
    source: str
    rendering: str
    source_lang: Lang
    zh: str
    en: str
    source_spans: list[tuple[int, int]]
    rendering_spans: list[tuple[int, int]]


class ConcordanceResponse(BaseModel):
    """Where a phrase stands, and how it was rendered there."""

    query: str
    lang: Lang
    hits: list[PrecedentOut]
    index_version: str
    took_ms: float


class TermOut(BaseModel):
    """A glossary entry: renderings that are allowed, preferred first, and forbidden ones.

    `fixed` is false where there is no official English form.
    """

    zh: str
    en: list[str]
    forbidden: list[str]
    fixed: bool
    subject: str
    note: str


class GlossaryResponse(BaseModel):
    """The glossary's terms in a phrase, or around it."""

    query: str
    lang: Lang
    terms: list[TermOut]


@router.get("/v1/concordance", summary="How a phrase was rendered")
async def get_concordance(
    q: Phrase,
    services: ServicesDep,
    knowledge: KnowledgeDep,
    lang: Lang | None = None,
    k: Limit = 20,
    documents: Annotated[list[DocumentId] | None, Query(max_length=1000)] = None,
) -> ConcordanceResponse:
    """Sentences of all documents, or of those named, that hold the phrase, each with its rendering."""
    began = time.perf_counter()
    asked_in = lang or knowledge.language_of(q)
    snapshot, within = knowledge.snapshot(), known(documents, knowledge)
    found = await services.desk.run(
        lambda: concordance(snapshot, q, asked_in, glossary=knowledge.glossary(), documents=within, limit=k)
    )
    return ConcordanceResponse(
        query=q,
        lang=asked_in,
        hits=[_hit(one) for one in found],
        index_version=snapshot.version,
        took_ms=round((time.perf_counter() - began) * 1000, 1),
    )


def _hit(one: Precedent) -> PrecedentOut:
    zh, en = (one.source, one.rendering) if one.source_lang == "zh" else (one.rendering, one.source)
    return PrecedentOut(
        document_id=one.document_id,
        title=one.title,
        paragraph=one.paragraph,
        url=paragraph_url(one.document_id, one.paragraph),
        source=one.source,
        rendering=one.rendering,
        source_lang=one.source_lang,
        zh=zh,
        en=en,
        source_spans=_ranges(one.source_spans),
        rendering_spans=_ranges(one.rendering_spans),
    )


def _ranges(spans: tuple[Span, ...]) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in spans]


class GlossariesResponse(BaseModel):
    """What a check may name as its glossary."""

    glossaries: list[str]


@router.get("/v1/glossaries", summary="The glossaries that are kept")
async def get_glossaries(services: ServicesDep, knowledge: KnowledgeDep) -> GlossariesResponse:
    """Names of the TBX files, without the ending."""
    return GlossariesResponse(glossaries=list(await services.desk.run(knowledge.glossaries.ids)))


@router.get("/v1/glossary", summary="What the glossary says of a phrase")
async def get_glossary(
    q: Phrase, services: ServicesDep, knowledge: KnowledgeDep, lang: Lang | None = None, k: Limit = 20
) -> GlossaryResponse:
    """Terms that stand in the phrase; where none does, terms that the phrase is a part of."""
    asked_in = lang or knowledge.language_of(q)
    glossary = await services.desk.run(knowledge.glossary)
    entries = [entry for match in glossary.find(q, asked_in) for entry in match.entries]
    entries = entries or list(glossary.containing(q, asked_in))
    unique = {entry.zh: entry for entry in entries}
    return GlossaryResponse(query=q, lang=asked_in, terms=[_term(entry) for entry in list(unique.values())[:k]])


def _term(entry: Entry) -> TermOut:
    return TermOut(
        zh=entry.zh,
        en=list(entry.en),
        forbidden=list(entry.forbidden),
        fixed=entry.fixed,
        subject=entry.subject,
        note=entry.note,
    )
