"""What speaks against a reading is seen, and rules keep half the say where the trained reader has spoken."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.glossary import Glossary
from index.parse import parse
from index.types import Scored
from index.widening import BilingualWidening
from service.answered import ACROSS, OWN, answered_probability, verdict_of
from service.asked import asked
from service.confidence import ACROSS as ACROSS_LANGUAGES
from service.confidence import AS_READ, BY_RULES, CHINESE, ENGLISH, VETOES, confidence_of
from service.matching import Matcher
from service.observations import Observations, observe
from service.reader import RuleReader
from service.types import Evidence, Question

TEXT = "2025年某省政府工作报告\n\n粮食产量达到100万吨，新建高标准农田300万亩，建设任务全部完成。\n"


def observed(question: str, text: str = TEXT) -> Observations:
    document = parse(text, "r.txt")
    item = Evidence(document, document.paragraphs[-1], 0.5, (Scored(document.paragraphs[-1].span, 0.5),))
    wanted = asked(Question(question, "zh"), BilingualWidening(Glossary))
    matcher = Matcher.over(wanted, [item])
    return observe(wanted, matcher, item, RuleReader().read(wanted, [item], matcher))


@pytest.mark.parametrize(("year", "other"), [(2025, 0.0), (2024, 0.0), (2023, 1.0), (2026, 1.0)])
def test_a_report_speaks_of_its_year_and_of_the_year_before_and_of_no_other(year: int, other: float) -> None:
    assert observed(f"{year}年粮食产量是多少？").other_year == other


PLAN = "2025年某州国民经济和社会发展计划\n\n粮食产量达到100万吨。\n"
PLAN_TO_DATE = "2025年某州国民经济和社会发展计划（草案）\n\n粮食产量达到100万吨。\n"
CARRIED_OUT = "2024年计划执行情况与2025年计划草案的报告\n\n粮食产量达到100万吨。\n"
SAYS_ITS_YEAR = "2025年某省政府工作报告\n\n2025年主要预期目标：粮食产量达到100万吨。\n"


@pytest.mark.parametrize(
    ("text", "other"), [(PLAN, 1.0), (PLAN_TO_DATE, 1.0), (SAYS_ITS_YEAR, 1.0), (CARRIED_OUT, 0.0), (TEXT, 0.0)]
)
def test_a_plan_and_a_sentence_that_says_its_year_do_not_speak_of_the_year_before(text: str, other: float) -> None:
    assert observed("2024年粮食产量是多少？", text).other_year == other
    assert observed("2025年粮食产量是多少？", text).other_year == 0.0


@pytest.mark.parametrize(
    ("question", "whole"), [("新建高标准农田多少万亩？", 1.0), ("新建高标准农田和鱼塘多少万亩？", 0.0)]
)
def test_a_clause_may_hold_all_the_words_of_a_question(question: str, whole: float) -> None:
    assert observed(question).all_words == whole


REVIEW = "2026年某省政府工作报告\n\n二、“十四五”时期发展成就和“十五五”时期主要目标任务\n\n粮食产量达到100万吨。\n"


def test_a_heading_that_tells_of_achievements_announces_no_mere_plan() -> None:
    assert observed("粮食产量达到了多少？", REVIEW).only_planned == 0.0
    assert observed("粮食产量达到了多少？", REVIEW.replace("发展成就和“十五五”时期", "")).only_planned == 1.0


def test_rules_have_half_the_say_where_the_reader_has_read() -> None:
    by_rules = observed("2024年粮食产量是多少？")
    read = replace(by_rules, read=1.0, answers=0.02, margin=-4.0)
    assert confidence_of(by_rules) == BY_RULES.probability(by_rules)
    mean = (BY_RULES.probability(read) + AS_READ.probability(read)) / 2
    assert confidence_of(read) == pytest.approx(CHINESE(mean, read))
    assert confidence_of(read) < confidence_of(replace(read, answers=0.98, margin=4.0))
    assert confidence_of(read) < confidence_of(replace(read, ahead=read.ahead + 0.2))
    assert confidence_of(read) < confidence_of(replace(read, entailed=2.0))


def test_a_straightened_probability_keeps_its_order() -> None:
    likely, seen = [p / 20 for p in range(1, 20)], Observations(ahead=0.2, entailed=1.0)
    for curve in (CHINESE, ENGLISH, ACROSS_LANGUAGES):
        assert sorted(likely, key=lambda p, curve=curve: curve(p, seen)) == likely


def test_what_speaks_for_an_answer_is_never_a_reason_to_refuse_it() -> None:
    read = replace(observed("2024年粮食产量是多少？"), read=1.0)
    for asked_in in (read, replace(read, chinese=0.0, foreign=1.0)):
        given = [verdict_of(replace(asked_in, margin=m, answers=1 / (1 + 2.7**-m))).is_answered for m in range(-5, 6)]
        assert given == sorted(given)
        assert given[-1]
    assert not verdict_of(replace(read, margin=-5.0)).is_answered


def test_words_that_do_not_follow_are_a_reason_to_refuse() -> None:
    for foreign in (0.0, 1.0):
        found = observed("2024年粮食产量是多少？")
        read = replace(found, read=1.0, foreign=foreign, margin=-1.5, answers=0.18, sure=0.4)
        given = [verdict_of(replace(read, entailed=float(logit))).is_answered for logit in range(-6, 7)]
        assert given == sorted(given)
        assert not given[0]
        assert given[-1]


def test_each_veto_is_enough_to_refuse() -> None:
    for model in (OWN, ACROSS):
        assert all(getattr(model.weights, veto) <= -4 for veto in VETOES)


def test_a_refusal_is_as_sure_as_an_answer_is_unlikely() -> None:
    seen = replace(
        observed("2024年粮食产量是多少？"), read=1.0, foreign=1.0, answers=0.01, margin=-5.0, other_measure=1.0
    )
    verdict = verdict_of(seen)
    assert not verdict.is_answered
    assert verdict.sure == pytest.approx(1 - answered_probability(seen))


@pytest.mark.parametrize(
    ("said", "spelled_out"),
    [("实施节能改造、灵活性改造、供热改造“三改联动”。", True), ("实施煤电“三改联动”，推进绿电入沪。", False)],
)
def test_a_term_is_spelled_out_by_the_list_before_it(said: str, spelled_out: bool) -> None:
    document = parse(f"2025年某省政府工作报告\n\n{said}\n", "r.txt")
    item = Evidence(document, document.paragraphs[-1], 0.5, (Scored(document.paragraphs[-1].span, 0.5),))
    wanted = asked(Question("“三改联动”具体指哪三种改造？", "zh"), BilingualWidening(Glossary))
    matcher = Matcher.over(wanted, [item])
    seen = observe(wanted, matcher, item, RuleReader().read(wanted, [item], matcher))
    assert seen.not_defined == float(not spelled_out)


@pytest.mark.parametrize(
    ("question", "said", "nobody"),
    [
        ("服务由谁评价？", "服务绩效由企业和群众来评判。", 0.0),
        ("市长是谁？", "服务绩效由企业和群众来评判。", 1.0),
        ("机场的设计单位是哪一家？", "开工建设新机场和三条高速公路。", 1.0),
    ],
)
def test_who_judges_may_be_a_group_and_who_holds_an_office_is_a_person(question: str, said: str, nobody: float) -> None:
    document = parse(f"2025年某省政府工作报告\n\n{said}\n", "r.txt")
    item = Evidence(document, document.paragraphs[-1], 0.5, (Scored(document.paragraphs[-1].span, 0.5),))
    wanted = asked(Question(question, "zh"), BilingualWidening(Glossary))
    matcher = Matcher.over(wanted, [item])
    assert observe(wanted, matcher, item, RuleReader().read(wanted, [item], matcher)).no_person == nobody
