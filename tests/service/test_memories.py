from __future__ import annotations

import pytest

from index.errors import NotFound
from index.parse import parse
from index.protocols import Incoming
from index.renderings import align_to
from index.types import Document
from service.translation.files.bilingual import BilingualFile, BilingualUnit
from service.translation.files.tmx import read_tmx_file, write_tmx
from service.translation.files.xliff import read_xliff, write_xliff
from service.translation.memories import place, to_bilingual
from tests.fakes import FakeSnapshot

TEXT = "一、改革\n深化改革。扩大开放。\n保障民生。"


def incoming(name: str, text: str = TEXT) -> Incoming:
    return Incoming(parse(text, name), (), len(text.encode()))


def memory(name: str, *pairs: tuple[str, str]) -> BilingualFile:
    units = tuple(BilingualUnit(str(n), source, target) for n, (source, target) in enumerate(pairs, 1))
    return BilingualFile(name, "zh", units)


REFORM = ("深化改革。", "Deepen reform.")
PEOPLE = ("保障民生。", "Ensure livelihoods.")


def texts(document: Document, found: Incoming) -> list[tuple[str, str]]:
    return [(one.source.of(document.text), one.text) for one in found.renderings]


def test_memory_goes_to_the_document_that_it_names() -> None:
    snapshot = FakeSnapshot("g1", (incoming("a.txt"), incoming("b.txt")))
    (placed,) = place(snapshot, memory("b.txt", REFORM)).documents
    assert (placed.info.source, placed.placed) == ("b.txt", 1)


def test_memory_that_names_none_goes_wherever_its_segments_stand() -> None:
    snapshot = FakeSnapshot("g1", (incoming("a.txt"), incoming("b.txt", "别的内容。"), incoming("c.txt")))
    found = place(snapshot, memory("", REFORM, ("没有这句。", "Nowhere.")))
    assert [placed.info.source for placed in found.documents] == ["a.txt", "c.txt"]
    assert [pair.en for pair in found.missing] == ["Nowhere."]


def test_new_rendering_takes_the_place_of_the_old_and_leaves_the_others() -> None:
    document = parse(TEXT, "a.txt")
    old = align_to(document, memory("", REFORM, PEOPLE).pairs).renderings
    snapshot = FakeSnapshot("g1", (Incoming(document, old, 1),))
    (placed,) = place(snapshot, memory("a.txt", ("深化改革。", "Advance reform."))).documents
    assert texts(document, placed.incoming) == [("深化改革。", "Advance reform."), PEOPLE]


def test_a_term_takes_no_sentence_its_rendering() -> None:
    document = parse(TEXT, "a.txt")
    old = align_to(document, memory("", REFORM, PEOPLE).pairs).renderings
    snapshot = FakeSnapshot("g1", (Incoming(document, old, 1),))
    found = place(snapshot, memory("", ("改革", "reform"), ("深化", "deepen"), ("民生", "livelihood")))
    assert len(found.documents) == 1  # the heading 一、改革 is a segment of its own
    assert texts(document, found.documents[0].incoming) == [("改革", "reform"), REFORM, PEOPLE]
    assert [pair.en for pair in found.missing] == ["deepen", "livelihood"]


def test_a_part_of_a_rendered_segment_gets_no_rendering_of_its_own() -> None:
    document = parse("扩大开放，深化改革。\n保障民生。", "a.txt")
    old = align_to(document, memory("", ("扩大开放，深化改革。", "Open up and reform."), PEOPLE).pairs).renderings
    snapshot = FakeSnapshot("g1", (Incoming(document, old, 1),))
    assert place(snapshot, memory("", ("深化改革。", "Reform."))).documents == ()
    whole = ("扩大开放，深化改革。保障民生。", "All in one.")
    (placed,) = place(snapshot, memory("", whole)).documents
    assert [one.text for one in placed.incoming.renderings] == ["All in one."]
    (placed,) = place(snapshot, memory("", ("保障民生", "People first"))).documents
    assert [one.text for one in placed.incoming.renderings] == ["Open up and reform.", "People first"]


def test_unknown_document_is_told() -> None:
    with pytest.raises(NotFound):
        place(FakeSnapshot("g1", (incoming("a.txt"),)), memory("", REFORM), "nope")


def test_document_goes_out_to_a_translator_and_comes_back() -> None:
    document = parse(TEXT, "a.txt")
    snapshot = FakeSnapshot("g1", (Incoming(document, align_to(document, memory("", REFORM).pairs).renderings, 1),))
    out = to_bilingual(document, snapshot.renderings(document.id), untranslated=True)
    assert [(unit.id, unit.source, unit.target) for unit in out.units] == [
        ("p1.s1", "一、改革", ""),
        ("p2.s1", *REFORM),
        ("p2.s2", "扩大开放。", ""),
        ("p3.s1", "保障民生。", ""),
    ]
    back = read_xliff(write_xliff(out, "2.1").replace(b"</segment>", b"<target>done</target></segment>", 1))
    (placed,) = place(snapshot, back).documents
    assert texts(document, placed.incoming) == [("一、改革", "done"), REFORM]


def test_export_of_a_memory_has_only_what_is_translated() -> None:
    document = parse(TEXT, "a.txt")
    renderings = align_to(document, memory("", PEOPLE, REFORM).pairs).renderings
    out = read_tmx_file(write_tmx(to_bilingual(document, renderings, untranslated=False)))
    assert [(unit.source, unit.target) for unit in out.units] == [REFORM, PEOPLE]
    assert out.name == "a.txt"
