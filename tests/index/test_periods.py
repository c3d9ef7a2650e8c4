"""The years of plans and spans."""

from __future__ import annotations

import pytest

from index.periods import Period, periods_in, without_periods


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("“十四五”末", (2021, 2025)),
        ("“十五”时期", (2001, 2005)),
        ("“一五”计划", (1953, 1957)),
        ("第三个五年计划", (1966, 1970)),
        ("第十五个五年规划纲要", (2026, 2030)),
        ("by the end of the 14th Five-Year Plan", (2021, 2025)),
        ("the fifteenth five-year plan", (2026, 2030)),
        ("2021到2025年这五年", (2021, 2025)),
        ("over 2021–2025", (2021, 2025)),
        ("in the five years to 2025", (2021, 2025)),
    ],
)
def test_a_plan_is_known_by_its_number_and_a_span_by_its_ends(text: str, period: tuple[int, int]) -> None:
    assert periods_in(text) == (Period(*period),)


@pytest.mark.parametrize("text", ["十五年来", "三五个人", "2025年", "5月15日至2025年", "1949至2025年"])
def test_no_period_where_none_is_named(text: str) -> None:
    assert periods_in(text) == ()


def test_the_ends_of_a_span_are_no_years_of_their_own() -> None:
    assert "2021" not in without_periods("over 2021–2025, in 2026")
    assert "2026" in without_periods("over 2021–2025, in 2026")
