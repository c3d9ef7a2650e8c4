"""What only one side says, told by words in their context; and the checks that look at a clause by its counterpart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

import numpy as np
import pytest

from index.languages import LanguageMeans
from index.protocols import Progress, Tokens, Vectors
from index.types import Span
from service.translation.check import Checker
from service.translation.checks.contrast import contrast_sets
from service.translation.lexicon import Lexicon
from service.translation.types import Finding, Severity

DIMENSION = 512
PAIRS = {
    "建设": "build",
    "学校": "schools",
    "医院": "hospitals",
    "修复": "restore",
    "草原": "grassland",
    "改善": "improve",
    "河流": "rivers",
    "水质": "water",
    "投资": "investment",
    "增长": "grow",
    "设备": "equipment",
    "更新": "renew",
    "让步": "concede",
    "原则": "principles",
    "道路": "road",
    "停止": "stopped",
    "南充": "Nanchong",
    "铁路": "railway",
}


class Meanings:
    """A model that knows the words of `PAIRS` in both languages, one axis each; any other word has one of its own."""

    name = "meanings"
    dimension = DIMENSION

    def __init__(self) -> None:
        self._axes: dict[str, int] = {}

    def _axis(self, word: str) -> int:
        known = {english.lower(): zh for zh, english in PAIRS.items()}
        return self._axes.setdefault(known.get(word.lower(), word), len(self._axes))

    def embed_tokens(self, text: str) -> Tokens:
        zh = "|".join(PAIRS)
        found = list(re.finditer(rf"{zh}|[A-Za-z]+|[\u4e00-\u9fff]{{1,2}}", text))
        vectors = np.zeros((len(found), DIMENSION), np.float32)
        for row, match in enumerate(found):
            vectors[row, self._axis(match[0])] = 1
            if match[0] == "Mianyang":  # as a model sees two cities in one place of a sentence
                vectors[row] = 0.8 * vectors[row]
                vectors[row, self._axis("南充")] = 0.6
        return Tokens(tuple(Span(*match.span()) for match in found), vectors)

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        sums = np.stack([self.embed_tokens(text).vectors.sum(axis=0) for text in texts])
        return np.asarray(sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9), np.float32)

    embed_queries = embed_passages

    def count_tokens(self, text: str) -> int:
        return len(text)


@pytest.fixture(name="findings")
def _findings() -> partial[list[Finding]]:
    zero = np.zeros(DIMENSION, np.float32)
    means = LanguageMeans({"zh": zero, "en": zero}, {"zh": zero, "en": zero})
    names = {"南充": frozenset({"nanchong"}), "绵阳": frozenset({"mianyang"})}
    checker = Checker(Meanings(), means=lambda: means, lexicon=Lexicon(PAIRS, names))

    def errors(source: str, rendering: str) -> list[Finding]:
        return [found for found in checker.check(source, rendering).findings if found.severity is Severity.ERROR]

    return partial(errors)


def of_type(findings: list[Finding]) -> list[str]:
    return [str(finding.type) for finding in findings]


def test_a_clause_that_only_the_rendering_has_is_added(findings: partial[list[Finding]]) -> None:
    source, right = (
        "建设学校，修复草原，改善河流水质。",
        "Build schools, restore grassland, improve the water of rivers.",
    )
    wrong = "Build schools, restore grassland, hire retired judges as inspectors, improve the water of rivers."
    assert findings(source, right) == []
    (found,) = findings(source, wrong)
    assert found.type == "addition"
    assert found.span is not None
    assert found.span.of(wrong) == "hire retired judges as inspectors"


def test_a_clause_that_only_the_source_has_is_left_out(findings: partial[list[Finding]]) -> None:
    source = "建设学校，修复草原，扶持农民合作社壮大，改善河流水质。"
    (found,) = findings(source, "Build schools, restore grassland, improve the water of rivers.")
    assert found.type == "omission"
    assert found.source_span is not None
    assert "农民" in found.source_span.of(source)


@pytest.mark.parametrize(
    ("wrong", "type_"),
    [
        ("Renew equipment and ensure that investment will grow by 5 percent.", ["bound"]),
        ("Renew equipment; investment will grow by 5 percent.", ["bound"]),
        ("Renew equipment and strive to make investment grow by 5 percent.", []),
        ("Renew equipment, with a target to grow investment by 5 percent.", []),
    ],
)
def test_an_aim_is_neither_a_fact_nor_a_promise(findings: partial[list[Finding]], wrong: str, type_: list[str]) -> None:
    assert of_type(findings("推动设备更新，力争投资增长5%。", wrong)) == type_


def test_a_negation_is_sought_where_its_words_are_rendered(findings: partial[list[Finding]]) -> None:
    source = "在原则上绝不让步，建设学校、医院、道路、铁路，修复草原，改善河流水质，设备更新没有停止。"
    right = (
        "Never concede on principles, build schools, hospitals, road and railway, restore grassland, improve the water "
        "of rivers; to renew equipment has not stopped."
    )
    assert "negation" not in of_type(findings(source, right))
    assert "negation" in of_type(findings(source, right.replace("Never concede", "Concede")))


def test_a_lost_name_and_a_strange_one_are_one_error(findings: partial[list[Finding]]) -> None:
    source, wrong = "建设南充铁路。", "Build the Mianyang railway."
    assert findings(source, "Build the Nanchong railway.") == []
    (found,) = findings(source, wrong)
    assert (found.type, found.span and found.span.of(wrong)) == ("name", "Mianyang")
    assert found.source_span is not None
    assert found.source_span.of(source) == "南充"


def test_a_member_of_a_set_is_not_taken_for_another(findings: partial[list[Finding]]) -> None:
    source = "完善失业保险，出口增长。"
    assert "term" not in of_type(findings(source, "Improve unemployment insurance; exports grow."))
    (found,) = (one for one in findings(source, "Improve pension insurance; exports grow.") if one.type == "term")
    assert (found.suggestion, found.source_span and found.source_span.of(source)) == ("unemployment", "失业保险")


def test_every_set_names_each_member_in_plain_words() -> None:
    for members in contrast_sets():
        assert len(members) > 1
        for member in members:
            assert member.en.search(member.should)
            assert not any(other.en.fullmatch(member.should) for other in members if other is not member)


def test_figures_given_respectively_keep_their_order(findings: partial[list[Finding]]) -> None:
    source = "投资、道路分别增长9.4%、5%。"
    assert "number" not in of_type(findings(source, "Investment and road grow by 9.4 and 5 percent respectively."))
    assert "number" in of_type(findings(source, "Investment and road grow by 5 and 9.4 percent respectively."))


def test_nearly_so_much_is_less_than_at_least_so_much() -> None:
    found = Checker().check("新增企业700家以上。", "Add nearly 700 enterprises.").findings
    assert [(str(one.type), one.severity) for one in found] == [("bound", Severity.ERROR)]


@pytest.mark.parametrize(("source", "severity"), [("建设铁路。", Severity.ERROR), ("建设我省铁路。", Severity.WARNING)])
def test_a_chinese_place_that_the_source_does_not_name(source: str, severity: Severity) -> None:
    lexicon = Lexicon(PAIRS, {"绵阳": frozenset({"mianyang"})})
    (found,) = Checker(lexicon=lexicon).check(source, "Build the Mianyang railway.").findings
    assert (str(found.type), found.severity) == ("name", severity)
