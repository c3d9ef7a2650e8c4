from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from translate.storage import tbx, tmx, xliff

from index.errors import InvalidInput
from index.glossary import Entry, Glossary, read_tbx
from service.translation.files.bilingual import BilingualFile, BilingualUnit
from service.translation.files.opening import format_of, open_bilingual
from service.translation.files.tables import read_docx_table, read_tsv, write_tsv
from service.translation.files.tbx import write_tbx
from service.translation.files.tmx import read_tmx_file, write_tmx
from service.translation.files.xliff import read_xliff, write_xliff
from service.translation.files.xliff_notes import UnitNote, add_notes

SEEDS = Path(__file__).parents[2] / "seeds"

UNITS = (
    BilingualUnit(
        "u1", "新建5G基站1000个以上。", 'Build at least 1,000 "5G" <base> stations & more.', ("checked", "二审")
    ),
    BilingualUnit("u2", "亩", "mu"),
    BilingualUnit("u3", "尚未翻译。", ""),
)
FILE = BilingualFile("report.docx", "zh", UNITS)
TURNED = BilingualFile("report.docx", "en", (BilingualUnit("u1", "mu", "亩"),))


@pytest.mark.parametrize("version", ["1.2", "2.1"])
@pytest.mark.parametrize("file", [FILE, TURNED], ids=["zh-en", "en-zh"])
def test_xliff_comes_back_as_it_went(version: str, file: BilingualFile) -> None:
    assert read_xliff(write_xliff(file, version)) == file


def test_tmx_comes_back_without_what_is_not_translated() -> None:
    assert read_tmx_file(write_tmx(FILE)) == BilingualFile(FILE.name, "zh", UNITS[:2])
    assert read_tmx_file(write_tmx(TURNED)) == TURNED


def test_tsv_comes_back_even_with_tabs_and_line_breaks() -> None:
    odd = (BilingualUnit("1", '第一行\n第二行\t"引"', "first\nsecond\tline"), BilingualUnit("2", "亩", "mu"))
    assert read_tsv(write_tsv(BilingualFile("a.tsv", "zh", odd)), "a.tsv") == BilingualFile("a.tsv", "zh", odd)


TEXTS = st.text(min_size=1, max_size=30).map(str.strip).filter(lambda text: bool(text) and "\r" not in text)


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5))
@settings(max_examples=60, deadline=None)
def test_whatever_is_written_can_be_read(texts: list[tuple[str, str]]) -> None:
    units = tuple(BilingualUnit(f"u{n}", source, target, (source,)) for n, (source, target) in enumerate(texts))
    file = BilingualFile("f", "zh", units)
    for version in ("1.2", "2.1"):
        assert len(read_xliff(write_xliff(file, version)).units) == len(units)


def test_another_library_reads_our_memory_and_our_xliff() -> None:
    memory = tmx.tmxfile.parsestring(write_tmx(FILE))
    assert [(unit.source, unit.target) for unit in memory.units] == [(u.source, u.target) for u in UNITS[:2]]
    exchange = xliff.xlifffile.parsestring(write_xliff(FILE, "1.2"))
    assert [unit.source for unit in exchange.units] == [unit.source for unit in UNITS]
    assert exchange.units[0].target == UNITS[0].target


def test_another_library_reads_our_glossary() -> None:
    store = tbx.tbxfile.parsestring((SEEDS / "glossary.tbx").read_bytes(), sourcelanguage="zh-CN", targetlanguage="en")
    entries = read_tbx(SEEDS / "glossary.tbx").entries
    assert [unit.source for unit in store.units] == [entry.zh for entry in entries]
    assert [term.text for term in store.units[0].get_target_terms("en")][: len(entries[0].en)] == list(entries[0].en)


def test_glossary_comes_back_as_it_went() -> None:
    full = Entry(
        "示范社", ("demonstration cooperatives", "model cooperatives"), ("communes",), True, "agriculture", "a & b"
    )
    glossary = Glossary((full, Entry("吉速办", ("Jisuban",), (), False)))
    assert read_tbx(write_tbx(glossary, "title")) == glossary


