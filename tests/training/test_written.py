"""Written questions: their words stand in their texts, and parallel texts are asked in both languages."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from training.contrast import is_held_out
from training.written import FOLDER, NEWS, held_out_questions, written_questions

DATA = Path(os.environ.get("YINJU_TRAINING_DATA", "data"))
"""What `make train-entailment` calls DATA: the texts that are asked about are not part of the project."""


def put(path: Path, rows: list[object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    text = "隧道2019年开工，2023年通车，2023年获奖。"
    put(tmp_path / "set/corpus.jsonl", [{"_id": "p1", "title": "青石_隧道", "text": text}])
    (tmp_path / NEWS).parent.mkdir(parents=True)
    (tmp_path / NEWS).write_text("桥长30米。\tThe bridge is 30 m long.\n桥由村民建成。\tVillagers built it.\n", "utf-8")
    return tmp_path


def shipped(tmp_path: Path, items: list[object], facts: list[object]) -> Path:
    put(tmp_path / "questions/encyclopedic.jsonl", [{"of": "set#p1", "items": items}])
    put(tmp_path / "questions/news.jsonl", [{"rows": [0, 1], "facts": facts}])
    return tmp_path / "questions"


def test_words_that_stand_twice_are_those_of_the_longer_quote(data: Path) -> None:
    items = [
        {"q": "哪年获奖？", "lang": "zh", "words": "2023年", "near": "2023年获奖"},
        {"q": "Who designed the tunnel?", "lang": "en", "words": None},
    ]
    won, missed = written_questions(data, shipped(data, items, []))
    assert won.answer is not None
    assert (won.answer.of(won.text), won.answer.start) == ("2023年", won.text.index("2023年获奖"))
    assert (won.head, won.group) == ("青石 隧道", "p1")
    assert missed.answer is None


def test_a_fact_of_parallel_texts_is_asked_in_both_languages_of_both(data: Path) -> None:
    fact = {"q_zh": "桥是谁建的？", "q_en": "Who built the bridge?", "zh": "村民", "en": "Villagers"}
    found = {(a.lang, a.text[:1]): a for a in written_questions(data, shipped(data, [], [fact]))}
    assert set(found) == {("zh", "桥"), ("en", "桥"), ("zh", "T"), ("en", "T")}
    assert found["en", "桥"].text == "桥长30米。桥由村民建成。"
    answer = found["zh", "T"].answer
    assert answer is not None
    assert answer.of("The bridge is 30 m long. Villagers built it.") == "Villagers"


def test_words_that_stand_nowhere_are_named(data: Path) -> None:
    folder = shipped(data, [{"q": "何时？", "lang": "zh", "words": "1999年"}], [])
    with pytest.raises(ValueError, match="1999年"):
        tuple(written_questions(data, folder))


@pytest.mark.skipif(not (DATA / NEWS).is_file(), reason="YINJU_TRAINING_DATA names no folder of the texts")
def test_the_shipped_questions_find_their_words_and_ask_of_nothing_that_is_held_out() -> None:
    rows = tuple(written_questions(DATA, FOLDER))
    assert len(rows) > 20_000
    assert 0.3 < sum(row.answer is None for row in rows) / len(rows) < 0.4
    assert not any(is_held_out(row.group) for row in rows if row.source == "encyclopedic")
    kept = tuple(held_out_questions(DATA))
    assert len(kept) > 3_000
    assert all(is_held_out(row.group) for row in kept)
