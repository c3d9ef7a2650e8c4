"""Last step of a training: what changed, as a small file that `index.models.delta` merges into the default model.

The *difference* is stored, not the weights: it is small, so that int8 with one scale a row rounds it finely
(8 layers of 384 x 1,536: 14 MB).
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from safetensors.numpy import load_file, save_file

from index.models.delta import HEADS

Array = npt.NDArray[np.float32]


def rows_to_int8(change: Array) -> tuple[npt.NDArray[np.int8], Array]:
    """(n, …) → int8 of the same shape and (n,) scales; a row of zeros keeps the scale 1.

    >>> rows_to_int8(np.array([[0.254, -0.127]], np.float32))[0].tolist()
    [[127, -63]]
    """
    flat = change.reshape(len(change), -1)
    peak = np.abs(flat).max(1)
    scale = np.where(peak > 0, peak / 127, 1).astype(np.float32)
    whole = np.rint(flat / scale[:, None]).astype(np.int8)
    return whole.reshape(change.shape), scale


def write_delta(
    old: Mapping[str, Array],
    new: Mapping[str, Array],
    share: float,
    path: Path,
    extra: Mapping[str, Array] | None = None,
) -> int:
    """Writes `share` of the way from old to new weights, for the tensors in `new`; returns the file's bytes.

    Args:
        old: the default model's weights.
        new: trained weights under the same names.
        share: 1 is the trained model, ½ the mean of both.
        path: the safetensors file.
        extra: tensors that the default model lacks (heads), stored as fp16 and as they are.
    """
    stored: dict[str, npt.NDArray[np.generic]] = {}
    for name, trained in new.items():
        change = (trained - old[name]) * np.float32(share)
        if change.ndim == 1:
            stored[name] = change.astype(np.float16)
            continue
        stored[name], stored[f"{name}.scale"] = rows_to_int8(change)
    for name, value in (extra or {}).items():
        stored[name] = value.astype(np.float16)
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(stored, path, metadata={"mode": "add", "format": "pt"})
    return path.stat().st_size


def main() -> None:
    """`python -m training.delta BASE TRAINED FILE`: what a training left → the file that ships."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    for name in ("base", "trained", "file"):
        parser.add_argument(name, type=Path)
    given = parser.parse_args()
    trained = {k: v.float().numpy() for k, v in torch.load(given.trained, weights_only=True).items()}
    heads = {k: v for k, v in trained.items() if k.startswith(HEADS)}
    body = {k: v for k, v in trained.items() if k not in heads}
    size = write_delta(load_file(given.base / "model.safetensors"), body, 1.0, given.file, heads)
    print(f"{given.file}: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
