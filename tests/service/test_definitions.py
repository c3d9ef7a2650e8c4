"""A term's meaning stands in a paper's notes, in the list before it, or after words such as 是指."""

from __future__ import annotations

import pytest

from service.definitions import MeaningAsked, is_note


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("12.“三通一码”：省服通、省政通、省企通、省通码", True),
        ("24.“小学期”制度：每学期开学前7天", True),
        ("12.5万人参加：其中企业8万人", False),
        ("深化“三通一码”服务矩阵建设。", False),
    ],
)
def test_a_numbered_entry_that_explains_is_a_note(paragraph: str, expected: bool) -> None:
    assert is_note(paragraph) is expected


@pytest.mark.parametrize(
    ("sentence", "explained"),
    [
        ("“三样”：汽车、电池、光伏产品。", True),
        ("汽车、电池、光伏产品“三样”出口增长。", True),
        ("严把土地审批和信贷投放“三样”。", True),
        ("不得占用耕地，这是不可逾越的“三样”。", True),
        ("推动“三样”出口增长。", False),
        ("出口增长近30%。", None),
    ],
)
def test_a_sentence_explains_a_term_or_only_uses_it(sentence: str, explained: bool | None) -> None:
    assert MeaningAsked.of("报告中的“三样”具体是哪三样？").is_explained(sentence) is explained


@pytest.mark.parametrize(
    ("question", "from_notes"),
    [
        ("What does the “mini-term” system mean?", True),
        ("In the glossary of the report, what are the four sides?", True),
        ("What did the “mini-term” system cost?", False),
        ("名词解释中，“四旁”有哪些？", True),
    ],
)
def test_who_asks_for_a_meaning_wants_the_notes(question: str, from_notes: bool) -> None:
    assert MeaningAsked.of(question).from_notes is from_notes
