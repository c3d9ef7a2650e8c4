"""Sentences of a source and of its rendering that belong together: one to one, merged, split, left out or reordered.

Dynamic programming over beads of up to three sentences a side, each scored by the cosine of the beads' vectors less
what random pairs score, as Vecalign does (Thompson and Koehn, "Vecalign: Improved Sentence Alignment in Linear Time
and Space", 2019), with length (Gale and Church, 1993) and shared figures beside it. What stays alone is then paired
across the order. Without an embedder, length and figures decide.

Only beads near the diagonal are looked at: a band, made wider where the best path runs along its edge, so that the
work grows with the length of the texts and not with its square.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

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

_BAND = 60
"""Sentences of the rendering on either side of the diagonal that a sentence of the source is compared with."""

_EDGE = 5
"""A path that comes so near to the edge of the band may be led by it."""


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
        mine, theirs = (vectors.source, vectors.rendering) if vectors is not None else (None, None)
        self._source = _Side([len(s.of(source)) * weight[0] for s in left], _figures(source, left, lang), mine)
        self._rendering = _Side(
            [len(s.of(rendering)) * weight[1] for s in right], _figures(rendering, right, target), theirs
        )
        self._noise = float((vectors.source @ vectors.rendering.T).mean()) if vectors is not None else 0.0

    def bead(self, i: int, j: int, k: int, m: int) -> float:
        """The score of one bead."""
        mine, theirs = self._source.run(i, j), self._rendering.run(k, m)
        parts = [0.5 * math.sqrt(min(mine.length, theirs.length) / max(mine.length, theirs.length, 1))]
        figures = mine.figures | theirs.figures
        if figures:
            parts.append(len(mine.figures & theirs.figures) / len(figures))
        if mine.vector is not None and theirs.vector is not None:
            norm = float(mine.norm * theirs.norm) or 1.0
            parts += [2 * (float(mine.vector @ theirs.vector) / norm - self._noise)]
        return sum(parts) / (0.5 + len(parts) - 1) - _MERGE_COST * (j - i + m - k - 2)

    def diagonal(self) -> list[int]:
        """For every end of a sentence of the source, how many of the rendering end by the same share of the text."""
        mine, theirs = np.array(self._source.ends), np.array(self._rendering.ends)
        at = np.searchsorted(theirs, mine / mine[-1] * theirs[-1])
        return [min(int(k), len(theirs) - 1) for k in at]


def _figures(text: str, spans: Sequence[Span], lang: Lang) -> list[frozenset[float]]:
    return [frozenset(q.number for q in find(span.of(text), lang)) for span in spans]


@dataclass(frozen=True, slots=True)
class _Run:
    """Some sentences of one side in a row: their length, their figures, the sum of their vectors and its norm."""

    length: float
    figures: frozenset[float]
    vector: npt.NDArray[np.float32] | None
    norm: np.float32


class _Side:
    """One side's sentences; every bead asks for the same few runs of them."""

    def __init__(
        self, lengths: Sequence[float], figures: Sequence[frozenset[float]], vectors: npt.NDArray[np.float32] | None
    ) -> None:
        self.ends = [0.0, *np.array(lengths).cumsum().tolist()]
        self._figures, self._vectors = figures, vectors
        self._runs: dict[tuple[int, int], _Run] = {}

    def run(self, start: int, end: int) -> _Run:
        """Sentences start:end."""
        kept = self._runs.get((start, end))
        if kept is None:
            vector = None if self._vectors is None else self._vectors[start:end].sum(axis=0)
            norm = np.float32(0.0) if vector is None else np.linalg.norm(vector)
            figures = frozenset[float]().union(*self._figures[start:end])
            kept = self._runs[start, end] = _Run(self.ends[end] - self.ends[start], figures, vector, norm)
        return kept


_Bead = tuple[int, int, int, int, float]


_Step = tuple[int, int, int, int, float]
"""Where a bead ends in the source and in the rendering, how many sentences of each it takes, and its score."""


def _path(scores: _Scores, n: int, m: int) -> tuple[list[_Bead], list[int], list[int]]:
    """The best monotone path: paired beads, and the sentences left alone on each side."""
    middle, width = scores.diagonal(), _BAND
    while True:
        rows = _band(middle, width, m)
        steps = _steps(scores, n, m, rows)
        if not any(_led(rows[i], k, m) for i, k, *_ in steps):
            break
        width *= 2
    pairs = [(i - di, i, k - dk, k, score) for i, k, di, dk, score in steps if di and dk]
    return pairs, [i - 1 for i, _, _, dk, _ in steps if not dk], [k - 1 for _, k, di, _, _ in steps if not di]


def _band(middle: Sequence[int], width: int, m: int) -> list[range]:
    """For every end in the source, those in the rendering within `width` of the diagonal; each row meets the next."""
    rows = [range(max(0, at - width), min(m, at + width) + 1) for at in middle]
    return [rows[0], *(range(min(row.start, last.stop - 1), row.stop) for last, row in pairwise(rows))]


def _led(row: range, k: int, m: int) -> bool:
    return (row.start > 0 and k - row.start < _EDGE) or (row.stop <= m and row.stop - 1 - k < _EDGE)


def _steps(scores: _Scores, n: int, m: int, rows: Sequence[range]) -> list[_Step]:
    """The beads of the best path within the band, the last one first."""
    best = {(0, 0): 0.0}
    back: dict[tuple[int, int], _Step] = {}
    for i, row in enumerate(rows):
        for k in row:
            for di, dk in BEADS:
                before = best.get((i - di, k - dk))
                if before is None:
                    continue
                score = scores.bead(i - di, i, k - dk, k) if di and dk else _ALONE / 2
                total = before + score * (di + dk) / 2
                if total > best.get((i, k), -math.inf):
                    best[i, k], back[i, k] = total, (i, k, di, dk, score)
    steps: list[_Step] = []
    i, k = n, m
    while i or k:
        steps.append(back[i, k])
        i, k = i - steps[-1][2], k - steps[-1][3]
    return steps


def _across(scores: _Scores, lone_left: list[int], lone_right: list[int]) -> list[_Bead]:
    """Sentences that changed places: the best of those left alone, while they score better than alone."""
    found: list[_Bead] = []
    options = sorted(((scores.bead(i, i + 1, k, k + 1), i, k) for i in lone_left for k in lone_right), reverse=True)
    for score, i, k in options:
        if score > _ALONE and all(i != bead[0] and k != bead[2] for bead in found):
            found.append((i, i + 1, k, k + 1, score))
    return found
