import pytest

from index.sounds import is_heard, names_heard

TEXTS = (
    "俄罗斯前锋帕维尔·波格列布尼亚克转投英格兰的富勒姆",
    "德国城市斯图加特位于内卡河畔",
    "王树楠，晚清学者，光绪年间进士",
    "蒙特利尔是加拿大第二大城市",
    "全州新增城镇就业2.5万人，建设安置房四千套",
)


def heard(name: str) -> list[int]:
    names = list(names_heard(f"Who is {name}?", lambda word: word == "who"))
    return [i for i in range(len(TEXTS)) if any(one.among(TEXTS)[i] for one in names)]


@pytest.mark.parametrize(
    ("name", "place"),
    [("Pavel Pogrebnyak", 0), ("Fulham", 0), ("Stuttgart", 1), ("Montréal", 3)],
)
def test_a_foreign_name_is_heard_in_how_chinese_spells_it(name: str, place: int) -> None:
    assert heard(name) == [place]


def test_a_chinese_name_is_found_by_its_syllables_wherever_they_are_divided() -> None:
    assert heard("Wang Shunan") == [2]
    assert heard("Shunan") == [2]
    assert heard("Shuna") == []


def test_a_name_that_no_text_has_is_not_heard() -> None:
    assert heard("Wolfsburg") == []


def test_a_common_word_is_no_name() -> None:
    assert not list(names_heard("Which Stuttgart Road leads there?", lambda word: word != "rain"))


def test_a_name_that_many_texts_have_tells_less() -> None:
    (name,) = names_heard("Stuttgart?", lambda _: False)
    one, two = name.among(["斯图加特", "长春", "吉林", "延边"]), name.among(["斯图加特", "斯图加特", "吉林", "延边"])
    assert one[0] > two[0] > 0
    assert name.among(["斯图加特"] * 3) == (0, 0, 0)


def test_ordinary_words_are_silent_where_they_happen_to_sound_alike() -> None:
    (name,) = names_heard("Stuttgart?", lambda _: False)
    assert name.among(["自图家特别重视", "实途加得", "长春"])[0] == 0


@pytest.mark.parametrize("name", ["Telrhwrhwrhwrhwrhs", "Trhrhrhrhrhrhrhrhrhrhrhrhrhs", "Stuttgarteriana"])
def test_no_name_takes_long_over_a_drawn_out_text(name: str) -> None:
    text = "斯" + "阿" * 20_000 + "特里阿维" * 5_000
    assert not is_heard(name, text)
    assert all(told == 0 for one in names_heard(f"Who is {name}?", lambda _: False) for told in one.among([text, ""]))
