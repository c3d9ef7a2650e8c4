"""What the English renderings of the seeds promise: whole, in order, right to the last digit."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from defusedxml import ElementTree

SEEDS = Path(__file__).parents[2] / "seeds"
STEMS = tuple(sorted(path.stem for path in SEEDS.glob("*.txt")))

SCALES = {"": 1, "千": 10**3, "万": 10**4, "亿": 10**8, "thousand": 10**3, "million": 10**6, "billion": 10**9}
WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
CJK_DIGITS = {digit: value for value, digit in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
COMPOUNDS = {"二十大": 20.0, "十四五": 14.0, "十二届": 12.0, "十一届": 11.0, "千万": 10.0**7, "万羊": 10.0}


def pairs_of(stem: str) -> list[tuple[str, str]]:
    root = ElementTree.parse(SEEDS / f"{stem}.tmx").getroot()
    pairs = []
    for unit in root.iter("tu"):
        source, target = (seg.text or "" for seg in unit.iter("seg"))
        pairs.append((source, target))
    return pairs


def words_only(text: str) -> str:
    """Drops white space and the bullets of a list, which are no words."""
    return re.sub(r"\s|^- ◆", "", text, flags=re.MULTILINE)


def figures_zh(text: str) -> list[float]:
    figures = re.findall(r"(\d+(?:\.\d+)?)(亿|万|千(?!瓦))?", text)
    return [round(float(number) * SCALES[scale], 3) for number, scale in figures]


def figures_en(text: str) -> list[float]:
    found = re.findall(r"(\d[\d,]*(?:\.\d+)?)(?:[ -](thousand|million|billion))?", text)
    figures = [round(float(number.replace(",", "")) * SCALES[scale], 3) for number, scale in found]
    return figures + [
        float(value) for word, value in WORDS.items() if re.search(rf"(?<!-)\b{word}\b", text, re.IGNORECASE)
    ]


ALL_PAIRS = [pair for stem in STEMS for pair in pairs_of(stem)]


@pytest.mark.parametrize("stem", STEMS)
def test_segments_cover_the_whole_document_in_order(stem: str) -> None:
    document = (SEEDS / f"{stem}.txt").read_text(encoding="utf-8")
    assert words_only("".join(source for source, _ in pairs_of(stem))) == words_only(document)


@pytest.mark.parametrize("stem", STEMS)
def test_memory_names_its_document_and_both_languages(stem: str) -> None:
    root = ElementTree.parse(SEEDS / f"{stem}.tmx").getroot()
    header = root.find("header")
    assert root.get("version") == "1.4"
    assert header is not None
    assert header.findtext("prop") == f"{stem}.txt"
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    assert {tuple(variant.get(lang) for variant in unit) for unit in root.iter("tu")} == {("zh-CN", "en")}


def test_every_figure_of_the_source_stands_in_its_rendering() -> None:
    for source, target in ALL_PAIRS:
        english = figures_en(target)
        for figure in figures_zh(source):
            assert figure in english, source
            english.remove(figure)


def test_rendering_has_no_figure_of_its_own() -> None:
    for source, target in ALL_PAIRS:
        allowed = figures_zh(source) + [float(value) for digit, value in CJK_DIGITS.items() if digit in source]
        allowed += [value for compound, value in COMPOUNDS.items() if compound in source]
        assert set(figures_en(target)) <= set(allowed), source


BOUNDS = (
    (r"\d[^,，。]{0,4}以上", r"at least|no less than|or more"),
    (r"\d[^,，。]{0,4}左右", r"\babout\b|\baround\b"),
    (r"\d[^,，。]{0,4}以下", r"or less"),
    (r"突破\d", r"more than"),
    (r"力争", r"\bstriv"),
)


@pytest.mark.parametrize(("chinese", "english"), BOUNDS)
def test_bounds_are_kept(chinese: str, english: str) -> None:
    bounded = [(source, target) for source, target in ALL_PAIRS if re.search(chinese, source)]
    assert bounded
    for source, target in bounded:
        assert len(re.findall(english, target)) >= len(re.findall(chinese, source)), source


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("([三五])年行动", "{}-year"),
        ("([三])年攻坚", "{}-year"),
        ("([四])大(?:污染源|开放)", "{} (?:major|open)"),
        ("([三])个国家级", "{} national"),
    ],
)
def test_figures_in_characters_are_kept(chinese: str, english: str) -> None:
    names = {value: name for name, value in WORDS.items()}
    assert any(re.search(chinese, source) for source, _ in ALL_PAIRS)
    for source, target in ALL_PAIRS:
        for digit in re.findall(chinese, source):
            assert re.search(english.replace("{}", names[CJK_DIGITS[digit]]), target), source


UNITS = {
    r"\d万?亩": r"\bmu\b",
    r"\d亿?万?元": r"\byuan\b",
    r"\d万吨": "tonne",
    r"\d万千瓦": "kilowatt",
    r"\d公里|公里\d": "kilometers",
    r"\d万人次": "visits|person-times",
    "蒸吨": "steam tonnes",
}


@pytest.mark.parametrize(("chinese", "english"), UNITS.items())
def test_units_are_rendered_and_not_replaced(chinese: str, english: str) -> None:
    bearing = [(source, target) for source, target in ALL_PAIRS if re.search(chinese, source)]
    assert bearing
    assert all(re.search(english, target) for _, target in bearing)
