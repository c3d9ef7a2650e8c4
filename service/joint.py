"""Several networks that read pairs, asked as one: each knows what the others miss, and they seldom err alike."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from index.pairs import Window, WindowScores
from service.protocols import PairReader


class JointReader:
    """Implements `service.protocols.PairReader`: reads with all of them, and says the mean of their logits.

    Args:
        readers: networks over the same pieces; what the first calls the pieces of a window, all do.
    """

    def __init__(self, readers: Sequence[PairReader]) -> None:
        self._readers = tuple(readers)

    @property
    def name(self) -> str:
        """The networks' names."""
        return ", ".join(reader.name for reader in self._readers)

    def read(self, question: str, windows: Sequence[Window]) -> tuple[WindowScores, ...]:
        """Each window with its scores, in order."""
        said = [reader.read(question, windows) for reader in self._readers]
        return tuple(_mean(scores) for scores in zip(*said, strict=True))


def _mean(said: Sequence[WindowScores]) -> WindowScores:
    margin = sum(scores.margin for scores in said) / len(said)
    starts, ends = (_likely([getattr(scores, side) for scores in said]) for side in ("starts", "ends"))
    return WindowScores(margin, said[0].tokens, starts, ends)


def _likely(said: Sequence[npt.NDArray[np.float32]]) -> npt.NDArray[np.float32]:
    """The mean of log-probabilities, as log-probabilities again: their exponentials sum to one."""
    mean = np.mean(said, axis=0, dtype=np.float32)
    likely: npt.NDArray[np.float32] = mean - np.log(np.maximum(np.exp(mean).sum(), 1e-9), dtype=np.float32)
    return likely
