"""A question in everyday words is put into the words of official papers."""

from __future__ import annotations

import pytest

from index.everyday import officially
from index.tables import rows


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("天津中小学多出来多少个学位？", "天津中小学新增多少个学位？"),
        ("5G基站计划建多少个？", "5G基站计划建多少个？"),
        ("《多出来的学位》讲什么？", "《多出来的学位》讲什么？"),
        ("“多出来”是什么意思？", "“多出来”是什么意思？"),
        ("", ""),
    ],
)
def test_everyday_phrases_are_replaced_and_quoted_ones_kept(said: str, written: str) -> None:
    assert officially(said) == written


def test_what_papers_write_is_left_as_it_is() -> None:
    changed = {official: officially(official) for _, official in rows("everyday_terms.tsv")}
    assert not {official: said for official, said in changed.items() if official != said}


def test_a_phrase_begins_and_ends_with_words() -> None:
    assert officially("城里有多少公园？") == "城镇有多少公园？"
    assert officially("长城里程有多少？") == "长城里程有多少？"  # 城里 stands in it, and is no word of it


def test_no_phrase_stands_twice() -> None:
    phrases = [phrase for phrase, _ in rows("everyday_terms.tsv")]
    assert len(phrases) == len(set(phrases))
    assert all(len(phrase) > 1 for phrase in phrases)
