"""Embeds with onnxruntime: int8, no torch, safe to share between threads."""

from __future__ import annotations

import logging
import os
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import numpy as np

from index.graph import Graph
from index.models.card import GRAPH, Card
from index.models.lean import open_pieces
from index.protocols import Progress, Tokens, Vectors
from index.types import Span

_BATCH_TOKENS = 1024
"""Padded tokens in one run. Larger batches leave the processor's cache and gain nothing."""

_VECTORS, _TOKENS = "vectors", "tokens"

_log = logging.getLogger(__name__)


class OnnxEmbedder:
    """A compiled model (see `index.models.compile`), opened for serving.

    Args:
        folder: what `compile_default` or `compile_model` returned.
        threads: batches of many texts that run at once, each in one processor thread; 0 takes every core. A single
            question is one batch.

    Raises:
        DamagedStore: the folder does not hold a compiled model.
    """

    def __init__(self, folder: Path, threads: int = 0) -> None:
        self._card = Card.read(folder)
        self._tokenizer = open_pieces(folder)
        self._graph = Graph(folder / GRAPH, self._card.pad)
        self._pool = ThreadPoolExecutor(threads or os.cpu_count(), thread_name_prefix="embed-batches")

    @property
    def name(self) -> str:
        """The model, a checksum of its weights, and the form they take."""
        return f"{self._card.name}/int8"

    @property
    def dimension(self) -> int:
        """Components of one vector."""
        return self._card.dimension

    @property
    def room(self) -> int:
        """Pieces a text may take without being cut: the window less special tokens and the longer prefix."""
        prefixes = (self._card.query_prefix, self._card.passage_prefix)
        return self._card.window - max(map(len, self._tokenizer.ids(prefixes)))

    def count_tokens(self, text: str) -> int:
        """Pieces that `text` takes, without special tokens and prefix."""
        return self._tokenizer.count(text)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """(n, dimension) float32, unit norm."""
        return self._embed([self._card.query_prefix + text for text in texts], None)

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """(n, dimension) float32, unit norm. A text over the window is cut there, and the log says so."""
        return self._embed([self._card.passage_prefix + text for text in texts], progress)

    def _embed(self, texts: Sequence[str], progress: Progress | None) -> Vectors:
        vectors = np.empty((len(texts), self._card.dimension), np.float32)
        ids = self._token_ids(texts)
        groups = batches([len(row) for row in ids], _BATCH_TOKENS)
        done = 0
        with closing(self._runs([[ids[row] for row in rows] for rows in groups])) as runs:
            for rows, found in zip(groups, runs, strict=True):
                vectors[rows] = found
                done += len(rows)
                if progress is not None:
                    progress("embed", done, len(texts))
        return vectors

    def _runs(self, groups: Sequence[Sequence[list[int]]]) -> Generator[Vectors]:
        """Each batch's vectors, in order; closing it leaves out those that have not begun."""
        if len(groups) > 1:
            yield from self._pool.map(self._run, groups)
        elif groups:
            yield self._run(groups[0])

    def _token_ids(self, texts: Sequence[str]) -> list[list[int]]:
        window, ending = self._card.window, self._tokenizer.ending
        ids = self._tokenizer.ids(texts)
        cut = [row[: window - len(ending)] + ending if len(row) > window else row for row in ids]
        n_cut = sum(len(row) > window for row in ids)
        if n_cut:
            _log.warning("%d of %d texts exceed the model's window of %d tokens and were cut", n_cut, len(ids), window)
        return cut

    def _run(self, ids: Sequence[list[int]]) -> Vectors:
        vectors: Vectors = self._graph.run([_VECTORS], ids)[0]
        return vectors

    def embed_tokens(self, text: str) -> Tokens:
        """What each piece of a passage is in its context; none where the model has no such layer.

        Pieces over the window have no vector.
        """
        prefix = self._card.passage_prefix
        ids, spans = self._tokenizer.pieces(prefix + text)
        ending = self._tokenizer.ending
        if len(ids) > self._card.window:
            ids = ids[: self._card.window - len(ending)] + ending
        rows = [row for row, span in enumerate(spans[: len(ids)]) if span is not None and span.end > len(prefix)]
        if _TOKENS not in self._graph.outputs or not rows:
            return Tokens((), np.empty((0, self.dimension), np.float32))
        vectors = self._graph.run([_TOKENS], [ids])[0][0][rows]
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return Tokens(tuple(_from(spans[row], len(prefix)) for row in rows), vectors / np.maximum(norms, 1e-9))


def _from(span: Span | None, start: int) -> Span:
    """`span` in the text behind a prefix of `start` characters."""
    return Span(max(0, span.start - start), span.end - start) if span else Span(0, 0)


def batches(lengths: Sequence[int], budget: int) -> list[list[int]]:
    """Row numbers grouped by like length, longest first, each group within `budget` tokens after padding.

    Longest first: a run that would exhaust the memory does so at once, and the time left is never underestimated.

    >>> batches([3, 9, 2, 8], budget=18)
    [[1, 3], [0, 2]]
    """
    groups: list[list[int]] = []
    for row in sorted(range(len(lengths)), key=lambda row: -lengths[row]):
        if groups and lengths[groups[-1][0]] * (len(groups[-1]) + 1) <= budget:
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups
