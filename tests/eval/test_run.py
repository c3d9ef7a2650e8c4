import pytest

from eval.cases import Case, Evidence
from eval.metrics import score_run
from eval.ranking import holds, ranking_scores, relevant
from eval.reply import Passage, Ranked
from eval.run import load_run, run_cases
from index.errors import InvalidInput

CASES = (
    Case("q0", "zh", "多少？", "numeric", True, ("1000个",), None, (Evidence("a", "基站1000个"),)),
    Case("q1", "en", "Which?", "entity", True, ("x",), None, (Evidence("a", "平台三个"), Evidence("b", "平台三个"))),
    Case("q2", "en", "Who?", "unanswerable", False),
)
ANSWERS = {
    "q0": {"answer": "1000个", "citations": [], "index_version": "g1", "confidence": 0.8},
    "q1": {"answer": "y", "citations": [], "index_version": "g1", "confidence": 0.4},
    "q2": {"answer": None, "refusal": {"reason": "not_found", "message": "-"}, "index_version": "g1"},
}
RANKINGS = {
    "q0": [("a", "无关的一段"), ("a", "新建基站1000个。")],
    "q1": [("a", "建成平台三个"), ("a", "又说平台三个"), ("b", "没有")],
}


@pytest.mark.parametrize(
    ("passage", "quote", "held"),
    [
        ("新建 基站\n1000个", "基站1000个", True),
        ("the plan of 7％", "plan of 7%", True),
        ("……全州新建基站10", "全州新建基站1000个以上", True),  # 8 of 12 letters, cut at the end
        ("个以上。", "全州新建基站1000个以上", False),  # 3 of 12
        ("基站1000个以上。", "全州新建基站1000个以上", True),  # 9 of 12, cut at the start
        ("全州新建基站的1000个以上", "全州新建基站1000个以上", False),  # not cut, but other words
        ("三", "三个", False),
    ],
)
def test_a_passage_holds_a_quote_whole_or_its_greater_half_at_an_edge(passage, quote, held):
    assert holds(passage, quote) is held


def test_recall_counts_the_evidence_that_no_passage_holds(tmp_path, fake_target):
    run = run_cases(CASES, fake_target(ANSWERS, RANKINGS), tmp_path / "r")
    scores = score_run(run)
    assert scores["q0"]["hit@1"] == 0.0
    assert scores["q0"]["MRR@10"] == pytest.approx(1 / 2)
    assert scores["q1"]["hit@1"] == 1.0
    assert scores["q1"]["R@5"] == pytest.approx(1 / 2)  # of two documents that state it, one was found
    assert "hit@1" not in scores["q2"]


def test_recutting_the_documents_leaves_the_truth_alone():
    coarse = {"x": Passage("x", "a", "zh", "甲。乙。新建基站1000个。丙。")}
    fine = {"y": Passage("y", "a", "zh", "新建基站1000个。"), "z": Passage("z", "a", "zh", "甲。")}
    for passages, ranking in ((coarse, ["x"]), (fine, ["y", "z"])):
        got = ranking_scores(CASES[:1], {"q0": [Ranked(name, 1.0) for name in ranking]}, passages)
        assert got["q0"]["hit@1"] == got["q0"]["R@5"] == got["q0"]["nDCG@10"] == 1.0


def test_an_unanswered_case_scores_zero(tmp_path, fake_target):
    run = run_cases(CASES, fake_target({}), tmp_path / "r")
    assert {value for row in score_run(run).values() for value in row.values()} == {0.0}


def test_qrels_name_the_first_passage_that_holds_each_quote(tmp_path, fake_target):
    run = run_cases(CASES, fake_target(ANSWERS, RANKINGS), tmp_path / "r")
    assert [row.passage for row in relevant(CASES[1], run.rankings["q1"], run.passages)] == ["a#建成平", "unfound#1"]
    assert (tmp_path / "r" / "qrels.trec").read_text().splitlines()[0] == "q0 0 a#新建基 1"
    assert (tmp_path / "r" / "ranking.trec").read_text().splitlines()[1] == "q0 Q0 a#新建基 2 -2 r"


def test_a_resumed_run_asks_only_what_failed_or_changed(tmp_path, fake_target):
    first = fake_target({name: ANSWERS[name] for name in ("q0", "q1")})
    run_cases(CASES, first, tmp_path / "r")
    assert first.asked == ["q0", "q1", "q2"]
    reworded = Case("q1", "en", "Which ones?", "entity", True, ("x",), None, CASES[1].evidence)
    second = fake_target(ANSWERS)
    run = run_cases((CASES[0], reworded, CASES[2]), second, tmp_path / "r")
    assert second.asked == ["q1", "q2"]
    assert {record.index_version for record in run.records.values()} == {"g1"}


def test_a_run_that_ended_well_is_made_anew(tmp_path, fake_target):
    run_cases(CASES, fake_target(ANSWERS, RANKINGS), tmp_path / "r")
    changed = fake_target(ANSWERS | {"q0": {"answer": "3", "index_version": "g2"}})
    run = run_cases(CASES, changed, tmp_path / "r")
    assert changed.asked == ["q0", "q1", "q2"]
    assert run.records["q0"].index_version == "g2"
    assert not run.passages


def test_a_half_written_line_is_asked_again(tmp_path, fake_target):
    run_cases(CASES, fake_target(ANSWERS), tmp_path / "r")
    answers = tmp_path / "r" / "answers.jsonl"
    answers.write_text(answers.read_text()[:-40])
    (tmp_path / "r" / "cases.jsonl").unlink()  # as a run that was stopped leaves it
    again = fake_target(ANSWERS)
    run_cases(CASES, again, tmp_path / "r")
    assert again.asked == ["q2"]


def test_a_folder_of_another_target_is_left_alone(tmp_path, fake_target):
    run_cases(CASES, fake_target(ANSWERS), tmp_path / "r")
    with pytest.raises(InvalidInput, match="holds a run of fake"):
        run_cases(CASES, fake_target(ANSWERS, name="other"), tmp_path / "r")


def test_a_folder_without_a_run_is_refused(tmp_path):
    with pytest.raises(InvalidInput, match="no folder of a finished run"):
        load_run(tmp_path)
