"""What one reading says, put into words: how much of the document is quoted to an asker of another language."""

from __future__ import annotations

import pytest

from index.glossary import Glossary
from index.parse import parse
from index.types import Scored, Span
from index.widening import BilingualWidening
from service.asked import asked
from service.compose import Composer
from service.figure_words import only_counts
from service.matching import Matcher
from service.types import Evidence, Question, Reading, Seen


def quoted(clause: str, read: str, question: str) -> str:
    """What is quoted to an asker of English where the trained reader is sure of the words `read`."""
    document = parse(f"某市工作报告\n\n{clause}，方便群众出行。\n", "r.txt")
    paragraph = document.paragraphs[-1]
    span = paragraph.sentences[0].clauses[0]
    at = document.text.index(read, span.start)
    item = Evidence(document, paragraph, 0.5, (Scored(span, 0.5),))
    wanted = asked(Question(question, "en"), BilingualWidening(Glossary))
    seen = Seen(4.0, Span(at, at + len(read)), 0.9, 0.9)
    reading = Reading(item.key, span, 1.0, seen=seen)
    return Composer(wanted, Matcher.over(wanted, [item])).state(item, reading).quote.of(document.text)


@pytest.mark.parametrize(
    ("clause", "read"),
    [
        ("地铁4号线开通运营", "4号线"),
        ("门诊迁入新建的3号楼", "3号楼"),
        ("印发贯彻落实1号文件的意见", "1号文件"),
        ("与301医院合作办院", "301医院"),
        ("改造三峡航道", "三峡"),
    ],
)
def test_a_designation_is_quoted_as_the_name_it_is(clause: str, read: str) -> None:
    assert quoted(clause, read, "Which one is it?") == read


@pytest.mark.parametrize(("clause", "read"), [("新增幼儿园一节手工课", "一节"), ("完成三大工程", "三大工程")])
def test_of_a_count_the_clause_around_it_is_quoted(clause: str, read: str) -> None:
    assert quoted(clause, read, "Which one is it?") == clause


@pytest.mark.parametrize("words", ["30年", "一节", "几十家", "5家", "1000个以上", "3个项目"])
def test_counts_in_chinese_name_nothing(words: str) -> None:
    assert only_counts(words, "zh")


@pytest.mark.parametrize(
    "words", ["4号线", "3号楼", "第5届", "G7高速", "1号文件", "301医院", "318国道", "一汽", "三亚"]
)
def test_designations_in_chinese_are_names(words: str) -> None:
    assert not only_counts(words, "zh")


@pytest.mark.parametrize(("words", "counts"), [("Line 4", False), ("No. 4", False), ("30 years", True)])
def test_in_english_a_designation_is_a_name_too(words: str, counts: bool) -> None:
    assert only_counts(words, "en") is counts
