"""Answers that were given before: found again for the very same question, and only while nothing changed."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from index.glossary import Entry, Glossary
from service.api.kept import KeptAnswers, State
from service.settings import Settings
from service.types import Agreement, Answer, Question, Refusal, RefusalReason
from tests.fakes import FakeStore, fake_client, fake_knowledge, fake_services

OLD, NEW = State("g000001", Glossary()), State("g000002", Glossary())
REFUSAL = Refusal(RefusalReason.NOT_FOUND, "没有找到。", "zh", 0.8)
ASKED = {"question": "5G?", "lang": "en"}


class House:
    """A service that counts how often it had to work an answer out."""

    def __init__(self, **settings: Any) -> None:
        self.worked: list[Question] = []
        self.glossary = Glossary()
        self.publish_meanwhile = False
        plain = fake_knowledge(self._note)
        self.store = plain.store
        self.knowledge = dataclasses.replace(plain, glossary=lambda: self.glossary)
        self.services = fake_services(self.knowledge, Settings(**{"audit": "off", **settings}))

    def _note(self, question: Question) -> None:
        self.worked.append(question)
        if self.publish_meanwhile:
            self.publish()

    def publish(self) -> None:
        assert isinstance(self.store, FakeStore)
        self.store.rebuild()

    def ask(self, *steps: Mapping[str, Any] | Callable[[], None]) -> list[dict[str, Any]]:
        """Asks each body in turn; a function among them is called at its turn."""
        told = []
        with fake_client(self.services) as client:
            for step in steps:
                if callable(step):
                    step()
                else:
                    told.append(client.post("/v1/ask", json=step).json())
        return told


def test_the_same_question_is_worked_out_once_and_noted_twice(tmp_path: Path) -> None:
    house = House(audit="full", data_dir=tmp_path)
    first, second = house.ask(ASKED, ASKED)
    assert len(house.worked) == 1
    assert first["answer_id"] != second["answer_id"]
    for told in (first, second):
        del told["answer_id"], told["took_ms"]
    assert first == second
    assert len(list(house.services.trail.entries())) == 2


@pytest.mark.parametrize(
    "other",
    [
        {"question": "5G ?"},
        {"lang": "zh"},
        {"k": 1},
        {"documents": ["doc-1"]},
        {"history": [{"question": "就业？"}]},
    ],
)
def test_another_question_is_worked_out_anew(other: dict[str, Any]) -> None:
    house = House()
    house.ask(ASKED, {**ASKED, **other})
    assert len(house.worked) == 2


def test_documents_that_change_end_what_was_kept() -> None:
    house = House()
    before, after = house.ask(ASKED, house.publish, ASKED)
    assert len(house.worked) == 2
    assert (before["index_version"], after["index_version"]) == ("g000001", "g000002")


def test_a_glossary_that_changes_ends_what_was_kept() -> None:
    house = House()

    def change() -> None:
        house.glossary = Glossary((Entry("锅炉", ("boilers",)),))

    house.ask(ASKED, change, ASKED)
    assert len(house.worked) == 2


def test_an_answer_that_a_publication_came_in_between_is_not_kept() -> None:
    house = House()
    house.publish_meanwhile = True

    def quiet() -> None:
        house.publish_meanwhile = False

    house.ask(ASKED, quiet, ASKED, ASKED)
    assert len(house.worked) == 2


def test_none_is_kept_where_the_setting_says_so() -> None:
    house = House(answer_cache=0)
    house.ask(ASKED, ASKED)
    assert len(house.worked) == 2


def test_the_answer_not_asked_for_longest_goes_first() -> None:
    kept = KeptAnswers(2)
    one, two, three = (Question(text, "zh") for text in "一二三")
    kept.put(OLD, one, REFUSAL)
    kept.put(OLD, two, REFUSAL)
    assert kept.get(OLD, one) == REFUSAL
    kept.put(OLD, three, REFUSAL)
    assert (kept.get(OLD, one), kept.get(OLD, two), kept.get(OLD, three)) == (REFUSAL, None, REFUSAL)
    assert kept.get(NEW, one) is None
    kept.put(NEW, two, REFUSAL)
    assert len(kept) == 1


def test_an_answer_with_a_notice_is_not_kept() -> None:
    kept = KeptAnswers(2)
    question = Question("5G?", "en")
    kept.put(OLD, question, Answer("1,000", "en", None, 0.9, Agreement.SINGLE, (), notice="the model did not answer"))
    assert kept.get(OLD, question) is None


def test_hits_and_misses_are_counted() -> None:
    house = House()
    house.ask(ASKED, ASKED, ASKED)
    text = house.services.metrics.text().decode()
    assert 'yinju_kept_answers_total{outcome="hit"} 2.0' in text
    assert 'yinju_kept_answers_total{outcome="miss"} 1.0' in text
