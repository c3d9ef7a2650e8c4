"""Several networks that read pairs, asked as one: each knows what the others miss, and they seldom err alike."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from index.pairs import Window, WindowScores
from service.protocols import PairReader

N_AGAIN = 2
"""Windows that are read again. Of four, all again cost a quarter more time and find nothing more on reports; given a
paragraph of encyclopedic text, F1 falls by at most .5 (docs/decisions/0019)."""


class JointReader:
    """Implements `service.protocols.PairReader`: what the first network likes best the others read too.

    Of what all have read, the mean of their logits is said; of the rest, what the first says.

    Args:
        readers: networks over the same pieces; what the first calls the pieces of a window, all do.
        n_again: windows that the others read.
    """

    def __init__(self, readers: Sequence[PairReader], n_again: int = N_AGAIN) -> None:
        self._first, *self._others = readers
        self._n_again = n_again

    @property
    def name(self) -> str:
        """The networks' names."""
        return ", ".join(reader.name for reader in (self._first, *self._others))

    def read(self, question: str, windows: Sequence[Window]) -> tuple[WindowScores, ...]:
        """Each window with its scores, in order."""
        said = list(self._first.read(question, windows))
        again = sorted(range(len(said)), key=lambda i: -said[i].margin)[: self._n_again]
        others = [reader.read(question, [windows[i] for i in again]) for reader in self._others]
        for i, *theirs in zip(again, *others, strict=True):
            said[i] = _mean([said[i], *theirs])
        return tuple(said)


def _mean(said: Sequence[WindowScores]) -> WindowScores:
    margin = sum(scores.margin for scores in said) / len(said)
    starts, ends = (_likely([getattr(scores, side) for scores in said]) for side in ("starts", "ends"))
    return WindowScores(margin, said[0].tokens, starts, ends)


def _likely(said: Sequence[npt.NDArray[np.float32]]) -> npt.NDArray[np.float32]:
    """The mean of log-probabilities, as log-probabilities again: their exponentials sum to one."""
    mean = np.mean(said, axis=0, dtype=np.float32)
    likely: npt.NDArray[np.float32] = mean - np.log(np.maximum(np.exp(mean).sum(), 1e-9), dtype=np.float32)
    return likely
