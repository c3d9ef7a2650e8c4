from __future__ import annotations

import time

import pytest

from index.glossary import Entry, Glossary
from index.protocols import Incoming
from index.types import Document, Lang, Paragraph, Rendering, Sentence, Span
from service.translation.concordance import Precedent, concordance
from tests.fakes import FakeSnapshot

GLOSSARY = Glossary((Entry("清洁取暖", ("clean heating", "clean-energy heating")),))


def incoming(name: str, lang: Lang, sentences: list[tuple[str, str]]) -> Incoming:
    """A document of one sentence a paragraph, each with its rendering."""
    text, spans = "", []
    for sentence, _ in sentences:
        spans.append(Span(len(text), len(text) + len(sentence)))
        text += sentence + "\n"
    paragraphs = tuple(
        Paragraph(n, span, None, None, False, (Sentence(span, (span,)),)) for n, span in enumerate(spans, 1)
    )
    other: Lang = "en" if lang == "zh" else "zh"
    renderings = tuple(Rendering(span, other, target) for span, (_, target) in zip(spans, sentences, strict=True))
    return Incoming(Document(name, name.upper(), f"{name}.txt", lang, text, (), paragraphs), renderings, len(text))


CHINESE = incoming(
    "a",
    "zh",
    [
        ("推进改革。", "We will advance reform."),
        ("实施农村“清洁取暖”改造。", "We will retrofit rural households with Clean Heating."),
        ("清洁取暖，清洁\n取暖。", "Clean-energy heating and clean heating."),
    ],
)
ENGLISH = incoming("b", "en", [("Clean heating reached every village.", "清洁取暖到村。")])
SNAPSHOT = FakeSnapshot("g1", (CHINESE, ENGLISH))


def words(precedent: Precedent) -> tuple[list[str], list[str]]:
    source = [span.of(precedent.source) for span in precedent.source_spans]
    return source, [span.of(precedent.rendering) for span in precedent.rendering_spans]


def test_chinese_phrase_is_found_in_sources_and_in_chinese_renderings() -> None:
    found = concordance(SNAPSHOT, "清洁取暖", "zh", glossary=GLOSSARY)
    assert [(one.document_id, one.paragraph) for one in found] == [("a", 2), ("a", 3), ("b", 1)]
    assert words(found[0]) == (["清洁取暖"], ["Clean Heating"])
    assert words(found[1]) == (["清洁取暖", "清洁\n取暖"], ["Clean-energy heating", "clean heating"])
    assert words(found[2]) == (["Clean heating"], ["清洁取暖"])


def test_english_phrase_is_found_inflected_in_either_side() -> None:
    assert [one.document_id for one in concordance(SNAPSHOT, "retrofitted households", "en")] == []
    assert [one.paragraph for one in concordance(SNAPSHOT, "rural household", "en")] == [2]
    assert [one.document_id for one in concordance(SNAPSHOT, "reaches every villages", "en")] == ["b"]


def test_without_a_glossary_only_the_phrase_itself_is_marked() -> None:
    assert words(concordance(SNAPSHOT, "改革", "zh")[0]) == (["改革"], [])


@pytest.mark.parametrize("phrase", ["", "  ", "，。" * 0, "“”"])
def test_a_phrase_without_words_finds_nothing(phrase: str) -> None:
    assert concordance(SNAPSHOT, phrase, "zh") == ()


def test_search_can_be_limited_to_documents_and_in_number() -> None:
    assert [one.document_id for one in concordance(SNAPSHOT, "清洁取暖", "zh", documents=["b"])] == ["b"]
    assert len(concordance(SNAPSHOT, "清洁取暖", "zh", limit=1)) == 1


def test_the_same_pair_in_two_documents_is_shown_once() -> None:
    twin = Incoming(
        Document("c", "C", "c.txt", "zh", CHINESE.document.text, (), CHINESE.document.paragraphs),
        CHINESE.renderings,
        1,
    )
    found = concordance(FakeSnapshot("g1", (CHINESE, twin)), "推进改革", "zh")
    assert [one.document_id for one in found] == ["a"]


def test_ten_thousand_sentences_are_searched_in_little_time() -> None:
    many = [(f"第{n}项：推进老旧小区改造。", f"Item {n}: renovate old residential communities.") for n in range(10_000)]
    snapshot = FakeSnapshot("g1", (incoming("big", "zh", many),))
    began = time.perf_counter()
    assert concordance(snapshot, "clean heating", "en") == ()
    assert concordance(snapshot, "清洁取暖", "zh") == ()
    assert time.perf_counter() - began < 3
