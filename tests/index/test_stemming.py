"""Words are reduced to their stems by many threads at once, as a service does it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from index import phrases, text

ENDINGS = ("ational", "iveness", "fulness", "ization", "ingly", "ements", "ically", "ousness", "edness", "ators")
WORDS = [f"{start}{middle}{ending}" for start in "bcdfgklmnprst" for middle in ("er", "al", "on") for ending in ENDINGS]


@pytest.fixture
def _impatient() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("stem", [text._stem, phrases._stem], ids=["text", "phrases"])
def test_threads_do_not_mix_their_words(stem: Callable[[str], str]) -> None:
    plain: Callable[[str], str] = stem.__wrapped__  # type: ignore[attr-defined]
    expected = [plain(word) for word in WORDS]
    with ThreadPoolExecutor(8) as threads:
        told = list(threads.map(lambda _turn: [plain(word) for word in WORDS], range(16)))
    assert all(one == expected for one in told)