def test_inline_codes_are_no_words() -> None:
    data = """<xliff version="1.2"><file source-language="zh-CN" target-language="en-US" original="a"><body>
      <trans-unit id="1"><source>新建<x id="1"/><g id="2">5G</g><ph id="3">&lt;b&gt;</ph>基站</source>
      <target>Build <mrk mtype="seg">5G</mrk> stations</target></trans-unit></body></file></xliff>"""
    assert read_xliff(data.encode()).units == (BilingualUnit("1", "新建5G基站", "Build 5G stations"),)


def test_segments_of_one_unit_are_units_of_their_own_and_ids_stay_unique() -> None:
    unit = "<unit id='u'><segment><source>亩</source></segment><segment id='s'><source>户</source></segment></unit>"
    data = (
        f"<xliff version='2.1' srcLang='zh' trgLang='en'><file id='1'>{unit}</file><file id='2'>{unit}</file></xliff>"
    )
    assert [found.id for found in read_xliff(data.encode()).units] == ["u/1", "u/s", "u/1#2", "u/s#2"]


XLIFF_1 = """<?xml version="1.0" encoding="UTF-8"?>
<!-- kept --><x:xliff version="1.2" xmlns:x="urn:oasis:names:tc:xliff:document:1.2" xmlns:tool="urn:tool"><x:file
 original="a.docx" source-language="zh-CN" target-language="en" datatype="x"><x:body><x:group id="g">
<x:trans-unit id="7" tool:state="new"><x:source>亩<x:x id="1"/></x:source><x:target>acres</x:target>
<x:note>mine</x:note><x:alt-trans><x:target>mu</x:target></x:alt-trans></x:trans-unit></x:group></x:body></x:file></x:xliff>"""

XLIFF_2 = """<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="zh-CN" trgLang="en">
 <file id="f"><unit id="7"><originalData><data id="d">&lt;b&gt;</data></originalData>
 <segment><source>亩</source><target>acres</target></segment></unit></file></xliff>"""


@pytest.mark.parametrize("text", [XLIFF_1, XLIFF_2], ids=["1.2", "2.1"])
def test_notes_are_added_and_nothing_else_changes(text: str) -> None:
    data = text.encode()
    noted = add_notes(data, {"7": [UnitNote("error", "亩 is mu <not acres>"), UnitNote("note", "second")]})
    before, after = read_xliff(data), read_xliff(noted)
    assert [(unit.id, unit.source, unit.target) for unit in after.units] == [
        (unit.id, unit.source, unit.target) for unit in before.units
    ]
    assert after.units[0].notes == (*before.units[0].notes, "亩 is mu <not acres>", "second")
    for kept in ("kept", "tool:state", "alt-trans", "originalData", "x:group", "mrk"):
        assert (kept in text) == (kept in noted.decode())


@pytest.mark.parametrize("text", [XLIFF_1, XLIFF_2], ids=["1.2", "2.1"])
def test_a_second_check_replaces_the_notes_of_the_first(text: str) -> None:
    data = text.encode()
    first = add_notes(data, {"7": [UnitNote("error", "old")]})
    again = add_notes(first, {"7": [UnitNote("warning", "new")]})
    assert read_xliff(again).units[0].notes == (*read_xliff(data).units[0].notes, "new")
    assert read_xliff(add_notes(again, {})).units == read_xliff(data).units


def test_notes_stand_where_the_schema_wants_them() -> None:
    noted = add_notes(XLIFF_2.encode(), {"7": [UnitNote("error", "x")]}).decode()
    assert noted.index("<notes>") < noted.index("<originalData>") < noted.index("<segment>")
    noted = add_notes(XLIFF_1.encode(), {"7": [UnitNote("error", "x")]}).decode()
    assert noted.index("</x:target>") < noted.index('from="yinju"') < noted.index("<x:alt-trans>")


