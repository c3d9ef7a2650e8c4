"""What the models are timed with is what the product gives them: the question, and the windows that are read."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from eval.cases import Case
from eval.model_rate import Work, worked, works_of
from index.text import search_form
from service.settings import load_settings
from service.uploads import Upload
from service.wire import open_knowledge

TEXT = "建设计划\n\n一、目标\n\n新建充电桩三百个。改造老旧小区十二个。\n\n二、措施\n\n每月检查一次施工进度。"
CASES = (
    Case(id="1", lang="zh", question="新建多少个充电桩？", kind="numeric", answerable=True),
    Case(id="2", lang="zh", question="是否要新建充电桩？", kind="yes_no", answerable=True),
)


@pytest.fixture(scope="module", name="works")
def _works(tmp_path_factory: pytest.TempPathFactory) -> list[Work]:
    data: Path = tmp_path_factory.mktemp("data")
    knowledge = open_knowledge(load_settings(data_dir=data, seeds_dir=""))
    knowledge.library.add([Upload("计划.txt", TEXT.encode())])
    return works_of(CASES, data)


def test_a_question_is_timed_with_its_windows_and_one_that_is_not_read_without(works: list[Work]) -> None:
    asked, unread = works
    [(question, windows), claim] = asked.reads
    assert question == search_form(CASES[0].question)
    assert any("三百个" in window.text for window in windows)
    assert claim[0] == f"{question} → 三百个"
    assert unread == Work(CASES[1].question)  # yes or no is told by rules


def test_whole_rounds_are_counted(works: list[Work]) -> None:
    rate = worked(works, 0.001, threading.Barrier(1))
    assert 0 < rate.cpu_ms < 10_000
    assert rate.per_second > 0
