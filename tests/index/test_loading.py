from __future__ import annotations

import codecs
import io
import random
import zipfile
from contextlib import suppress

import pytest

from index.errors import UnreadableDocument
from index.loaders.formats import format_of, load_with
from index.loaders.loaded import MAX_BYTES
from index.loaders.tables import table_lines
from index.loading import Limits, Loaded, load
from index.parse import parse
from tests.index.filekit import (
    TABLE,
    TABLE_LINE,
    docx_file,
    encrypted_pdf,
    html_file,
    laughing_docx,
    pdf_file,
    pptx_file,
    xlsx_file,
    zip_bomb,
)

TEXT = "昌吉州计划\n新建5G基站1000个。 New base stations."


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("gb18030"),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"),
        TEXT.replace("\n", "\r\n").encode(),
    ],
    ids=["utf-8", "utf-8 mark", "gb18030", "utf-16-le", "utf-16-be", "utf-32", "crlf"],
)
def test_plain_text_reads_the_same_in_every_encoding(data: bytes) -> None:
    assert load("plan.txt", data) == Loaded(TEXT)


def test_big5_is_not_taken_for_gb18030() -> None:
    words = "新建基站一千個以上。實施農村清潔取暖改造。"
    assert load("hk.txt", words.encode("big5hkscs")).text == words
    bullets = "\ue06c新建基站一千个以上\n\ue06c新增就业二万人\n"  # from a font of symbols
    assert load("cn.txt", bullets.encode("gb18030")).text == bullets


def test_what_utf8_cannot_hold_is_replaced_and_pages_stay() -> None:
    data = pdf_file([["全州新增城镇就业2.5\ue000\ue001万人。"], ["计划新建5G基站1000个以上。"]])
    loaded = load("odd.pdf", data.replace(b"<e000>", b"<d800>").replace(b"<e001>", b"<0000>"))
    assert loaded.text.encode().decode().startswith("全州新增城镇就业2.5\ufffd\ufffd万人。")
    assert loaded.text[loaded.page_starts[1] :] == "计划新建5G基站1000个以上。"


def test_western_text_of_an_older_encoding_is_recognised() -> None:
    words = "Le café est fermé; la façade a été rénovée. Où êtes-vous allés cet été, mon cher élève ? " * 5
    assert "café" in load("old.txt", words.encode("cp1252")).text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_text_with_a_bad_byte_is_still_read(encoding: str) -> None:
    data = (TEXT * 100).encode(encoding)[:-1] + b"\xff"
    assert load("cut.txt", data).text.startswith(TEXT)


def test_a_broken_archive_is_unreadable_whatever_byte_is_broken() -> None:
    whole, chance = docx_file(), random.Random(7)  # noqa: S311
    for _ in range(300):
        broken = bytearray(whole)
        for _ in range(5):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        with suppress(UnreadableDocument):
            load_with(format_of("a.docx", bytes(broken)), "a.docx", bytes(broken))


def test_markdown_keeps_headings_and_words_and_drops_markup() -> None:
    page = "---\nauthor: x\n---\n# 计划\n\n新建**5G**\n基站[1000个](http://x.cn)。\n\n- 甲\n- two\n  lines\n"
    assert load("plan.md", page.encode()).text.split("\n") == ["# 计划", "新建5G 基站1000个。", "甲", "two lines"]


def test_a_table_row_keeps_its_header_words() -> None:
    page = "\n".join("| " + " | ".join(row) + " |" for row in (TABLE[0], ["---"] * 3, TABLE[1]))
    assert load("plan.md", page.encode()).text == TABLE_LINE
    assert TABLE_LINE in load("plan.docx", docx_file()).text.split("\n")
    assert TABLE_LINE in load("plan.html", html_file()).text.split("\n")


