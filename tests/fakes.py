"""Stand-ins for what a test does not claim: a small document, a store that holds it, an answerer of one fact."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from starlette.testclient import TestClient

from index.errors import NotFound
from index.protocols import DocumentInfo, Incoming, Progress, UnitBlock
from index.rollback import must_leave
from index.types import Document, Lang, Paragraph, PassageKey, Rendering, Section, Sentence, Span
from service.api.app import create_app
from service.api.services import Knowledge, Loading, Services, services_for
from service.settings import Settings
from service.types import Agreement, Answer, Bound, Citation, Question, Refusal, RefusalReason, Value
from service.uploads import Upload

TITLE = "2025年政府工作报告"
HEADING = "二、数字经济"
BODY = "计划新建5G基站1000个以上，新增就业4.5万户。"
QUOTE = "计划新建5G基站1000个以上"
ENGLISH = "More than 1,000 new 5G base stations are planned."


def small_document(document_id: str = "doc-1", source: str = "report.txt", body: str = BODY) -> Document:
    """Three paragraphs: a title, a heading, and `body` under it."""
    text = f"{TITLE}\n{HEADING}\n{body}"
    spans = []
    at = 0
    for line in text.split("\n"):
        spans.append(Span(at, at + len(line)))
        at += len(line) + 1
    paragraphs = tuple(
        Paragraph(n, span, 0 if n == 3 else None, None, n < 3, (Sentence(span, (span,)),))
        for n, span in enumerate(spans, 1)
    )
    return Document(document_id, TITLE, source, "zh", text, (Section(1, spans[1], None),), paragraphs)


@dataclass(frozen=True)
class FakeSnapshot:
    version: str
    kept: tuple[Incoming, ...]

    @property
    def means(self) -> Mapping[Lang, npt.NDArray[np.float32]]:
        return {}

    def documents(self) -> tuple[DocumentInfo, ...]:
        return tuple(
            DocumentInfo(
                one.document.id,
                one.document.title,
                one.document.source,
                one.document.lang,
                one.size,
                len(one.document.paragraphs),
                len(one.renderings),
                "2025-01-01T00:00:00Z",
            )
            for one in self.kept
        )

    def _one(self, document_id: str) -> Incoming:
        for one in self.kept:
            if one.document.id == document_id:
                return one
        raise NotFound(document_id, "no such document", "list them")

    def document(self, document_id: str) -> Document:
        return self._one(document_id).document

    def renderings(self, document_id: str) -> tuple[Rendering, ...]:
        return self._one(document_id).renderings

    def dense(
        self, vector: npt.NDArray[np.float32], k: int, documents: Collection[str] | None
    ) -> Sequence[tuple[PassageKey, float]]:
        return ()

    def terms(
        self, weights: Mapping[str, float], k: int, documents: Collection[str] | None
    ) -> Sequence[tuple[PassageKey, float]]:
        return ()

    def units(self, passages: Sequence[PassageKey]) -> UnitBlock:
        raise NotImplementedError


def incoming(document: Document, english: str = ENGLISH) -> Incoming:
    """`document` with one rendering of its last paragraph."""
    rendering = Rendering(document.paragraphs[-1].span, "en", english)
    return Incoming(document, (rendering,), len(document.text.encode()))


@dataclass
class FakeStore:
    """Keeps documents in memory; the version counts publications."""

    kept: tuple[Incoming, ...] = field(default_factory=lambda: (incoming(small_document()),))
    published: int = 1
    tbx: Mapping[str, bytes] = field(default_factory=dict)

    def snapshot(self) -> FakeSnapshot:
        return FakeSnapshot(f"g{self.published:06d}", self.kept)

    def change(self, add: Sequence[Incoming] = (), remove: Sequence[str] = (), progress: Progress | None = None) -> str:
        for gone in remove:
            self.snapshot().document(gone)
        out = {*remove, *(one.document.id for one in add)}
        self.kept = (*(one for one in self.kept if one.document.id not in out), *add)
        self.published += 1
        if progress is not None:
            progress("publish", 1, 1)
        return self.snapshot().version

    def rebuild(self, progress: Progress | None = None) -> str:
        self.published += 1
        return self.snapshot().version

    def rollback(self, leaving: str | None = None) -> str:
        must_leave(leaving, self.snapshot().version)
        raise NotFound("rollback", "there is no generation before this one", "add a document first")

    def put_glossary(self, name: str, tbx: bytes) -> None:
        self.tbx = {**self.tbx, name: tbx}

    def glossaries(self) -> Mapping[str, bytes]:
        return self.tbx

    def verify(self) -> tuple[str, ...]:
        return ()


@dataclass
class FakeLibrary:
    """Text files only: the file's name is its id."""

    store: FakeStore

    def add(self, uploads: Sequence[Upload], progress: Progress | None = None) -> tuple[str, ...]:
        made = [small_document(one.name, one.name, one.content.decode()) for one in uploads]
        self.store.change(add=[incoming(one) for one in made], progress=progress)
        return tuple(one.id for one in made)

    def remove(self, document_ids: Sequence[str]) -> str:
        return self.store.change(remove=document_ids)

    def replace(self, document_id: str, upload: Upload, progress: Progress | None = None) -> str:
        self.store.snapshot().document(document_id)
        return self.store.change(
            add=[incoming(small_document(document_id, upload.name, upload.content.decode()))], progress=progress
        )


@dataclass
class FakeAnswerer:
    """Knows of 5G and of nothing else. `before` runs first: to stall, or to fail."""

    store: FakeStore
    before: Callable[[Question], None] = lambda _question: None

    def answer(self, question: Question) -> Answer | Refusal:
        self.before(question)
        if "5G" not in question.text:
            return Refusal(RefusalReason.NOT_FOUND, "没有找到。", question.lang, 0.8, self.find(question)[:1])
        text = "1000个以上" if question.lang == "zh" else "More than 1,000"
        value = Value(1000.0, "个", "stations", Bound.AT_LEAST)
        return Answer(text, question.lang, value, 0.93, Agreement.SINGLE, self.find(question), ("就业？",))

    def find(self, question: Question, rerank: bool = False) -> tuple[Citation, ...]:
        document = self.store.snapshot().kept[0].document
        paragraph = document.paragraphs[-1]
        start = document.text.find(QUOTE)
        span = Span(start, start + len(QUOTE))
        cited = Citation(
            PassageKey(document.id, paragraph.n),
            document.title,
            document.source,
            document.section_path(paragraph),
            None,
            paragraph.span.of(document.text),
            span.of(document.text),
            span,
            document.lang,
            ENGLISH if question.lang == "en" else None,
            "human" if question.lang == "en" else None,
            0.91,
        )
        return (cited,)[: question.k]


def language_of(text: str) -> Lang:
    return "zh" if any("\u3400" <= one <= "\u9fff" for one in text) else "en"


def fake_knowledge(before: Callable[[Question], None] = lambda _question: None) -> Knowledge:
    """One document, one fact."""
    store = FakeStore()
    answerer = FakeAnswerer(store, before)
    return Knowledge(answerer, answerer, store, FakeLibrary(store), language_of)


def fake_services(knowledge: Knowledge | None = None, settings: Settings | None = None) -> Services:
    """Services that are ready at once and write nothing."""
    return services_for(settings or Settings(audit="off"), Loading.ready_with(knowledge or fake_knowledge()))


def fake_client(services: Services | None = None) -> AbstractContextManager[TestClient]:
    """A client of the app over fakes: use it in a `with`."""
    app = create_app(services or fake_services())
    return TestClient(app, "http://127.0.0.1", raise_server_exceptions=False, client=("127.0.0.1", 50000))
