"""pofilter's checks on a pair: the yardstick of the translators' checks. The only module that imports them."""

from __future__ import annotations

from functools import cache
from typing import Any

from translate.filters.checks import CheckerConfig, StandardChecker
from translate.storage.xliff import xlifffile

NUMBERS = "numbers"
"""The filter that compares digit strings."""


@cache
def _checker() -> Any:
    return StandardChecker(checkerconfig=CheckerConfig(targetlanguage="en"))


def failures(source: str, rendering: str) -> frozenset[str]:
    """Names of the filters that flag the pair."""
    unit = xlifffile().addsourceunit(source)
    unit.target = rendering
    return frozenset(str(name) for name in _checker().run_filters(unit))
