"""From a question to its answer: the real model, FAISS, tantivy and SQLite over the two seed documents."""

from pathlib import Path

import pytest

from index.glossary import Glossary
from index.parse import parse
from index.types import Lang, Scored
from index.widening import BilingualWidening
from service.answer import EvidenceAnswerer
from service.answered import Verdict
from service.api.services import Knowledge
from service.asked import asked
from service.compose import Composer
from service.matching import Matcher
from service.reader import RuleReader
from service.settings import Settings
from service.types import Agreement, Answer, Bound, Evidence, Question, Refusal, RefusalReason, Turn
from service.wire import open_knowledge

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return open_knowledge(Settings(data_dir=tmp_path_factory.mktemp("data"), seeds_dir=SEEDS))


def ask(knowledge: Knowledge, text: str, lang: Lang = "zh", *history: str) -> Answer | Refusal:
    return knowledge.answerer.answer(Question(text, lang, tuple(Turn(q) for q in history)))


def answered(knowledge: Knowledge, text: str, lang: Lang = "zh", *history: str) -> Answer:
    outcome = ask(knowledge, text, lang, *history)
    assert isinstance(outcome, Answer), outcome
    return outcome


def test_the_same_fact_is_answered_in_both_languages_with_its_bound(knowledge: Knowledge) -> None:
    asked: tuple[tuple[str, Lang], ...] = (
        ("计划新建多少个5G基站？", "zh"),
        ("How many 5G base stations are planned?", "en"),
    )
    for text, lang in asked:
        answer = answered(knowledge, text, lang)
        assert answer.value is not None
        assert (answer.value.number, answer.value.bound) == (1000.0, Bound.AT_LEAST)
        assert {c.source[:3] for c in answer.citations} == {"000", "003"}
        assert answer.agreement is Agreement.AGREE


def test_every_quote_is_its_span(knowledge: Knowledge) -> None:
    snapshot = knowledge.snapshot()
    for text in ("怎样促进消费恢复和扩大？", "要推进哪些水利骨干工程？", "新增高标准农田多少亩？"):
        for citation in answered(knowledge, text).citations:
            assert citation.span.of(snapshot.document(citation.key.document_id).text) == citation.quote
            assert citation.quote in citation.text


def test_a_difference_between_documents_is_said(knowledge: Knowledge) -> None:
    answer = answered(knowledge, "高新技术企业要达到多少家？")
    assert answer.agreement is Agreement.DIFFER
    assert len(answer.citations) >= 2


def test_a_follow_up_is_answered_from_its_history(knowledge: Knowledge) -> None:
    answer = answered(knowledge, "失业保险呢？", "zh", "基本养老保险参保人数力争达到多少？")
    assert answer.value is not None
    assert answer.value.number == 236_500.0


def test_a_comparison_says_whether_the_documents_agree(knowledge: Knowledge) -> None:
    same = answered(knowledge, "Do report and plan give the same number of households for clean heating?", "en")
    assert same.agreement is Agreement.AGREE
    assert same.text.startswith("They agree")
    assert "45,000" in same.text
    other = answered(knowledge, "奶牛存栏数两个文件说的一样不")
    assert other.agreement is Agreement.DIFFER
    assert "说法不同" in other.text
    assert "《政府工作报告》" in other.text


def test_a_count_is_rendered_with_the_noun_of_a_persons_rendering(knowledge: Knowledge) -> None:
    answer = answered(knowledge, "How much vocational skills training will be provided?", "en")
    assert answer.value is not None
    assert answer.value.unit_en == "person-times"


@pytest.mark.parametrize(
    ("before", "text", "number"),
    [
        ("今年力争接待多少游客？", "收入呢？", 16_200_000_000.0),
        ("科技领军人才要引育多少？", "青年的呢", 100.0),
        ("How many kilometers of rural roads will be built?", "Toilets?", 8_000.0),
        ("What growth is expected for fixed-asset investment?", "And retail sales?", 15.0),
    ],
)
def test_a_follow_up_of_one_word_is_answered_by_the_figure_beside_it(
    knowledge: Knowledge, before: str, text: str, number: float
) -> None:
    answer = answered(knowledge, text, "en" if text.isascii() else "zh", before)
    assert answer.value is not None
    assert answer.value.number == number


