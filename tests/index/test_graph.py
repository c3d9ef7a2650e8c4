"""A graph says the same with its table mapped as with it inside; alike tables are held once, a broken one is told."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from index.errors import DamagedStore
from index.graph import Graph, _mapped
from index.models.card import TABLE, TABLE_SHAPE

ROWS = np.arange(40, dtype=np.int8).reshape(10, 4)


def saved(folder: Path, name: str = "rows", rows: np.ndarray = ROWS) -> Path:
    """A graph that looks pieces up and sums their rows, its table apart."""
    folder.mkdir()
    nodes = [
        helper.make_node("Gather", [name, "input_ids"], ["looked_up"]),
        helper.make_node("Cast", ["looked_up"], ["wide"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["attention_mask", "last"], ["mask"]),
        helper.make_node("Cast", ["mask"], ["kept"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["wide", "kept"], ["counted"]),
        helper.make_node("ReduceSum", ["counted", "axis"], ["sums"], keepdims=0),
    ]
    ids = [helper.make_tensor_value_info(n, TensorProto.INT64, ["n", "width"]) for n in ("input_ids", "attention_mask")]
    sums = helper.make_tensor_value_info("sums", TensorProto.FLOAT, ["n", 4])
    held = [numpy_helper.from_array(np.array([v]), n) for v, n in ((2, "last"), (1, "axis"))]
    graph = helper.make_graph(nodes, "g", ids, [sums], [numpy_helper.from_array(rows, name), *held])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, str(folder / "model.onnx"), save_as_external_data=True, location=TABLE, size_threshold=60)
    (folder / TABLE_SHAPE).write_text(json.dumps({"name": name, "shape": list(rows.shape)}), "utf-8")
    return folder / "model.onnx"


def test_rows_are_looked_up_in_the_mapped_table(tmp_path: Path) -> None:
    (sums,) = Graph(saved(tmp_path / "a"), pad=0).run(["sums"], [[1, 2], [3]])
    assert sums.tolist() == [[12, 14, 16, 18], [12, 13, 14, 15]]


def test_models_with_the_same_table_hold_it_once_and_let_it_go(tmp_path: Path) -> None:
    before = len(_mapped)
    first, second = Graph(saved(tmp_path / "a"), 0), Graph(saved(tmp_path / "b", "other_name"), 0)
    other = Graph(saved(tmp_path / "c", rows=ROWS + 1), 0)
    assert len(_mapped) == before + 2
    (sums,) = other.run(["sums"], [[0]])
    assert sums.tolist() == [[1, 2, 3, 4]]
    del first, second, other
    assert len(_mapped) == before


def test_a_shape_that_does_not_fit_names_the_file(tmp_path: Path) -> None:
    path = saved(tmp_path / "a")
    (tmp_path / "a" / TABLE_SHAPE).write_text(json.dumps({"name": "rows", "shape": [99, 4]}), "utf-8")
    with pytest.raises(DamagedStore, match=r"model\.onnx"):
        Graph(path, 0)
