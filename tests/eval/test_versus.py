import pytest

from eval.bench import Measured, to_table
from eval.cases import Case, Evidence
from eval.peers.job import Chunk, Outcome, Text
from eval.versus import Standing, by_language, job_of, judge_outcome, table, texts_of

CASES = (
    Case("z", "zh", "多少？", "numeric", True, ("7%",), None, (Evidence("a.txt", "增长7%左右"),)),
    Case("e", "en", "How much?", "numeric", True, ("7%",), None, (Evidence("a.txt", "增长7%左右"),)),
    Case("u", "en", "Who?", "unanswerable", False),
)
JOB = job_of(CASES, (Text("a.txt", "a", "增长7%左右。"),), "model")
RIGHT, WRONG = Chunk("a.txt", "全年增长7%左右。"), Chunk("b.txt", "全年增长7%左右。")
STANDING = Standing("plain 1", "flat", {"zh": 0.5, "en": 0.25}, {"zh": 0.6, "en": 0.3}, {}, 20.0, 40.0, 1000.0, None)


def test_only_answerable_cases_are_asked_of_a_peer():
    assert [question.id for question in JOB.questions] == ["z", "e"]


def test_a_peers_chunks_are_judged_by_document_and_quote():
    outcome = Outcome("1", "", 2, 1.0, 1.0, 1.0, ((RIGHT, WRONG), (WRONG, RIGHT)), (1.0, 1.0))
    scores = judge_outcome(outcome, JOB, CASES)
    assert by_language(CASES, scores, "hit@1") == {"zh": 1.0, "en": 0.0}
    assert by_language(CASES, scores, "MRR@10") == {"zh": 1.0, "en": 0.5}


def test_a_peer_that_found_nothing_scores_zero():
    outcome = Outcome("1", "", 0, 1.0, 1.0, 1.0, ((), ()), (1.0, 1.0))
    assert by_language(CASES, judge_outcome(outcome, JOB, CASES), "hit@1") == {"zh": 0.0, "en": 0.0}


def test_the_table_says_where_there_is_no_reader():
    row = table([STANDING]).splitlines()[2]
    assert "| plain 1 | 0.500 / 0.250 | 0.600 / 0.300 | no reader | 20.0 | 40 | 1000 | – | flat |" in row


def test_documents_keep_their_words_and_names(tmp_path):
    (tmp_path / "报告.txt").write_text("一\n二", encoding="utf-8")
    (tmp_path / "x.tmx").write_text("<tmx/>", encoding="utf-8")
    assert texts_of(tmp_path) == (Text("报告.txt", "报告", "一\n二"),)


def test_bench_shows_ratios_of_ours_to_theirs():
    pair = {"zh": 1.0, "en": 0.5}
    ours = Measured(pair, pair, pair, 30.0, 10.0, 20.0, 5.0, 2.0, 500.0, 0, 1.0)
    rows = dict(zip(to_table(ours, STANDING).columns[0].cells, to_table(ours, STANDING).columns[3].cells, strict=True))
    assert (rows["hit@1 zh"], rows["hit@1 en"]) == ("2.00×", "2.00×")
    assert (rows["search p50 ms"], rows["resident memory MB"]) == ("0.50×", "0.50×")
    assert rows["search CPU ms"] == "0.50×"
    assert rows["index s"] == "–"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_language_without_cases_has_no_mean(lang):
    assert by_language([], {}, "hit@1").get(lang) is None
