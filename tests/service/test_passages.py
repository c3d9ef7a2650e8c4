from pathlib import Path

import pytest

from index.codec import structure_from_json, structure_to_json
from index.parse import parse
from index.types import Document, Rendering
from service.passages import passage_of, terms_of
from service.types import Evidence

SEEDS = sorted(Path("seeds").glob("*.txt"))
MIXED = (
    "计划\n\n新建5G基站1000个以上、投资1.2亿元,增长15%;其中：A区、B区（含萬畝）。Grow 1,200 mu; open 10:30. 完成！ok?\n"
)


def evidence_of(document: Document, n: int, renderings: tuple[Rendering, ...] = ()) -> Evidence:
    return Evidence(document, document.paragraph(n), 1.0, (), renderings)


@pytest.mark.parametrize("text", [MIXED, *(path.read_text("utf-8") for path in SEEDS)])
def test_a_sentence_has_the_words_of_its_clauses_and_no_others(text: str) -> None:
    document = parse(text, "plan.txt")
    for paragraph in document.paragraphs:
        passage = passage_of(evidence_of(document, paragraph.n))
        for sentence in paragraph.sentences:
            assert passage.sentence_words(sentence).own == terms_of(sentence.span.of(document.text))


def test_a_paragraph_is_taken_apart_once_a_document() -> None:
    document = parse(MIXED, "plan.txt")
    assert passage_of(evidence_of(document, 2)) is passage_of(evidence_of(document, 2))


def test_another_version_of_a_document_is_taken_apart_anew() -> None:
    before, after = parse(MIXED, "plan.txt"), parse(MIXED.replace("1000", "2000"), "plan.txt")
    assert passage_of(evidence_of(before, 2)) is not passage_of(evidence_of(after, 2))


def test_other_renderings_are_taken_apart_anew() -> None:
    document = parse(MIXED, "plan.txt")
    span = document.paragraph(2).sentences[0].span
    rendered = passage_of(evidence_of(document, 2, (Rendering(span, "en", "Build 1,000 stations"),)))
    assert passage_of(evidence_of(document, 2)).rendered_terms() == []
    assert rendered.rendered_terms() == [terms_of("Build 1,000 stations")]


def test_paragraphs_read_back_are_those_written() -> None:
    document = parse(MIXED, "plan.txt")
    sections, paragraphs = structure_from_json(structure_to_json(document))
    assert (sections, paragraphs) == (document.sections, document.paragraphs)
    assert paragraphs[-1] == document.paragraphs[-1]
    assert paragraphs[:2] == document.paragraphs[:2]


def test_figures_of_an_english_document_are_read_as_english() -> None:
    document = parse("Plan\n\nThe town had 1,200 schools in 2019, and revenue of 4.5 million yuan.\n", "plan.txt")
    paragraph = document.paragraphs[-1]
    passage = passage_of(evidence_of(document, paragraph.n))
    found = [f for s in paragraph.sentences for c in s.clauses for f in passage.figures(c)]
    assert {f.quantity.number for f in found if f.quantity.is_plain} >= {1200.0, 4_500_000.0}
    assert all(f.span.of(document.text).strip() for f in found)
