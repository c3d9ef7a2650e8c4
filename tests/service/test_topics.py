"""Whether a clause speaks of the new topic of a follow-up, or of the one that it leaves behind."""

from __future__ import annotations

import pytest

from index.dictionary import open_dictionary
from index.glossary import Glossary
from index.models.prepare import default_model_dir
from index.parse import parse
from index.types import Lang, Scored
from index.widening import BilingualWidening
from service.asked import asked, wordings
from service.matching import Matcher
from service.reader import RuleReader
from service.types import Evidence, Question, Turn

WIDENING = BilingualWidening(Glossary, open_dictionary(default_model_dir()))
TEXT = (
    "2025年政府工作报告\n\n"
    "打造工业互联网示范区，新建5G基站1000个。完成城镇新增就业，达到2.2万人。开展职业技能培训8.7万人次。\n\n"
    "基本养老保险参保86万人，失业保险参保23万人。引育领军人才30人、青年人才100人。\n"
)


def first(before: str, follow_up: str, lang: Lang = "zh") -> tuple[str, bool]:
    """The figure of the clause that comes first, "" where it has none, and whether it strays from the topic."""
    document = parse(TEXT, "r.txt")
    items = [Evidence(document, p, 0.5, (Scored(p.span, 0.5),)) for p in document.paragraphs[-2:]]
    wanted = asked(Question(follow_up, lang, (Turn(before),)), WIDENING)
    best = RuleReader().read(wanted, items, Matcher.over(wanted, items))[0]
    assert wanted.topic is not None
    item = next(item for item in items if item.key == best.key)
    return best.figure.of(document.text) if best.figure else "", wanted.topic.strays(item, best.span, best.figure)


@pytest.mark.parametrize(
    ("follow_up", "lang", "figure"),
    [
        ("职业技能培训呢？", "zh", "8.7万人次"),
        ("城镇新增就业呢？", "zh", "2.2万人"),  # its subject stands in the clause before
        ("失业保险呢？", "zh", "23万人"),
        ("And vocational training?", "en", "8.7万人次"),
    ],
)
def test_what_speaks_of_the_new_topic_comes_first(follow_up: str, lang: Lang, figure: str) -> None:
    before = "新建5G基站多少个？" if lang == "zh" else "How many 5G base stations will be built?"
    assert first(before, follow_up, lang) == (figure, False)


@pytest.mark.parametrize("follow_up", ["工业互联网呢？", "6G基站呢？", "旅游保险呢？", "地铁呢？"])
def test_a_figure_of_the_topic_left_behind_or_of_half_the_new_one_strays(follow_up: str) -> None:
    figure, strays = first("新建5G基站多少个？", follow_up)
    assert strays or not figure


def test_of_two_figures_in_one_clause_that_of_the_new_topic_answers() -> None:
    assert first("引育领军人才多少人？", "青年的呢？") == ("100人", False)


def test_beside_the_question_before_a_reading_speaks_of_both() -> None:
    question = Question("就业呢？", "zh", (Turn("新建5G基站多少个？"),))
    alone, beside = wordings(question, WIDENING)
    assert alone.topic is not None
    assert beside.topic is not None
    assert (alone.topic.is_beside, beside.topic.is_beside) == (False, True)
    document = parse("2025年政府工作报告\n\n完成城镇新增就业2.2万人。\n", "r.txt")
    item = Evidence(document, document.paragraphs[-1], 0.5, ())
    figure = RuleReader().read(alone, [item], Matcher.over(alone, [item]))[0].figure
    clause = item.paragraph.sentences[0].clauses[0]
    assert not alone.topic.strays(item, clause, figure)
    assert beside.topic.strays(item, clause, figure)
