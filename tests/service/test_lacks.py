"""What a question asks for and a sentence cannot give: a reason, an average, things by name, a quoted term."""

from __future__ import annotations

import pytest

from index.dictionary import open_dictionary
from index.glossary import Glossary
from index.models.prepare import default_model_dir
from index.types import Lang
from index.widening import BilingualWidening
from service.asked import Asked, asked
from service.lacks import (
    gives_no_average,
    gives_no_reason,
    gives_no_time,
    is_not_listed,
    lacks_term,
    names_no_place,
    repeated,
)
from service.types import Question

WIDENING = BilingualWidening(Glossary, open_dictionary(default_model_dir()))


def question(text: str, lang: Lang = "zh") -> Asked:
    return asked(Question(text, lang), WIDENING)


@pytest.mark.parametrize(
    ("asks", "said", "lacking"),
    [
        ("威海机场为什么要搬？", "加紧聊城机场新建、威海机场迁建。", True),
        ("物价为什么上涨？", "受猪肉价格影响，居民消费价格上涨2%。", False),
        ("Why is the airport moving?", "加紧聊城机场新建、威海机场迁建。", True),
        ("威海机场何时搬？", "加紧聊城机场新建、威海机场迁建。", False),
    ],
)
def test_who_asks_why_wants_a_cause(asks: str, said: str, lacking: bool) -> None:
    assert gives_no_reason(asks, said) == lacking


@pytest.mark.parametrize(
    ("asks", "said", "lacking"),
    [
        ("游客平均每人花了多少钱？", "实现旅游总花费1.14万亿元。", True),
        ("What was the average wage?", "工资总额达到80亿元。", True),
        ("人均可支配收入是多少？", "居民人均可支配收入4万元。", False),
        ("旅游总花费是多少？", "实现旅游总花费1.14万亿元。", False),
        ("214套保障房每套多少平方米？", "新建保障性住房214套。", True),
        ("每年多少人受益？", "新增受益人口3万人。", False),
    ],
)
def test_a_total_is_no_average(asks: str, said: str, lacking: bool) -> None:
    assert gives_no_average(asks, said) == lacking


@pytest.mark.parametrize(
    ("asks", "said", "lacking"),
    [
        ("大桥何时通车？", "大桥建成通车。", True),
        ("大桥何时通车？", "大桥2025年6月通车。", False),
        ("When did the bridge open?", "大桥建成通车。", True),
        ("When exactly did the bridge open?", "大桥建成通车。", True),
        ("Which bridge opened when the airport closed?", "大桥建成通车。", False),
    ],
)
def test_who_asks_when_wants_a_time(asks: str, said: str, lacking: bool) -> None:
    assert gives_no_time(asks, said) == lacking


@pytest.mark.parametrize(
    ("asks", "said", "lacking"),
    [
        ("博览会在哪里举办？", "博览会成功举办。", True),
        ("博览会在哪里举办？", "博览会在乌鲁木齐举办。", False),
        ("Which city hosted the fair?", "博览会成功举办。", True),
        ("哪个市级部门主办？", "博览会成功举办。", False),
        ("推广哪个城市的医改经验？", "深入推广“三明经验”。", False),
    ],
)
def test_who_asks_where_wants_a_place(asks: str, said: str, lacking: bool) -> None:
    assert names_no_place(asks, said, "zh") == lacking


@pytest.mark.parametrize(
    ("asks", "lang", "said", "lacking"),
    [
        (
            "新评上的3家5A级物流企业是哪几家？",
            "zh",
            "马鞍山、宿州获批国家物流枢纽，新增5A级物流企业3家。",
            True,
        ),
        ("3部作品拿了骏马奖，是哪三部？", "zh", "《大山》《小河》《远方》获奖，3部作品获“骏马奖”。", True),
        ("3部作品拿了骏马奖，是哪三部？", "zh", "《大山》、《小河》、《远方》3部作品获“骏马奖”。", False),
        ("要培育的20个未来产业是哪些？", "zh", "培育人形机器人、商业航天、生物制造等20个未来产业。", False),
        ("Which two universities were approved?", "en", "2所职业本科大学获批。", True),
        ("Which two universities were approved?", "en", "铁道大学、工业大学获批。", False),
        ("Which site was one of the ten great discoveries?", "en", "大松山墓群入选十大考古新发现。", False),
    ],
)
def test_things_that_are_only_counted_are_not_named(asks: str, lang: Lang, said: str, lacking: bool) -> None:
    assert is_not_listed(question(asks, lang), said, "zh") == lacking


def test_a_quoted_term_is_meant_as_it_stands() -> None:
    assert lacks_term(question("“苏超”有多少观众？"), "zh", "足球联赛吸引观众243万人次。")
    assert not lacks_term(question("“苏超”有多少观众？"), "zh", "“苏超”吸引观众243万人次。")
    assert not lacks_term(question('How many watched the "Su Super League"?', "en"), "zh", "足球联赛吸引观众。")


def test_who_asks_for_a_name_is_not_answered_by_his_own_words() -> None:
    asks = question("云南省城市足球联赛是哪个队赢了？")
    assert repeated(asks, "云南省城市足球联赛") == 1.0
    assert repeated(asks, "昆明队") < 1.0
    assert repeated(question("粮食产量是多少？"), "粮食产量") == 0.0