def word_table(rows: list[tuple[str, ...]]) -> bytes:
    document = docx.Document()
    table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_two_column_table_of_a_word_document_is_read() -> None:
    data = word_table([("原文", "译文"), ("新建5G基站。", "Build 5G base stations."), ("亩\n户", "mu")])
    file = read_docx_table(data, "a.docx")
    assert file.source_lang == "zh"
    assert (file.units[0].source, file.units[0].target) == ("新建5G基站。", "Build 5G base stations.")
    assert len(file.units) == 2


def test_english_first_columns_are_told_apart() -> None:
    file = read_tsv("Build 5G base stations by TBEA\t特变电工（TBEA）新建5G基站\n".encode())
    assert file.source_lang == "en"
    assert file.pairs[0].zh == "特变电工（TBEA）新建5G基站"


@pytest.mark.parametrize(
    ("reader", "data", "rule"),
    [
        (
            read_xliff,
            b"<xliff version='1.2'><file source-language='fr' target-language='en'/></xliff>",
            "translates fr",
        ),
        (read_xliff, b"<xliff version='9'/>", "not XLIFF"),
        (read_xliff, b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>", "entities"),
        (read_tmx_file, b"<tmx version='1.4'><body/></tmx>", "no unit"),
        (read_tsv, b"only one column\n", "one column"),
        (read_tsv, b"\xff\xff\x00", "not utf-8"),
        (read_tsv, "新建\t建成\n".encode(), "same language"),
        (read_tsv, b"zh\ten\n", "no line"),
        (read_docx_table, b"PK\x03\x04broken", "no Word document"),
        (read_docx_table, word_table([("a", "b", "c")]), "two-column"),
    ],
)
def test_broken_files_are_refused_with_what_to_do(
    reader: Callable[[bytes], BilingualFile], data: bytes, rule: str
) -> None:
    with pytest.raises(InvalidInput, match=rule) as caught:
        reader(data)
    assert caught.value.remedy


def test_a_word_file_that_unpacks_without_end_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 201_000_000)
    with pytest.raises(InvalidInput, match="too large"):
        read_docx_table(buffer.getvalue())


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xlf", write_xliff(FILE, "1.2")),
        ("a", write_xliff(FILE, "2.1")),
        ("a.tmx", write_tmx(FILE)),
        ("a.txt", write_tsv(FILE)),
        ("a.docx", word_table([(unit.source, unit.target) for unit in UNITS])),
    ],
)
def test_format_is_told_by_the_content(name: str, data: bytes) -> None:
    assert [unit.source for unit in open_bilingual(name, data).units][:2] == [unit.source for unit in UNITS[:2]]


def test_what_is_no_bilingual_file_is_refused() -> None:
    with pytest.raises(InvalidInput, match="no bilingual file"):
        format_of("a.txt", "政府工作报告".encode())


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.tmx")), ids=lambda path: path.stem)
def test_seed_memory_survives_every_format(path: Path) -> None:
    file = read_tmx_file(path.read_bytes())
    assert read_tmx_file(write_tmx(file)) == file
    for version in ("1.2", "2.1"):
        assert read_xliff(write_xliff(file, version)) == file
    assert read_tsv(write_tsv(file)).pairs == file.pairs


VALID: tuple[tuple[Callable[[bytes], object], bytes], ...] = (
    (read_tmx_file, write_tmx(FILE)),
    (read_xliff, write_xliff(FILE, "1.2")),
    (read_xliff, XLIFF_2.encode()),
    (read_tsv, write_tsv(FILE)),
    (read_docx_table, word_table([("亩", "mu")])),
    (read_tbx, write_tbx(Glossary((Entry("亩", ("mu",)),)), "t")),
    (lambda data: add_notes(data, {"7": [UnitNote("error", "x")]}), XLIFF_1.encode()),
)


@pytest.mark.parametrize("case", range(len(VALID)))
def test_a_damaged_file_is_read_or_refused_and_nothing_else(case: int) -> None:
    reader, data = VALID[case]
    chance = random.Random(case)  # noqa: S311 — a seed, so that a failure can be repeated
    for _ in range(150):
        damaged = bytearray(data)
        for _ in range(chance.randint(1, 5)):
            at = chance.randrange(len(damaged))
            damaged[at : at + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 3))
        with suppress(InvalidInput):
            reader(bytes(damaged))