@pytest.mark.parametrize(
    ("before", "text", "numbers"),
    [
        ("新建5G基站多少个？", "那就业呢？", {22_000, 5_200}),
        ("2023年昌吉州力争接待游客多少人次？", "农村公路呢？", {350}),
        ("失业保险参保人数达到多少？", "招商引资呢？", {120_000_000_000}),
        ("小麦种植面积稳定在多少？", "奶牛呢？", {100_000}),
        ("援疆资金计划投入多少？", "那学前教育呢？", {2_250}),
        ("一般公共预算收入增长多少？", "工业呢？", {10}),
        ("新建5G基站多少个？", "那就业目标是多少？", {22_000, 5_200}),
        ("How many 5G base stations will be built?", "And employment?", {22_000, 5_200}),
        ("How many 5G base stations will be built?", "What about affordable housing?", {214}),
        ("How many 5G base stations will be built?", "And tourists?", {36_000_000}),
        ("How many old residential communities will be renovated?", "And wheat?", {2_000_000}),
    ],
)
def test_a_new_topic_is_not_answered_by_the_figure_of_the_one_before(
    knowledge: Knowledge, before: str, text: str, numbers: set[float]
) -> None:
    answer = answered(knowledge, text, "en" if text.isascii() else "zh", before)
    assert answer.value is not None
    assert answer.value.number in numbers


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("新建5G基站多少个？", "6G基站呢？"),
        ("新建5G基站多少个？", "地铁呢？"),
        ("新建5G基站多少个？", "工业互联网呢？"),
        ("新增学前教育学位多少个？", "幼儿园学费呢？"),
        ("地区生产总值增长多少？", "房价呢？"),
        ("新建5G基站多少个？", "西安呢？"),
        ("How many mu of wheat will be planted?", "And cotton?"),
        ("How many kilometres of rural roads will be built?", "And railways?"),
        ("How many 5G base stations will be built?", "And data centres?"),
        ("How many 5G base stations will be built?", "And in Xi'an?"),
    ],
)
def test_a_new_topic_that_no_figure_is_told_of_is_refused(knowledge: Knowledge, before: str, text: str) -> None:
    assert isinstance(ask(knowledge, text, "en" if text.isascii() else "zh", before), Refusal)


def test_a_topic_of_two_turns_before_is_left_behind_too(knowledge: Knowledge) -> None:
    answer = answered(knowledge, "旅游呢？", "zh", "新建5G基站多少个？", "那就业呢？")
    assert answer.value is not None
    assert answer.value.number in {36_000_000, 16_200_000_000}


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("奇台江布拉克机场的跑道长多少米？", "zh"),
        ("“四方合作”具体是哪四方？", "zh"),
        ("How many 5G base stations had been built by the end of 2022?", "en"),
        ("What is Kashgar's target for new urban jobs?", "en"),
        ("喀什要新增多少就业？", "zh"),
        ("新建的214套保障房每套多少平方米？", "zh"),
        ("How much will the Altay land port cost?", "en"),
    ],
)
def test_what_the_documents_do_not_say_is_refused_with_what_is_near(
    knowledge: Knowledge, text: str, lang: Lang
) -> None:
    outcome = ask(knowledge, text, lang)
    assert isinstance(outcome, Refusal)
    assert outcome.reason is RefusalReason.NOT_FOUND
    assert outcome.nearest


@pytest.mark.parametrize(
    ("text", "number"),
    [("手机信号塔要建多少个？", 1000), ("城里新增多少工作？", 22000), ("跟外国做生意的总额要增长多少？", 20)],
)
def test_everyday_words_find_what_papers_write(knowledge: Knowledge, text: str, number: float) -> None:
    answer = answered(knowledge, text)
    assert answer.value is not None
    assert answer.value.number == number


def test_a_blank_question_is_refused_as_empty(knowledge: Knowledge) -> None:
    outcome = ask(knowledge, "  \n")
    assert isinstance(outcome, Refusal)
    assert outcome.reason is RefusalReason.EMPTY


def test_what_may_be_asked_next_is_answered_by_the_same_paragraph(knowledge: Knowledge) -> None:
    answer = answered(knowledge, "新增高标准农田多少亩？")
    assert answer.follow_ups
    following = answered(knowledge, answer.follow_ups[0])
    assert answer.citations[0].key in {citation.key for citation in following.citations}


