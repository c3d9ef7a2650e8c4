"""Names meet whichever way their accents are written, and each keeps the place it was read from."""

from __future__ import annotations

import unicodedata

import pytest

from index.phrases import PhraseTable, fold_words, occurrences
from index.text import search_terms, without_accents

COMPOSED = "Ürümqi"
WRITTEN = (COMPOSED, unicodedata.normalize("NFD", COMPOSED), "Urumqi", "URUMQI")


@pytest.mark.parametrize("document", WRITTEN)
@pytest.mark.parametrize("question", WRITTEN)
def test_a_name_is_found_with_its_accents_or_without(document: str, question: str) -> None:
    text = f"The {document} airport opens."
    (span,) = occurrences(text, question, "en")
    assert span.of(text) == document
    assert [values for _, values in PhraseTable("en", [(question, 1)]).find(text)] == [(1,)]
    assert set(search_terms(question)) <= set(search_terms(text))


def test_marks_are_taken_from_latin_letters_only() -> None:
    assert without_accents("Lüliang, café; 吕梁 が й") == "Luliang, cafe; 吕梁 が й"


def test_chinese_beside_an_accented_word_is_no_part_of_it() -> None:
    assert fold_words("乌鲁木齐Ürümqi市").forms == ("urumqi",)
