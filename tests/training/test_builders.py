"""Every example points at words of its own text, and nothing that answers is called wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.types import Span
from training.contrast import examples, is_held_out, lang_of, question_pairs, units
from training.pieces import all_clauses, sentences
from training.sources import Asked, beir, crosslingual, gov, parallel

REPORT = "一是经济运行回升向好。全市生产总值增长5%，地方收入达到8374.2亿元、增长0.7%，失业率平均为4.2%。新增公园141座。"
ENGLISH = "The brotherhood was founded in 1920. It has 1,200 members, most of them priests. It elects two delegates."


def asked(question: str, text: str, answer: str, lang: str = "zh", group: str = "g") -> Asked:
    at = text.index(answer)
    span = Span(at, at + len(answer))
    return Asked(question, lang, text, span, span, "own", group)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", [REPORT, ENGLISH])
def test_clauses_tile_their_sentences_but_for_white_space(text: str) -> None:
    assert "".join(c.of(text) for c in all_clauses(text)).replace(" ", "") == text.replace(" ", "")


def test_a_figure_is_never_cut() -> None:
    parts = [s.of(ENGLISH) for s in sentences(ENGLISH)]
    assert "It has 1,200 members," in [c.of(ENGLISH) for c in all_clauses(ENGLISH)]
    assert len(parts) == 3
    assert any("8374.2亿元" in c.of(REPORT) for c in all_clauses(REPORT))


@pytest.mark.parametrize("grain", ["clause", "pair", "sentence", "window"])
@pytest.mark.parametrize("text", [REPORT, ENGLISH])
def test_units_are_words_of_the_text(text: str, grain: str) -> None:
    assert units(text, grain)
    assert all(0 <= u.start < u.end <= len(text) for u in units(text, grain))


def test_the_positive_holds_the_answer_and_no_negative_does() -> None:
    questions = [
        asked("地方收入多少？", REPORT, "8374.2亿元"),
        asked("How many members?", ENGLISH, "1,200 members", "en"),
    ]
    for seed in range(8):
        for row in examples(questions, {}, seed):
            answer = "8374.2亿元" if row.passage_lang == "zh" else "1,200 members"
            assert answer in row.positive
            assert not any(answer in n for n in row.negatives)


def test_far_negatives_come_from_the_same_report_only() -> None:
    far = {"g": dict.fromkeys(("clause", "pair", "sentence", "window"), ("去年地方收入达到8000亿元，",))}
    here = examples([asked("地方收入多少？", REPORT, "8374.2亿元")], far, 1)
    elsewhere = examples([asked("地方收入多少？", REPORT, "8374.2亿元", group="h")], far, 1)
    assert any("8000亿元" in n for n in here[0].negatives)
    assert not any("8000亿元" in n for n in elsewhere[0].negatives)


def test_same_seed_gives_same_examples() -> None:
    questions = [asked("地方收入多少？", REPORT, "8374.2亿元")] * 5
    assert examples(questions, {}, 3) == examples(questions, {}, 3)


def test_an_unanswerable_question_gives_no_positive() -> None:
    nothing = Asked("台北收入多少？", "zh", REPORT, None, None, "own", "g")
    assert examples([nothing], {}, 1) == ()


def test_zh_and_en_questions_of_one_fact_are_a_pair() -> None:
    zh, en = asked("地方收入多少？", REPORT, "8374.2亿元"), asked("How much?", REPORT, "8374.2亿元", "en")
    other = asked("How many parks?", REPORT, "141座", "en")
    assert question_pairs([zh, en, other]) == (("地方收入多少？", "How much?"),)


def test_held_out_groups_are_always_the_same_and_about_one_in_eight() -> None:
    groups = [f"report {i}" for i in range(800)]
    held = [g for g in groups if is_held_out(g)]
    assert held == [g for g in groups if is_held_out(g)]
    assert 60 <= len(held) <= 140


@pytest.mark.parametrize(("text", "lang"), [("新建5G基站1000个以上", "zh"), ("The nearest town is 江布拉克", "en")])
def test_language_of_mixed_passages(text: str, lang: str) -> None:
    assert lang_of(text) == lang


def test_readers_of_all_three_layouts_find_the_span(tmp_path: Path) -> None:
    (tmp_path / "r.txt").write_text(f"各位代表：\n{REPORT}\n", "utf-8")
    case = {"id": "1", "lang": "zh", "question": "地方收入多少？", "answerable": True, "span": "8374.2亿元",
            "evidence": [{"doc": "r.txt", "quote": "地方收入达到8374.2亿元、增长0.7%"}]}  # fmt: skip
    (tmp_path / "cases.jsonl").write_text(json.dumps(case), "utf-8")
    (found,) = gov(tmp_path / "cases.jsonl", tmp_path)
    assert found.answer is not None
    assert found.answer.of(found.text) == "8374.2亿元"

    (tmp_path / "corpus.jsonl").write_text(json.dumps({"_id": "d", "title": "A_B", "text": ENGLISH}), "utf-8")
    row = {"_id": "q", "text": "When?", "question": "何时成立？", "lang": "en", "doc_id": "d", "answerable": True,
           "answers": [{"text": "1920", "start": ENGLISH.index("1920")}]}  # fmt: skip
    (tmp_path / "queries.jsonl").write_text(json.dumps(row), "utf-8")
    for found in (*beir(tmp_path, "set"), *crosslingual(tmp_path / "queries.jsonl", tmp_path)):
        assert found.answer is not None
        assert found.answer.of(found.text) == "1920"
        assert found.head == "A B"


def test_an_answer_that_is_not_where_it_claims_to_be_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_text(json.dumps({"_id": "d", "text": ENGLISH}), "utf-8")
    row = {"_id": "q", "text": "When?", "lang": "en", "doc_id": "d", "answerable": True,
           "answers": [{"text": "1920", "start": 0}]}  # fmt: skip
    (tmp_path / "queries.jsonl").write_text(json.dumps(row), "utf-8")
    assert list(beir(tmp_path, "set")) == []


def test_quotation_marks_do_not_swallow_parallel_lines(tmp_path: Path) -> None:
    (tmp_path / "p.tsv").write_text('他说：“好”\t"Good," he said.\n再见\tBye\n', "utf-8")
    assert list(parallel(tmp_path / "p.tsv")) == [("他说：“好”", '"Good," he said.'), ("再见", "Bye")]
