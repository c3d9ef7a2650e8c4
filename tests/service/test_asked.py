"""What a question asks for is read from its words: the unit, and whether it is a hope or a result."""

import pytest

from index.types import Lang
from service.asked import measures_of
from service.intent import intent_of
from service.quantity import Kind
from service.times import asks_outcome


@pytest.mark.parametrize(
    ("question", "lang", "measured"),
    [
        ("How many jin of grain did the province produce?", "en", Kind.MASS),
        ("For how many years in a row has the port come first?", "en", Kind.DURATION),
        ("How many kilowatt-hours of green power were traded?", "en", Kind.ENERGY),
        ("How many tons of steam do the boilers make?", "en", Kind.STEAM),
        ("What was the growth of the city's budget revenue?", "en", Kind.PERCENT),
        ("What national ranking did the province reach?", "en", Kind.ORDINAL),
        ("What length of pipelines will be renewed?", "en", Kind.LENGTH),
        ("绿电交易了多少千瓦时？", "zh", Kind.ENERGY),
        ("装了多少万千瓦？", "zh", Kind.POWER),
        ("全国排名第几？", "zh", Kind.ORDINAL),
    ],
)
def test_a_figure_measures_the_unit_that_is_asked_for(question: str, lang: Lang, measured: Kind) -> None:
    assert measured in measures_of(question, intent_of(question, lang), lang)


@pytest.mark.parametrize("question", ["有几个季度超过全国增速？", "这几年增长多少？"])
def test_a_count_of_something_is_no_rate_and_these_years_are_no_duration(question: str) -> None:
    measures = measures_of(question, intent_of(question, "zh"), "zh")
    assert Kind.DURATION not in measures
    assert (Kind.PERCENT in measures) == ("增长多少" in question)


@pytest.mark.parametrize(
    ("question", "outcome"),
    [
        ("How many visits did the region hope to receive in 2025?", False),
        ("争取2025年招商引资实际到位多少？", False),
        ("Was the plan to build 900 stations actually achieved?", True),
        ("2023年实际新建了多少个？", True),
    ],
)
def test_what_was_hoped_for_did_not_come_about(question: str, outcome: bool) -> None:
    assert asks_outcome(question) is outcome
