from service.followup import stand_alone
from service.types import Turn


def test_a_new_subject_takes_the_place_of_its_like() -> None:
    before = [Turn("基本养老保险参保人数力争达到多少？")]
    assert stand_alone("失业保险呢？", before, "zh").text == "失业保险参保人数力争达到多少？"


def test_each_turn_leans_on_the_resolved_one_before() -> None:
    before = [Turn("基本养老保险参保人数力争达到多少？"), Turn("失业保险呢？")]
    assert stand_alone("工伤保险呢？", before, "zh").text == "工伤保险参保人数力争达到多少？"


def test_an_english_subject_replaces_the_noun_phrase_that_ends_alike() -> None:
    before = [Turn("How many people should be covered by basic pension insurance?")]
    assert stand_alone("And unemployment insurance?", before, "en").text.endswith("covered by unemployment insurance?")


def test_a_pronoun_gets_the_subject_it_stands_for() -> None:
    before = [Turn("How much Xinjiang aid funding is planned?")]
    assert "Xinjiang aid funding" in stand_alone("What share of it goes to livelihoods?", before, "en").text


def test_a_question_that_leans_on_nothing_is_left_alone() -> None:
    question = "计划新建多少个5G基站？"
    assert stand_alone(question, [Turn("新增高标准农田多少亩？")], "zh").text == question
    assert stand_alone(question, [], "zh").text == question
