import re
from html.parser import HTMLParser

import pytest

from eval.cases import Case, Evidence
from eval.plots import UNIT, Axis, Line, line_plot, round_up
from eval.report import write_reports
from eval.run import run_cases

ANSWERABLE = tuple(
    Case(f"q{n}", lang, "<多少>？", "numeric", True, ("7%",), None, (Evidence("报告.txt", f"增长{n}%左右"),))
    for n, lang in enumerate(["zh", "en", "zh"])
)
CASES = (*ANSWERABLE, Case("u", "en", "Who?", "unanswerable", False))


@pytest.fixture
def reports(tmp_path, fake_target):
    answers = {
        case.id: {"answer": "7%", "citations": [], "confidence": 0.5 + n / 10, "index_version": "g7"}
        for n, case in enumerate(CASES)
    }
    rankings = {case.id: [("报告.txt", f"全年增长{n}%左右。")] for n, case in enumerate(CASES)}
    run = run_cases(CASES, fake_target(answers, rankings), tmp_path / "dev")
    return [path.read_text(encoding="utf-8") for path in write_reports([run], tmp_path / "report")]


def test_markdown_groups_by_pair_kind_and_document(reports):
    markdown = reports[0]
    for group in ("| zh → zh | 2 |", "| en → zh | 1 |", "| numeric | 3 |", "| 报告.txt | 3 |"):
        assert group in markdown
    assert "g7" in markdown


def test_the_page_stands_alone_and_speaks_both_languages(reports):
    page = reports[1]
    assert not re.search(r"""(?:src|href)=|url\(|@import""", page)
    assert page.count("<svg") == 4
    assert page.count('data-in="zh" lang="zh"') == page.count('data-in="en" lang="en"') > 20


def test_the_page_lists_the_questions_to_look_at_next(reports):
    page = reports[1]
    assert "4 questions missed" in page  # no case has a citation, and the unanswerable one was answered
    assert page.count("&lt;多少&gt;？<small>") == 3
    assert "Who?<small>u</small>" in page


def test_the_page_is_well_formed(reports):
    opened = []

    class Check(HTMLParser):
        def handle_starttag(self, tag, attrs):
            if tag not in ("meta", "line", "circle", "polyline"):
                opened.append(tag)

        def handle_endtag(self, tag):
            if tag not in ("line", "circle", "polyline"):
                assert opened.pop() == tag

    Check().feed(reports[1])
    assert not opened


def test_a_point_is_drawn_where_the_axes_put_it():
    drawn = line_plot([Line("a", ((0.0, 0.0), (1.0, 1.0)))], Axis("x", 0, 1, UNIT), Axis("y", 0, 1, UNIT))
    first, last = re.search(r'points="(\S+) (\S+)"', drawn).groups()
    (x0, y0), (x1, y1) = ([float(part) for part in place.split(",")] for place in (first, last))
    assert x0 < x1
    assert y0 > y1  # up is towards smaller pixels


def test_names_in_a_plot_cannot_break_the_page():
    drawn = line_plot([Line("<b>", ())], Axis("a&b", 0, 1, UNIT), Axis("y", 0, 1, UNIT))
    assert "<b>" not in drawn
    assert "a&amp;b" in drawn


@pytest.mark.parametrize(("value", "end"), [(0.3, 1.0), (1, 1.0), (1.1, 2.0), (49, 50.0), (51, 100.0)])
def test_an_axis_ends_at_a_round_number(value, end):
    assert round_up(value) == end
