from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.dictionary import Dictionary, compiled, content_stems, name_forms, open_dictionary
from index.models.prepare import default_model_dir
from index.tables import rows

ENTRIES = {
    "粮食": "foodstuff/cereals/CL:種|种[zhong3]",
    "锅炉": "boiler",
    "高铁": "high-speed rail",
    "储备粮": "grain reserves",
    "的": "of/~'s (possessive particle)",
}


@pytest.fixture
def words(tmp_path: Path) -> Dictionary:
    return compiled(ENTRIES, tmp_path / "words.sqlite")


def test_a_whole_sense_is_surer_than_one_word_of_it(words: Dictionary) -> None:
    assert words.chinese("boiler") == (("锅炉", 1.0),)
    assert words.chinese("reserv") == (("储备粮", 0.5),)
    assert words.chinese(" ".join(content_stems("high-speed rail"))) == (("高铁", 1.0),)


def test_asides_and_particles_render_nothing(words: Dictionary) -> None:
    assert words.chinese("cl") == ()
    assert words.chinese("particl") == ()


def test_senses_are_as_the_dictionary_has_them_and_empty_for_unknown_words(words: Dictionary) -> None:
    assert words.senses("锅炉") == "boiler"
    assert words.senses("奇台") == ""


def test_irregular_forms_find_their_verb(tmp_path: Path) -> None:
    words = compiled({"建造": "to build"}, tmp_path / "words.sqlite")
    assert words.chinese(content_stems("was built")[0]) == (("建造", 1.0),)


def test_many_threads_read_at_once(words: Dictionary) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: words.chinese(f"boiler{n % 2 or ''}"), range(64)))
    assert [bool(entry) for entry in found] == [n % 2 == 0 for n in range(64)]


def test_the_shipped_dictionary_is_compiled_once_and_knows_everyday_words(tmp_path: Path) -> None:
    first = open_dictionary(tmp_path)
    files = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.sqlite")}
    again = open_dictionary(tmp_path)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.sqlite")} == files
    assert ("铁路", 1.0) in first.chinese("railway") == again.chinese("railway")


def test_words_of_official_papers_are_found_by_what_people_ask_and_come_first() -> None:
    words = open_dictionary(default_model_dir())
    assert words.chinese(" ".join(content_stems("good air days")))[0] == ("优良天数", 1.0)


def test_each_word_that_is_asked_for_stands_once_with_forms_of_three_words_at_most() -> None:
    lines = rows("asked_words.tsv")
    words = [word for word, _ in lines]
    assert words == sorted(set(words))
    forms = [content_stems(form) for _, said in lines for form in said.split("|")]
    assert {len(form) for form in forms} == {1, 2, 3}


def test_names_are_known_from_either_side(tmp_path: Path) -> None:
    forms = name_forms("Chang2 Jiang1", ["Yangtze River, or Chang Jiang"])
    words = compiled({"长江": "Yangtze River, or Chang Jiang"}, tmp_path / "names.sqlite", {"长江": forms})
    assert {"yangtze river", "changjiang"} <= words.called("长江")
    assert words.named("yangtze river") == {"长江"}
    assert words.called("建造") == words.named("shanghai") == frozenset()


@pytest.mark.parametrize(
    ("senses", "only_a_name"),
    [
        (
            "Xi'an, sub-provincial city and capital of Shaanxi/see 西安區|西安区[Xi1 an1 Qu1]",
            True,
        ),
        ("Nanchang, prefecture-level city in southeast China/also Nanchang county", True),
        ("Guangxi Zhuang Autonomous Region in South Central China; capital Nanning/until 1959, Guangxi province", True),
        ("Chaoyang prefecture-level city in Liaoning/the morning sun", False),
        ("Nissan, Japanese car make/also transliterated 尼桑", False),  # a word of trade too: made in a day
    ],
)
def test_what_is_noted_of_a_place_is_no_common_sense_of_its_name(
    tmp_path: Path, senses: str, only_a_name: bool
) -> None:
    words = compiled({"某地": senses}, tmp_path / "notes.sqlite", {"某地": ["moudi"]})
    assert words.is_only_a_name("某地") is only_a_name


def test_a_short_name_is_what_it_is_short_for() -> None:
    assert name_forms("Yu2", ["short name for Chongqing 重慶|重庆[Chong2 qing4]"]) == {"chongqing"}


def test_a_surname_names_nothing_by_itself() -> None:
    assert name_forms("Wang2", ["surname Wang"]) == frozenset()
