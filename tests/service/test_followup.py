import pytest

from index.types import Lang
from service.followup import stand_alone
from service.types import Turn


def places(text: str, _: Lang) -> tuple[str, ...]:
    return tuple(place for place in ("昌吉州", "木垒县", "湖南", "Hunan", "Shandong") if place in text)


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


@pytest.mark.parametrize(
    ("before", "follow_up", "lang", "alone"),
    [
        ("2023年昌吉州新建5G基站多少个？", "那就业呢？", "zh", "2023年昌吉州就业多少？"),
        (
            "湖南2025年的地区生产总值增长目标是多少？",
            "固定资产投资呢？",
            "zh",
            "湖南2025年的固定资产投资增长目标是多少？",
        ),
        ("浙江民营企业进出口增长多少？", "失业率呢？", "zh", "失业率多少？"),
        ("要推进哪些水利骨干工程？", "交通项目呢？", "zh", "要推进哪些交通项目？"),
        ("奇台江布拉克机场何时通航？", "淖毛湖铁路呢？", "zh", "淖毛湖铁路何时通航？"),
        ("怎样促进消费恢复？", "就业方面呢？", "zh", "怎样促进就业？"),
        ("小麦种植面积稳定在多少？", "棉花呢？", "zh", "棉花种植面积稳定在多少？"),
        ("计划新建多少个5G基站？", "6G基站呢？", "zh", "计划新建多少个6G基站？"),
        (
            "How many stations did Hunan build in 2024?",
            "And employment?",
            "en",
            "What is the figure for employment in Hunan in 2024?",
        ),
        ("How many 5G base stations will be built?", "What about tourists?", "en", "How many tourists?"),
        (
            "What is the growth target for GDP?",
            "And retail trade?",
            "en",
            "What is the growth target for retail trade?",
        ),
        ("Which railways will be opened?", "And airports?", "en", "Which airports will be opened?"),
    ],
)
def test_a_new_topic_takes_over_time_place_and_kind_of_question(
    before: str, follow_up: str, lang: Lang, alone: str
) -> None:
    standing = stand_alone(follow_up, [Turn(before)], lang, places)
    assert standing.text == alone
    assert standing.subject


@pytest.mark.parametrize(
    ("before", "follow_up", "lang", "alone"),
    [
        ("2023年昌吉州新建5G基站多少个？", "木垒县呢？", "zh", "2023年木垒县新建5G基站多少个？"),
        ("2023年昌吉州新建5G基站多少个？", "那2022年呢？", "zh", "2022年昌吉州新建5G基站多少个？"),
        ("工作报告里高新技术企业要达到多少家？", "那发展计划里呢？", "zh", "发展计划里，高新技术企业要达到多少家？"),
        ("What was Hunan's grain output in 2024?", "And Shandong?", "en", "What was Shandong's grain output in 2024?"),
        ("How many visits are expected in 2023?", "And in 2022?", "en", "How many visits are expected in 2022?"),
        ("How many firms are targeted?", "And in the plan?", "en", "In the plan, how many firms are targeted?"),
    ],
)
def test_another_place_time_or_document_keeps_the_topic(before: str, follow_up: str, lang: Lang, alone: str) -> None:
    standing = stand_alone(follow_up, [Turn(before)], lang, places)
    assert standing.text == alone
    assert not standing.subject


def test_a_question_with_a_topic_of_its_own_leans_on_time_and_place_alone() -> None:
    before = [Turn("2023年昌吉州新建5G基站多少个？")]
    assert stand_alone("那就业目标是多少？", before, "zh", places).text == "2023年昌吉州就业目标是多少？"
    assert "5G基站" in stand_alone("那目标是多少？", before, "zh", places).text


def test_a_topic_that_replaces_none_of_its_like_is_asked_beside_the_question_before_too() -> None:
    standing = stand_alone("收入呢？", [Turn("今年力争接待多少游客？")], "zh")
    assert standing.beside == "收入：今年力争接待多少游客？"
