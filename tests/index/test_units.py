from itertools import pairwise

from index.parse import parse
from index.types import Grain, Rendering, Span
from index.units import MAX_TOKENS, units_of


def test_each_figure_gets_a_clause_of_its_own_and_with_its_neighbour() -> None:
    document = parse("新增高标准农田25.5万亩，小麦稳定在200万亩左右，建设5个园区。", "a.txt")
    texts = {u.text for u in units_of(document, (), len) if u.grain is Grain.CLAUSE}
    assert "小麦稳定在200万亩左右，" in texts
    assert "小麦稳定在200万亩左右，建设5个园区。" in texts


def test_unit_text_is_the_words_under_its_span() -> None:
    document = parse("计划\n一、目标\n新建5G基站1000个以上，改造老旧小区108个。", "a.txt")
    assert all(u.span.of(document.text) == u.text for u in units_of(document, (), len))


def test_overlong_runs_are_split_for_the_model_and_nothing_is_cut() -> None:
    document = parse("甲" * (MAX_TOKENS * 3 + 7), "a.txt")
    windows = [u for u in units_of(document, (), len) if u.grain is Grain.PARAGRAPH]
    assert len(windows) > 3
    assert all(len(u.text) <= MAX_TOKENS for u in windows)
    assert all(a.span.end == b.span.start for a, b in pairwise(windows))
    assert "".join(u.text for u in windows) == document.text


def test_rendering_units_point_at_the_source_words() -> None:
    document = parse("计划\n新建5G基站1000个以上。改造小区108个。", "a.txt")
    start = document.text.index("新建")
    source = Span(start, start + len("新建5G基站1000个以上。"))
    rendering = Rendering(source, "en", "Build at least 1,000 new 5G base stations.")
    units = [u for u in units_of(document, (rendering,), len) if u.is_rendering]
    assert {u.lang for u in units} == {"en"}
    assert {u.span for u in units} == {source}
    assert {u.paragraph for u in units} == {2}
    assert rendering.text in {u.text for u in units}
