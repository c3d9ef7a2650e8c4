import numpy as np
import pytest

from eval.cases import Case, Evidence
from eval.metrics import (
    GROUPINGS,
    calibration,
    estimate,
    grouped,
    language_pair,
    latency,
    n_errors,
    score_run,
    trade_off,
)
from eval.run import run_cases


def answerable(name, lang="zh"):
    return Case(name, lang, f"{name}？", "span", True, ("对",), None, (Evidence("a.txt", "中文的对"),))


def given(text, confidence):
    return {"answer": text, "citations": [], "confidence": confidence}


REFUSED = {"answer": None, "refusal": {"reason": "not_found", "message": "-"}, "confidence": 0.2}
CASES = (answerable("q0"), answerable("q1"), answerable("q2", "en"), Case("u0", "en", "?", "unanswerable", False))


@pytest.fixture
def run(tmp_path, fake_target):
    replies = {"q0": given("对", 0.9), "q1": given("错", 0.5), "q2": REFUSED, "u0": given("错", 0.3)}
    return run_cases(CASES, fake_target(replies), tmp_path / "r")


def test_the_interval_of_a_coin_is_near_its_normal_one():
    got = estimate([0.0, 1.0] * 200)
    half_width = 1.96 * np.sqrt(0.25 / 400)
    assert got.mean == 0.5
    assert got.low == pytest.approx(0.5 - half_width, abs=0.01)
    assert got.high == pytest.approx(0.5 + half_width, abs=0.01)
    assert estimate([]) is None


def test_a_pair_is_the_questions_language_and_that_of_the_gold_words():
    assert language_pair(CASES[2]) == "en → zh"
    assert language_pair(CASES[3]) == "en"


def test_groups_hold_the_cases_that_name_them(run):
    scores = score_run(run)
    by_lang = grouped(CASES, scores, GROUPINGS["language"])
    assert by_lang["zh"]["answer"].mean == 0.5
    assert by_lang["en"]["answer"].mean == 0.0
    assert by_lang["en"]["refused"].n == 1
    assert set(grouped(CASES, scores, GROUPINGS["document"])) == {"a.txt"}


def test_calibration_error_is_the_weighted_gap_of_the_bins(run):
    got = calibration(run, score_run(run))
    # three answers, each in a bin of its own: .9 right, .5 wrong, .3 wrong
    assert got.ece == pytest.approx((0.1 + 0.5 + 0.3) / 3)
    assert got.brier == pytest.approx((0.01 + 0.25 + 0.09) / 3)
    assert [(item.low, item.n, item.right) for item in got.bins] == [(0.3, 1, 0.0), (0.5, 1, 0.0), (0.9, 1, 1.0)]


def test_raising_the_bar_refuses_more_and_answers_less(run):
    points = {point.threshold: (point.right, point.refused) for point in trade_off(run, score_run(run))}
    assert points == {0.0: (1 / 3, 0.0), 0.3: (1 / 3, 0.0), 0.5: (1 / 3, 1.0), 0.9: (1 / 3, 1.0)}


def test_latency_is_read_from_the_ordered_list():
    got = latency([float(n) for n in range(100, 0, -1)])
    assert (got.p50, got.p95) == (51.0, 96.0)
    assert latency([]) is None


def test_errors_are_counted_by_language(tmp_path, fake_target):
    run = run_cases(CASES, fake_target({"q0": REFUSED}), tmp_path / "r")
    assert (n_errors(run), n_errors(run, "zh"), n_errors(run, "en")) == (3, 1, 2)
