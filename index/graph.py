"""An ONNX graph opened for serving, safe to share between threads: the one place that runs onnxruntime.

One run takes one processor thread. Threads that share a run wait for each other at every one of its some 400 steps:
with two, a question of 20 pieces took half as long again and twice the processor time. Whoever has much to run has
several runs side by side.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

from index.errors import DamagedStore
from index.models.cache import known_checksum
from index.models.card import TABLE, TABLE_SHAPE
from index.sharing import Shared


class _Table:
    """A mapped table, for as long as a graph uses it."""

    def __init__(self, path: Path, shape: Sequence[int]) -> None:
        self._rows = np.memmap(path, np.int8, "r", shape=tuple(shape))
        self.value = onnxruntime.OrtValue.ortvalue_from_numpy(self._rows)


_mapped = Shared[_Table]()


def _table(path: Path, shape: Sequence[int]) -> _Table:
    """The table in a file; the same object for the same content."""
    return _mapped.get(f"{known_checksum(path)} {shape}", lambda: _Table(path, shape))


class Graph:
    """Token ids of several texts in, named arrays out.

    Args:
        path: the graph, with inputs `input_ids` and `attention_mask`.
        pad: the id that fills up shorter texts.

    Raises:
        DamagedStore: the file is no graph that can be loaded.
    """

    def __init__(self, path: Path, pad: int) -> None:
        self._pad = pad
        # Recent builds report usage to their maker; documents and questions are nobody else's business.
        onnxruntime.disable_telemetry_events()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        try:
            shape = path.with_name(TABLE_SHAPE)
            if shape.exists():
                told = json.loads(shape.read_text("utf-8"))
                self._table = _table(path.with_name(TABLE), told["shape"])
                options.add_initializer(told["name"], self._table.value)
            self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # the library's own kinds share no other base
            rule = f"the model cannot be loaded ({error})"
            raise DamagedStore(str(path), rule, "remove the folder; it is made anew") from error
        self.outputs = frozenset(output.name for output in self._session.get_outputs())

    def run(self, outputs: Sequence[str], ids: Sequence[Sequence[int]]) -> list[npt.NDArray[np.float32]]:
        """The named outputs, each with one row a text; rows of tokens are padded to the longest text."""
        width = max(map(len, ids))
        padded = np.full((len(ids), width), self._pad, np.int64)
        mask = np.zeros((len(ids), width), np.int64)
        for row, tokens in enumerate(ids):
            padded[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        found: list[npt.NDArray[np.float32]] = self._session.run(
            list(outputs), {"input_ids": padded, "attention_mask": mask}
        )
        return found
