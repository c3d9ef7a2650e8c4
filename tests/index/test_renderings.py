from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import InvalidInput
from index.renderings import SegmentPair, align_to, read_tmx
from index.types import Document, Span

SEEDS = Path(__file__).parents[2] / "seeds"


def document(text: str, lang: str = "zh") -> Document:
    return Document("d", "d", "d.txt", "zh" if lang == "zh" else "en", text, (), ())


def memory(*units: str) -> bytes:
    body = "".join(f"<tu>{unit}</tu>" for unit in units)
    return f'<tmx version="1.4"><header srclang="zh"/><body>{body}</body></tmx>'.encode()


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.tmx")), ids=lambda path: path.stem)
def test_every_seed_segment_is_located_in_reading_order(path: Path) -> None:
    text = path.with_suffix(".txt").read_text(encoding="utf-8")
    pairs = read_tmx(path.read_bytes())
    placed = align_to(document(text), pairs)
    assert not placed.missing
    assert [rendering.text for rendering in placed.renderings] == [pair.en for pair in pairs]
    for rendering, pair in zip(placed.renderings, pairs, strict=True):
        assert "".join(rendering.source.of(text).split()) == "".join(pair.zh.split())


def test_inline_codes_go_and_their_words_stay() -> None:
    unit = (
        '<tuv xml:lang="ZH_cn"><seg>新建<bpt i="1">&lt;b&gt;</bpt>5G<ept i="1">&lt;/b&gt;</ept>基站</seg></tuv>'
        '<tuv lang="en-US"><seg>Build <hi>5G</hi> base stations</seg></tuv>'
    )
    assert read_tmx(memory(unit)) == (SegmentPair("新建5G基站", "Build 5G base stations"),)


def test_units_of_other_languages_are_left_out() -> None:
    french = '<tuv xml:lang="zh"><seg>亩</seg></tuv><tuv xml:lang="fr"><seg>mou</seg></tuv>'
    english = '<tuv xml:lang="zh"><seg>亩</seg></tuv><tuv xml:lang="en"><seg>mu</seg></tuv>'
    assert read_tmx(memory(french, english)) == (SegmentPair("亩", "mu"),)


@pytest.mark.parametrize("data", [b"<html/>", b"<tmx", memory(), b"\x00\x01", "纯文本".encode()])
def test_what_is_no_memory_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidInput):
        read_tmx(data)


def test_repeated_sentence_is_placed_once_at_each_place() -> None:
    pairs = [
        SegmentPair("推进改革。", "first"),
        SegmentPair("扩大开放。", "second"),
        SegmentPair("推进改革。", "third"),
    ]
    placed = align_to(document("推进改革。扩大开放。推进改革。"), pairs)
    assert [rendering.source for rendering in placed.renderings] == [Span(0, 5), Span(5, 10), Span(10, 15)]


def test_segment_out_of_order_is_still_located_and_the_result_is_in_text_order() -> None:
    placed = align_to(document("甲。乙。丙。"), [SegmentPair("丙。", "c"), SegmentPair("甲。", "a")])
    assert [rendering.text for rendering in placed.renderings] == ["a", "c"]


def test_segment_that_is_not_there_is_reported_and_harms_no_other() -> None:
    strange = SegmentPair("丁。", "d")
    placed = align_to(document("甲。乙。"), [SegmentPair("甲。", "a"), strange, SegmentPair("乙。", "b")])
    assert placed.missing == (strange,)
    assert [rendering.text for rendering in placed.renderings] == ["a", "b"]


def test_width_and_white_space_do_not_matter() -> None:
    (rendering,) = align_to(
        document("新建5\uff27 基站,\n1000个。"), [SegmentPair("新建5G基站，1000个。", "x")]
    ).renderings
    assert rendering.source == Span(0, 15)


def test_english_document_gets_chinese_renderings() -> None:
    (rendering,) = align_to(document("Build it.", "en"), [SegmentPair("建成。", "Build it.")]).renderings
    assert (rendering.lang, rendering.text, rendering.source) == ("zh", "建成。", Span(0, 9))