def test_a_title_above_a_table_is_no_header_and_merged_cells_come_once() -> None:
    rows = [
        ["Plan 2026", "", ""],
        ["Item", "Goal", "Goal"],
        ["Jobs", "25,000", "25,000"],
        ["", "", ""],
        ["Note 1", "", ""],
    ]
    assert table_lines(rows) == ["Plan 2026", "Item: Jobs; Jobs – Goal is 25,000.", "Note 1"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312"])
def test_html_gives_what_a_reader_sees(encoding: str) -> None:
    text = load("plan.html", html_file(encoding)).text
    assert text.split("\n") == ["# 昌吉州计划", "## 就业", "全州新增城镇就业2.5万人。", TABLE_LINE]


def test_docx_headings_become_sections() -> None:
    document = parse(load("plan.docx", docx_file()).text, "plan.docx")
    jobs = next(p for p in document.paragraphs if "2.5万人" in p.span.of(document.text))
    assert document.section_path(jobs)[-1] == "就业"


def test_pptx_slides_are_pages() -> None:
    loaded = load("plan.pptx", pptx_file())
    document = parse(loaded.text, "plan.pptx", loaded.page_starts)
    pages = {p.span.of(document.text): p.page for p in document.paragraphs}
    assert pages["新建5G基站1000个"] == 1
    assert pages["新增就业2.5万人"] == 2


def test_xlsx_shows_percentages_and_dates_as_the_sheet_does() -> None:
    lines = load("plan.xlsx", xlsx_file()).text.split("\n")
    assert lines == [
        "# plan",
        "## 主要指标",
        "### 昌吉州2026年主要指标",
        "指标：GDP增速；GDP增速目标为5.5%；GDP增速截止为2026-12-31。",
    ]


def test_pdf_lines_become_paragraphs_with_their_page() -> None:
    first = [
        "政府工作报告",
        "一、就业",
        "全州新增城镇就业2.5万人，城镇登记失业率控制在百分之四",
        "以内，零就业家庭动态清零。",
        "- 1 -",
    ]
    second = ["政府工作报告", "二、信息", "计划新建5G基站1000个以上，新增光缆五百公里，行政村全部", "- 2 -"]
    third = ["政府工作报告", "通宽带。", "- 3 -"]
    loaded = load("plan.pdf", pdf_file([first, second, third]))
    assert loaded.text.split("\n") == [
        "一、就业",
        "全州新增城镇就业2.5万人，城镇登记失业率控制在百分之四以内，零就业家庭动态清零。",
        "二、信息",
        "计划新建5G基站1000个以上，新增光缆五百公里，行政村全部通宽带。",
    ]
    document = parse(loaded.text, "plan.pdf", loaded.page_starts)
    assert [p.page for p in document.paragraphs] == [1, 1, 2, 2]


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n ", "no text"),
        ("binary.txt", bytes(range(32)) * 100, "not text"),
        ("plan.exe", b"MZ\x90", "not read"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "older"),
        ("locked.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("locked.pdf", encrypted_pdf(), "password"),
        ("broken.pdf", b"%PDF-1.7\n" + b"garbage " * 50, "broken"),
        ("broken.docx", docx_file()[:900], "broken"),
        ("scan.pdf", pdf_file([[], []]), "scan"),
        ("bomb.docx", zip_bomb(), "unpacks to"),
        ("picture.xlsx", docx_file(), "no xlsx"),
        ("deep.html", b"<div>" * 5000 + b"words", "too deeply"),
        ("laughs.docx", laughing_docx(), "broken"),
    ],
)
def test_an_unreadable_file_is_named_with_its_remedy(name: str, data: bytes, found: str) -> None:
    with pytest.raises(UnreadableDocument) as raised:
        load(name, data)
    assert raised.value.value == name
    assert found in raised.value.rule
    assert raised.value.remedy


def test_a_remedy_lists_the_formats_and_repeats_no_finding() -> None:
    for name, data, said in (("plan.exe", b"MZ\x90", "docx"), ("broken.docx", docx_file()[:900], "请重新保存")):
        with pytest.raises(UnreadableDocument) as raised:
            load(name, data)
        english, _, chinese = raised.value.remedy.rpartition(" / ")
        assert english
        assert said in chinese
        assert "损坏" not in chinese
    with pytest.raises(UnreadableDocument) as raised:
        load("unmarked.txt", "Plan of Hunan".encode("utf-16-le"))
    assert "UTF-8" in raised.value.remedy


def test_a_file_of_200_mb_is_refused_before_it_is_read() -> None:
    with pytest.raises(UnreadableDocument, match="200 MB"):
        load("large.pdf", b"%PDF-" + b"0" * (4 * MAX_BYTES))


def test_the_format_is_what_the_bytes_say() -> None:
    assert "2.5万人" in load("plan.txt", pdf_file([["全州新增城镇就业2.5万人。"]])).text


def test_a_parser_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(UnreadableDocument, match=r"too long|over 1 seconds"):
        load("slow.html", b"<p>" + b"<table><tr><td>" * 400_000, Limits(time_s=1))


def test_a_parser_that_takes_too_much_memory_is_stopped() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 40_000_000)
    with pytest.raises(UnreadableDocument):
        load("fat.xlsx", packed.getvalue(), Limits(memory_bytes=150_000_000))
