"""The networks that read pairs, reader and entailment model, made ready once: encoder + layers → ONNX int8 folder."""

from __future__ import annotations

import hashlib
from pathlib import Path

from index.models.cache import ensure_folder, file_checksum
from index.models.compile import run_converter
from index.models.prepare import default_key, prepare, shipped_delta
from index.protocols import Progress

_SHIPPED = Path(__file__).parent / "deltas"
_FORM = "int8-3"


def shipped_reader() -> Path | None:
    """The reader's layers that came with this version; None where it has none."""
    return _shipped("reader")


def shipped_entailment() -> Path | None:
    """The entailment model's layers that came with this version; None where it has none."""
    return _shipped("entailment")


def _shipped(name: str) -> Path | None:
    path = _SHIPPED / f"{name}.safetensors"
    return path if path.is_file() else None


def compile_reader(model_dir: Path, layers: Path, progress: Progress | None = None) -> Path:
    """The int8 folder of such a network under `model_dir`; prepared and compiled where it is missing or damaged.

    Args:
        model_dir: holds all models.
        layers: its layers as a difference from the shipped encoder, and its heads; the file's name is its name.
        progress: called with the stages `prepare` and `compile`.

    Raises:
        DamagedStore: the layers cannot be read or fit no model.
        InvalidInput: int8 would change too much of what it says.
        Unavailable: the folder cannot be written.
    """
    encoder = shipped_delta()
    key = hashlib.sha256(f"{default_key(encoder)}\n{file_checksum(layers)}".encode()).hexdigest()[:12]

    def build(folder: Path) -> None:
        base = prepare(model_dir, encoder, progress)
        run_converter("index.models.convert_reader", str(base), f"{layers.stem}@{key}", folder, progress, str(layers))

    return ensure_folder(model_dir / f"{layers.stem}-{key}-{_FORM}", build)
