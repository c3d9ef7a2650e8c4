import pytest

from eval.cases import Case, Evidence, load_cases
from eval.suggest import drafts, review, suggest_from
from index.parse import parse

ZH = """全州计划
1 主要任务
全面新建5G基站1000个以上，接待游客4000万人次。落实《昌吉州规划》各项任务。
二、保障
按时按质完成。
"""
EN = "Plan of the county\nWe will retrofit 45,000 rural households with clean heating.\n"


@pytest.fixture
def plans(tmp_path):
    (tmp_path / "计划.txt").write_text(ZH, encoding="utf-8")
    (tmp_path / "plan.txt").write_text(EN, encoding="utf-8")
    return [tmp_path / "计划.txt", tmp_path / "plan.txt"]


def test_a_figure_becomes_the_question_that_it_answers():
    first = next(drafts(parse(ZH, "计划.txt")))
    assert first.question == "全面新建5G基站多少个？"  # the 5 of 5G is no figure
    assert first.answers == ("1000个以上",)
    assert (first.value.number, first.value.bound) == (1000.0, "at_least")
    assert first.evidence == (Evidence("计划.txt", "全面新建5G基站1000个以上"),)


def test_a_short_clause_takes_the_one_before_it_along():
    second = list(drafts(parse(ZH, "计划.txt")))[1]
    assert second.question == "全面新建5G基站1000个以上，接待游客多少人次？"
    assert second.value.number == 40_000_000.0


def test_the_number_of_a_heading_is_no_figure_to_ask_for():
    figures = [case for case in drafts(parse(ZH, "计划.txt")) if case.kind == "numeric"]
    assert [case.answers[0] for case in figures] == ["1000个以上", "4000万人次"]


def test_names_and_headings_are_asked_for():
    questions = [case.question for case in drafts(parse(ZH, "计划.txt"))]
    assert "文件怎样讲到《昌吉州规划》？" in questions
    assert "“二、保障”部分首先讲了什么？" in questions


def test_an_english_figure_is_left_out_of_its_own_clause():
    first = next(drafts(parse(EN, "plan.txt")))
    assert "___" in first.question
    assert "45,000" not in first.question
    assert first.value.number == 45_000.0


def test_every_quote_stands_in_its_document():
    document = parse(ZH, "计划.txt")
    assert all(item.quote in document.text for case in drafts(document) for item in case.evidence)


def test_a_limit_leaves_no_document_out(plans):
    assert {case.evidence[0].doc for case in suggest_from(plans, (), 2)} == {"计划.txt", "plan.txt"}


def test_what_is_asked_already_is_not_drafted_again(plans):
    known = Case("k", "zh", "？", "numeric", True, ("1",), None, (Evidence("计划.txt", "全面新建5G基站1000个以上"),))
    assert "全面新建5G基站多少个？" not in [case.question for case in suggest_from(plans, (known,), 99)]


def test_a_person_accepts_changes_skips_and_stops(plans, tmp_path):
    typed = iter(["q", "要建多少个5G基站？", "a", "s", "n", "约4000万", "a", "x"])
    out = tmp_path / "gold.jsonl"
    assert review(suggest_from(plans, (), 9), out, lambda _: next(typed)) == 2
    first, second = load_cases(out)
    assert first.question == "要建多少个5G基站？"
    assert second.answers == ("约4000万",)


def test_all_drafts_read_back_as_cases(plans, tmp_path):
    out = tmp_path / "gold.jsonl"
    assert review(suggest_from(plans, (), 99), out, None) == len(load_cases(out))
