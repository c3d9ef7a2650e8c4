"""What the reader is trained on says what it claims: the right window answers, the changed question does not."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest

from index.types import Span
from service.windows import WINDOW_CHARS
from training.changing import changed
from training.measure_reader import exact_and_f1, pieces
from training.reading import Mix, Reading, Window, around, readings, windows
from training.sources import Asked

TEXT = "一是经济运行回升向好。2024年全市地方收入达到8374.2亿元、增长0.7%。失业率平均为4.2%。新增公园141座。" * 4
RNG_SEEDS = range(6)


def drawn(seed: int) -> Random:
    return Random(seed)  # noqa: S311 — sampling, not secrets


def asked(question: str = "2024年上海地方收入增长多少？", answer: str | None = "0.7%") -> Asked:
    span = None
    if answer is not None:
        at = TEXT.index(answer)
        span = Span(at, at + len(answer))
    return Asked(question, "zh", TEXT, span, span, "own", "g", "2025年上海市政府工作报告")


def made(question: Asked, near: Sequence[Window], seed: int) -> tuple[Reading, ...]:
    return readings([(question, near)], Mix(1, 0.0, 1.0, 0.0), seed)


@pytest.mark.parametrize("limit", [20, 60, 500])
def test_windows_lose_no_words(limit: int) -> None:
    assert "".join(w.of(TEXT) for w in windows(TEXT, limit)) == TEXT


@pytest.mark.parametrize("seed", RNG_SEEDS)
def test_a_window_around_an_answer_covers_it(seed: int) -> None:
    answer = asked().answer
    assert answer is not None
    assert around(TEXT, answer, 40, drawn(seed)).covers(answer)


@pytest.mark.parametrize("seed", RNG_SEEDS)
def test_the_answer_of_the_right_window_are_the_words_asked_for(seed: int) -> None:
    for row in made(asked(), (), seed):
        if row.right is not None:
            window = row.windows[row.right]
            assert window.answer is not None
            assert window.answer.of(window.text) == "0.7%"
            assert len(window.text) <= WINDOW_CHARS["zh"] + 40


@pytest.mark.parametrize("seed", RNG_SEEDS)
def test_a_changed_question_asks_for_what_its_windows_do_not_say(seed: int) -> None:
    rows = [r for r in made(asked(), (), seed) if r.right is None]
    assert rows
    for row in rows:
        assert row.question != asked().question
        assert all(w.answer is None for w in row.windows)


def test_changes_are_of_year_place_or_attribute() -> None:
    made = {changed("2024年上海地方收入增长多少？", "zh", TEXT + "上海", drawn(s)) for s in range(40)}
    assert any(m and "2024" not in m for m in made)
    assert any(m and "上海" not in m for m in made)
    assert any(m and "下降" in m for m in made)


def test_a_question_with_nothing_to_change_is_left_alone() -> None:
    assert changed("多少？", "zh", TEXT, drawn(1)) is None


def test_the_same_sentence_of_another_report_is_a_wrong_window() -> None:
    other = Window("2024年全市地方收入达到500亿元、增长3%。", "2025年云南省政府工作报告", None)
    (row,) = readings([(asked(), [other])], Mix(2, 0.0, 0.0, 0.0), 1)
    assert other in row.windows
    assert row.right == 0


def test_some_questions_are_shown_without_the_window_that_answers() -> None:
    near = [Window("2023年全市地方收入增长2.1%。", "", None)]
    (row,) = readings([(asked(), near)], Mix(2, 1.0, 0.0, 0.0), 1)
    assert row.right is None
    assert row.windows
    assert not any("0.7%" in w.text for w in row.windows)


def test_a_question_without_an_answer_keeps_all_windows_wrong() -> None:
    (row,) = readings([(asked(answer=None), [])], Mix(1, 0.0, 0.0, 0.0), 1)
    assert row.right is None
    assert row.windows


@pytest.mark.parametrize(
    ("said", "answers", "exact", "f1"),
    [
        ("8374.2亿元", ["8374.2亿元"], 1.0, 1.0),
        ("the 1,000 members", ["1,000 members"], 1.0, 1.0),
        ("增长0.7%", ["0.7%"], 0.0, 2 * 1 / (3 + 1)),
        ("", ["0.7%"], 0.0, 0.0),
    ],
)
def test_f1_counts_characters_of_zh_and_words_of_en(said: str, answers: list[str], exact: float, f1: float) -> None:
    assert exact_and_f1(said, answers) == pytest.approx((exact, f1))


def test_articles_and_punctuation_do_not_count() -> None:
    assert pieces("The “5G” base-station.") == ["5g", "base", "station"]
