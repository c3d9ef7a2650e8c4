"""Our own renderings stand the check that we hold others to."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.glossary import read_tbx
from index.renderings import read_tmx
from index.types import Span
from service.translation.check import Checker, _confirmed
from service.translation.types import Finding, FindingType, Severity

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.tmx")), ids=lambda path: path.stem)
def test_seed_renderings_have_no_error(path: Path) -> None:
    checker = Checker(glossary=read_tbx(SEEDS / "glossary.tbx"))
    for pair in read_tmx(path.read_bytes()):
        findings = checker.check(pair.zh, pair.en).findings
        assert not [found.message_en for found in findings if found.severity is Severity.ERROR], pair


def test_a_pronoun_is_no_wrong_figure() -> None:
    pair = ("推进国家全域旅游，环游天山千里黄金线。", "Advance all-for-one tourism and the thousand-li golden route.")
    assert Checker().check(*pair).findings == ()


def test_only_what_the_neighbours_do_not_make_good_is_left_out() -> None:
    left_out = Finding(FindingType.OMISSION, Severity.ERROR, "x", "x", None, Span(3, 5))
    number = Finding(FindingType.NUMBER, Severity.ERROR, "x", "x", Span(0, 4), Span(0, 2))
    assert _confirmed([left_out, number], wider=[]) == [number]
    assert _confirmed([left_out, number], wider=[left_out]) == [left_out, number]
