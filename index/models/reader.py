"""The trained reader, made ready once: encoder weights + its own layers and heads → ONNX int8 folder."""

from __future__ import annotations

import hashlib
from pathlib import Path

from index.models.cache import ensure_folder, file_checksum
from index.models.compile import run_converter
from index.models.prepare import default_key, prepare, shipped_delta
from index.protocols import Progress

SHIPPED_READER = Path(__file__).parent / "deltas" / "reader.safetensors"
_FORM = "int8-1"


def shipped_reader() -> Path | None:
    """The reader's layers that came with this version; None where it has none."""
    return SHIPPED_READER if SHIPPED_READER.is_file() else None


def compile_reader(model_dir: Path, layers: Path, progress: Progress | None = None) -> Path:
    """The reader's int8 folder under `model_dir`; prepared and compiled where it is missing or damaged.

    Args:
        model_dir: holds all models.
        layers: the reader's layers as a difference from the shipped encoder, and its heads.
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
        run_converter("index.models.convert_reader", str(base), f"reader@{key}", folder, progress, str(layers))

    return ensure_folder(model_dir / f"reader-{key}-{_FORM}", build)
