import pytest

from eval.cases import Case, Evidence
from eval.compare import compare, randomisation_p
from eval.gate import check, read_baseline, write_baseline
from index.errors import InvalidInput

CASES = tuple(Case(f"q{n}", "zh", f"第{n}问？", "span", True, ("对",), None, (Evidence("a", "对"),)) for n in range(40))


def flat(value, measure="answer"):
    return {case.id: {measure: value} for case in CASES}


def test_five_wins_of_five_are_two_ways_of_thirty_two():
    assert randomisation_p([0] * 5 + [1] * 9, [1] * 5 + [1] * 9) == pytest.approx(2 / 32)


def test_wins_that_losses_balance_are_no_difference():
    assert randomisation_p([0, 1], [1, 0]) == 1.0
    assert randomisation_p([1, 1], [1, 1]) == 1.0


def test_the_sampled_test_agrees_with_the_sign_test_it_is_for_unit_gaps():
    # 15 wins and 5 losses: two-sided binomial tail P(|X - 10| >= 5), X ~ B(20, 1/2), is 2 · 21700 / 2^20
    before, after = [0] * 15 + [1] * 5, [1] * 15 + [0] * 5
    assert randomisation_p(before, after) == pytest.approx(2 * 21700 / 2**20, abs=0.006)


def test_wins_and_losses_carry_their_questions():
    before, after = flat(0.0), flat(0.0) | {"q1": {"answer": 1.0}}
    before["q2"] = {"answer": 1.0}
    (row,) = compare(CASES, before, after)
    assert [change.case.question for change in row.wins] == ["第1问？"]
    assert [change.case.question for change in row.losses] == ["第2问？"]


def test_a_fall_in_false_refusals_is_a_win():
    (row,) = compare(CASES, flat(1.0, "false_refusal"), flat(0.0, "false_refusal"))
    assert len(row.wins) == 40
    assert row.gain == 1.0


@pytest.fixture
def baseline(tmp_path):
    write_baseline(tmp_path / "b.json", CASES, flat(1.0))
    return read_baseline(tmp_path / "b.json")


def test_the_gate_stays_open_for_what_chance_explains(baseline):
    one_lost = flat(1.0) | {"q0": {"answer": 0.0}}
    assert check(CASES, one_lost, 0, baseline).is_open


def test_the_gate_shuts_on_a_significant_fall(baseline):
    lost = flat(1.0) | {f"q{n}": {"answer": 0.0} for n in range(6)}  # p = 2/64 < .05
    verdict = check(CASES, lost, 0, baseline)
    assert not verdict.is_open
    assert [row.measure for row in verdict.falls] == ["answer"]


def test_a_significant_rise_leaves_the_gate_open(tmp_path):
    write_baseline(tmp_path / "b.json", CASES, flat(0.0))
    assert check(CASES, flat(1.0), 0, read_baseline(tmp_path / "b.json")).is_open


def test_one_unsupported_figure_shuts_the_gate(baseline):
    verdict = check(CASES, flat(1.0) | {"q3": {"answer": 1.0, "figures": 0.0}}, 0, baseline)
    assert verdict.broken == ("figures below 1 for q3",)


def test_an_unanswered_case_shuts_the_gate(baseline):
    assert not check(CASES, flat(1.0), 1, baseline).is_open


def test_a_reworded_case_is_not_compared(baseline):
    changed = (Case("q0", "zh", "改过的问题？", "span", True, ("对",), None, (Evidence("a", "对"),)), *CASES[1:])
    verdict = check(changed, flat(1.0) | {"q0": {"answer": 0.0}}, 0, baseline)
    assert verdict.differences[0].n == 39


def test_a_baseline_of_other_cases_is_refused(baseline):
    other = (Case("z", "zh", "？", "unanswerable", False),)
    with pytest.raises(InvalidInput, match="shares no unchanged case"):
        check(other, {"z": {"refused": 1.0}}, 0, baseline)


@pytest.mark.parametrize("content", ["", "[]", '{"q0": 1}'])
def test_a_file_that_is_no_baseline_is_refused(tmp_path, content):
    (tmp_path / "b.json").write_text(content)
    with pytest.raises(InvalidInput):
        read_baseline(tmp_path / "b.json")
