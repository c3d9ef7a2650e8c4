"""What the tests of the store share: documents of two languages, and a store on the fake model."""

from __future__ import annotations

from pathlib import Path

from index.parse import parse
from index.protocols import Embedder, Incoming
from index.store import LocalStore
from index.types import Rendering, Span
from tests.fake_embedder import FakeEmbedder

ZH = (
    "昌吉州2026年计划\n\n一、信息基础设施\n计划新建5G基站1000个以上，新增光缆500公里。"
    "\n\n二、就业\n全州新增城镇就业2.5万人。"
)
EN = "Plan of Hunan for 2025\n\n1. Grain\nGrain output will exceed 30 million tonnes, and farmland will be protected."
RENDERED = "More than 1,000 new 5G base stations are planned."


def incoming(text: str, source: str, renderings: tuple[Rendering, ...] = ()) -> Incoming:
    return Incoming(parse(text, source), renderings, len(text.encode()))


def rendered_zh() -> Incoming:
    document = parse(ZH, "plan.txt")
    at = document.text.index("计划新建")
    end = document.text.index("。", at) + 1
    return Incoming(document, (Rendering(Span(at, end), "en", RENDERED),), len(ZH.encode()))


def store_at(root: Path, embedder: Embedder | None = None) -> LocalStore:
    return LocalStore(root, embedder or FakeEmbedder(), lock_timeout_s=30)
