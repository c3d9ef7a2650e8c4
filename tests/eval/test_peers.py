import pytest

from eval.peers.job import Asked, Chunk, Job, Text, read_job, read_outcomes, write_job, write_outcomes
from eval.peers.worker import main, open_peer, run_job

JOB = Job("model", 2, (Text("a.txt", "甲", "第一段\n第二段"),), (Asked("q0", "一？"), Asked("q1", "二？")))


class Lines:
    version, setup = "1", "lines"

    def __init__(self):
        self.chunks, self.asked = [], []

    def index(self, documents):
        self.chunks = [Chunk(item.source, line) for item in documents for line in item.text.split("\n")]
        return len(self.chunks)

    def search(self, question, k):
        self.asked.append(question)
        return tuple(self.chunks[:k])


def test_a_job_and_its_outcome_cross_over_unchanged(tmp_path):
    write_job(JOB, tmp_path / "job.json")
    assert read_job(tmp_path / "job.json") == JOB
    outcomes = run_job(Lines(), ["lines"], JOB, print)
    write_outcomes(outcomes, tmp_path / "out.json")
    assert read_outcomes(tmp_path / "out.json") == outcomes


def test_each_question_is_timed_once_after_a_warm_up():
    peer = Lines()
    outcome = run_job(peer, ["lines"], JOB, print)["lines"]
    assert peer.asked == ["一？", "二？", "一？", "二？"]
    assert len(outcome.query_ms) == len(outcome.rankings) == 2
    assert outcome.n_chunks == 2


def test_a_hybrid_shares_the_index_of_its_dense_search():
    class Both(Lines):
        n_indexed = 0

        def index(self, documents):
            self.n_indexed += 1
            return super().index(documents)

        def add_words(self):
            self.setup = "lines + words"

    peer = Both()
    outcomes = run_job(peer, ["lines-hybrid", "lines"], JOB, print)
    assert list(outcomes) == ["lines", "lines-hybrid"]
    assert (outcomes["lines"].setup, outcomes["lines-hybrid"].setup) == ("lines", "lines + words")
    assert peer.n_indexed == 1
    assert outcomes["lines-hybrid"].index_s >= outcomes["lines"].index_s


def test_an_unknown_peer_is_named():
    with pytest.raises(ValueError, match="unknown peer 'no'"):
        open_peer("no", JOB)


def test_wrong_usage_exits_with_two(capsys):
    assert main(["plain"]) == 2
    assert "JOB" in capsys.readouterr().err
