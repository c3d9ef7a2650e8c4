"""Whom a question asks for, and whether a sentence names one."""

from __future__ import annotations

import pytest

from index.parse import parse
from index.types import Span
from service.persons import names_nobody
from service.types import Seen


def nobody(question: str, said: str, seen: str = "", sure: float = 0.3) -> bool:
    document = parse(f"报告\n\n{said}\n", "r.txt")
    at = document.text.index(seen) if seen else 0
    words = Seen(0.0, Span(at, at + len(seen)), sure, sure) if seen else None
    return names_nobody(question, document, said, words)


@pytest.mark.parametrize(
    ("question", "said", "seen", "expected"),
    [
        ("首获金钟奖的歌手叫什么名字？", "我区歌手首获表演类金钟奖。", "我区歌手", True),
        ("自行车世巡赛的总冠军是谁？", "环广西公路自行车世巡赛如火如荼。", "世巡赛", True),
        ("被授予“时代楷模”的是谁？", "徐淙祥被授予“时代楷模”称号。", "徐淙祥", False),
        ("Which athlete won the gold medal?", "时隔12年再夺奥运会金牌。", "奥运会金牌", True),
        ("Which writer won?", "巴依卡·凯力迪别克获人民卫士称号。", "巴依卡·凯力迪别克", False),
        ("服务由谁评价？", "服务绩效由企业和群众来评判。", "企业和群众", False),
        ("Which architecture firm designed the opera house?", "上海大歌剧院主体竣工。", "上海大歌剧院", True),
        ("哪家公司承建？", "中国建筑集团承建。", "中国建筑集团", False),
        ("粮食产量是多少？", "粮食产量800亿斤。", "800亿斤", False),
    ],
)
def test_who_is_asked_for_must_stand_in_the_words_found(question: str, said: str, seen: str, expected: bool) -> None:
    assert nobody(question, said, seen) == expected


def test_words_that_the_reader_is_sure_of_are_a_name() -> None:
    assert not nobody("哪家企业上榜？", "海康威视上榜。", "海康威视", sure=0.95)
    assert nobody("哪家企业上榜？", "海康威视上榜。", "海康威视", sure=0.2)
