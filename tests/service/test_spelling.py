from service.spelling import Spelling

KNOWN = Spelling(frozenset({"innovation", "afforestation"}))


def test_a_slip_becomes_the_documents_own_word() -> None:
    assert KNOWN.corrected("how many inovation platforms") == "how many innovation platforms"


def test_a_correct_word_is_never_bent() -> None:
    assert KNOWN.corrected("the floor of renovation") == "the floor of renovation"


def test_names_are_left_alone() -> None:
    assert KNOWN.corrected("Wujiaqu and Hutubi") == "Wujiaqu and Hutubi"
