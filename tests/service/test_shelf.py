"""Looking at a knowledge base needs no model, and a glossary that comes later counts without a restart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from index.embed.late import LateEmbedder
from index.errors import OtherModel
from service.cli import app
from service.settings import Settings
from service.types import Answer, Question, Refusal
from service.wire import open_knowledge
from tests.fake_embedder import FakeEmbedder

BODY = "2025年政府工作报告\n\n一、民生\n\n新建口袋公园26个，拆除燃煤小锅炉330台。\n"
TBX = """<?xml version="1.0" encoding="UTF-8"?>
<tbx style="dca" type="TBX-Basic" xml:lang="zh" xmlns="urn:iso:std:iso:30042:ed-2"><text><body>
<conceptEntry id="c1"><langSec xml:lang="zh"><termSec><term>口袋公园</term></termSec></langSec>
<langSec xml:lang="en"><termSec><term>vest gardens</term></termSec></langSec></conceptEntry>
</body></text></tbx>"""
ASKED = Question("How many vest gardens will be built?", "en")


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seeds")
    (folder / "report.txt").write_text(BODY, "utf-8")
    return folder


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, seeds: Path) -> Path:
    folder = tmp_path_factory.mktemp("data")
    open_knowledge(Settings(data_dir=folder, seeds_dir=seeds)).store.close()  # type: ignore[attr-defined]
    return folder


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch, data: Path, seeds: Path) -> None:
    monkeypatch.setenv("YINJU_DATA_DIR", str(data))
    monkeypatch.setenv("YINJU_SEEDS_DIR", str(seeds))


def run(*arguments: str) -> Any:
    told = CliRunner().invoke(app, [*arguments, "--json"])
    assert told.exit_code == 0, told.output
    return json.loads(told.stdout)


def test_looking_opens_no_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("service.wire.open_model", lambda *_given: pytest.fail("the model was opened"))
    assert run("list")["documents"][0]["source"] == "report.txt"
    assert run("stats")["documents"] == 1
    assert run("verify") == {"findings": []}
    assert run("backup", str(tmp_path / "archive"))["documents"] == 1


def test_a_glossary_that_comes_later_counts_at_the_next_question(data: Path, seeds: Path) -> None:
    knowledge = open_knowledge(Settings(data_dir=data, seeds_dir=seeds))
    before = len(knowledge.glossary().entries)
    assert isinstance(knowledge.answerer.answer(ASKED), Refusal)
    knowledge.store.put_glossary("later.tbx", TBX.encode())
    assert len(knowledge.glossary().entries) == before + 1
    answer = knowledge.answerer.answer(ASKED)
    assert isinstance(answer, Answer)
    assert "26" in answer.text


def test_reindex_takes_in_a_glossary_laid_among_the_seeds(seeds: Path) -> None:
    (seeds / "towns.tbx").write_text(TBX.replace("口袋公园", "小锅炉").replace("vest gardens", "stove pots"), "utf-8")
    run("reindex")
    found = open_knowledge(Settings()).glossary().find("stove pots", "en")
    assert [match.entries[0].zh for match in found] == ["小锅炉"]


def test_a_late_model_of_another_name_is_not_used() -> None:
    named = FakeEmbedder()
    assert LateEmbedder(named.name, lambda: named).dimension == named.dimension
    with pytest.raises(OtherModel):
        LateEmbedder("another", lambda: named).embed_queries(["x"])
