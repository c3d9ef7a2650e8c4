"""Reports that say the same sentence: which one answers is told by place, year and time. Real model, FAISS, tantivy."""

from pathlib import Path

import pytest

from index.types import Lang
from service.api.services import Knowledge
from service.settings import Settings
from service.types import Answer, Question
from service.wire import open_knowledge

PROVINCES = {"湖南": (610, 620, 630), "山东": (1100, 1120, 1140), "云南": (390, 395, 400)}


def report(place: str, year: int, reached: int, aimed: int) -> str:
    return (
        f"{year}年{place}省政府工作报告\n\n一、{year - 1}年工作回顾\n\n"
        f"一年来，经济运行平稳。粮食产量{reached}亿斤，新建高速公路{reached // 10}公里。\n\n"
        f"二、{year}年工作安排\n\n今年要抓好粮食生产。粮食产量稳定在{aimed}亿斤，新建高速公路{aimed // 10}公里。\n"
    )


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    seeds = tmp_path_factory.mktemp("seeds")
    for place, (first, second, third) in PROVINCES.items():
        (seeds / f"2025{place}.txt").write_text(report(place, 2025, first, second), "utf-8")
        (seeds / f"2026{place}.txt").write_text(report(place, 2026, second + 1, third), "utf-8")
    return open_knowledge(Settings(data_dir=tmp_path_factory.mktemp("data"), seeds_dir=seeds))


@pytest.mark.parametrize(
    ("question", "lang", "number", "title"),
    [
        ("湖南2025年的粮食产量目标是多少？", "zh", 620e8, "2025年湖南省政府工作报告"),
        ("山东2024年粮食产量达到了多少？", "zh", 1100e8, "2025年山东省政府工作报告"),
        ("What grain output does Yunnan aim for in 2026?", "en", 400e8, "2026年云南省政府工作报告"),
        ("How many kilometres of expressway was Shandong to build in 2025?", "en", 112, "2025年山东省政府工作报告"),
    ],
)
def test_place_year_and_time_choose_the_report(
    knowledge: Knowledge, question: str, lang: Lang, number: float, title: str
) -> None:
    outcome = knowledge.answerer.answer(Question(question, lang))
    assert isinstance(outcome, Answer), outcome
    assert outcome.citations[0].title == title
    assert outcome.value is not None
    assert outcome.value.number == number


def test_words_of_an_english_document_are_matched_as_they_stand(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    text = "Library rules\n\nA reader may keep a book for three weeks. Lost books cost 25 dollars each.\n"
    (seeds / "rules.txt").write_text(text, "utf-8")
    knowledge = open_knowledge(Settings(data_dir=tmp_path / "data", seeds_dir=seeds))
    outcome = knowledge.answerer.answer(Question("How much does a lost book cost?", "en"))
    assert isinstance(outcome, Answer), outcome
    assert "25 dollars" in outcome.text
