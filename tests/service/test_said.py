"""An answer leaves out what the question has said, and only that."""

import pytest

from index.glossary import Glossary
from index.types import Lang
from index.widening import BilingualWidening
from service.asked import Asked, asked
from service.said import place_only, without_repeating
from service.types import Question


def question(text: str, lang: Lang) -> Asked:
    return asked(Question(text, lang), BilingualWidening(Glossary))


@pytest.mark.parametrize(
    ("text", "lang", "words", "expected"),
    [
        (
            "What difficulties does the report admit?",
            "en",
            "The main ones are as follows: growth is under pressure; the air remains polluted",
            "growth is under pressure; the air remains polluted",
        ),
        ("存在哪些困难，怎么看？", "zh", "主要是:经济压力较大;治理任务艰巨", "主要是:经济压力较大;治理任务艰巨"),
        ("如何看待困难？", "zh", "主要是:经济压力较大;治理任务艰巨", "经济压力较大;治理任务艰巨"),
        (
            "怎样提高项目审批服务效率？",
            "zh",
            "提高项目审批服务效率，实行最快速度并联审批和容缺受理",
            "实行最快速度并联审批和容缺受理",
        ),
        (
            "怎样发挥政府投资的作用？",
            "zh",
            "发挥政府投资的引导作用和放大效应，用好专项建设基金和金融工具",
            "发挥政府投资的引导作用和放大效应，用好专项建设基金和金融工具",
        ),
        (
            "What is the goal for residents' disposable income?",
            "en",
            "the disposable income of residents will grow in step with the economy",
            "to grow in step with the economy",
        ),
        (
            "What is the goal for tourism?",
            "en",
            "the disposable income of residents will grow in step with the economy",
            "the disposable income of residents will grow in step with the economy",
        ),
    ],
)
def test_what_is_asked_is_not_said_again(text: str, lang: Lang, words: str, expected: str) -> None:
    assert without_repeating(words, lang, question(text, lang)) == expected


CLAUSE = "step up the exploration of shale oil in Jimsar County and Fukang City"


def test_where_is_answered_by_the_place() -> None:
    asked_for = question("Where is shale oil exploration being stepped up?", "en")
    assert place_only(CLAUSE, asked_for) == "in Jimsar County and Fukang City"


def test_a_place_that_the_question_names_is_no_answer() -> None:
    assert place_only(CLAUSE, question("Where in Jimsar County and Fukang City is shale oil explored?", "en")) == ""
    assert place_only(CLAUSE, question("What is stepped up?", "en")) == ""
