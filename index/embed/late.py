"""A model by its name alone, opened where something must be embedded after all: looking needs no model."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from index.embed.passing import PassingEmbedder
from index.errors import OtherModel
from index.protocols import Embedder


class LateEmbedder(PassingEmbedder):
    """Implements `index.protocols.Embedder`. `name` is what a generation says it was built with; `opened` opens it.

    Raises:
        OtherModel: what was opened has another name, so its vectors would not fit those that are there.
    """

    def __init__(self, name: str, opened: Callable[[], Embedder]) -> None:
        self.name = name
        self._opened = opened

    def behind(self) -> Embedder:
        """The model, opened at the first call."""
        return self._embedder

    @cached_property
    def _embedder(self) -> Embedder:
        embedder = self._opened()
        if embedder.name != self.name:
            raise OtherModel(self.name, f"the model is now {embedder.name}", "Run `yinju reindex`.")
        return embedder
