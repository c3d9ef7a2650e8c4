from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.parse import document_id, parse
from index.types import Document

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="module")
def report() -> Document:
    return parse((SEEDS / "000_28257830f0069df6.txt").read_text("utf-8"), "000_28257830f0069df6.txt")


def path_of(document: Document, words: str) -> tuple[str, ...]:
    (paragraph,) = [p for p in document.paragraphs if words in p.span.of(document.text)]
    return document.section_path(paragraph)


def test_sentence_broken_across_blank_lines_is_mended(report: Document) -> None:
    assert "推动将淖铁路、江布拉克机场等项目建成投运" in report.text


def test_heading_with_nothing_under_it_stays_a_heading(report: Document) -> None:
    empty = [s for s in report.sections if s.heading.of(report.text) == "1 全州经济社会发展预期目标是:"]
    assert len(empty) == 1


def test_section_path_names_every_heading_above(report: Document) -> None:
    assert path_of(report, "新建5G基站") == (
        "2023年:奋力建设美好昌吉",
        "2 重点工作:",
        "(五) 全力推动扩大有效投资,夯实高质量发展基础",
    )


def test_bullets_are_paragraphs_whose_sentences_leave_the_mark_out(report: Document) -> None:
    bullets = [p for p in report.paragraphs if p.span.of(report.text).startswith("- ◆")]
    assert len(bullets) == 11
    assert bullets[0].sentences[0].span.of(report.text) == "聚焦守正创新,社会大局和谐稳定"


def test_every_level_of_official_headings_nests_in_its_order() -> None:
    text = (
        "条例\n第一章 总则\n一、目标\n（一）产业\n1. 工业\n①电力\n正文在此。\n二、保障\n正文又在此。\n第二章 附则\n末段"
    )
    document = parse(text, "a.txt")
    assert path_of(document, "正文在此") == ("第一章 总则", "一、目标", "（一）产业", "1. 工业", "①电力")
    assert path_of(document, "正文又在此") == ("第一章 总则", "二、保障")
    assert path_of(document, "末段") == ("第二章 附则",)


def test_numbered_sentence_is_a_paragraph_not_a_heading() -> None:
    document = parse("标题\n一、坚持稳中求进。\n二是扩大内需，促进消费。", "a.txt")
    assert not document.sections


def test_date_and_speaker_under_the_title_are_no_headings() -> None:
    text = "工作报告\n——在第四次会议上\n省长 某某\n各位代表：\n" + "现在，我代表政府向大会报告工作，请予审议。" * 3
    assert not parse(text, "a.txt").sections


def test_markdown_levels_nest_and_lose_their_marks() -> None:
    document = parse("# 一级\n\n## 二级\n\n正文一句。\n\n# 又一级\n\n正文二句。", "a.md")
    assert path_of(document, "正文一句") == ("一级", "二级")
    assert path_of(document, "正文二句") == ("又一级",)


def test_pages_are_counted_from_one_at_the_offsets_given() -> None:
    text = "第一页的正文。\n第二页的正文。\n"
    document = parse(text, "a.pdf", page_starts=(0, text.index("第二页")))
    assert [p.page for p in document.paragraphs] == [1, 2]


def test_id_depends_on_the_name_alone() -> None:
    assert parse("甲。", "a.txt").id == parse("乙。", "a.txt").id == document_id("a.txt") != document_id("b.txt")


@given(st.text(alphabet=st.sampled_from("一二、（）1.# \n\t◆-。，,甲乙aB“”：:\u3000"), max_size=400))
def test_spans_nest_and_cover_all_but_white_space_and_heading_marks(text: str) -> None:
    document = parse(text, "a.txt")
    assert "".join(document.text.split()).replace("#", "") == "".join(text.split()).replace("#", "")
    for paragraph in document.paragraphs:
        assert paragraph.span.of(document.text).strip()
        for sentence in paragraph.sentences:
            assert paragraph.span.covers(sentence.span)
            assert all(sentence.span.covers(clause) for clause in sentence.clauses)


def test_an_endless_line_becomes_paragraphs_that_can_be_shown() -> None:
    facts = "".join(f"第{n}区新建5G基站{n}000个，" for n in range(10_000))
    document = parse(facts, "plan.txt", (0, 50_000))
    shown = [paragraph.span.of(document.text) for paragraph in document.paragraphs]
    assert "".join(shown) == facts
    assert max(map(len, shown)) <= 20_000
    assert all(text.endswith("，") for text in shown)
    assert [document.paragraphs[0].page, document.paragraphs[-1].page] == [1, 2]
