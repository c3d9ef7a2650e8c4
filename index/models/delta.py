"""Trained layers that ship apart from the model they change: read from safetensors, merged into its weights.

A delta file holds, under the BERT names of the tensors it changes, either fp16/fp32 values or int8 values with one
scale for each row under `NAME.scale`. Its metadata `mode` says whether the values are added to the weights (`add`, the
default: a difference is small, so int8 rounds it finely) or stand in their place (`replace`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from safetensors import SafetensorError, safe_open

from index.errors import DamagedStore
from index.models.wheel import Tensor

SCALE = ".scale"
HEADS = "reader."
"""Begins the names of tensors that the model has not: a reader's heads, which are taken over as they are."""


def merge_delta(weights: Mapping[str, Tensor], path: Path) -> dict[str, Tensor]:
    """The weights with the delta at `path` merged in; tensors it does not name stay as they are.

    Raises:
        DamagedStore: the file cannot be read, names an unknown tensor or has another shape.
    """
    try:
        with safe_open(str(path), framework="numpy") as file:
            mode = (file.metadata() or {}).get("mode", "add")
            stored = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 — not a mapping
    except (OSError, SafetensorError) as error:
        raise _damaged(path, f"it cannot be read ({error})") from error
    if mode not in ("add", "replace"):
        raise _damaged(path, f"its mode must be add or replace, not {mode}")
    merged = dict(weights)
    for name, values in stored.items():
        if name.endswith(SCALE):
            continue
        if name.startswith(HEADS):
            merged[name] = values.astype(np.float32)
            continue
        if name not in weights or weights[name].shape != values.shape:
            raise _damaged(path, f"the model has no tensor {name} of shape {values.shape}")
        change = _unscaled(values, stored.get(name + SCALE))
        merged[name] = weights[name] + change if mode == "add" else change
    return merged


def _unscaled(values: np.ndarray[tuple[int, ...], np.dtype[np.generic]], scale: Tensor | None) -> Tensor:
    full: Tensor = values.astype(np.float32)
    if scale is None:
        return full
    rows = scale.astype(np.float32).reshape(-1, *([1] * (full.ndim - 1)))
    return np.asarray(full * rows, dtype=np.float32)


def _damaged(path: Path, rule: str) -> DamagedStore:
    return DamagedStore(path.name, rule, "take the file that came with this version")
