"""Vectors → nearest vectors: the only module that knows FAISS. Downstream of the catalog, upstream of a Snapshot."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

from index.errors import DamagedStore
from index.protocols import Vectors

Ids = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class DenseIndex:
    """Rows 0..n-1 of unit vectors, searched by inner product, which for unit vectors is the cosine.

    >>> index = DenseIndex.build(np.eye(3, dtype=np.float32))
    >>> ids, scores = index.search(np.array([0, 1, 0], dtype=np.float32), k=1)
    >>> int(ids[0]), float(scores[0])
    (1, 1.0)
    """

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: Vectors) -> DenseIndex:
        """Indexes (n, dimension) float32 rows; exact search, 4 bytes a component."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def read(cls, path: Path) -> DenseIndex:
        """Opens what `write` wrote; DamagedStore where FAISS cannot read it."""
        try:
            return cls(faiss.read_index(str(path)))
        except RuntimeError as error:
            raise DamagedStore(
                str(path), "FAISS cannot read this index", "Run `yinju reindex` to build it anew."
            ) from error

    def write(self, path: Path) -> None:
        """Writes one file; OSError where the disk does not take it."""
        try:
            faiss.write_index(self._index, str(path))
        except RuntimeError as error:
            raise OSError(str(error)) from error

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, vector: npt.NDArray[np.float32], k: int, allowed: Mask | None = None) -> tuple[Ids, Vectors]:
        """The k best rows, best first: (ids, scores), both of shape (≤ k,).

        Args:
            vector: (dimension,) float32, unit norm.
            k: how many rows at most.
            allowed: (n,) bool, True for the rows that may be returned; None allows all.
        """
        k = min(k, len(self))
        if k < 1:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        query = np.ascontiguousarray(vector, dtype=np.float32).reshape(1, -1)
        if allowed is None:
            scores, ids = self._index.search(query, k)
        else:
            bits = np.packbits(allowed, bitorder="little")
            selector = faiss.IDSelectorBitmap(len(allowed), faiss.swig_ptr(bits))
            scores, ids = self._index.search(query, k, params=self._parameters(selector))
        found = ids[0] >= 0
        return ids[0][found], scores[0][found]

    def _parameters(self, selector: faiss.IDSelector) -> faiss.SearchParameters:
        return faiss.SearchParameters(sel=selector)
