"""What a question asks for is read from its words: the unit, and whether it is a hope or a result."""

import pytest

from index.types import Lang
from service.asked import measures_of
from service.intent import intent_of
from service.places import places_in
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
        ("What is the total floor area of the flats?", "en", Kind.AREA),
        ("What will GDP be in billions of yuan?", "en", Kind.MONEY),
        ("What is the value of trade in US dollars?", "en", Kind.MONEY),
        ("What subsidy does each farm get?", "en", Kind.MONEY),
        ("What length of pipelines will be renewed?", "en", Kind.LENGTH),
        ("How many yuan a month was the pension raised to?", "en", Kind.MONEY),
        ("What was the average monthly salary of nurses?", "en", Kind.MONEY),
        ("What was the daily ridership of the subway?", "en", Kind.COUNT),
        ("二手房均价是多少？", "zh", Kind.MONEY),
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


def test_by_how_much_may_be_an_amount_or_a_share() -> None:
    question = "By how much did it cut farmers' burdens a year?"
    assert not measures_of(question, intent_of(question, "en"), "en")


def test_a_figure_of_speech_is_no_figure() -> None:
    assert not intent_of("What figure of speech does the report use for such goods?", "en").wants_figure


@pytest.mark.parametrize(("question", "places"), [("哪个省开展试点？", []), ("各县和木垒县各有多少？", ["木垒县"])])
def test_a_kind_of_place_without_a_name_is_no_place(question: str, places: list[str]) -> None:
    assert sorted(places_in(question)) == places
