"""Checks of a rendering: each error is found, its faithful neighbour is not."""

import pytest

from index.glossary import Entry, Glossary
from service.translation.check import Checker
from service.translation.types import FindingType, Severity

GLOSSARY = Glossary(
    (
        Entry("工伤保险", ("work-related injury insurance",)),
        Entry("失业保险", ("unemployment insurance",)),
    )
)


def errors(source, rendering):
    checked = Checker(None, GLOSSARY).check(source, rendering)
    return [
        (str(f.type), f.span.of(rendering) if f.span else "") for f in checked.findings if f.severity is Severity.ERROR
    ]


@pytest.mark.parametrize(
    ("source", "wrong", "right", "finding"),
    [
        ("改造4.5万户。", "Retrofit 4,500 households.", "Retrofit 45 thousand homes.", ("number", "4,500 households")),
        ("到位资金1200亿元。", "Secure 1.2 billion yuan.", "Secure 120 billion yuan.", ("number", "1.2 billion yuan")),
        ("优质棉占比85%。", "Quality cotton: 58 percent.", "Quality cotton: 85 per cent.", ("number", "58 percent")),
        ("实施三年行动。", "Carry out a five-year action.", "Carry out a three-year action.", ("number", "five-year")),
        ("拨打12345热线。", "Call the 12315 hotline.", "Call the 12345 hotline.", ("number", "12315")),
        ("G331线完工。", "Complete the G311 highway.", "Complete the G331 highway.", ("number", "G311")),
        (
            "草原修复35万亩。",
            "Restore 350,000 hectares of grassland.",
            "Restore 350,000 mu (23,333 hectares) of grassland.",
            ("unit", "350,000 hectares"),
        ),
        ("并网300万千瓦。", "Connect 3 million kilowatt-hours.", "Connect 3 GW.", ("unit", "3 million kilowatt-hours")),
        ("资金5.7亿元。", "Funds of US$570 million.", "Funds of RMB 570 million.", ("unit", "US$570 million")),
        ("提高2.5个百分点。", "Up by 2.5 percent.", "Up by 2.5 percentage points.", ("unit", "2.5 percent")),
        (
            "增长7%左右。",
            "Growth of at least 7 percent.",
            "Growth of around 7 percent.",
            ("bound", "at least 7 percent"),
        ),
        ("70%以上用于民生。", "Spend 70 percent.", "Spend over 70 percent.", ("bound", "70 percent")),
        (
            "建成园区1家以上。",
            "Complete no more than one park.",
            "Complete at least one park.",
            ("bound", "no more than one"),
        ),
    ],
)
def test_a_wrong_figure_is_an_error_and_the_right_one_is_none(source, wrong, right, finding):
    assert finding in errors(source, wrong)
    assert errors(source, right) == []


def test_swapped_figures_are_found_by_their_labels():
    source = "工伤保险参保人数达到30.24万人，失业保险参保人数达到23.65万人。"
    right = "302,400 people in work-related injury insurance and 236,500 in unemployment insurance."
    wrong = "236,500 people in work-related injury insurance and 302,400 in unemployment insurance."
    assert errors(source, right) == []
    assert [kind for kind, _ in errors(source, wrong)] == ["number", "number"]


def test_a_finding_proposes_the_repair_in_both_languages():
    (finding,) = Checker().check("改造4.5万户。", "Retrofit 4,500 households.").findings
    assert finding.type is FindingType.NUMBER
    assert finding.suggestion == "45,000 households"
    assert finding.suggestion in finding.message_en
    assert finding.suggestion in finding.message_zh


def test_english_sources_are_checked_too():
    checked = Checker().check("Retrofit 45,000 households.", "改造4500户。")
    assert [str(f.type) for f in checked.findings] == ["number"]
    assert checked.findings[0].suggestion == "4.5万户"


def test_empty_texts_and_one_language_have_no_findings():
    for source, rendering in (("", "x"), ("改造4.5万户。", ""), ("改造4.5万户。", "改造4500户。")):
        assert Checker().check(source, rendering).findings == ()


def test_sentences_are_aligned_when_merged_and_split():
    source = "全面推进旅游业发展，接待游客3600万人次。实现旅游收入162亿元。加快建设机场。"
    rendering = (
        "We will advance tourism. We will receive 36 million tourist visits. "
        "Tourism revenue will reach 16.2 billion yuan. We will speed up building the airport."
    )
    pairs = [(p.source.of(source), p.rendering.of(rendering)) for p in Checker().check(source, rendering).pairs]
    assert pairs[0][1].endswith("36 million tourist visits.")
    assert pairs[1] == ("实现旅游收入162亿元。", "Tourism revenue will reach 16.2 billion yuan.")
