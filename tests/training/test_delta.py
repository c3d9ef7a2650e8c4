"""What a training changed survives its way through the shipped file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from index.errors import DamagedStore
from index.models.delta import merge_delta
from training.delta import rows_to_int8, write_delta

RNG = np.random.default_rng(1)


def matrix(rows: int = 6, width: int = 64) -> np.ndarray:
    return RNG.normal(size=(rows, width)).astype(np.float32)


def test_merged_weights_are_the_trained_ones_to_half_a_step_of_int8(tmp_path: Path) -> None:
    old = {"w": matrix(), "b": matrix(1)[0], "untouched": matrix()}
    new = {"w": old["w"] + 0.01 * matrix(), "b": old["b"] + 0.01}
    write_delta(old, new, 1.0, tmp_path / "d.safetensors")
    merged = merge_delta(old, tmp_path / "d.safetensors")
    step = np.abs(new["w"] - old["w"]).max(1, keepdims=True) / 127
    assert (np.abs(merged["w"] - new["w"]) <= step * 0.51 + 1e-6).all()
    np.testing.assert_allclose(merged["b"], new["b"], atol=1e-5)
    assert merged["untouched"] is old["untouched"]


def test_half_the_way_is_the_mean_of_old_and_new(tmp_path: Path) -> None:
    old = {"w": np.zeros((2, 4), np.float32)}
    new = {"w": np.full((2, 4), 2.54, np.float32)}
    write_delta(old, new, 0.5, tmp_path / "d.safetensors")
    np.testing.assert_allclose(merge_delta(old, tmp_path / "d.safetensors")["w"], 1.27, rtol=1e-5)


def test_a_row_that_did_not_change_stays_exactly_as_it_was() -> None:
    whole, scale = rows_to_int8(np.zeros((1, 8), np.float32))
    assert not whole.any()
    assert scale.tolist() == [1.0]


def test_a_large_row_does_not_coarsen_a_small_one() -> None:
    change = np.stack([np.full(8, 100, np.float32), np.full(8, 0.001, np.float32)])
    whole, scale = rows_to_int8(change)
    np.testing.assert_allclose(whole * scale[:, None], change, rtol=1e-6)


def test_a_weight_takes_one_byte(tmp_path: Path) -> None:
    layer = {"q": matrix(384, 384), "fi": matrix(1536, 384)}
    size = write_delta({k: np.zeros_like(v) for k, v in layer.items()}, layer, 1.0, tmp_path / "d.safetensors")
    weights = sum(v.size for v in layer.values())
    assert size < weights * 1.02 + 1000  # a byte a weight; eight whole layers are 14.2 M weights


def test_a_delta_of_another_model_is_refused(tmp_path: Path) -> None:
    write_delta({"w": matrix()}, {"w": matrix()}, 1.0, tmp_path / "d.safetensors")
    with pytest.raises(DamagedStore, match="no tensor w"):
        merge_delta({"v": matrix()}, tmp_path / "d.safetensors")


def test_heads_are_kept_as_they_are(tmp_path: Path) -> None:
    head = matrix(2, 384)
    write_delta({}, {}, 1.0, tmp_path / "d.safetensors", extra={"head.weight": head})
    np.testing.assert_allclose(load_file(tmp_path / "d.safetensors")["head.weight"], head, rtol=1e-3)
