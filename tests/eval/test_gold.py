"""The project's own gold files: labels that hold, and halves that stay apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.cases import load_cases

ROOT = Path(__file__).parents[2]
GOLD = ROOT / "eval" / "gold"
QUESTION_FILES = (
    "seeds_dev.jsonl",
    "seeds_wild_a.jsonl",
    "seeds_wild_b.jsonl",
    "seeds_probe_a.jsonl",
    "seeds_probe_b.jsonl",
)
REPORT_FILES = (
    "reports_2026_a.jsonl",
    "reports_2026_b.jsonl",
    "reports_none.jsonl",
    "reports_near_a.jsonl",
    "reports_near_b.jsonl",
)
"""Over documents that do not come with the repository."""


def seed_text(name: str) -> str:
    return (ROOT / "seeds" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", QUESTION_FILES)
def test_every_quote_is_verbatim_in_its_document(name: str) -> None:
    for case in load_cases(GOLD / name):
        assert bool(case.evidence) == bool(case.answers) == case.answerable, case.id
        for evidence in case.evidence:
            assert evidence.quote in seed_text(evidence.doc), case.id


@pytest.mark.parametrize("name", QUESTION_FILES)
def test_a_numeric_answer_stands_in_its_quote(name: str) -> None:
    for case in load_cases(GOLD / name):
        if case.kind == "numeric":
            assert case.value is not None
            assert all(any(character.isdigit() for character in evidence.quote) for evidence in case.evidence), case.id


@pytest.mark.parametrize("half", ["a", "b"])
def test_each_half_of_the_wild_questions_is_balanced(half: str) -> None:
    cases = load_cases(GOLD / f"seeds_wild_{half}.jsonl")
    assert [sum(case.lang == lang for case in cases) for lang in ("zh", "en")] == [30, 30]
    unanswerable = sum(not case.answerable for case in cases) / len(cases)
    assert 0.08 <= unanswerable <= 0.16


@pytest.mark.parametrize("name", REPORT_FILES)
def test_questions_over_the_reports_are_asked_in_both_languages(name: str) -> None:
    cases = load_cases(GOLD / name)
    zh, en = ({case.id[:-1] for case in cases if case.lang == lang} for lang in ("zh", "en"))
    assert len(zh | en) * 2 == len(cases)
    for case in cases:
        assert bool(case.evidence) == bool(case.answers) == case.answerable, case.id


def test_no_question_stands_in_two_files() -> None:
    names = (*QUESTION_FILES, *REPORT_FILES)
    questions = [(case.question, case.history) for name in names for case in load_cases(GOLD / name)]
    assert len(set(questions)) == len(questions)


def test_marked_errors_stand_in_their_rendering() -> None:
    for line in (GOLD / "renderings_dev.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        assert "".join(case["source"].split()) in "".join(seed_text(case["doc"]).split())
        for error in case["errors"]:
            assert error["span"] in case["rendering"]
            assert error["source_span"] in case["source"]
