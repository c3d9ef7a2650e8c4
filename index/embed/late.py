"""A model by its name alone, opened where something must be embedded after all: looking needs no model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from index.errors import OtherModel
from index.protocols import Embedder, Progress, Vectors


class LateEmbedder:
    """Implements `index.protocols.Embedder`. `name` is what a generation says it was built with; `opened` opens it.

    Raises:
        OtherModel: what was opened has another name, so its vectors would not fit those that are there.
    """

    def __init__(self, name: str, opened: Callable[[], Embedder]) -> None:
        self.name = name
        self._opened = opened

    @cached_property
    def _embedder(self) -> Embedder:
        embedder = self._opened()
        if embedder.name != self.name:
            raise OtherModel(self.name, f"the model is now {embedder.name}", "Run `yinju reindex`.")
        return embedder

    @property
    def dimension(self) -> int:
        """Components of one vector."""
        return self._embedder.dimension

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """As the model does."""
        return self._embedder.embed_queries(texts)

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """As the model does."""
        return self._embedder.embed_passages(texts, progress)

    def count_tokens(self, text: str) -> int:
        """As the model does."""
        return self._embedder.count_tokens(text)