def test_a_comparison_of_wordings_shows_the_words_themselves(knowledge: Knowledge) -> None:
    answer = answered(knowledge, "How do the two documents differ on R&D spending?", "en")
    assert {c.source[:3] for c in answer.citations} == {"000", "003"}
    assert any(f"“{c.quote}”" in answer.text for c in answer.citations)


def test_a_description_leaves_the_neighbouring_indicators_out(knowledge: Knowledge) -> None:
    answer = answered(knowledge, "What is the goal for residents' per capita disposable income?", "en")
    assert answer.text == "To grow basically in step with the economy"
    assert not any(character.isdigit() for character in answer.text)


def test_a_description_goes_on_with_what_holds_the_askers_words(knowledge: Knowledge) -> None:
    answer = answered(knowledge, "如何加强文物保护？")
    assert "舞台剧" in answer.text
    assert "文体活动场所" not in answer.text


def test_documents_that_describe_one_thing_in_other_words_are_both_cited(knowledge: Knowledge) -> None:
    answer = answered(knowledge, "怎样促进消费恢复和扩大？")
    assert {c.source[:3] for c in answer.citations} == {"000", "003"}


def test_all_points_of_a_list_are_said(knowledge: Knowledge) -> None:
    answer = answered(knowledge, "What difficulties and shortcomings does the work report admit?", "en")
    assert answer.text.startswith("Under the impact")
    assert "some officials" in answer.text


def test_a_figure_of_wheat_is_none_of_cotton(knowledge: Knowledge) -> None:
    assert isinstance(ask(knowledge, "How many mu of cotton will be planted in 2023?", "en"), Refusal)
    assert answered(knowledge, "How many mu of wheat will be planted in 2023?", "en").value is not None


def test_what_is_only_prepared_is_not_completed(knowledge: Knowledge) -> None:
    answer = answered(knowledge, "Which railway projects will be completed this year?", "en")
    assert "Naomaohu" in answer.text


def test_a_company_that_nobody_names_is_no_answer(knowledge: Knowledge) -> None:
    assert isinstance(ask(knowledge, "Which company will operate Jiangbulake Airport?", "en"), Refusal)


def test_what_cannot_be_carried_is_told_in_the_askers_language(knowledge: Knowledge) -> None:
    answer = answered(knowledge, "List all the figures for social insurance enrolment.", "en")
    assert answer.text.isascii()


def test_a_first_word_stays_with_the_figure_it_belongs_to() -> None:
    document = parse("某省工作报告\n\n新建、转化配售型保障性住房7500套。\n", "r.txt")
    item = Evidence(document, document.paragraphs[-1], 0.5, (Scored(document.paragraphs[-1].span, 0.5),))
    wanted = asked(Question("要建设多少保障性住房？", "zh"), BilingualWidening(Glossary))
    matcher = Matcher.over(wanted, [item])
    reading = RuleReader().read(wanted, [item], matcher)[0]
    assert Composer(wanted, matcher).state(item, reading).words == "新建、转化配售型保障性住房7500套"


def outcome_at(knowledge: Knowledge, sure: float, k: int = 5) -> Answer | Refusal:
    retriever = knowledge.finder.retriever
    answerer = EvidenceAnswerer(retriever, retriever.widening, verdict=lambda _: Verdict(sure >= 0.5, sure))
    return answerer.answer(Question("计划新建多少个5G基站？", "zh", k=k))


def test_an_uncertain_answer_cites_what_else_may_answer_and_a_certain_one_does_not(knowledge: Knowledge) -> None:
    unsure, certain = outcome_at(knowledge, 0.6), outcome_at(knowledge, 0.9)
    assert isinstance(unsure, Answer)
    assert isinstance(certain, Answer)
    assert not certain.further
    cited = [c.key for c in (*unsure.citations, *unsure.further)]
    assert unsure.citations == certain.citations
    assert unsure.further
    assert len(cited) == len(set(cited)) == 5


def test_a_refusal_cites_as_much_that_comes_near_as_is_asked_for(knowledge: Knowledge) -> None:
    for k in (1, 3):
        refused = outcome_at(knowledge, 0.2, k)
        assert isinstance(refused, Refusal)
        assert len({c.key for c in refused.nearest}) == len(refused.nearest) == k
