"""A figure that stands by the right words and cannot be what is asked: a total for what is new, growth for a share."""

import pytest

from index.types import Lang
from service.contradictions import (
    is_growth_for_share,
    is_of_all,
    is_other_side,
    is_reversed,
    is_said_already,
    is_total_for_added,
    is_unnamed_rate,
)
from service.quantity import find


def lang_of(text: str) -> Lang:
    return "en" if text.isascii() else "zh"


@pytest.mark.parametrize(
    ("question", "said", "unit", "expected"),
    [
        ("全市一共有多少家养老院？", "新增养老院12家", "家", True),
        ("How many charging piles are there altogether?", "新建充电桩9000个", "个", True),
        ("新增网格员多少名？", "网格员总量达到800名", "名", True),
        ("How many new network inspectors will be appointed?", "检查员总量达到800名", "名", True),
        ("How many sows will be added?", "能繁母猪存栏3万头", "头", True),
        ("新增养老院多少家？", "新增养老院12家", "家", False),
        ("一共新建多少个充电桩？", "新建充电桩9000个", "个", False),  # what is new in all is no stock
        ("How many charging piles will there be built in total?", "新建充电桩9000个", "个", False),
        ("全市一共有多少家养老院？", "新增养老院12家、总数达到90家", "家", False),
        ("新增就业多少人？", "城镇新增就业达到2万人", "人", False),
    ],
)
def test_how_many_there_are_is_not_how_many_are_new(question: str, said: str, unit: str, expected: bool) -> None:
    assert is_total_for_added(question, lang_of(question), said, unit) is expected


@pytest.mark.parametrize(
    ("question", "said", "expected"),
    [
        ("How much will the 86 km of tram line cost?", "新建有轨电车86公里", True),
        ("86公里有轨电车总投资多少？", "新建有轨电车86公里", True),
        ("How many people live in the 52 flats?", "建成公寓52套", True),
        ("How many km of tram line are planned?", "新建有轨电车86公里", False),
        ("2026年建多少公里有轨电车？", "2026公里", False),  # a year is no figure
    ],
)
def test_what_the_question_has_said_itself_answers_nothing(question: str, said: str, expected: bool) -> None:
    assert is_said_already(question, lang_of(question), next(iter(find(said, "zh")))) is expected


@pytest.mark.parametrize(
    ("question", "clause", "expected"),
    [
        ("研发经费占生产总值比重是多少？", "生产总值增长8%", True),
        ("What share of output comes from exports?", "出口产值增长8%", True),
        ("By how much will health spending grow?", "医疗支出占9%", True),
        ("研发经费占生产总值比重是多少？", "研发经费占生产总值比重提高到8%", False),
        ("By how much will health spending grow?", "医疗支出增长9%", False),
        ("生产总值增速目标是多少？", "生产总值预期增幅9%", False),
    ],
)
def test_growth_is_no_share_and_a_share_no_growth(question: str, clause: str, expected: bool) -> None:
    figure = next(iter(find(clause, "zh")))
    assert is_growth_for_share(question, figure, clause[: figure.span.start], clause) is expected


@pytest.mark.parametrize(
    ("question", "around", "expected"),
    [
        ("How many women were trained?", "培训护理员300人", True),
        ("接待入境游客多少人次？", "接待游客90万人次", True),
        ("How many graduates found jobs?", "帮助就业3万人", True),
        ("How many women were trained?", "培训妇女300人", False),
        ("How many overseas visitors came?", "接待境外游客9万人次", False),
        ("How many people were trained?", "培训护理员300人", False),
    ],
)
def test_what_holds_for_all_says_nothing_of_some(question: str, around: str, expected: bool) -> None:
    assert is_of_all(question, around) is expected


@pytest.mark.parametrize(
    ("question", "said", "expected"),
    [
        ("How many mills will be closed?", "新建面粉厂8家", True),
        ("拆除了多少座桥？", "新建桥梁8座", True),
        ("By how much did ozone rise?", "臭氧浓度下降8%", True),
        ("How many mills were closed?", "关闭面粉厂8家，新建4家", False),
        ("How many gaps are to be closed?", "打通断点45处", False),
    ],
)
def test_the_reverse_of_what_is_asked_is_told(question: str, said: str, expected: bool) -> None:
    assert is_reversed(question, said) is expected


def test_above_a_limit_is_not_below_it() -> None:
    assert is_other_side("30吨以上的货车有多少辆？", "zh", "淘汰30吨以下货车90辆", "zh")
    assert not is_other_side("30吨以下的货车有多少辆？", "zh", "淘汰30吨以下货车90辆", "zh")
    assert not is_other_side("30吨以上的货车有多少辆？", "zh", "淘汰20吨以下货车90辆", "zh")


def test_a_rate_with_a_name_of_its_own_is_said_by_that_name() -> None:
    assert is_unnamed_rate("What is the forest coverage rate?", "en", "托育服务覆盖率达到80%")
    assert not is_unnamed_rate("What is the forest coverage rate?", "en", "森林覆盖率达到80%")
    assert not is_unnamed_rate("What is the coverage rate of day care?", "en", "托育服务覆盖率达到80%")
