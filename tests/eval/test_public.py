import json

import pytest

from eval.bias import measure_bias
from eval.cases import Case, Evidence
from eval.metrics import summarise
from eval.public import draw, four_directions, one_language, rejection
from eval.reply import Passage, Ranked
from eval.results import block, figures_table


def folder(path, lang, queries, rejected=()):
    path.mkdir(parents=True)
    entries = [{"_id": f"{lang}{n}", "title": "", "text": f"{lang} text {n}", "lang": lang} for n in range(4)]
    asked = [
        {"_id": name, "text": f"{lang}?", "lang": lang, "answers": [{"text": f"text {at}"}], "doc_id": f"{lang}{at}"}
        for name, at in queries.items()
    ]
    for name, rows in (("corpus", entries), ("queries", asked), ("queries_reject", rejected)):
        (path / f"{name}.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    rows = "".join(f"{name}\t{lang}{at}\t1\n" for name, at in queries.items())
    (path / "qrels.tsv").write_text(f"query-id\tcorpus-id\tscore\n{rows}", encoding="utf-8")
    return path


@pytest.fixture
def halves(tmp_path):
    return folder(tmp_path / "zh", "zh", {"q0": 0, "q1": 1}), folder(tmp_path / "en", "en", {"q0": 2, "q1": 3, "q9": 0})


def test_a_draw_is_the_same_every_time_and_keeps_the_order():
    cases = tuple(Case(str(n), "zh", "？", "span", False) for n in range(50))
    once = draw(cases, 10)
    assert once == draw(cases, 10)
    assert [int(case.id) for case in once] == sorted(int(case.id) for case in once)
    assert draw(cases, 0) == draw(cases, 99) == cases


def test_a_sample_keeps_the_paragraphs_of_its_questions(halves):
    sample = one_language(halves[1], 0)
    assert {entry.source for entry in sample.entries} == {"en2.txt", "en3.txt", "en0.txt"}


def test_each_parallel_question_is_asked_in_four_directions(halves):
    sample = four_directions(*halves, 0)
    assert len(sample.cases) == 8  # q9 has no Chinese half
    crossing = next(case for case in sample.cases if case.id == "q1-zh-en")
    assert crossing.lang == "zh"
    assert crossing.evidence == (Evidence("en3.txt", "text 3"),)
    assert crossing.documents == ("en2.txt", "en3.txt")
    assert sample.twins["q1-zh-en"] == {"zh1.txt"}
    assert not any(case.documents for case in four_directions(*halves, 0, limited=False).cases)


def test_rejection_asks_of_the_pool_and_of_its_negatives(tmp_path):
    rejected = [{"_id": "q0-rej", "text": "?", "lang": "zh", "answerable": False, "pool_of": "q0", "pool": "negative"}]
    path = folder(tmp_path / "rgb", "zh", {"q0": 0}, rejected)
    (path / "pools.tsv").write_text(
        "query-id\tcorpus-id\tkind\nq0\tzh0\tpositive\nq0\tzh3\tnegative\n", encoding="utf-8"
    )
    answered, refused = rejection([path], 5).cases
    assert answered.documents == ("zh0.txt", "zh3.txt")
    assert refused.documents == ("zh3.txt",)


def bias_of(order):
    passages = {
        "gold": Passage("gold", "en.txt", "en", "built in 1990"),
        "twin": Passage("twin", "twin.txt", "zh", "建于1990年"),
        "own": Passage("own", "zh.txt", "zh", "别的一段"),
        "other": Passage("other", "en2.txt", "en", "something else"),
    }
    case = Case("q", "zh", "何时建成？", "span", True, ("1990",), None, (Evidence("en.txt", "1990"),))
    ranking = {"q": [Ranked(name, 0.0) for name in order]}
    return measure_bias([case], ranking, passages, {"q": frozenset({"twin.txt"})})


@pytest.mark.parametrize(
    ("order", "alone", "lost"),
    [
        (["own", "gold"], 1, 1),
        (["gold", "own"], 1, 0),
        (["twin", "gold", "own"], 1, 0),  # the twin answers too: no rival
        (["own", "other", "gold"], 0, 0),  # wrong among its own language already
        (["own"], 0, 0),
    ],
)
def test_bias_counts_what_only_the_questions_language_took_away(order, alone, lost):
    found = bias_of(order)
    assert (found.n, found.alone, found.lost) == (1, alone, lost)


def test_a_block_is_replaced_where_it_stands_and_added_where_it_is_not():
    first = block("# Results\n\nkept\n", "x", "old")
    assert first == "# Results\n\nkept\n\n<!-- x -->\nold\n<!-- /x -->\n"
    assert block(first + "after\n", "x", r"new \1") == "# Results\n\nkept\n\n<!-- x -->\nnew \\1\n<!-- /x -->\nafter\n"


def test_figures_show_the_half_width_of_their_interval():
    rows = {"all": summarise([{"answer": 1.0}, {"answer": 1.0}, {"refused": 0.0}])}
    assert figures_table(rows).splitlines()[2] == "| all | 3 | 1.000 ± 0.000 | 0.000 ± 0.000 |"
