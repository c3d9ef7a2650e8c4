"""Stand-ins for the model, for tests that are not about it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache

import numpy as np

from index.protocols import Progress, Vectors


@cache
def _piece(piece: str, dimension: int) -> np.ndarray:
    seed = int.from_bytes(hashlib.sha256(piece.encode()).digest()[:8], "little")
    return np.random.default_rng(seed).standard_normal(dimension).astype(np.float32)


class FakeEmbedder:
    """A bag of character pairs as a random projection: texts that share words are near. `embedded` counts the texts."""

    def __init__(self, name: str = "fake", dimension: int = 32) -> None:
        self.name, self.dimension = name, dimension
        self.embedded: list[str] = []

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        vectors = np.stack([self._vector(text) for text in texts])
        return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        self.embedded.extend(texts)
        return self.embed_queries(texts)

    def count_tokens(self, text: str) -> int:
        return len(text)

    def _vector(self, text: str) -> np.ndarray:
        pieces = [text[i : i + 2] for i in range(max(1, len(text) - 1))]
        return sum((_piece(piece, self.dimension) for piece in pieces), np.full(self.dimension, 1e-6, np.float32))
