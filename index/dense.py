"""Vectors → nearest vectors: the only module that knows FAISS. Downstream of the catalog, upstream of a Snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, cast

import faiss
import numpy as np
import numpy.typing as npt

from index.errors import DamagedStore
from index.protocols import Vectors

Ids = npt.NDArray[np.int64]
Block = npt.NDArray[np.floating]

EXACT_LIMIT: Final = 100_000
"""Rows up to which every row is compared: 100,000 of 384 components in half precision take about 10 ms and 77 MB."""

_LISTS_PER_ROOT: Final = 2.0
"""Inverted lists for one square root of rows: the cost of choosing lists then equals that of scanning them.
Source: FAISS, "Guidelines to choose an index"."""
_PROBED: Final = 0.25
"""Share of the lists that is scanned. Measured on paragraphs and sentences of government reports: see
docs/decisions/0011-candidates.md; `make bench-scale` measures it anew."""
_MOST_PROBED: Final = 500
"""Lists that are scanned at most. In 5.5 million rows, 560 of 4,684 lists with 8,000 rows compared again find .977 of
the right 50, where a quarter of the lists with 3,000 finds .960 in twice the time: the codes miss there, not lists."""
_TRAINING_ROWS_PER_LIST: Final = 40
_SUBSPACE: Final = 4
"""Components that share one 4-bit code of the fast first pass; its best are compared again in 8 bits."""
_REFINED: Final = 6
"""Rows compared again for one row asked for."""
_REFINED_AT_LEAST: Final = 3000
"""Rows compared again however few are asked for: in a million, six times 50 miss one right row in six."""
_REFINED_PER_ROOT: Final = 3.5
"""Rows compared again for one square root of rows: of more rows, more are coded alike."""
_NARROW: Final = 0.1
"""Share of allowed rows below which all lists are scanned: few lists would hold hardly any of them."""
_COMPARED: Final = 20_000
"""Allowed rows, those of some forty reports, up to which each is compared: that is exact, and ten times cheaper than a
scan of all codes of a large base for the sake of few."""


class DenseIndex:
    """Rows 0..n-1 of unit vectors, searched by inner product, which for unit vectors is the cosine.

    >>> index = DenseIndex.build([np.eye(3, dtype=np.float32)], dimension=3)
    >>> ids, scores = index.search(np.array([0, 1, 0], dtype=np.float32), k=1)
    >>> int(ids[0]), float(scores[0])
    (1, 1.0)
    """

    def __init__(self, index: faiss.Index) -> None:
        self._index = index
        self._lists: faiss.IndexIVF | None = None
        if isinstance(index, faiss.IndexRefine):
            self._lists = faiss.extract_index_ivf(index)

    @classmethod
    def build(cls, blocks: Sequence[Block], dimension: int, exact_limit: int = EXACT_LIMIT) -> DenseIndex:
        """Indexes the rows of all blocks, in order.

        Up to `exact_limit` rows the search is exhaustive over half-precision rows. Above, it is an inverted file of
        4-bit product codes (Jégou et al. 2011; André et al. 2015 for the fast scan) whose best rows are compared
        again in 8 bits.

        Args:
            blocks: each (m, dimension), unit norm, any float type.
            dimension: components of one row.
            exact_limit: rows up to which search is exhaustive.
        """
        n_rows = sum(len(block) for block in blocks)
        if n_rows <= exact_limit:
            half = faiss.ScalarQuantizer.QT_fp16
            index = faiss.IndexScalarQuantizer(dimension, half, faiss.METRIC_INNER_PRODUCT)
        else:
            index = _compressed(blocks, dimension, n_rows)
        for block in blocks:
            index.add(np.ascontiguousarray(block, dtype=np.float32))
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

    def rows(self) -> Vectors:
        """All rows as they are kept, (n, dimension) float32."""
        return cast(Vectors, self._index.reconstruct_n(0, len(self)))

    def search(self, vector: npt.NDArray[np.float32], k: int, allowed: Ids | None = None) -> tuple[Ids, Vectors]:
        """The k best rows, best first: (ids, scores), both of shape (≤ k,).

        Args:
            vector: (dimension,) float32, unit norm.
            k: how many rows at most.
            allowed: numbers of the rows that may be returned, ascending; None allows all.
        """
        k = min(k, len(self))
        if k < 1:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        # Requests run side by side: one thread each is faster than all of them sharing a pool.
        faiss.omp_set_num_threads(1)
        if self._lists is not None and allowed is not None and allowed.size <= _COMPARED:
            return self._compare(vector, min(k, allowed.size), allowed)
        query = np.ascontiguousarray(vector, dtype=np.float32).reshape(1, -1)
        bits = None if allowed is None else _bits(allowed, len(self))
        selector = None if bits is None else faiss.IDSelectorBitmap(len(self), faiss.swig_ptr(bits))
        n_probed = self._n_probed(1.0 if allowed is None else allowed.size / len(self))
        n_refined = max(_REFINED * k, _REFINED_AT_LEAST, round(_REFINED_PER_ROOT * len(self) ** 0.5))
        scores, ids = self._index.search(query, k, params=_parameters(n_probed, selector, n_refined / k))
        found = ids[0] >= 0
        return ids[0][found], scores[0][found]

    def _compare(self, vector: npt.NDArray[np.float32], k: int, rows: Ids) -> tuple[Ids, Vectors]:
        """The k best of these rows."""
        # Asked of the part that keeps the 8-bit rows: the whole index would first look each up in its list.
        scores = faiss.downcast_index(self._index.refine_index).reconstruct_batch(rows) @ vector
        best = np.argsort(-scores, kind="stable")[:k]
        return rows[best], cast(Vectors, scores[best])

    def _n_probed(self, share: float) -> int | None:
        """Lists to scan when this share of the rows is allowed; None where there are no lists."""
        if self._lists is None:
            return None
        n_lists = int(self._lists.nlist)
        return n_lists if share < _NARROW else min(n_lists, _MOST_PROBED, max(8, round(n_lists * _PROBED)))


def _bits(rows: Ids, n_rows: int) -> npt.NDArray[np.uint8]:
    """One bit a row, the lowest first, set for these rows."""
    mask = np.zeros(n_rows, np.bool_)
    mask[rows] = True
    return np.packbits(mask, bitorder="little")


def _parameters(
    n_probed: int | None, selector: faiss.IDSelector | None, k_factor: float
) -> faiss.SearchParameters | None:
    if n_probed is None:
        return None if selector is None else faiss.SearchParameters(sel=selector)
    lists = faiss.SearchParametersIVF(nprobe=n_probed, sel=selector)
    return faiss.IndexRefineSearchParameters(k_factor=k_factor, base_index_params=lists)


def _compressed(blocks: Sequence[Block], dimension: int, n_rows: int) -> faiss.Index:
    n_lists = round(_LISTS_PER_ROOT * n_rows**0.5)
    # As wide a subspace as divides the dimension: models of any width must work.
    width = next(width for width in range(_SUBSPACE, 0, -1) if dimension % width == 0)
    recipe = f"IVF{n_lists},PQ{dimension // width}x4fs,Refine(SQ8)"
    index = faiss.index_factory(dimension, recipe, faiss.METRIC_INNER_PRODUCT)
    index.train(_sample(blocks, n_rows, _TRAINING_ROWS_PER_LIST * n_lists))
    return index


def _sample(blocks: Sequence[Block], n_rows: int, n_wanted: int) -> Vectors:
    """An even sample over all blocks, so that no document weighs more than its share."""
    stride = max(1, n_rows // n_wanted)
    taken, first = [], 0
    for block in blocks:
        taken.append(np.asarray(block[first::stride], dtype=np.float32))
        first = (first - len(block)) % stride
    return cast(Vectors, np.ascontiguousarray(np.concatenate(taken)))
