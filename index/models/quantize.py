"""ONNX fp32 → int8: matrices per channel with onnxruntime, embedding tables per row.

onnxruntime's own treatment of an embedding table is one scale for all of it. One scale a row (250,000 of them, 1 MB)
costs two more small nodes and keeps the rounding of rare pieces fine.
"""

from __future__ import annotations

import json
import logging
import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
from onnx import helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from index.models.card import TABLE, TABLE_SHAPE

_TABLE_WEIGHTS = 1_000_000
"""From this many weights on, a looked-up table is worth shrinking."""
_APART = 16_000_000
"""Bytes from which a table lies in a file of its own, which is mapped (`index.graph`)."""


def quantize_graph(source: Path, target: Path) -> None:
    """Writes the int8 form of the fp32 graph `source` to `target`, its table of pieces beside it."""
    model = onnx.load(str(source))
    _shrink_tables(model.graph)
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        halfway = Path(scratch) / "tables.onnx"
        onnx.save(model, str(halfway), save_as_external_data=True, location=TABLE)
        small = Path(scratch) / "small.onnx"
        # onnxruntime advises a preparation step by way of the root logger that this graph, exported by the new
        # exporter with its shapes, does not need.
        logging.disable(logging.WARNING)
        try:
            quantize_dynamic(
                halfway, small, per_channel=True, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul", "Gemm"]
            )
        finally:
            logging.disable(logging.NOTSET)
        shrunk = onnx.load(str(small))
    great = [tensor for tensor in shrunk.graph.initializer if len(tensor.raw_data) >= _APART]
    if len(great) != 1 or great[0].data_type != onnx.TensorProto.INT8:
        onnx.save(shrunk, str(target))
        return
    shape = {"name": great[0].name, "shape": list(great[0].dims)}
    (target.parent / TABLE_SHAPE).write_text(json.dumps(shape), encoding="utf-8")
    onnx.save(shrunk, str(target), save_as_external_data=True, location=TABLE, size_threshold=_APART)


def quantize_rows(table: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """A table and its scales, (n, width) int8 and (n, 1) float32: row = int8 row x its scale.

    >>> quantize_rows(np.array([[1.27, -0.5], [0, 0]], np.float32))[0].tolist()
    [[127, -50], [0, 0]]
    """
    peaks = np.abs(table).max(axis=1, keepdims=True)
    scales = np.where(peaks > 0, peaks / 127, 1).astype(np.float32)
    return np.rint(table / scales).astype(np.int8), scales


def _shrink_tables(graph: onnx.GraphProto) -> None:
    tables = {tensor.name: tensor for tensor in graph.initializer if len(tensor.dims) == 2}
    nodes = []
    for node in graph.node:
        table = tables.get(node.input[0]) if node.op_type == "Gather" else None
        if table is None or np.prod(table.dims) < _TABLE_WEIGHTS or _uses(graph, table.name) > 1:
            nodes.append(node)
            continue
        rows, scales = quantize_rows(numpy_helper.to_array(table).astype(np.float32))
        graph.initializer.remove(table)
        name, output = table.name, node.output[0]
        graph.initializer.append(numpy_helper.from_array(rows, f"{name}.rows"))
        graph.initializer.append(numpy_helper.from_array(scales, f"{name}.scales"))
        nodes += [
            helper.make_node("Gather", [f"{name}.rows", node.input[1]], [f"{output}.rows"]),
            helper.make_node("Cast", [f"{output}.rows"], [f"{output}.cast"], to=onnx.TensorProto.FLOAT),
            helper.make_node("Gather", [f"{name}.scales", node.input[1]], [f"{output}.scales"]),
            helper.make_node("Mul", [f"{output}.cast", f"{output}.scales"], [output]),
        ]
    del graph.node[:]
    graph.node.extend(nodes)


def _uses(graph: onnx.GraphProto, name: str) -> int:
    return sum(list(node.input).count(name) for node in graph.node)
