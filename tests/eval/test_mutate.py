from eval.checks import meets
from eval.mutate import Case, Marked, break_pairs
from index.types import Span
from service.translation.types import Finding, FindingType, Severity

PAIRS = [
    ("改造老旧小区108个，新建住房214套。", "Renovate 108 old communities, and build 214 new homes there."),
    ("增长10%以上，不会下降。", "It will grow by at least 10 percent, and it will not fall in Beijing."),
    ("农村公路350公里。", "There will be 350 kilometres of roads in Hutubi County."),
]


def test_the_same_seed_breaks_the_same_way():
    assert break_pairs(PAIRS, 12, seed=3) == break_pairs(PAIRS, 12, seed=3)


def test_every_case_differs_from_its_pair_by_the_marked_words():
    right = dict(PAIRS)
    cases = break_pairs(PAIRS, 21, seed=1)
    assert {case.errors[0].type for case in cases} >= {"number", "unit", "bound", "negation", "addition", "name"}
    for case in cases:
        (error,) = case.errors
        assert case.rendering != right[case.source]
        assert error.span in case.rendering
        assert error.source_span in case.source


def test_a_finding_meets_an_error_of_its_type_at_its_words():
    case = Case("c", "新建108个。", "Build 180.", (Marked("number", "180", "108个"),))
    finding = Finding(FindingType.NUMBER, Severity.ERROR, "", "", Span(6, 9), None)
    assert meets(finding, case.errors[0], case)
    assert not meets(Finding(FindingType.UNIT, Severity.ERROR, "", "", Span(6, 9), None), case.errors[0], case)
