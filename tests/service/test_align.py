"""Alignment of long texts: work that grows with their length, and pairs that no band hides."""

from __future__ import annotations

import pytest

from service.translation import align as module
from service.translation.align import align


def texts(n: int) -> tuple[list[str], list[str]]:
    """Sentences that only their figures tell apart."""
    zh = [f"第{i}个项目投资{i}亿元并于当年建成。" for i in range(1001, 1001 + n)]
    en = [f"Project {i} takes {i / 10:g} billion yuan and is completed in the year." for i in range(1001, 1001 + n)]
    return zh, en


def paired(zh: list[str], en: list[str]) -> list[tuple[str, str]]:
    source, rendering = "".join(zh), " ".join(en)
    return [(p.source.of(source), p.rendering.of(rendering)) for p in align(source, rendering, "zh")]


@pytest.fixture(name="scored")
def _scored(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many beads were scored, as a list of one number."""
    count, bead = [0], module._Scores.bead

    def counted(self: module._Scores, i: int, j: int, k: int, m: int) -> float:
        count[0] += 1
        return bead(self, i, j, k, m)

    monkeypatch.setattr(module._Scores, "bead", counted)
    return count


def test_twice_the_text_is_about_twice_the_work(scored: list[int]) -> None:
    counts = []
    for n in (200, 400):
        before = scored[0]
        zh, en = texts(n)
        assert paired(zh, en) == list(zip(zh, en, strict=True))
        counts.append(scored[0] - before)
    assert counts[1] < 2.5 * counts[0]


@pytest.mark.parametrize("gone", [slice(0, 130), slice(60, 190), slice(170, 300)], ids=["start", "middle", "end"])
def test_a_long_piece_without_its_rendering_moves_no_pair(gone: slice) -> None:
    zh, en = texts(300)
    left = [sentence for sentence in en if sentence not in en[gone]]
    expected = [(a, b) for a, b in zip(zh, en, strict=True) if b in left]
    assert set(expected) <= set(paired(zh, left))


def test_one_long_sentence_may_stand_beside_many() -> None:
    zh, en = texts(152)
    whole = "，".join(sentence.rstrip("。") for sentence in zh[1:-1]) + "。"
    pairs = paired([zh[0], whole, zh[-1]], en)
    assert (pairs[0], pairs[-1]) == ((zh[0], en[0]), (zh[-1], en[-1]))
