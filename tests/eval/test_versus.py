from dataclasses import replace
from pathlib import Path

import pytest

from eval.bench import Measured, to_table
from eval.cases import Case, Evidence
from eval.contest import Pool, groups_of, key_of, lost, means, one_pool
from eval.peers.job import Chunk, Outcome, Text
from eval.peers.worker import NAMES
from eval.public import directions, four_directions
from eval.standings import Standing, keep_standing, read_standings, table
from eval.versus import by_language, job_of, judge_outcome, measure_peers, texts_of

CASES = (
    Case("z", "zh", "多少？", "numeric", True, ("7%",), None, (Evidence("a.txt", "增长7%左右"),)),
    Case("e", "en", "How much?", "numeric", True, ("7%",), None, (Evidence("a.txt", "增长7%左右"),)),
    Case("u", "en", "Who?", "unanswerable", False),
)
CONTEST = one_pool("seeds", CASES, (Text("a.txt", "a", "增长7%左右。"),))
POOL = CONTEST.pools[0]
RIGHT, WRONG = Chunk("a.txt", "全年增长7%左右。"), Chunk("b.txt", "全年增长7%左右。")
STANDING = Standing("plain 1", "flat", {"zh": 0.5, "en": 0.25}, {"zh": 0.6, "en": 0.3}, {}, 20.0, 40.0, 1000.0, None)


def outcome(*rankings):
    return Outcome("1", "", 2, 1.0, 1.0, 1.0, rankings, (1.0,) * len(rankings))


def test_only_answerable_cases_are_asked_of_a_peer():
    assert [question.id for question in job_of(POOL, Path("model")).questions] == ["z", "e"]


def test_a_peers_chunks_are_judged_by_document_and_quote():
    judged = [judge_outcome(outcome((RIGHT, WRONG), (WRONG, RIGHT)), POOL, CONTEST)]
    assert means(CONTEST, judged, "hit@1") == {"zh": 1.0, "en": 0.0}
    assert means(CONTEST, judged, "MRR@10") == {"zh": 1.0, "en": 0.5}


def test_a_peer_that_found_nothing_scores_zero():
    assert means(CONTEST, [judge_outcome(outcome((), ()), POOL, CONTEST)], "hit@1") == {"zh": 0.0, "en": 0.0}


def test_the_table_says_where_there_is_no_reader():
    row = table([STANDING, replace(STANDING, system="Yinju", answer={"zh": 1.0})]).splitlines()[2]
    assert row == "| plain 1 | 0.500 | 0.250 | 0.600 / 0.300 | no reader | 20.0 | 40 | 1000 | – | flat |"


def test_a_row_of_other_weights_is_marked():
    rows = [replace(STANDING, day="2026-01-01", key="old"), replace(STANDING, day="2026-01-02", key="new")]
    lines = table(rows, "new").splitlines()[2:]
    assert "| 2026-01-01 (other weights or questions) |" in lines[0]
    assert "| 2026-01-02 |" in lines[1]


def test_a_kept_row_takes_the_place_of_the_one_before(tmp_path):
    kept = tmp_path / "rows" / "seeds.json"
    for row in (STANDING, replace(STANDING, name="txtai"), replace(STANDING, hit={})):
        keep_standing(kept, replace(row, name=row.name or "plain"))
    rows = read_standings(kept)
    assert list(rows) == ["plain", "txtai"]
    assert rows["plain"].hit == {}
    assert rows["txtai"] == replace(STANDING, name="txtai")


def test_peers_that_are_kept_are_not_measured_again(tmp_path):
    kept, model = tmp_path / "seeds.json", tmp_path / "trained-1"
    for name in NAMES:
        keep_standing(kept, replace(STANDING, name=name, key=key_of(CONTEST, model)))
    measure_peers(NAMES, CONTEST, model, kept)  # would fail: there is no such model
    assert all(row.p50_ms == STANDING.p50_ms for row in read_standings(kept).values())


def test_a_key_changes_with_the_weights_the_documents_and_the_questions():
    fewer = replace(CONTEST, pools=(Pool(POOL.documents, POOL.cases[:1]),))
    other = one_pool("seeds", CASES, (Text("a.txt", "a", "增长8%左右。"),))
    keys = {key_of(contest, Path("a")) for contest in (CONTEST, fewer, other)} | {key_of(CONTEST, Path("b"))}
    assert len(keys) == 4
    assert key_of(CONTEST, Path("x/a")) == key_of(CONTEST, Path("y/a"))  # the folder's place is no part of it


def test_one_pool_of_both_languages_takes_the_answer_in_either(parallel_halves):
    contest = directions("mlqa", four_directions(*parallel_halves, 0))
    assert groups_of(contest) == ("zh → zh", "en → zh", "zh → en", "en → en", "zh → both", "en → both")
    both = contest.pools[-1]
    assert [len(pool.documents) for pool in contest.pools] == [2, 2, 4]
    own = [Chunk(case.evidence[0].doc, case.evidence[0].quote) for case in both.cases]
    judged = judge_outcome(outcome(*((chunk,) for chunk in own)), both, contest)
    assert means(contest, [judged], "hit@1") == {"zh → both": 1.0, "en → both": 1.0}
    assert lost(contest, judged) == {"zh": 0.0, "en": 0.0}  # a twin answers too


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
