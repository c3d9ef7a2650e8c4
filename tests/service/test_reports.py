from __future__ import annotations

import csv
import io
import json

import pytest

from index.errors import InvalidInput
from index.types import Lang, Span
from service.translation.files.bilingual import BilingualFile, BilingualUnit
from service.translation.files.html_report import to_html
from service.translation.files.reports import CheckedFile, CheckedUnit, from_json, to_csv, to_json, to_notes
from service.translation.files.xliff import read_xliff, write_xliff
from service.translation.files.xliff_notes import add_notes
from service.translation.types import AlignedPair, Checked, Finding, FindingType, Severity

SOURCE = "新增绿化造林3.38万亩，不砍树。"
CUT = Span(SOURCE.index("不砍树"), SOURCE.index("。"))
RENDERING = "<script>alert(1)</script> afforest 338,000 mu"
NUMBER = Finding(
    FindingType.NUMBER,
    Severity.ERROR,
    "3.38万 is 33,800",
    "3.38万应为33,800",
    Span(RENDERING.index("338"), RENDERING.index(" mu")),
    Span(SOURCE.index("3.38"), SOURCE.index("亩")),
    "33,800",
)
OMISSION = Finding(FindingType.OMISSION, Severity.WARNING, "=cmd|' /C calc'!A0", "“不砍树”漏译", None, CUT)
CHECKED = Checked(SOURCE, RENDERING, (NUMBER, OMISSION), (AlignedPair(Span(0, 16), Span(0, 40), 0.5),))
FILE = CheckedFile('a"<b>.xlf', (CheckedUnit("u1", CHECKED), CheckedUnit("u2", Checked("亩", "mu", ()))))


def test_json_comes_back_as_it_went() -> None:
    assert from_json(to_json(FILE)) == FILE


def test_json_shows_words_and_range_of_both_texts() -> None:
    told = json.loads(to_json(FILE))
    assert told["summary"] == {"error": 1, "warning": 1, "note": 0}
    found = told["units"][0]["findings"][0]
    assert found["span"]["text"] == "338,000"
    assert found["source_span"]["text"] == "3.38万"
    assert told["units"][0]["findings"][1]["span"] is None


@pytest.mark.parametrize("text", ["", "[]", '{"file": "a"}', '{"file": "a", "units": [{"id": 1}]}'])
def test_another_json_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="expected form"):
        from_json(text)


@pytest.mark.parametrize(("lang", "head"), [("zh", "句段"), ("en", "unit")])
def test_csv_has_a_line_a_finding_and_no_live_formula(lang: Lang, head: str) -> None:
    rows = list(csv.reader(io.StringIO(to_csv(FILE, lang).decode("utf-8-sig"), newline="")))
    assert rows[0][0] == head
    assert len(rows) == 3
    assert rows[1][4:7] == ["3.38万", "338,000", "33,800"]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_page_escapes_all_text_and_loads_nothing(lang: Lang) -> None:
    page = to_html(FILE, lang)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "http" not in page
    assert '<mark class="error">338,000</mark>' in page
    assert '<mark class="warning">不砍树</mark>' in page
    assert 'a"<b>' not in page


def test_the_graver_of_two_overlapping_findings_shows() -> None:
    doubt = Finding(FindingType.TERM, Severity.NOTE, "x", "x", Span(0, len(RENDERING)), None)
    page = to_html(CheckedFile("f", (CheckedUnit("1", Checked(SOURCE, RENDERING, (doubt, NUMBER))),)), "en")
    assert '<mark class="error">338,000</mark><mark class="note"> mu</mark>' in page


def test_page_of_a_clean_file_says_so() -> None:
    assert "Nothing found" in to_html(CheckedFile("f", (CheckedUnit("1", Checked("亩", "mu", ())),)), "en")


def test_findings_travel_as_notes_of_their_unit() -> None:
    units = tuple(BilingualUnit(unit.id, unit.checked.source, unit.checked.rendering) for unit in FILE.units)
    for version in ("1.2", "2.1"):
        noted = read_xliff(add_notes(write_xliff(BilingualFile("f", "zh", units), version), to_notes(FILE, "en")))
        assert noted.units[0].notes[0] == "[error: number] 3.38万 is 33,800 → 33,800"
        assert len(noted.units[0].notes) == 2
        assert noted.units[1].notes == ()
