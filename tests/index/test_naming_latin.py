import pytest

from index.naming import Titles
from index.protocols import DocumentInfo


def titles(*pairs):
    return Titles.of(
        tuple(DocumentInfo(f"d{n}", title, source, "en", 1, 1, 0, "") for n, (title, source) in enumerate(pairs))
    )


@pytest.mark.parametrize(
    "pairs",
    [
        (("Plant cell", "cell.txt"), ("Pappataci fever", "fever.txt")),  # no Chinese word at all
        (("政府报告 Alpha", "甲.txt"), ("政府报告 Beta", "甲.txt")),  # Chinese words that tell nothing apart
    ],
)
def test_a_title_is_named_by_its_latin_words_alone(pairs):
    first, second = titles(*pairs), titles(*reversed(pairs))
    question = "What do the plant cell and Alpha do?"
    assert list(first.named_by(question)) == ["d0"]
    assert list(second.named_by(question)) == ["d1"]
    assert 0 < first.named_by(question)["d0"] <= 1


def test_a_function_word_of_a_title_names_nothing():
    base = titles(("The Dark Side of the Moon", "a.txt"), ("Plant cell", "b.txt"), ("Pappataci fever", "c.txt"))
    assert not base.named_by("What was the result of areas using more power than allowed?")
    assert list(base.named_by("Who produced The Dark Side of the Moon?")) == ["d0"]
