from service.spelling import Spelling

KNOWN = Spelling(frozenset({"innovation", "afforestation"}))


def test_a_slip_becomes_the_documents_own_word() -> None:
    assert KNOWN.corrected("how many inovation platforms") == "how many innovation platforms"


def test_a_correct_word_is_never_bent() -> None:
    assert KNOWN.corrected("the floor of renovation") == "the floor of renovation"


def test_names_are_left_alone() -> None:
    assert KNOWN.corrected("Wujiaqu and Hutubi") == "Wujiaqu and Hutubi"


def test_of_words_as_close_the_commonest_is_meant() -> None:
    assert Spelling(frozenset({"grain", "green"})).corrected("no. of grean projects") == "no. of green projects"
