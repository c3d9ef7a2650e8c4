import json

import pytest
from typer.testing import CliRunner

from eval import cli

CASE = {"id": "q", "lang": "zh", "question": "多少？", "answers": ["7%"], "evidence": [{"doc": "a", "quote": "增长7%"}]}


@pytest.fixture
def invoke(tmp_path, monkeypatch, fake_target):
    """Runs a command against a target that answers as told."""
    from contextlib import contextmanager

    (tmp_path / "cases.jsonl").write_text(json.dumps(CASE), encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def call(*arguments, answer="7%"):
        citation = {"source": "a", "text": "增长7%", "quote": "增长7%"}
        replies = {"q": {"answer": answer, "citations": [citation], "confidence": 0.9}}

        @contextmanager
        def fake(where, key=None, data=None, rerank=False):
            yield fake_target(replies, {"q": [("a", "增长7%")]}, where)

        monkeypatch.setattr(cli, "open_target", fake)
        return CliRunner().invoke(cli.app, list(arguments))

    return call


def test_a_run_prints_its_figures_and_leaves_its_files(invoke, tmp_path):
    result = invoke("run", "--cases", "cases.jsonl", "--out", "r")
    assert result.exit_code == 0
    assert "cite@1" in result.output
    assert (tmp_path / "r" / "answers.jsonl").is_file()


def test_the_gate_opens_on_its_own_baseline_and_shuts_on_a_made_up_figure(invoke):
    common = ("gate", "--cases", "cases.jsonl", "--baseline", "b.json", "--out")
    assert invoke(*common, "r0", "--write").exit_code == 0
    assert invoke(*common, "r1").exit_code == 0
    shut = invoke(*common, "r2", answer="12%，又7%")
    assert shut.exit_code == 1
    assert "figures below 1 for q" in shut.output


def test_compare_shows_the_question_that_was_lost(invoke):
    invoke("run", "--cases", "cases.jsonl", "--out", "r0")
    invoke("run", "--cases", "cases.jsonl", "--out", "r1", answer="不知道")
    result = invoke("compare", "r0", "r1")
    assert result.exit_code == 0
    assert "- answer q 1.00 → 0.00  多少？" in result.output


def test_report_writes_both_files(invoke, tmp_path):
    invoke("run", "--cases", "cases.jsonl", "--out", "r0")
    assert invoke("report", "r0", "--out", "rep").exit_code == 0
    assert (tmp_path / "rep" / "report.html").stat().st_size > 1000


def test_faulty_cases_are_wrong_usage(invoke, tmp_path):
    (tmp_path / "cases.jsonl").write_text('{"id": 1}', encoding="utf-8")
    assert invoke("run", "--cases", "cases.jsonl").exit_code == 2
