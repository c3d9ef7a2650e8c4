"""A figure of one thing says nothing of another of its sort, in either language; of the thing itself it does."""

import pytest

from index.types import Lang
from service.siblings import counts_no_people, is_of_sibling

WHEAT = "小麦播种面积稳定在200万亩左右"


@pytest.mark.parametrize(
    ("question", "lang", "said", "expected"),
    [
        ("How many mu of cotton will be planted?", "en", WHEAT, True),
        ("What area will be sown to maize?", "en", WHEAT, True),
        ("棉花种植面积是多少？", "zh", WHEAT, True),
        ("What area will be sown to wheat?", "en", WHEAT, False),
        ("小麦种多少亩？", "zh", WHEAT, False),
        ("How many mu of high-standard farmland?", "en", WHEAT, False),
        ("wheat output in tonnes", "en", "粮食综合生产能力稳定在150万吨以上", True),
        ("失业保险参保人数是多少？", "zh", "工伤保险参保人数达到30.24万人", True),
        ("新建6G基站多少个？", "zh", "新建5G基站1000个以上", True),
        ("How many 6G base stations are planned?", "en", "新建5G基站1000个以上", True),
        ("How many 5G base stations in Q3?", "en", "二季度（Q2）新建5G基站1000个以上", False),
        ("PM10平均浓度是多少？", "zh", "PM2.5平均浓度下降5%", True),
        ("pm2.5平均浓度降了多少？", "zh", "PM2.5、PM10平均浓度下降5%", False),
        ("G7高速有多长？", "zh", "建成S21高速公路120公里", False),  # of no sort that the question names
        ("新评5A级景区几家？", "zh", "新增4A级景区3家", True),
        ("5A级景区几家？", "zh", "A级以上景区达到40家", True),
        ("How many 4A-level scenic areas?", "en", "新增4A级景区3家", False),
        ("出口增长多少？", "zh", "进出口总额增长8%", True),
        ("By how much should foreign trade grow?", "en", "进出口总额增长8%", False),
        ("财政支出增长多少？", "zh", "一般公共预算收入增长8%", True),
        ("How many national-level bases are there?", "en", "市级示范基地30个", True),
        ("国家级基地有多少个？", "zh", "国家级基地3个、省级基地9个", False),
        ("How many urban toilets will be built?", "en", "新建农村公厕80座", True),
        ("How many rural toilets will be built?", "en", "新建农村公厕80座", False),
        ("How many primary school places will be added?", "en", "新增幼儿园学位900个", True),
        ("How many km of expressway?", "en", "新建农村公路90公里", True),
        ("高速公路新建多少公里？", "zh", "新建农村公路90公里", True),
        ("How many gas-fired kilns will be scrapped?", "en", "淘汰燃煤窑炉9台", True),
        ("How many high-tech enterprises will be added?", "en", "新增规模以上企业30家", True),
        ("What share takes part in old-age insurance?", "en", "基本养老保险、基本医疗保险参保率稳定在95%以上", False),
    ],
)
def test_a_figure_of_another_of_the_sort_is_told(question: str, lang: Lang, said: str, expected: bool) -> None:
    assert is_of_sibling(question, lang, said, "zh") is expected


@pytest.mark.parametrize(
    ("question", "said", "expected"),
    [
        ("How many tonnes of rare earths were exported?", "产煤12.9亿吨", True),
        ("2024年咖啡豆产量是多少吨？", "粮食总产量1993.5万吨", True),
        ("地铁日均客流量有多少人次？", "机场旅客吞吐量达到1.25亿人次", True),
        ("What was the hotel occupancy rate?", "服务设施覆盖率达88.7%", True),
        ("To what level did tap-water coverage rise?", "自来水普及率提高到90.6%", False),
        ("人参出口了多少吨？", "人参产量8万吨", True),
        ("What were total imports and exports?", "进出口总额800亿元", False),
        ("What share of industrial output came from new industries?", "新兴产业产值占43.6%", False),
        ("How many gold medals were won?", "获得62枚金牌，黄金产量50吨", False),
    ],
)
def test_commodities_transport_and_rates_are_told_apart(question: str, said: str, expected: bool) -> None:
    assert is_of_sibling(question, "en" if question.isascii() else "zh", said, "zh") is expected


@pytest.mark.parametrize(
    ("question", "unit", "expected"),
    [
        ("How many passengers passed through the airport?", "艘次", True),
        ("有多少人参加？", "家", True),
        ("How many passengers passed through the airport?", "人次", False),
        ("How many ships called at the port?", "艘次", False),
    ],
)
def test_people_are_not_counted_in_ships(question: str, unit: str, expected: bool) -> None:
    assert counts_no_people(question, unit) is expected
