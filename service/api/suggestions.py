"""GET /v1/suggestions: questions to begin with, drawn from the documents and kept only where the answer comes back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from index.protocols import Snapshot
from index.types import Lang, PassageKey
from service.api.services import Knowledge, KnowledgeDep, ServicesDep
from service.types import Answer, Question

router = APIRouter(tags=["ask"])

N_SUGGESTIONS = 4
MAX_TRIED = 12
"""Questions that are asked at most for one set: a cold start must not hold a thread for long."""
MAX_DOCUMENTS = 8
MIN_ENGLISH_WORDS = 3

_ZH_FIGURE = re.compile(
    r"(?:^|[，,。；;：:、])(?P<what>(?:[^，,。；;：:、\d（）()“”《》]|\d(?=[A-Za-z])){4,18}?)(?P<number>\d+(?:\.\d+)?)(?P<myriad>[万亿]?)"
    r"(?P<unit>%|个百分点|[个户人亩吨公里套家台座项所件万亿元次辆张]{1,3})(?P<bound>以上|左右|以内)?(?=[，,。；;、]|$)"
)
_EN_FIGURE = re.compile(
    r"\b(?:\d+(?:,\d{3})*(?:\.\d+)?)(?: (?:million|billion))? "
    r"(?P<what>(?:new |rural |urban )?[a-z5G][\w-]*(?: [a-z][\w-]*){1,4}?)"
    r"(?=[,.;]| (?:and|are|for|in|is|of|to|were|will|with) )"
)
_EN_UNITS = frozenset(("percent", "percentage", "yuan", "mu", "tonnes", "kilometers", "hectares", "million", "billion"))


class SuggestionsResponse(BaseModel):
    """Questions whose answers stand in the documents, in one language."""

    lang: Lang
    questions: list[str]
    index_version: str


Kept = dict[tuple[str, Lang], list[str]]
"""Questions by index version and language."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question, and the paragraph that it was drawn from."""

    question: str
    key: PassageKey


@router.get("/v1/suggestions", summary="Questions to begin with")
async def get_suggestions(
    request: Request,
    services: ServicesDep,
    knowledge: KnowledgeDep,
    lang: Annotated[Lang, Query(description="Language of the questions")] = "zh",
) -> SuggestionsResponse:
    """Drawn from figures of the documents; each was asked, and answered from the paragraph it was drawn from."""
    snapshot = knowledge.snapshot()
    state = request.app.state
    kept: Kept = getattr(state, "suggestions", {})
    known = kept.get((snapshot.version, lang))
    if known is None:
        known = await services.desk.run(lambda: suggest(knowledge, snapshot, lang))
        # Other generations are over: what was drawn from them would only take room.
        state.suggestions = {key: one for key, one in kept.items() if key[0] == snapshot.version} | {
            (snapshot.version, lang): known
        }
    return SuggestionsResponse(lang=lang, questions=known, index_version=snapshot.version)


def suggest(knowledge: Knowledge, snapshot: Snapshot, lang: Lang) -> list[str]:
    """Up to four questions that the service answers from where they came from."""
    found: list[str] = []
    for candidate in islice(candidates(snapshot, lang), MAX_TRIED):
        answer = knowledge.answerer.answer(Question(candidate.question, lang))
        if isinstance(answer, Answer) and candidate.key in [one.key for one in answer.citations]:
            found.append(candidate.question)
        if len(found) == N_SUGGESTIONS:
            break
    return found


def candidates(snapshot: Snapshot, lang: Lang) -> Iterator[Candidate]:
    """Questions drawn from the documents in turn: one of the first document, one of the second, and round again."""
    infos = snapshot.documents()[:MAX_DOCUMENTS]
    waiting = [iter(_of_document(snapshot, info.id, lang)) for info in infos]
    seen: set[str] = set()
    while waiting:
        for source in tuple(waiting):
            candidate = next(source, None)
            if candidate is None:
                waiting.remove(source)
            elif candidate.question not in seen:
                seen.add(candidate.question)
                yield candidate


def _of_document(snapshot: Snapshot, document_id: str, lang: Lang) -> Iterator[Candidate]:
    document = snapshot.document(document_id)
    renderings = snapshot.renderings(document_id)
    for paragraph in document.paragraphs:
        key = PassageKey(document_id, paragraph.n)
        texts = [paragraph.span.of(document.text)] if document.lang == lang else []
        texts += [one.text for one in renderings if one.lang == lang and paragraph.span.covers(one.source)]
        # One question a paragraph: ten indicators of one paragraph are not ten subjects.
        yield from (Candidate(question, key) for question in islice(_questions(texts, lang), 1))


def _questions(texts: Iterable[str], lang: Lang) -> Iterator[str]:
    for text in texts:
        yield from chinese_questions(text) if lang == "zh" else english_questions(text)


def chinese_questions(text: str) -> Iterator[str]:
    """A clause with a figure, the figure asked for.

    >>> list(chinese_questions("新建5G基站1000个以上，实施农村清洁取暖改造4.5万户。"))
    ['新建5G基站多少个？', '实施农村清洁取暖改造多少户？']
    """
    for match in _ZH_FIGURE.finditer(text):
        unit = match["unit"]
        yield f"{match['what']}多少{'' if unit[0] in '%万亿' else unit}？"


def english_questions(text: str) -> Iterator[str]:
    """What a figure counts, asked for.

    >>> list(english_questions("We will build at least 1,000 new 5G base stations and grow by 7 percent."))
    ['How many new 5G base stations?']
    """
    for match in _EN_FIGURE.finditer(text):
        words = match["what"].split()
        # Two words, such as "leading enterprises", are too little to know what is meant.
        if len(words) >= MIN_ENGLISH_WORDS and words[-1].endswith("s") and not _EN_UNITS & set(words):
            yield f"How many {match['what']}?"
