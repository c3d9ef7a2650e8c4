"""A system under test that never leaves memory: answers by question, and counts what it was asked."""

import json

import pytest

from eval.reply import Passage, Ranked
from eval.target import Asked, Searched


class FakeTarget:
    def __init__(self, answers, rankings=None, name="fake"):
        self.answers, self.rankings, self.name, self.asked = answers, rankings or {}, name, []

    def ask(self, case):
        self.asked.append(case.id)
        return Asked(self.answers.get(case.id, {"error": "down"}), 12.5)

    def search(self, case, k):
        texts = self.rankings.get(case.id, ())[:k]
        passages = tuple(Passage(f"{source}#{text[:3]}", source, "zh", text) for source, text in texts)
        return Searched(tuple(Ranked(p.id, 1.0 - n / 10) for n, p in enumerate(passages)), passages, 3.0)


@pytest.fixture
def fake_target():
    return FakeTarget


def _folder(path, lang, queries, rejected=()):
    path.mkdir(parents=True)
    entries = [{"_id": f"{lang}{n}", "title": "", "text": f"{lang} text {n}", "lang": lang} for n in range(4)]
    asked = [
        {"_id": name, "text": f"{lang}?", "lang": lang, "answers": [{"text": f"text {at}"}], "doc_id": f"{lang}{at}"}
        for name, at in queries.items()
    ]
    for name, rows in (("corpus", entries), ("queries", asked), ("queries_reject", rejected)):
        (path / f"{name}.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    rows = "".join(f"{name}\t{lang}{at}\t1\n" for name, at in queries.items())
    (path / "qrels.tsv").write_text(f"query-id\tcorpus-id\tscore\n{rows}", encoding="utf-8")
    return path


@pytest.fixture
def beir_folder():
    return _folder


@pytest.fixture
def parallel_halves(tmp_path):
    return _folder(tmp_path / "zh", "zh", {"q0": 0, "q1": 1}), _folder(
        tmp_path / "en", "en", {"q0": 2, "q1": 3, "q9": 0}
    )
