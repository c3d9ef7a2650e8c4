"""One store → another: every document with its renderings and glossaries, no text embedded twice."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.catalog import Catalog
from index.compiled import text_hash
from index.embed.passing import PassingEmbedder
from index.protocols import Embedder, Incoming, Progress, Snapshot, Store, Vectors

_AT_ONCE = 25
"""Documents in one change. Each change publishes, so that a migration that was interrupted goes on where it was."""


class KeptVectors(PassingEmbedder):
    """An embedder that first looks for a text's vector in a local store's catalog. Implements `Embedder`.

    Args:
        embedder: the model that the catalog's vectors were made with, and that makes what is missing.
        root: the data directory of the local store.
    """

    def __init__(self, embedder: Embedder, root: Path) -> None:
        self._embedder, self._catalog = embedder, Catalog(root / "catalog.sqlite")

    @property
    def name(self) -> str:
        """The model's own name."""
        return self._embedder.name

    def behind(self) -> Embedder:
        """The model."""
        return self._embedder

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """The kept vectors; those of other texts are made by the model."""
        hashes = [text_hash(text) for text in texts]
        missing = self._catalog.missing_vectors(self.name, hashes)
        vectors = np.empty((len(texts), self.dimension), np.float32)
        there = [at for at, key in enumerate(hashes) if key not in missing]
        new = [at for at, key in enumerate(hashes) if key in missing]
        if there:
            vectors[there] = self._catalog.vectors(self.name, [hashes[at] for at in there], self.dimension)
        if new:
            vectors[new] = self._embedder.embed_passages([texts[at] for at in new], progress)
        return vectors


def migrate(source: Store, target: Store, progress: Progress | None = None) -> str:
    """Copies what `source` has published to `target`, and returns the version published there.

    `source` goes on answering and is not changed. Documents of `target` that `source` does not have stay. What is
    there already and unchanged is not written again, so a second run takes over what was added since the first.
    """
    snapshot = source.snapshot()
    documents = snapshot.documents()
    version = target.change()
    for at in range(0, len(documents), _AT_ONCE):
        if progress is not None:
            progress("migrate", at, len(documents))
        some = documents[at : at + _AT_ONCE]
        version = target.change(add=[_incoming(snapshot, info.id, info.bytes) for info in some])
    for name, tbx in source.glossaries().items():
        target.put_glossary(name, tbx)
    if progress is not None:
        progress("migrate", len(documents), len(documents))
    return version


def _incoming(snapshot: Snapshot, document_id: str, size: int) -> Incoming:
    return Incoming(snapshot.document(document_id), snapshot.renderings(document_id), size)
