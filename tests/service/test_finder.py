"""Search over the two seed documents, as retrieval finds and as reading orders: the real model, FAISS and tantivy."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from index.types import Lang
from service.api.services import Knowledge
from service.settings import Settings
from service.types import Answer, Question
from service.wire import open_knowledge

SEEDS = Path(__file__).parents[2] / "seeds"
ASKED: tuple[tuple[str, Lang], ...] = (
    ("计划新建多少个5G基站？", "zh"),
    ("失业保险参保人数要达到多少？", "zh"),
    ("How many 5G base stations are planned?", "en"),
    ("What growth rate of GDP is expected?", "en"),
)


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return open_knowledge(Settings(data_dir=tmp_path_factory.mktemp("data"), seeds_dir=SEEDS))


@pytest.mark.parametrize(("text", "lang"), ASKED)
def test_what_is_read_for_an_answer_stands_first(knowledge: Knowledge, text: str, lang: Lang) -> None:
    question = Question(text, lang)
    answer = knowledge.answerer.answer(question)
    assert isinstance(answer, Answer)
    assert knowledge.finder.find(question, rerank=True)[0].key == answer.citations[0].key


@pytest.mark.parametrize("k", [1, 5, 40])
def test_as_many_hits_as_are_wanted_each_once_and_best_first(knowledge: Knowledge, k: int) -> None:
    question = Question("计划新建多少个5G基站？", "zh", k=k)
    plain, reread = knowledge.finder.find(question), knowledge.finder.find(question, rerank=True)
    assert len(reread) == len(plain) == k
    assert len({hit.key for hit in reread}) == k
    assert all(a.score >= b.score for a, b in pairwise(reread))


def test_nothing_is_found_where_nothing_may_be_looked_at(knowledge: Knowledge) -> None:
    assert knowledge.finder.find(Question("5G", "zh", documents=()), rerank=True) == ()
