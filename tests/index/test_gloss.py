"""A gloss says what each word may be: agreed terms, names, senses; figures and particles as they should be."""

import pytest

from index.dictionary import open_dictionary
from index.gloss import gloss
from index.glossary import Entry, Glossary
from index.models.prepare import default_model_dir

GLOSSARY = Glossary((Entry("清洁取暖", ("clean heating",)),))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("广东、天津、福建", "Guangdong, Tianjin, Fujian"),
        ("长江", "Yangtze River"),
        ("新疆大学", "Xinjiang, university"),
        ("故宫", "Forbidden City"),
        ("地铁", "metro"),
        ("开放", "opening up"),
        ("宝山", "Baoshan"),
        ("津冀", "Tianjin, Hebei"),
        ("西双版纳", "Xishuangbanna"),
        ("北脑二号", "Beinao, No. 2"),
        ("、12号线", "Line 12"),
        ("柳林公园三期", "Liulin, park, Phase 3"),
        ("巴依卡·凯力迪别克", "Bayika Kailidibieke"),
        ("清洁取暖", "clean heating"),
        ("5G", "5G"),
        ("", ""),
    ],
)
def test_words_are_told_by_glossary_name_and_dictionary(text: str, expected: str) -> None:
    assert gloss(text, GLOSSARY, open_dictionary(default_model_dir())) == expected


def test_an_agreed_term_outranks_the_dictionary() -> None:
    agreed = Glossary((Entry("机场", ("aerodrome",)),))
    assert gloss("机场", agreed, open_dictionary(default_model_dir())) == "aerodrome"


def test_what_nobody_knows_is_spelled() -> None:
    assert gloss("范廷颂", Glossary(), open_dictionary(default_model_dir())).lower().startswith("fan")
    assert gloss("范廷颂", Glossary(), None) == "Fantingsong"


def test_a_word_is_not_cut_across_and_a_name_says_what_it_names() -> None:
    words = open_dictionary(default_model_dir())
    assert gloss("不解决", Glossary(), words) == "not, solve"
    assert gloss("万绿湖", Glossary(), words) == "Wanlü Lake"
    assert gloss("地铁4号线北段", Glossary(), words) == "metro, Line 4, northern section"


def test_growth_is_not_called_by_what_measures_it() -> None:
    dictionary = open_dictionary(default_model_dir())
    assert "GDP" not in gloss("经济增长", GLOSSARY, dictionary)
    assert gloss("生产总值", GLOSSARY, dictionary) == "GDP"


def test_a_long_run_of_unknown_characters_is_left_out_and_not_spelled() -> None:
    assert gloss("恩利尔纳丁拐走了", Glossary(), None) == ""
    assert gloss("恩利尔", Glossary(), None) == "Enlier"
