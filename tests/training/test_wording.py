"""Questions in other words stay questions after the same thing; changed ones ask after something else."""

from __future__ import annotations

import re
from random import Random

import pytest

from index.dictionary import Dictionary, open_dictionary
from index.models.prepare import default_model_dir
from index.types import Lang, Span
from training.changing import Things, changed
from training.sources import Asked
from training.wording import Manner, Rewording

ZH, EN = "2024年上海粮食产量是多少？", "Which famous city has a bridge in 2024?"


@pytest.fixture(scope="module")
def dictionary() -> Dictionary:
    return open_dictionary(default_model_dir())


def asked(question: str, lang: Lang, text: str = "上海粮食产量达到95万吨。") -> Asked:
    return Asked(question, lang, text, Span(0, 2), Span(0, 2), "own", "g", "上海")


def reworded(dictionary: Dictionary, question: Asked, manner: Manner, seed: int) -> Asked:
    (made,) = Rewording(dictionary, [ZH, EN, "一座著名的城市有桥梁"], seed).reworded([question], manner)
    return made


def test_a_question_wholly_in_other_words_is_of_the_other_language(dictionary: Dictionary) -> None:
    made = reworded(dictionary, asked(ZH, "zh"), Manner(0, 0, 1), 1)
    assert made.lang == "en"
    assert made.question.startswith("how many")
    assert {"2024", "Shanghai"} <= set(made.question.split())
    assert not any("\u3400" <= c <= "\u9fff" for c in made.question)
    back = reworded(dictionary, asked(EN, "en"), Manner(0, 0, 1), 1)
    assert back.lang == "zh"
    assert {"2024", "著名"} <= set(re.findall("2024|著名", back.question))


@pytest.mark.parametrize("seed", range(8))
def test_a_hurried_question_keeps_its_language_and_its_figures(dictionary: Dictionary, seed: int) -> None:
    for question in (asked(ZH, "zh"), asked(EN, "en")):
        made = reworded(dictionary, question, Manner(1, 0, 0), seed)
        assert made.lang == question.lang
        assert "2024" in made.question
        assert made.answer == question.answer


def test_the_same_seed_gives_the_same_words(dictionary: Dictionary) -> None:
    manner = Manner(0.4, 0.3, 0.3)
    assert reworded(dictionary, asked(ZH, "zh"), manner, 5) == reworded(dictionary, asked(ZH, "zh"), manner, 5)


def test_nothing_is_put_in_other_words_where_no_share_is_asked_for(dictionary: Dictionary) -> None:
    assert reworded(dictionary, asked(ZH, "zh"), Manner(0, 0, 0), 1).question == ZH


def test_another_thing_takes_the_place_of_the_one_asked_after() -> None:
    known = [asked(f"Where was {crop} sown?", "en", f"The farm has {crop}.") for crop in ("cotton", "barley", "maize")]
    things = Things(known)
    made = {changed("Where was maize sown?", "en", "Much maize.", Random(seed), things) for seed in range(20)}  # noqa: S311
    assert made == {"Where was cotton sown?", "Where was barley sown?"}
    assert changed("Where?", "en", "Much maize.", Random(1), things) is None  # noqa: S311
