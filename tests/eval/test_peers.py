import pytest

from eval.peers.job import Asked, Chunk, Job, Text, read_job, read_outcome, write_job, write_outcome
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
    outcome = run_job(Lines(), JOB)
    write_outcome(outcome, tmp_path / "out.json")
    assert read_outcome(tmp_path / "out.json") == outcome


def test_each_question_is_timed_once_after_a_warm_up():
    peer = Lines()
    outcome = run_job(peer, JOB)
    assert peer.asked == ["一？", "二？", "一？", "二？"]
    assert len(outcome.query_ms) == len(outcome.rankings) == 2
    assert outcome.n_chunks == 2


def test_an_unknown_peer_is_named():
    with pytest.raises(ValueError, match="unknown peer 'no'"):
        open_peer("no", "model")


def test_wrong_usage_exits_with_two(capsys):
    assert main(["plain"]) == 2
    assert "JOB" in capsys.readouterr().err
