from eval.beir import Entry
from eval.knowledge import entry_to_document


def test_an_entry_becomes_one_paragraph_whose_spans_are_its_own():
    text = "一、概况。新建基站1000个，\n建成平台3个。"
    document = entry_to_document(Entry("p0", "", text, "zh"))
    (paragraph,) = document.paragraphs
    assert paragraph.span.of(document.text) == text
    assert not paragraph.is_heading  # though 一、 would make it one in an official paper
    assert "".join(clause.of(text) for sentence in paragraph.sentences for clause in sentence.clauses) == text.replace(
        "\n", ""
    )
    assert document.source == "p0.txt"
    assert document.title == "p0"
