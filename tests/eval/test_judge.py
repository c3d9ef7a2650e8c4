import importlib.util
import itertools
import os
from pathlib import Path

import pytest

from eval.cases import Case, Evidence, GoldValue
from eval.judge import judge
from eval.reply import reply_from

FIRST, SECOND = "一.txt", "二.txt"
QUOTE = "新建5G基站1000个以上"
PARAGRAPH = f"加快数字建设。{QUOTE}，建成工业互联网平台3个。"


def case(**changes):
    fields = {
        "id": "c",
        "lang": "zh",
        "question": "新建多少个5G基站？",
        "kind": "numeric",
        "answerable": True,
        "answers": ("1000个以上", "at least 1,000"),
        "value": GoldValue(1000.0, "at_least"),
        "evidence": (Evidence(FIRST, QUOTE), Evidence(SECOND, QUOTE)),
    }
    return Case(**(fields | changes))


UNANSWERABLE = case(answerable=False, answers=(), value=None, evidence=(), kind="unanswerable")


def cite(source=FIRST, text=PARAGRAPH, quote=QUOTE, rendering=None):
    return {"source": source, "text": text, "quote": quote, "rendering": rendering}


def reply(answer="1000个以上", citations=(), **more):
    return {"answer": answer, "citations": list(citations), **more}


def scores(case, data):
    return judge(case, reply_from(data))


def test_a_right_citation_counts_at_one_only_when_it_is_first():
    wrong = cite(text="另一段。", quote="另一段")
    got = scores(case(), reply(citations=[wrong, cite()]))
    assert (got["cite@1"], got["cite@k"], got["quote@1"]) == (0.0, 1.0, 0.0)


def test_the_same_words_in_another_document_are_no_evidence():
    assert scores(case(), reply(citations=[cite(source="三.txt")]))["cite@k"] == 0.0


def test_both_wants_every_document_that_states_the_fact():
    assert scores(case(), reply(citations=[cite()]))["both"] == 0.0
    assert scores(case(), reply(citations=[cite(), cite(source=SECOND)]))["both"] == 1.0
    assert "both" not in scores(case(evidence=(Evidence(FIRST, QUOTE),)), reply())


def test_a_quote_elsewhere_in_the_right_paragraph_is_not_quote_at_one():
    got = scores(case(), reply(citations=[cite(quote="建成工业互联网平台3个")]))
    assert (got["cite@1"], got["quote@1"]) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("question", "data", "right"),
    [
        (case(), reply("共１，０００个以上。"), 1.0),  # width, comma and full stop do not count
        (case(), reply("3个"), 0.0),
        (case(), reply("十个", value={"number": 1000, "bound": "exactly"}), 1.0),  # the value's number is right
        (case(), reply("", value={"number": 1000, "bound": "exactly"}), 0.0),  # no words, no answer
        (case(), reply("1000个以上" + "长" * 100), 0.0),  # 107 characters of Chinese, 90 allowed
        (case(value=None), reply("1000个"), 0.0),  # a part of the accepted wording
        (case(value=None, kind="list", answers=("基站1000个和平台",)), reply("基站1000个"), 1.0),  # F1 2·6/(9+6) = .8
        (case(value=None, kind="span", answers=("基站1000个和平台",)), reply("基站1000个"), 0.0),
        (case(value=None, kind="yesno", answers=("会，将新建",)), reply("会。"), 1.0),
        (case(value=None, kind="yesno", answers=("会，将新建",)), reply("没有提到。"), 0.0),
        (case(value=None, kind="yesno", answers=("会，将新建",)), reply("将新建。"), 0.0),
        (case(lang="en", value=None, answers=("45,000 households",)), reply("45000 households in all"), 1.0),
    ],
)
def test_an_answer_is_right(question, data, right):
    assert scores(question, data)["answer"] == right


def test_the_bound_is_asked_of_right_numbers_only():
    got = scores(case(), reply(value={"number": 1000, "bound": "exactly"}))
    assert (got["value"], got["bound"]) == (1.0, 0.0)
    assert "bound" not in scores(case(), reply(value={"number": 3, "bound": "at_least"}))


