"""What a question names, and whether the document or the paragraph names it too."""

from __future__ import annotations

import pytest

from index.dictionary import open_dictionary
from index.glossary import Glossary
from index.models.prepare import default_model_dir
from index.parse import parse
from index.types import Lang
from index.widening import BilingualWidening
from service.names import names_elsewhere, names_in, unknown_names
from service.types import Evidence

WIDENING = BilingualWidening(Glossary, open_dictionary(default_model_dir()))


def evidence(text: str) -> Evidence:
    document = parse(text, "r.txt")
    return Evidence(document, document.paragraphs[-1], 0.5, ())


@pytest.mark.parametrize(
    ("question", "lang", "unknown"),
    [
        ("柳州的产值是多少？", "zh", True),
        ("深圳证券交易所有几家新上市公司？", "zh", False),  # 深交所 in the text
        ("新建了多少公里公路？", "zh", False),  # a county too, and no name here
        ("西安的产值是多少？", "zh", True),
        ("广西新建了多少公里公路？", "zh", True),
        ("朝阳的产值是多少？", "zh", True),  # the morning sun too, and here a city
        ("2024年朝阳GDP是多少？", "zh", True),
        ("开封市的产值是多少？", "zh", True),
        ("在海口建了几座桥？", "zh", True),
        ("资源县的产值是多少？", "zh", True),
        ("朝阳产业有哪些？", "zh", False),
        ("资源的利用率是多少？", "zh", False),
        ("2024年新建的公路有多少公里？", "zh", False),
        ("在新建住房中有多少是公租房？", "zh", False),
        ("新兴产业的产值是多少？", "zh", False),
        ("How large is the output of Xi'an?", "en", True),
        ("How large is Xi’an's output?", "en", True),
        ("We’ll see: how many firms listed in Guilin, and what's their output?", "en", False),
        ("What is the output of Liuzhou?", "en", True),
        ("How many firms had listed by the close of the 14th Five-Year Plan?", "en", False),
        ("How many firms listed in Guilin?", "en", False),
        ("How many people work for Smithson in the city?", "en", False),  # what Chinese calls him cannot be told
        ("How large was Liuzhou's GDP in 2024?", "en", True),
    ],
)
def test_a_name_that_the_document_nowhere_says_is_unknown(question: str, lang: Lang, unknown: bool) -> None:
    item = evidence("2025年某省政府工作报告\n\n桂林3家企业在深交所上市。\n")
    assert bool(unknown_names(names_in(question, lang, WIDENING), item)) == unknown


@pytest.mark.parametrize(
    ("question", "elsewhere"),
    [
        ("北部湾港的吞吐量是多少？", True),
        ("南宁的吞吐量是多少？", False),
        ("吞吐量是多少？", False),
    ],
)
def test_a_name_of_another_paragraph_does_not_belong_to_this_one(question: str, elsewhere: bool) -> None:
    item = evidence(
        "2025年某省政府工作报告\n\n建设桂林、桂林、柳州、柳州、梧州和梧州。\n\n北部湾经济区加快发展。\n\n南宁港吞吐量2000万吨。\n"
    )
    assert bool(names_elsewhere(names_in(question, "zh", WIDENING), item)) == elsewhere


def test_what_a_document_is_about_need_not_be_repeated() -> None:
    item = evidence("政府工作报告\n\n中国发展了。\n\n中国和中国人民。\n\n外汇储备1656亿美元。\n")
    assert not names_elsewhere(names_in("中国手里的外汇储备有多少？", "zh", WIDENING), item)
