"""Reads a question together with a window of text, in one pass of the trained reader: how far it answers, and where.

The adapter of a compiled reader (see `index.models.reader`); the ids are put together as in its training.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from index.graph import Graph
from index.models.card import GRAPH, ReaderCard
from index.models.lean import open_pieces
from index.types import Span

QUESTION_TOKENS, HEAD_TOKENS, MAX_TOKENS = 56, 40, 224
"""Pieces of a question, of what stands over a window, and of all together; what is over is cut."""
MAX_ANSWER_TOKENS = 40

MARGIN, SPANS = "margin", "spans"
"""Outputs of a compiled reader: (n,) and (n, width, 2)."""


class Window(NamedTuple):
    """Words to be read, and what stands over them (title and headings), or ""."""

    text: str
    head: str


@dataclass(frozen=True, slots=True, eq=False)
class WindowScores:
    """What the reader says of one window.

    Attributes:
        margin: logit of "this window answers" less that of "none does".
        tokens: (n,) the range of each piece in the window's text, ascending.
        starts: (n,) log-probability that the answer begins with the piece, among this window's pieces.
        ends: (n,) the same of its end.
    """

    margin: float
    tokens: tuple[Span, ...]
    starts: npt.NDArray[np.float32]
    ends: npt.NDArray[np.float32]

    def best(self, within: Span | None = None) -> tuple[Span, float]:
        """The likeliest answer, of at most MAX_ANSWER_TOKENS pieces, and its probability.

        Args:
            within: looks only at pieces that lie in this range of the window's text; None: at all.

        Returns:
            A range of the window's text and a share of 0..1; an empty range and 0 where no piece lies there.
        """

        def counts(i: int) -> bool:
            token = self.tokens[i]
            return token.end > token.start and (within is None or within.covers(token))

        places = range(len(self.tokens))
        first = next(filter(counts, places), None)
        if first is None:
            return Span(0, 0), 0.0
        last = next(filter(counts, reversed(places))) + 1
        sums = self.starts[first:last, None] + self.ends[None, first:last]
        far = np.arange(last - first)
        allowed = (far[None, :] >= far[:, None]) & (far[None, :] - far[:, None] < MAX_ANSWER_TOKENS)
        start, end = divmod(int(np.where(allowed, sums, -np.inf).argmax()), last - first)
        found = Span(self.tokens[first + start].start, self.tokens[first + end].end)
        return found, float(np.exp(sums[start, end]))


class Runs(Protocol):
    """What gives the outputs: a compiled graph, or the model that it was compiled from."""

    def run(self, outputs: Sequence[str], ids: Sequence[Sequence[int]]) -> list[npt.NDArray[np.float32]]:
        """The named outputs, each with one row a text."""


class _Pair(NamedTuple):
    ids: list[int]
    first: int
    tokens: tuple[Span, ...]


class PairReader:
    """A compiled reader, opened for serving; safe to share between threads.

    Args:
        folder: what `index.models.reader.compile_reader` returned.
        threads: windows that are read at once, each by one processor thread; 0 takes every core.
        graph: runs in the place of the folder's own, to compare with it.

    Raises:
        DamagedStore: the folder does not hold a compiled reader.
    """

    def __init__(self, folder: Path, threads: int = 0, graph: Runs | None = None) -> None:
        self._card = ReaderCard.read(folder)
        self._tokenizer = open_pieces(folder)
        self._graph: Runs = graph or Graph(folder / GRAPH, self._card.pad)
        self._pool = ThreadPoolExecutor(threads or os.cpu_count(), thread_name_prefix="read-windows")

    @property
    def name(self) -> str:
        """The reader and a checksum of its weights."""
        return self._card.name

    def read(self, question: str, windows: Sequence[Window]) -> tuple[WindowScores, ...]:
        """Each window with its scores, in order."""
        ending = self._tokenizer.ending
        asked = self._tokenizer.ids([f"query: {question}"])[0]
        asked = [*asked[: QUESTION_TOKENS - len(ending)], *ending] if len(asked) > QUESTION_TOKENS else asked
        # One by one: int8 rounds activations by the largest of all that run together, so that in a batch a window's
        # scores would hang on the windows beside it (margins moved by up to 1.6).
        pairs = [self._pair(asked, ending, window) for window in windows]
        return tuple(self._pool.map(self._scores, pairs))

    def _pair(self, asked: list[int], ending: list[int], window: Window) -> _Pair:
        head = self._bare(f"{window.head}: ")[0][:HEAD_TOKENS] if window.head else []
        body, places = self._bare(window.text)
        before = [*asked, *ending, *head]
        room = max(1, MAX_TOKENS - len(before) - len(ending))
        return _Pair([*before, *body[:room], *ending], len(before), tuple(places[:room]))

    def _bare(self, text: str) -> tuple[list[int], list[Span]]:
        """Pieces without special tokens, and their places; a piece that stands for nothing lies at its neighbour's."""
        ids, spans = self._tokenizer.pieces(text)
        n = len(self._tokenizer.ending)
        at, places = 0, list[Span]()
        for span in spans[1:-n]:
            places.append(span if span is not None else Span(at, at))
            at = places[-1].end
        return ids[1:-n], places

    def _scores(self, pair: _Pair) -> WindowScores:
        margins, spans = self._graph.run([MARGIN, SPANS], [pair.ids])
        inside = spans[0, pair.first : pair.first + len(pair.tokens)].astype(np.float32)
        peak = inside.max(axis=0, initial=-1e9)
        likely = inside - peak - np.log(np.maximum(np.exp(inside - peak).sum(axis=0), 1e-9))
        return WindowScores(float(margins[0]), pair.tokens, likely[:, 0], likely[:, 1])