def test_the_language_is_the_questions_and_a_bare_figure_is_of_any():
    assert scores(case(lang="en"), reply("at least 1,000 stations"))["lang_ok"] == 1.0
    assert scores(case(lang="en"), reply("至少一千个基站"))["lang_ok"] == 0.0
    assert scores(case(lang="zh"), reply("1000"))["lang_ok"] == 1.0


@pytest.mark.parametrize(
    ("answer", "source", "stands"),
    [
        ("45,000 households", "改造4.5万户", 1.0),
        ("the 20th congress", "党的二十大", 1.0),
        ("the 14th plan", "“十四五”规划", 1.0),
        ("46,000 households", "改造4.5万户", 0.0),
        ("no figure", "改造", 1.0),
    ],
)
def test_every_figure_stands_in_what_is_cited(answer, source, stands):
    assert scores(case(), reply(answer, [cite(text=source, quote=source)]))["figures"] == stands


def test_refusing_is_right_only_where_nothing_answers():
    refusal = {"answer": None, "refusal": {"reason": "not_found", "message": "没有"}, "citations": []}
    assert scores(UNANSWERABLE, refusal) == {"refused": 1.0}
    assert scores(UNANSWERABLE, reply()) == {"refused": 0.0}
    assert scores(case(), refusal)["false_refusal"] == 1.0


def test_an_error_scores_zero_in_all_that_was_asked():
    got = scores(case(), {"error": "timeout"})
    assert set(got.values()) == {0.0}
    assert {"cite@1", "answer", "both", "value"} <= set(got)
    assert scores(UNANSWERABLE, {"error": "timeout"}) == {"refused": 0.0}


ORACLE = os.environ.get("YINJU_SCORE_ASK", "")


@pytest.mark.skipif(not Path(ORACLE).is_file(), reason="YINJU_SCORE_ASK names no file of the independent scorer")
def test_every_score_agrees_with_the_independent_scorer():
    spec = importlib.util.spec_from_file_location("oracle", ORACLE)
    oracle = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(oracle)
    answers = [
        None,
        "",
        "1000个以上",
        "至少1,000个",
        "at least 1,000",
        "会",
        "No, 1000",
        "4.5万户",
        "45,000 households",
    ]
    answers += ["1000个以上" * 30, "基站 1000", "The 14th plan of 7 per cent", "三个平台和1000个基站"]
    quotes = [
        cite(),
        cite(source=SECOND),
        cite(quote="平台3个"),
        cite(text="改造4.5万户", quote="改造4.5万户"),
        cite(quote=""),
    ]
    citations = [[], *([item] for item in quotes), [quotes[3], quotes[0], quotes[1]]]
    values = [None, {"number": 1000, "bound": "at_least"}, {"number": 1000.0, "bound": "about"}, {"number": 45000}]
    golds = [
        case(),
        case(lang="en", value=None, answers=("at least 1,000 stations",)),
        case(kind="list", value=None, answers=("基站1000个和平台3个", "1000 stations and 3 platforms")),
        case(kind="yesno", value=None, answers=("会，将新建", "yes")),
        case(evidence=(Evidence(FIRST, QUOTE),), value=GoldValue(45000.0, "exactly"), answers=("4.5万户",)),
        UNANSWERABLE,
    ]
    renamed = {"value"}  # ours alone
    for gold, answer, cited, value in itertools.product(golds, answers, citations, values):
        data = {"answer": answer, "citations": cited, "value": value}
        if not answer:
            data["refusal"] = {"reason": "not_found", "message": "-"}
        raw = {
            "lang": gold.lang,
            "kind": gold.kind,
            "answerable": gold.answerable,
            "answers": list(gold.answers),
            "value": {"number": gold.value.number, "bound": gold.value.bound} if gold.value else None,
            "evidence": [{"doc": item.doc, "quote": item.quote} for item in gold.evidence],
        }
        theirs = {key: value for key, value in oracle.score(raw, data).items() if isinstance(value, float)}
        ours = {key: value for key, value in scores(gold, data).items() if key not in renamed}
        assert ours == pytest.approx(theirs, abs=0.001), (raw, data)
