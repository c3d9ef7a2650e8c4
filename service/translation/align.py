"""Sentences of a source and of its rendering that belong together: one to one, merged, split, left out or reordered.

Dynamic programming over beads of up to three sentences a side, each scored by the cosine of the beads' vectors less
what random pairs score, as Vecalign does (Thompson and Koehn, "Vecalign: Improved Sentence Alignment in Linear Time
and Space", 2019), with length (Gale and Church, 1993) and shared figures beside it. What stays alone is then paired
across the order. Without an embedder, length and figures decide.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.languages import Mean, remove
from index.protocols import Embedder
from index.text import sentences
from index.types import Lang, Span
from service.quantity import find
from service.translation.types import AlignedPair

BEADS = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (2, 2), (1, 0), (0, 1))
"""Sentences of source and rendering that one pair may take."""

_ALONE = 0.22
"""What leaving a sentence unpaired earns, in units of a bead's score: a worse pair than this is none."""

_MERGE_COST = 0.1
"""Taken from a bead for every sentence beyond one a side, so that merging needs evidence."""

_LENGTH = 3.1
"""English characters that render one Chinese character, in official prose."""


@dataclass(frozen=True, slots=True)
class Vectors:
    """Sentence vectors of both sides with the language taken out; (n, d) and (m, d)."""

    source: npt.NDArray[np.float32]
    rendering: npt.NDArray[np.float32]


def align(
    source: str,
    rendering: str,
    lang: Lang,
    embedder: Embedder | None = None,
    means: Callable[[], Mapping[Lang, Mean]] | None = None,
) -> tuple[AlignedPair, ...]:
    """Pairs of ranges, in the order of the source. A text of one sentence is one pair with the whole other side.

    `means` gives each language's mean passage vector; it is asked only where vectors are compared.
    """
    target: Lang = "en" if lang == "zh" else "zh"
    left, right = sentences(source, lang=lang), sentences(rendering, lang=target)
    if not left or not right:
        return ()
    if len(left) == 1 or len(right) == 1:
        return (AlignedPair(_range(left), _range(right), 1.0),)
    scores = _Scores(
        source, rendering, left, right, lang, _vectors(source, rendering, left, right, lang, embedder, means)
    )
    pairs, lone_left, lone_right = _path(scores, len(left), len(right))
    pairs += _across(scores, lone_left, lone_right)
    return tuple(
        AlignedPair(_range(left[i:j]), _range(right[k:m]), round(float(np.clip(score, 0, 1)), 3))
        for i, j, k, m, score in sorted(pairs)
    )


def _range(spans: Sequence[Span]) -> Span:
    return Span(spans[0].start, spans[-1].end)


def _vectors(
    source: str,
    rendering: str,
    left: Sequence[Span],
    right: Sequence[Span],
    lang: Lang,
    embedder: Embedder | None,
    means: Callable[[], Mapping[Lang, Mean]] | None,
) -> Vectors | None:
    if embedder is None:
        return None
    target: Lang = "en" if lang == "zh" else "zh"
    mine = embedder.embed_passages([span.of(source) for span in left])
    theirs = embedder.embed_passages([span.of(rendering) for span in right])
    if means is not None:
        mean = means()
        mine, theirs = remove(mine, mean[lang]), remove(theirs, mean[target])
    return Vectors(mine, theirs)


class _Scores:
    """How well sentences i:j of the source and k:m of the rendering belong together, about 0..1."""

    def __init__(
        self,
        source: str,
        rendering: str,
        left: Sequence[Span],
        right: Sequence[Span],
        lang: Lang,
        vectors: Vectors | None,
    ) -> None:
        target: Lang = "en" if lang == "zh" else "zh"
        weight = (_LENGTH, 1.0) if lang == "zh" else (1.0, _LENGTH)
        self._lengths = np.array([len(s.of(source)) * weight[0] for s in left]).cumsum()
        self._others = np.array([len(s.of(rendering)) * weight[1] for s in right]).cumsum()
        self._figures = [frozenset(q.number for q in find(s.of(source), lang)) for s in left]
        self._other_figures = [frozenset(q.number for q in find(s.of(rendering), target)) for s in right]
        self._vectors = vectors
        self._noise = float((vectors.source @ vectors.rendering.T).mean()) if vectors is not None else 0.0

    def bead(self, i: int, j: int, k: int, m: int) -> float:
        """The score of one bead."""
        parts = [0.5 * self._length(i, j, k, m)]
        figures = self._shared_figures(i, j, k, m)
        if figures is not None:
            parts.append(figures)
        if self._vectors is not None:
            one = self._vectors.source[i:j].sum(axis=0)
            two = self._vectors.rendering[k:m].sum(axis=0)
            norm = float(np.linalg.norm(one) * np.linalg.norm(two)) or 1.0
            parts += [2 * (float(one @ two) / norm - self._noise)]
        return sum(parts) / (0.5 + len(parts) - 1) - _MERGE_COST * (j - i + m - k - 2)

    def _length(self, i: int, j: int, k: int, m: int) -> float:
        a = self._lengths[j - 1] - (self._lengths[i - 1] if i else 0)
        b = self._others[m - 1] - (self._others[k - 1] if k else 0)
        return float(np.sqrt(min(a, b) / max(a, b, 1)))

    def _shared_figures(self, i: int, j: int, k: int, m: int) -> float | None:
        a = frozenset().union(*self._figures[i:j])
        b = frozenset().union(*self._other_figures[k:m])
        return len(a & b) / len(a | b) if a | b else None


_Bead = tuple[int, int, int, int, float]


def _path(scores: _Scores, n: int, m: int) -> tuple[list[_Bead], list[int], list[int]]:
    """The best monotone path: paired beads, and the sentences left alone on each side."""
    best = np.full((n + 1, m + 1), -np.inf)
    best[0, 0] = 0.0
    back: dict[tuple[int, int], tuple[int, int, float]] = {}
    for i in range(n + 1):
        for k in range(m + 1):
            for di, dk in BEADS:
                if i < di or k < dk or not np.isfinite(best[i - di, k - dk]):
                    continue
                score = scores.bead(i - di, i, k - dk, k) if di and dk else _ALONE / 2
                total = best[i - di, k - dk] + score * (di + dk) / 2
                if total > best[i, k]:
                    best[i, k], back[i, k] = total, (di, dk, score)
    pairs: list[_Bead] = []
    lone_left: list[int] = []
    lone_right: list[int] = []
    i, k = n, m
    while i or k:
        di, dk, score = back[i, k]
        if di and dk:
            pairs.append((i - di, i, k - dk, k, score))
        else:
            lone_left += [i - 1] * di
            lone_right += [k - 1] * dk
        i, k = i - di, k - dk
    return pairs, lone_left, lone_right


def _across(scores: _Scores, lone_left: list[int], lone_right: list[int]) -> list[_Bead]:
    """Sentences that changed places: the best of those left alone, while they score better than alone."""
    found: list[_Bead] = []
    options = sorted(((scores.bead(i, i + 1, k, k + 1), i, k) for i in lone_left for k in lone_right), reverse=True)
    for score, i, k in options:
        if score > _ALONE and all(i != bead[0] and k != bead[2] for bead in found):
            found.append((i, i + 1, k, k + 1, score))
    return found
