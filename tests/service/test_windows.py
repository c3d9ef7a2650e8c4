"""Windows lose no words, stay short, and say where they stand."""

import pytest

from index.parse import parse
from service.windows import WINDOW_CHARS, head_of, windows_of

TEXT = """2025年政府工作报告
一、2024年工作回顾
（一）经济运行
地区生产总值增长5%，地方收入达到8374.2亿元、增长0.7%。失业率平均为4.2%。新增公园141座，建成绿道1000公里。""" + (
    "持续推进产业升级和科技创新，深化重点领域改革，扩大对外开放，保障和改善民生，" * 8 + "取得新成效。"
)


@pytest.mark.parametrize("source", ["zh.txt"])
def test_windows_hold_every_word_of_their_paragraph_in_order(source: str) -> None:
    document = parse(TEXT, source)
    for paragraph in document.paragraphs:
        words = "".join(w.of(document.text) for w in windows_of(paragraph, "zh"))
        assert words == paragraph.span.of(document.text)


def test_a_window_is_no_longer_than_its_limit_unless_it_is_one_clause() -> None:
    document = parse(TEXT, "zh.txt")
    last = document.paragraphs[-1]
    clauses = {c for s in last.sentences for c in s.clauses}
    found = windows_of(last, "zh")
    assert len(found) > 2
    assert all(w.end - w.start <= WINDOW_CHARS["zh"] or w in clauses for w in found)


def test_head_names_the_document_the_part_and_the_nearest_heading() -> None:
    document = parse(TEXT, "zh.txt")
    last = document.paragraphs[-1]
    head = head_of(document.title, document.section_path(last))
    assert "2025年政府工作报告" in head
    assert "一、2024年工作回顾" in head
    assert "（一）经济运行" in head


def test_a_heading_of_its_own_title_is_said_once() -> None:
    assert head_of("政府工作报告", ["政府工作报告"]) == "政府工作报告"
