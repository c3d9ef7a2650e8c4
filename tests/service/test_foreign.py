"""A quote that nobody has rendered is told an asker of English in English words, as far as tables and rules go."""

from __future__ import annotations

import re
from functools import partial

import pytest

from index.dictionary import open_dictionary
from index.gloss import gloss
from index.glossary import Entry, Glossary
from index.models.prepare import default_model_dir
from index.types import Span
from index.widening import BilingualWidening
from service.asked import Asked, asked
from service.foreign import as_written, key_words, listed
from service.types import Question

GLOSSARY = Glossary((Entry("吉木萨尔县", ("Jimsar County",)), Entry("阜康市", ("Fukang City",))))
GLOSS = partial(gloss, glossary=GLOSSARY, dictionary=open_dictionary(default_model_dir()))


def question(text: str) -> Asked:
    return asked(Question(text, "en"), BilingualWidening(Glossary))


def said(words: str, text: str) -> str:
    return as_written(words, Span(0, len(words)), question(text), GLOSS)


def test_a_list_is_told_thing_by_thing_without_its_verb_and_its_sum() -> None:
    words = said("以燃煤、工业、机动车、扬尘四大污染源防治为重点", "Which pollution sources are the focus?")
    assert words.count(";") == 3
    assert "coal-fired; industrial; motor vehicles; " in words


def test_a_place_that_is_asked_for_stands_first() -> None:
    words = said("加大吉木萨尔县、阜康市页岩油勘探开发力度", "Where is shale oil explored?")
    assert words.startswith("Jimsar County, Fukang City. ")


@pytest.mark.parametrize(
    ("clause", "things"),
    [
        ("力争香格里拉国家公园、西双版纳热带国家植物园挂牌", "香格里拉国家公园、西双版纳热带国家植物园"),
        ("程阳八寨景区、宁明花山岩画景区成功创建国家5A级旅游景区", "程阳八寨景区、宁明花山岩画景区"),
        ("推进吉能集团、交投集团、一汽吉林战略性重组", "吉能集团、交投集团、一汽吉林"),
        ("建成柳州、桂林副中心城市", "柳州、桂林副中心城市"),
    ],
)
def test_of_a_list_what_is_said_of_its_things_is_left_out(clause: str, things: str) -> None:
    assert listed(clause) == things


def test_a_known_name_is_said_alone() -> None:
    assert said("阜康市", "Which city is named?") == "Fukang City"


def test_a_name_in_pinyin_stands_beside_its_characters() -> None:
    assert said("徐淙祥", "Who was honoured?") == "Xucongxiang (in Chinese: 徐淙祥)"


def test_a_word_that_would_be_a_figure_is_left_out_alone() -> None:
    words = said("成功举办澜沧江－湄公河合作首次领导人会议", "Which meeting was held?")
    assert "leaders" in words
    assert "first" not in words


def test_the_words_of_one_name_belong_together() -> None:
    words = said("中国资源循环集团", "Which group moved in?")
    assert "“中国资源循环集团”" in words
    assert ": China resources circular group." in words


def test_figures_are_rendered_by_rule() -> None:
    words = said("力争新能源项目建成并网300万千瓦以上", "What will be connected to the grid?")
    assert "at least 3 million kW" in words


def test_english_words_outweigh_the_quote() -> None:
    words = said("实行最大程度函告审核、最快速度并联审批、最优限度容缺受理", "How will approvals be made faster?")
    assert len(re.findall("[一-鿿]", words)) <= len(re.findall("[A-Za-z]+", words))


def test_the_clause_that_answers_stays_and_another_indicator_goes() -> None:
    words = "工业增加值增长10%，居民收入与经济同步增长，物价涨幅3%"
    at = words.index("居民")
    assert key_words(words, Span(at, at + 12), 60) == "居民收入与经济同步增长"


def test_what_no_word_can_be_told_of_is_quoted_without_an_empty_bracket() -> None:
    asker = question("Do the two documents agree on the pilots?")
    words = as_written("持续推进试点", Span(0, 6), asker, lambda _: "", whole=False)
    assert words == "“持续推进试点”"
