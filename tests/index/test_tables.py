"""A cell of a table can be asked for: its line carries the words of its row and column, and the unit of its figure."""

from __future__ import annotations

import pytest

from index.loaders.tables import table_lines
from index.parse import parse


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (
            [["道路", "里程（公里）", "投资/亿元"], ["滨河路", "12.5", "3.6"]],
            ["道路：滨河路；滨河路里程为12.5公里；滨河路投资为3.6亿元。"],
        ),
        (
            [["单位：万元"], ["序号", "项目", "金额", "增速"], ["1", "供水", "2,025", "5.2"]],
            ["单位：万元", "序号：1；项目：供水；供水金额为2,025万元；供水增速为5.2。"],
        ),
        (
            [["项目", "单位", "2026年目标"], ["新增就业", "人", "9000"], ["失业率", "%", "4"]],
            ["项目：新增就业；单位：人；新增就业2026年目标为9000人。", "项目：失业率；单位：%；失业率2026年目标为4%。"],
        ),
        (
            [["Road", "Length (km)", "Cost (million yuan)"], ["Ring road", "21", "940"]],
            ["Road: Ring road; Ring road – Length is 21 km; Ring road – Cost is 940 million yuan."],
        ),
        (
            [["Fund plan (million yuan)"], ["Item", "2026"], ["Roads", "12"]],
            ["Fund plan (million yuan)", "Item: Roads; Roads – 2026 is 12 million yuan."],
        ),
    ],
    ids=["of the column", "of the table", "of the row", "in English", "of the title"],
)
def test_a_bare_figure_gets_its_unit(rows: list[list[str]], lines: list[str]) -> None:
    assert table_lines(rows) == lines


def test_words_in_brackets_that_are_no_unit_stay_where_they_are() -> None:
    rows = [["指标（预计）", "产值（含税）", "完成时间（年）"], ["甲厂", "30", "2027"], ["乙厂", "30万元", "未定"]]
    assert table_lines(rows) == [
        "指标（预计）：甲厂；甲厂产值（含税）为30；甲厂完成时间（年）为2027。",
        "指标（预计）：乙厂；乙厂产值（含税）为30万元；乙厂完成时间（年）为未定。",
    ]


@pytest.mark.parametrize(
    "header",
    [
        [["乡镇", "就业", "", "粮食（吨）"], ["", "2025年（人）", "2026年（人）", ""]],
        [["乡镇", "就业", "就业", "粮食（吨）"], ["乡镇", "2025年（人）", "2026年（人）", "粮食（吨）"]],
    ],
    ids=["merged cells are empty", "merged cells repeat"],
)
def test_a_header_of_two_rows_is_read_as_one(header: list[list[str]]) -> None:
    assert table_lines([*header, ["青山镇", "1200", "1300", "8200"]]) == [
        "乡镇：青山镇；青山镇就业2025年为1200人；青山镇就业2026年为1300人；青山镇粮食为8200吨。"
    ]


def test_a_row_without_a_first_cell_is_no_header() -> None:
    rows = [["类别", "项目", "数量"], ["", "道路", "3"], ["", "桥梁", "2"]]
    assert table_lines(rows) == ["项目：道路；道路数量为3。", "项目：桥梁；桥梁数量为2。"]


def test_what_is_hardly_a_table_is_kept_as_lines() -> None:
    assert table_lines([]) == []
    assert table_lines([["甲", "", ""], ["", "", "乙"]]) == ["甲", "乙"]
    assert table_lines([["甲", "乙"]]) == ["甲 乙"]
    assert table_lines([["a", "b"], ["1", "2", "3"]]) == ["a: 1; b: 2; 3."]


def test_a_book_of_tables_is_in_the_language_of_most_of_its_words() -> None:
    rows = [["指标", "2026年（万吨）"], ["粮食产量", "310"], ["蔬菜产量", "520"], ["水果产量", "75"]]
    lines = [*table_lines(rows), *table_lines([["Road", "Length (km)"], ["Ring road", "21"]])]
    assert lines[-1] == "Road: Ring road; Ring road – Length is 21 km."
    assert parse("\n".join(lines), "tables.xlsx").lang == "zh"
