"""What another document says is set beside an answer where it speaks of the same place and time, too."""

import pytest

from index.parse import parse
from service.agreement import is_elsewhere
from service.types import Evidence


def paper(title: str, named: float) -> Evidence:
    document = parse(f"{title}\n\n城镇新增就业70万人。\n", "r.txt")
    return Evidence(document, document.paragraphs[-1], 0.5, (), named=named)


@pytest.mark.parametrize(
    ("title", "named", "elsewhere"),
    [
        ("2025年云南省政府工作报告", 0.15, True),
        ("2026年湖南省政府工作报告", 0.7, True),
        ("2025年湖南省发展计划", 0.15, False),
        ("2025年云南省政府工作报告", 0.9, False),
    ],
)
def test_a_document_of_another_place_or_year_is_no_parallel_of_the_one_named(
    title: str, named: float, elsewhere: bool
) -> None:
    best, other = paper("2025年湖南省政府工作报告", 0.9), paper(title, named)
    assert is_elsewhere(best, other) is elsewhere
