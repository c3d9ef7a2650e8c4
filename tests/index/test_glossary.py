from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import InvalidInput
from index.glossary import Entry, Glossary, merge, read_tbx
from index.phrases import occurrences
from index.renderings import read_tmx

SEEDS = Path(__file__).parents[2] / "seeds"
SEED_GLOSSARY = read_tbx(SEEDS / "glossary.tbx")

MARTIF = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">
<martif type="TBX-Basic" xml:lang="en"><text><body><termEntry>
  <descrip type="subjectField">society</descrip><note>A place at a school.</note>
  <langSet xml:lang="zh-CN"><tig><term>学前教育学位</term></tig></langSet>
  <langSet xml:lang="en">
    <tig><term>kindergarten places</term></tig>
    <tig><term>degrees</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></tig>
    <tig><term>preschool places</term><termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></tig>
  </langSet></termEntry></body></text></martif>"""

TBX_2019 = """<tbx type="TBX-Basic" style="dct" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
  xmlns:min="http://www.tbxinfo.net/ns/min"><text><body><conceptEntry id="1">
  <langSec xml:lang="zh"><termSec><term>亩</term></termSec></langSec>
  <langSec xml:lang="en"><termSec><term>mu</term>
  <min:administrativeStatus>preferredTerm-admn-sts</min:administrativeStatus>
  </termSec></langSec></conceptEntry></body></text></tbx>"""


def test_preferred_rendering_comes_first_and_forbidden_ones_stand_apart() -> None:
    (entry,) = read_tbx(MARTIF.encode()).entries
    assert entry == Entry(
        "学前教育学位",
        ("preschool places", "kindergarten places"),
        ("degrees",),
        True,
        "society",
        "A place at a school.",
    )


def test_both_editions_are_read() -> None:
    assert read_tbx(TBX_2019.encode()).entries == (Entry("亩", ("mu",)),)


def test_concept_without_preferred_term_has_no_fixed_english() -> None:
    assert not read_tbx(MARTIF.replace("preferredTerm", "admittedTerm").encode()).entries[0].fixed


BOMB = b"""<!DOCTYPE martif [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<martif><text><body>&b;</body></text></martif>"""
EXTERNAL = b'<!DOCTYPE martif [<!ENTITY x SYSTEM "file:///etc/hostname">]><martif>&x;</martif>'


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (BOMB, "entities"),
        (EXTERNAL, "entities"),
        (b"<martif><text></martif>", "not well-formed"),
        (b"", "not well-formed"),
        (b"<tmx/>", "root element <tmx>"),
        (b"<martif><text/></martif>", "no concept"),
        (b'<?xml version="1.0" encoding="klingon"?><martif/>', "XML|encoding"),
    ],
)
def test_unsafe_or_broken_files_are_refused_with_rule_and_remedy(data: bytes, rule: str) -> None:
    with pytest.raises(InvalidInput, match=rule) as caught:
        read_tbx(data)
    assert caught.value.remedy


def terms(text: str, lang: str) -> list[str]:
    assert lang in ("zh", "en")
    return [match.entries[0].zh for match in SEED_GLOSSARY.find(text, "zh" if lang == "zh" else "en")]


@pytest.mark.parametrize(
    ("text", "lang", "found"),
    [
        ("新增自治区级“专精特新”企业10家", "zh", ["自治区", "专精特新"]),
        ("呼图壁县和呼图壁", "zh", ["呼图壁县", "呼图壁"]),
        ("规模以上工业增加值", "zh", ["规模以上工业增加值"]),
        ("奇台江布拉克\n\n机场", "zh", ["奇台江布拉克机场"]),
        ("新建５Ｇ基站", "zh", ["5G基站"]),
        ("Renovate an OLD residential community", "en", ["老旧小区"]),
        ("high tech enterprise", "en", ["高新技术企业"]),
        ("kilometres of rural road", "en", ["公里", "农村公路"]),
        ("the Jiangjunmiao-Naomaohu Railway", "en", ["将淖铁路"]),
        ("How many 5G base station会建成?", "en", ["5G基站"]),
        ("15G base stations", "en", []),
        ("", "zh", []),
    ],
)
def test_longest_term_is_found_whatever_its_case_width_or_inflection(text: str, lang: str, found: list[str]) -> None:
    assert terms(text, lang) == found


def test_match_spans_the_words_as_they_stand() -> None:
    text = "Build 1,000 5G base-stations."
    (match,) = SEED_GLOSSARY.find(text, "en")
    assert match.span.of(text) == "5G base-stations"


def test_merge_keeps_the_earlier_glossary_first() -> None:
    mine = Glossary((Entry("木垒", ("Mulei",), ("Mori",)),))
    theirs = Glossary((Entry("木垒", ("Mori", "Mulei"), ("Muli",)), Entry("奇台", ("Qitai",))))
    assert merge(mine, theirs).entries == (Entry("木垒", ("Mulei",), ("Mori", "Muli")), Entry("奇台", ("Qitai",)))


@given(st.text(alphabet="abc 亩小麦县ing,", max_size=60), st.sampled_from(["zh", "en"]))
def test_matches_never_overlap_and_stand_in_order(text: str, lang: str) -> None:
    entries = (Entry("小麦", ("ab",)), Entry("小麦县", ("ab c",)), Entry("亩", ("bing",)))
    matches = Glossary(entries).find(text, "zh" if lang == "zh" else "en")
    ends = [0, *(match.span.end for match in matches)]
    assert all(end <= match.span.start < match.span.end for end, match in zip(ends, matches, strict=False))


def test_lookup_takes_time_linear_in_the_text() -> None:
    def seconds(times: int) -> float:
        start = time.perf_counter()
        SEED_GLOSSARY.find("新增规模以上工业企业50家以上，新建规模以上工。" * times, "zh")
        return time.perf_counter() - start

    seconds(50)
    assert seconds(2000) < 40 * seconds(200)


def test_seed_glossary_is_large_and_has_no_self_contradiction() -> None:
    assert len(SEED_GLOSSARY.entries) >= 400
    for entry in SEED_GLOSSARY.entries:
        assert not set(entry.en) & set(entry.forbidden)
        assert len({rendering.lower() for rendering in entry.en}) == len(entry.en), entry.zh


def test_seed_renderings_use_an_allowed_rendering_of_every_term_and_no_forbidden_one() -> None:
    for memory in SEEDS.glob("*.tmx"):
        for pair in read_tmx(memory.read_bytes()):
            for match in SEED_GLOSSARY.find(pair.zh, "zh"):
                (entry,) = match.entries
                assert any(occurrences(pair.en, rendering, "en") for rendering in entry.en), (entry.zh, pair.en)
                assert not any(occurrences(pair.en, word, "en") for word in entry.forbidden), (entry.zh, pair.en)
