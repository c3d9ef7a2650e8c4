"""What the browser tests stand on: the real app over a small knowledge base, on a free port, and a Chromium."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright

from index.parse import parse
from index.protocols import Incoming, Progress
from index.types import Document, PassageKey, Rendering, Span
from service.api.app import create_app
from service.api.services import Knowledge, Loading, Upload, services_for
from service.settings import Settings
from service.types import Agreement, Answer, Bound, Citation, Question, Refusal, RefusalReason, Value
from tests.fakes import FakeStore, language_of
from tests.live import serving

REPORT = """2025年政府工作报告

一、数字经济

加快新型基础设施建设，推进5G网络覆盖。计划新建5G基站1000个以上，新增就业4.5万户。建设算力中心。

二、民生

实施农村清洁取暖改造4.5万户。
"""
PLAN = """2025年发展计划

新建5G基站1000个以上，完善通信网络。
"""
HOSTILE = (
    "敌意<script>window.hacked=1</script>文件\n\n一、<img src=x onerror=window.hacked=2>\n\n"
    f"设立\u202e雷达\u202c站12座<script>window.hacked=3</script>，{'W' * 10_000}。\n"
)
ENGLISH = "At least 1,000 new 5G base stations are planned, and 45,000 households will find work."
FACT = re.compile(
    r"(?P<what>[^，。；\n]{0,30}?)(?P<number>\d+(?:\.\d+)?)(?P<myriad>万?)(?P<unit>个|户|座)(?P<over>以上)?"
)

CHROMIUM_ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def taken_in(name: str, text: str) -> Incoming:
    """A text as a document, with a rendering of the sentence about 5G where it has one."""
    document = parse(text, name)
    at = document.text.find("计划新建5G基站")
    renderings = (Rendering(Span(at, document.text.index("。", at) + 1), "en", ENGLISH),) if at >= 0 else ()
    return Incoming(document, renderings, len(text.encode()))


@dataclass
class Shelf:
    """A library of text files over a store in memory."""

    store: FakeStore

    def add(self, uploads: Sequence[Upload], progress: Progress | None = None) -> tuple[str, ...]:
        made = [taken_in(one.name, one.content.decode()) for one in uploads]
        self.store.change(add=made, progress=progress)
        return tuple(one.document.id for one in made)

    def remove(self, document_ids: Sequence[str]) -> str:
        return self.store.change(remove=document_ids)

    def replace(self, document_id: str, upload: Upload, progress: Progress | None = None) -> str:
        self.store.snapshot().document(document_id)
        return self.store.change(add=[taken_in(upload.name, upload.content.decode())], progress=progress)


@dataclass
class Clerk:
    """Answers with every clause that shares two Chinese characters, or a name like 5G, with the question."""

    store: FakeStore
    asked: list[Question] = field(default_factory=list)
    pause_s: float = 0.0

    def answer(self, question: Question) -> Answer | Refusal:
        self.asked.append(question)
        time.sleep(self.pause_s if "慢" in question.text else 0)
        found = self.find(question)
        hits = [one for one in found if one.score > 0.5]
        if not hits:
            said = "文件中没有提到。" if question.lang == "zh" else "The documents do not mention this."
            return Refusal(RefusalReason.NOT_FOUND, said, question.lang, 0.8, found[:1], ("计划新建多少个5G基站？",))
        value = _value(hits[0].quote)
        same = {one.key.document_id for one in hits}
        agreement = Agreement.AGREE if len(same) > 1 else Agreement.SINGLE
        text = hits[0].quote if question.lang == "zh" else ENGLISH
        return Answer(text, question.lang, value, 0.93, agreement, tuple(hits), ("农村清洁取暖改造多少户？",))

    def find(self, question: Question, rerank: bool = False) -> tuple[Citation, ...]:
        snapshot = self.store.snapshot()
        cited = [
            _citation(one.document, match, question)
            for one in snapshot.kept
            if question.documents is None or one.document.id in question.documents
            for match in FACT.finditer(one.document.text)
        ]
        return tuple(sorted(cited, key=lambda one: -one.score)[: question.k])


def _value(quote: str) -> Value | None:
    match = FACT.search(quote)
    if match is None:
        return None
    number = float(match["number"]) * (10_000 if match["myriad"] else 1)
    bound = Bound.AT_LEAST if match["over"] else Bound.EXACTLY
    return Value(number, match["unit"], "base stations" if "5G" in quote else "", bound)


def _citation(document: Document, match: re.Match[str], question: Question) -> Citation:
    span = Span(*match.span())
    paragraph = next(one for one in document.paragraphs if one.span.covers(span))
    shared = {match["what"][i : i + 2] for i in range(len(match["what"]) - 1)}
    score = 0.9 if any(pair in question.text for pair in shared) else 0.1
    other = ENGLISH if question.lang == "en" and "5G" in match["what"] else None
    return Citation(
        PassageKey(document.id, paragraph.n),
        document.title,
        document.source,
        document.section_path(paragraph),
        None,
        paragraph.span.of(document.text),
        span.of(document.text),
        span,
        document.lang,
        other,
        "human" if other else None,
        score,
    )


@dataclass(frozen=True)
class Site:
    """A running service: where it is, and what stands behind it."""

    url: str
    clerk: Clerk
    store: FakeStore

    def document(self, source: str) -> Document:
        return next(one.document for one in self.store.kept if one.document.source == source)


def knowledge() -> tuple[Knowledge, Clerk, FakeStore]:
    """Three documents: a report with a rendering, a plan that agrees with it, and one that means harm."""
    texts = {"report.txt": REPORT, "plan.txt": PLAN, "hostile.txt": HOSTILE}
    store = FakeStore(tuple(taken_in(name, text) for name, text in texts.items()))
    clerk = Clerk(store)
    return Knowledge(clerk, clerk, store, Shelf(store), language_of), clerk, store


@contextlib.contextmanager
def served(folder: Path, **settings: object) -> Iterator[Site]:
    """The app on a free port of this machine, until the block ends. What it writes goes to `folder`."""
    known, clerk, store = knowledge()
    chosen = Settings(data_dir=folder, **settings)  # type: ignore[arg-type]
    with serving(create_app(services_for(chosen, Loading.ready_with(known)))) as url:
        yield Site(url, clerk, store)


def chromium_path() -> str:
    """Where Chromium is; skips the test, or fails it where YINJU_REQUIRE_BROWSER is 1, on a machine without one."""
    path = next(filter(None, (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        reason = "no browser: apt-get install chromium to run the tests of the pages"
        if os.environ.get("YINJU_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


def launch(playwright: Playwright) -> Browser:
    """Chromium without a window."""
    return playwright.chromium.launch(executable_path=chromium_path(), args=list(CHROMIUM_ARGS))


def listen(page: Page) -> list[str]:
    """Collects what the page's console calls an error, and every uncaught exception."""
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


@contextlib.contextmanager
def quiet_page(
    browser: Browser, allowed: Sequence[str] = ("Failed to load resource",), patience_ms: int = 10_000, **options: Any
) -> Iterator[Page]:
    """A Chinese reader's page, which must call nothing an error but what has one of the words that are `allowed`."""
    with browser.new_context(locale="zh-CN", **options) as context:
        page = context.new_page()
        page.set_default_timeout(patience_ms)
        heard = listen(page)
        yield page
        assert [one for one in heard if not any(words in one for words in allowed)] == []
