from __future__ import annotations

import time
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


@pytest.mark.parametrize(("declared", "encoding"), [("GBK", "gbk"), ("gb2312", "gb18030"), ("Big5", "big5")])
def test_a_memory_in_an_encoding_of_chinese_is_read(declared: str, encoding: str) -> None:
    unit = '<tuv xml:lang="zh"><seg>中文</seg></tuv><tuv xml:lang="en"><seg>Chinese</seg></tuv>'
    data = f'<?xml version="1.0" encoding="{declared}"?>{memory(unit).decode()}'.encode(encoding)
    assert read_tmx(data) == (SegmentPair("中文", "Chinese"),)
    with pytest.raises(InvalidInput, match="which it declares"):
        read_tmx(data.replace(b"<seg>Chinese", b"<seg>\xff\xff"))


@pytest.mark.parametrize("depth", [250, 3000, 100_000])
def test_a_memory_of_endless_markup_is_refused(depth: int) -> None:
    deep = "<hi>" * depth + "5G" + "</hi>" * depth
    unit = f'<tuv xml:lang="zh"><seg>{deep}</seg></tuv><tuv xml:lang="en"><seg>5G</seg></tuv>'
    with pytest.raises(InvalidInput, match="deep"):
        read_tmx(memory(unit))


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


@pytest.mark.parametrize(
    ("text", "lang", "inside"),
    [
        ("加强5G基站的建设。", "zh", ("的", "5G基站", "建设", "建设。")),
        ("修建公路、铁路、机场。", "zh", ("铁路", "机场。")),
        ("增长5%以上，新增1,200套。", "zh", ("以上，", "200套。")),
        ("We build roads, railways and open-pit mines.", "en", ("i", "roads", "railways", "pit mines.")),
    ],
)
def test_words_inside_a_sentence_are_no_segment(text: str, lang: str, inside: tuple[str, ...]) -> None:
    pairs = [SegmentPair(words, words) for words in inside]
    assert align_to(document(text, lang), pairs).missing == tuple(pairs)


@pytest.mark.parametrize(
    ("text", "lang", "segment"),
    [
        ("第一章 总则\n1. 目标", "zh", "总则"),
        ("一、改革\n深化改革。", "zh", "改革"),
        ("他说：“深化改革。”大家同意。", "zh", "深化改革。"),
        ("扩大开放，深化改革。", "zh", "深化改革。"),
        ("Chapter 1 General\nText.", "en", "General"),
        ("Grow. Deepen reform. Open up.", "en", "Deepen reform."),
        ("Deepen reform", "en", "Deepen reform"),
    ],
)
def test_segments_stand_between_lines_marks_and_numbers(text: str, lang: str, segment: str) -> None:
    (rendering,) = align_to(document(text, lang), [SegmentPair(segment, segment)]).renderings
    assert rendering.source.of(text) == segment


def test_more_repetitions_than_places_take_linear_time() -> None:
    n = 20_000
    pairs = [SegmentPair("合计", str(at)) for at in range(2 * n)]
    started = time.perf_counter()
    placed = align_to(document("合计\n" * n), pairs)
    assert (len(placed.renderings), len(placed.missing)) == (n, n)
    assert time.perf_counter() - started < 20  # seeking anew for each takes hours


def test_english_document_gets_chinese_renderings() -> None:
    (rendering,) = align_to(document("Build it.", "en"), [SegmentPair("建成。", "Build it.")]).renderings
    assert (rendering.lang, rendering.text, rendering.source) == ("zh", "建成。", Span(0, 9))
