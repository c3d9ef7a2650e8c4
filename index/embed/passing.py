"""What every embedder that stands before another one shares: it passes on what it does not change."""

from __future__ import annotations

from collections.abc import Sequence

from index.protocols import Embedder, Progress, Vectors


class PassingEmbedder:
    """Implements `index.protocols.Embedder` but for `name`, by the embedder behind it."""

    def behind(self) -> Embedder:
        """The embedder that does the work."""
        raise NotImplementedError

    @property
    def dimension(self) -> int:
        """Components of one vector."""
        return self.behind().dimension

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """As the embedder behind does."""
        return self.behind().embed_queries(texts)

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """As the embedder behind does."""
        return self.behind().embed_passages(texts, progress)

    def count_tokens(self, text: str) -> int:
        """As the embedder behind does."""
        return self.behind().count_tokens(text)
