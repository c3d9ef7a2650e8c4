import pytest

from eval.bias import measure_bias
from eval.cases import Case, Evidence
from eval.metrics import summarise
from eval.public import draw, four_directions, one_language, rejection
from eval.reply import Passage, Ranked
from eval.results import block, figures_table


def test_a_draw_is_the_same_every_time_and_keeps_the_order():
    cases = tuple(Case(str(n), "zh", "？", "span", False) for n in range(50))
    once = draw(cases, 10)
    assert once == draw(cases, 10)
    assert [int(case.id) for case in once] == sorted(int(case.id) for case in once)
    assert draw(cases, 0) == draw(cases, 99) == cases


def test_a_sample_keeps_the_paragraphs_of_its_questions(parallel_halves):
    sample = one_language(parallel_halves[1], 0)
    assert {entry.source for entry in sample.entries} == {"en2.txt", "en3.txt", "en0.txt"}


def test_each_parallel_question_is_asked_in_four_directions(parallel_halves):
    sample = four_directions(*parallel_halves, 0)
    assert len(sample.cases) == 8  # q9 has no Chinese half
    crossing = next(case for case in sample.cases if case.id == "q1-zh-en")
    assert crossing.lang == "zh"
    assert crossing.evidence == (Evidence("en3.txt", "text 3"),)
    assert crossing.documents == ("en2.txt", "en3.txt")
    assert sample.twins["q1-zh-en"] == {"zh1.txt"}
    assert not any(case.documents for case in four_directions(*parallel_halves, 0, limited=False).cases)


def test_questions_that_a_choice_was_made_on_can_be_left_out(parallel_halves):
    def asked(**more):
        return {case.id.split("-")[0] for case in four_directions(*parallel_halves, 0, **more).cases}

    tried = {case.id.split("-")[0] for case in four_directions(*parallel_halves, 1).cases}
    assert asked() == asked(without=1) | tried
    assert not asked(without=1) & tried


def test_rejection_asks_of_the_pool_and_of_its_negatives(tmp_path, beir_folder):
    rejected = [{"_id": "q0-rej", "text": "?", "lang": "zh", "answerable": False, "pool_of": "q0", "pool": "negative"}]
    path = beir_folder(tmp_path / "rgb", "zh", {"q0": 0}, rejected)
    (path / "pools.tsv").write_text(
        "query-id\tcorpus-id\tkind\nq0\tzh0\tpositive\nq0\tzh2\tnegative\nq0\tzh3\tnegative\n", encoding="utf-8"
    )
    answered, refused = rejection([path], 5).cases
    assert answered.documents == ("zh0.txt", "zh2.txt", "zh3.txt")
    assert refused.documents == ("zh2.txt", "zh3.txt")
    answered, refused = rejection([path], 5, answering=frozenset({"zh2"})).cases
    assert answered.documents == ("zh0.txt", "zh3.txt")
    assert refused.documents == ("zh3.txt",)
    assert rejection([path], 5, answering=frozenset({"zh2", "zh3"})).cases == ()


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
