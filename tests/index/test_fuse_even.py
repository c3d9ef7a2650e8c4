from index.fuse import even


def test_a_passage_that_could_not_share_words_stands_midway():
    assert even({"own": 0.8}, ["other"]) == {"own": 0.8, "other": 0.4}


def test_figures_that_are_shared_over_languages_still_count():
    assert even({"own": 0.8, "other": 0.7}, ["other"])["other"] == 0.7


def test_where_all_are_in_another_language_nothing_changes():
    assert even({"a": 1.0, "b": 0.3}, ["a", "b", "c"]) == {"a": 1.0, "b": 0.3}
    assert even({}, ["a"]) == {}
