import pytest

from index.types import Lang
from service.intent import Kind, intent_of


@pytest.mark.parametrize(
    ("question", "lang", "kind"),
    [
        ("农村清洁取暖改造要完成多少户？", "zh", Kind.NUMERIC),
        ("农村公路要修的里程超没超过300公里", "zh", Kind.YES_NO),
        ("援疆资金是不是有一半以上投向民生？", "zh", Kind.YES_NO),
        ("要推进哪些水利工程？", "zh", Kind.LIST),
        ("两份文件的提法有何不同？", "zh", Kind.COMPARISON),
        ("怎样发挥政府投资的作用？", "zh", Kind.DESCRIPTIVE),
        ("哪座机场要通航？", "zh", Kind.ENTITY),
        ("By how much should imports grow?", "en", Kind.NUMERIC),
        ("My boss needs the growth target for investment.", "en", Kind.NUMERIC),
        ("According to the plan, is the railway to open?", "en", Kind.YES_NO),
        ("Which four pollution sources are named?", "en", Kind.LIST),
        ("How do the two documents differ?", "en", Kind.COMPARISON),
        ("How will consumption be promoted?", "en", Kind.DESCRIPTIVE),
        ("Which city will build a school?", "en", Kind.ENTITY),
    ],
)
def test_kind_follows_from_the_question_words(question: str, lang: Lang, kind: Kind) -> None:
    assert intent_of(question, lang).kind is kind


def test_what_is_counted_is_read_in_both_languages() -> None:
    assert intent_of("要改造多少户？", "zh").counted == "户"
    assert intent_of("How many base stations are planned?", "en").counted == "base stations"


def test_a_list_knows_how_many_items_it_has() -> None:
    assert intent_of("哪四个坚持？", "zh").n == 4
    assert intent_of("What are the four platforms?", "en").n == 4


def test_how_to_raise_a_rate_asks_for_no_figure() -> None:
    assert intent_of("怎样提高项目审批服务效率？", "zh").kind is Kind.DESCRIPTIVE
    assert intent_of("城镇化率是多少？", "zh").kind is Kind.NUMERIC
    assert intent_of("污水处理率？", "zh").kind is Kind.NUMERIC


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("职业技能培训多少人次，农村劳动力外出务工多少人次？", Kind.LIST),
        ("养老保险参保人数比工伤保险多多少？", Kind.LIST),
        ("粮食产量比上年增长多少？", Kind.NUMERIC),
        ("收入比去年多多少？", Kind.NUMERIC),
        ("列出计划提到的机场", Kind.LIST),
    ],
)
def test_several_figures_are_no_single_one(question: str, kind: Kind) -> None:
    assert intent_of(question, "zh").kind is kind
