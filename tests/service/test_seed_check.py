"""Our own renderings stand the check that we hold others to."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.glossary import read_tbx
from index.renderings import read_tmx
from service.translation.check import Checker
from service.translation.types import Severity

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
