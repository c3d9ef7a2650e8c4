from pathlib import Path

import pytest

from index.dictionary import compiled
from index.glossary import Entry, Glossary
from index.widening import BilingualWidening, own_words


@pytest.fixture
def widening(tmp_path: Path) -> BilingualWidening:
    dictionary = compiled(
        {
            "覆盖率": "coverage",
            "森林": "forest",
            "目标": "target",
            "高铁": "high-speed train",
            "铁路": "railway",
            "高": "high",
            "生活费": "cost of living",
            "生活": "life/living",
        },
        tmp_path / "words.sqlite",
    )
    glossary = Glossary((Entry("清洁取暖", ("clean heating",)), Entry("五彩湾", ("Wucaiwan",))))
    return BilingualWidening(lambda: glossary, dictionary)


def forms(widening: BilingualWidening, text: str) -> list[str]:
    return [word[0][0] for word in widening.words(text, "en")]


def test_glossary_terms_come_first_and_the_dictionary_fills_the_rest(widening: BilingualWidening) -> None:
    found = forms(widening, "clean heating and coverage of forest")
    assert {"清洁", "取暖"} <= set(found[:3])
    assert found[-2:] == ["覆盖率", "森林"]


def test_the_longest_phrase_of_the_dictionary_counts_as_one_word(widening: BilingualWidening) -> None:
    assert forms(widening, "high-speed train") == ["高铁"]


def test_a_function_word_may_stand_within_a_phrase(widening: BilingualWidening) -> None:
    assert forms(widening, "coverage of the cost of living") == ["覆盖率", "生活费"]
    assert len(forms(widening, "the cost for those who are living there")) == 2


def test_a_phrase_ends_before_an_agreed_term(tmp_path: Path) -> None:
    dictionary = compiled({"经济总量": "total GDP", "总额": "total"}, tmp_path / "words.sqlite")
    found = [word[0][0] for word in BilingualWidening(Glossary, dictionary).words("the total GDP", "en")]
    assert found[:2] == ["总额", "生产"]


def test_a_word_that_nothing_knows_stands_for_itself(widening: BilingualWidening) -> None:
    assert forms(widening, "forest near Zhundong") == ["森林", "near", "zhundong"]


def test_what_asks_in_chinese_asks_in_english_too(widening: BilingualWidening) -> None:
    assert forms(widening, "the coverage target for 2025") == ["覆盖率"]


def test_search_terms_weigh_less_than_the_words_that_were_asked(widening: BilingualWidening) -> None:
    terms = widening.terms("coverage of forest", "en")
    assert {"森林", "覆盖率"} <= set(terms)
    assert all(0 < weight < 1 for weight in terms.values())


def test_a_year_is_no_word_to_be_found(widening: BilingualWidening) -> None:
    assert own_words("2023年森林覆盖率")[0] == (("森林", 1.0),)


def test_what_is_measured_is_found_by_each_of_its_names(widening: BilingualWidening) -> None:
    assert ("生产总值", 1.0) in widening.words("宁夏的GDP总量是多少？", "zh")[1]
    assert ("gdp", 1.0) in widening.words("What was Ningxia's GDP?", "en")[1]
    assert "生产总值" in widening.terms("宁夏的GDP", "zh")


def test_papers_say_grain_otherwise_than_a_general_dictionary(tmp_path: Path) -> None:
    widening = BilingualWidening(Glossary, compiled({"五谷": "grain", "公司": "company"}, tmp_path / "words.sqlite"))
    (grain,) = widening.words("grain", "en")
    assert [term for term, _ in grain][:2] == ["粮食", "五谷"]


def test_a_unit_that_is_one_character_is_no_word_to_look_for(tmp_path: Path) -> None:
    widening = BilingualWidening(Glossary, compiled({"元代": "Yuan dynasty"}, tmp_path / "words.sqlite"))
    assert forms(widening, "How many yuan of grain?") == ["粮食"]


def test_a_chinese_question_is_looked_for_in_english_by_what_its_words_may_be(tmp_path: Path) -> None:
    dictionary = compiled({"华沙": "Warsaw", "河流": "river", "坐落": "to be situated"}, tmp_path / "words.sqlite")
    widening = BilingualWidening(Glossary, dictionary)
    terms = widening.terms("华沙坐落在哪条河流？", "zh")
    assert {"warsaw", "river", "situat"} <= set(terms)
    assert all(0 < weight < 1 for weight in terms.values())
    assert [word[0][0] for word in widening.words_in_english("华沙的5G基站", "zh")][:2] == ["华沙", "5g"]


def test_names_are_heard_unless_they_are_common_words(widening: BilingualWidening) -> None:
    assert not widening.heard("Coverage of Forest", "en")
    assert len(widening.heard("Coverage near Stuttgart", "en")) == 1
    assert not widening.heard("斯图加特在哪里？", "zh")
