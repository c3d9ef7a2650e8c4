"""A system under test that never leaves memory: answers by question, and counts what it was asked."""

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
