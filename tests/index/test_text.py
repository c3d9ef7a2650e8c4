import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from index.cutting import parts
from index.text import MAX_CLAUSE, MAX_SENTENCE, clauses, language_of, search_form, search_terms, sentences
from index.types import Lang, Span


def words(text: str, lang: Lang = "zh") -> list[str]:
    return [s.of(text) for s in sentences(text, lang=lang)]


def test_sentences_end_at_full_and_half_width_marks_and_keep_their_quotes() -> None:
    assert words("他说：“好！”大家走了。真的?是") == ["他说：“好！”", "大家走了。", "真的?", "是"]


def test_english_sentences_survive_abbreviations_and_decimals() -> None:
    text = "Dr. Smith spent 3.5 million. The U.S. did not. Why?"
    assert words(text, "en") == ["Dr. Smith spent 3.5 million.", "The U.S. did not.", "Why?"]


def test_comma_inside_a_figure_does_not_end_a_clause() -> None:
    text = "新增1,200套,改造108个。"
    assert [c.of(text) for c in clauses(text, Span(0, len(text)))] == ["新增1,200套,", "改造108个。"]


def test_a_text_without_marks_is_cut_between_its_words() -> None:
    facts = [f"第{n}区新建5G基站{n}000个" for n in range(1000)]
    for text in ("".join(facts), " ".join(facts), "、".join(facts)):
        spans = sentences(text)
        cut = [clause for sentence in spans for clause in clauses(text, sentence)]
        assert max(s.end - s.start for s in spans) <= MAX_SENTENCE
        assert max(c.end - c.start for c in cut) <= MAX_CLAUSE
        assert "".join("".join(c.of(text).split()) for c in cut) == "".join(text.split())
        figures = [figure for c in cut for figure in re.findall(r"\d+", c.of(text))]
        assert figures == re.findall(r"\d+", text)


@given(st.text(max_size=200), st.integers(2, 50))
def test_parts_are_short_and_lose_nothing_but_white_space(text: str, most: int) -> None:
    found = list(parts(text, Span(0, len(text)), most))
    assert all(part.end - part.start <= most for part in found)
    assert "".join("".join(part.of(text).split()) for part in found) == "".join(text.split())


def test_question_words_decide_the_language_of_mixed_questions() -> None:
    assert language_of("5G base stations 建多少个") == "zh"
    assert language_of("How much 援疆资金 is planned?") == "en"
    assert language_of("R&D经费") == "zh"
    assert language_of("GDP growth") == "en"


def test_traditional_and_full_width_forms_meet_the_simplified_half_width_ones() -> None:
    assert search_form("新建５Ｇ基站１０００個以上") == search_form("新建5G基站1000个以上")
    assert set(search_terms("農村清潔取暖")) == set(search_terms("农村清洁取暖"))


def test_question_words_are_no_search_terms() -> None:
    assert "多少" not in search_terms("计划新建多少个5G基站？")
    assert search_terms("How many base stations?") == search_terms("base station")


def test_a_figure_and_its_unit_are_separate_terms() -> None:
    assert {"4.5", "万户"} <= set(search_terms("4.5万户"))


@given(st.text(max_size=300))
def test_pieces_never_overlap_and_lose_nothing_but_white_space(text: str) -> None:
    spans = sentences(text)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert "".join("".join(s.of(text).split()) for s in spans) == "".join(text.split())
    for sentence in spans:
        found = clauses(text, sentence)
        assert "".join("".join(c.of(text).split()) for c in found) == "".join(sentence.of(text).split())
    search_terms(text)
    language_of(text)
