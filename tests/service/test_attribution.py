"""Which words of a clause belong to which of its figures."""

from __future__ import annotations

import pytest

from service.attribution import attributed


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        ("高速公路、水利、电网投资分别比“十三五”时期增长19.1%、120%、41.5%", ["高速公路", "水利", "电网"]),
        ("对东盟、欧盟进出口分别增长16.7%、40.2%", ["东盟", "欧盟"]),
        ("城镇、农村居民人均可支配收入分别增长5%和6.2%", ["城镇", "农村"]),
    ],
)
def test_the_nth_figure_after_respectively_is_that_of_the_nth_thing(clause: str, said: list[str]) -> None:
    figures = attributed(clause)
    assert [thing in figure.said for thing, figure in zip(said, figures, strict=True)] == [True] * len(said)
    for i, figure in enumerate(figures):
        assert not any(thing in figure.said for j, thing in enumerate(said) if j != i)
        assert figure.shown.of(clause) == clause


@pytest.mark.parametrize(
    "clause",
    [
        "上市公司从518家增加到731家",
        "城市低保人均保障标准从796元/月提高至842元/月",
        "社会物流总费用与GDP的比率从14.7%降至13%左右",
        "新能源汽车由45万辆增至356万辆",
        "188个园区整合优化为120个",
        "保费由每生每年5元提高至10元",
    ],
)
def test_what_a_change_began_with_is_past_and_the_result_is_said_whole(clause: str) -> None:
    before, after = attributed(clause)
    assert (before.is_past, after.is_past) == (True, False)
    assert after.shown.of(clause) == clause


def test_a_change_of_two_things_at_once() -> None:
    figures = attributed("城乡居民人均可支配收入从2021年的46503元和16935元分别提高到58794元和23184元")
    money = [figure for figure in figures if figure.quantity.unit == "元"]
    assert [figure.is_past for figure in money] == [True, True, False, False]
    assert "农村" in money[3].said
    assert "农村" not in money[2].said


def test_a_rate_of_growth_belongs_to_what_stands_before_it() -> None:
    number, growth = attributed("新增大学生创业企业超9000家、增长57.5%")
    assert "创业企业" in growth.said
    assert not number.is_past


def test_things_beside_each_other_keep_to_themselves() -> None:
    homes, beds = attributed("养老机构和设施达到9341个、床位10.5万张")
    assert "机构" not in beds.said
    assert "床位" not in homes.said


def test_a_text_without_figures_has_none() -> None:
    assert attributed("分别推进各项工作") == ()


def test_the_number_of_an_entry_is_no_figure() -> None:
    assert attributed("3.将保险从义务教育阶段扩大到高中阶段") == ()
    assert [f.quantity.number for f in attributed("3.5万人受益")] == [35000.0]
