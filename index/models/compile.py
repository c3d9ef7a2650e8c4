"""Any sentence-transformers model → ONNX int8 folder, made by a process of its own.

Export needs torch and several copies of the weights in memory; a child process gives all of that back, and keeps torch
out of the process that serves.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from index.errors import DamagedStore, InvalidInput, KnowledgeBaseError, NotFound, Unavailable
from index.models.cache import ensure_folder
from index.models.prepare import default_key, prepare
from index.protocols import Progress

_FORM = "int8-4"
"""Ends a folder's name: graphs of an earlier form, without the vectors of single tokens, are made anew."""
STAGES = ("load", "export", "quantize", "check")
_ERRORS = {kind.__name__: kind for kind in (InvalidInput, NotFound, DamagedStore, Unavailable, KnowledgeBaseError)}


def compile_default(model_dir: Path, delta: Path | None = None, progress: Progress | None = None) -> Path:
    """The default model's int8 folder under `model_dir`; prepared and compiled where it is missing or damaged."""
    label = "trained" if delta else "base"
    key = default_key(delta)

    def build(folder: Path) -> None:
        run_converter(
            "index.models.convert", str(prepare(model_dir, delta, progress)), f"{label}@{key}", folder, progress
        )

    return ensure_folder(model_dir / f"{label}-{key}-{_FORM}", build)


def compile_model(source: str, model_dir: Path, progress: Progress | None = None) -> Path:
    """The int8 folder of any sentence-transformers name or path; compiled where it is missing or damaged.

    Args:
        source: a name on a model hub or a path to a folder. A folder whose files changed is compiled anew.
        model_dir: holds all models.
        progress: called with the stage `compile`.

    Raises:
        InvalidInput: the model cannot be loaded or exported, or int8 would change its vectors too much.
        Unavailable: the folder cannot be written.
    """
    key = source_key(source)
    spoken = Path(source).resolve().name if Path(source).is_dir() else source
    label = re.sub(r"[^A-Za-z0-9._-]+", "-", spoken)[-60:].strip("-.")

    def build(folder: Path) -> None:
        run_converter("index.models.convert", source, f"{label}@{key}", folder, progress)

    return ensure_folder(model_dir / f"{label}-{key}-{_FORM}", build)


def source_key(source: str) -> str:
    """Twelve hex digits for a name, or for a folder's path and the size and time of its files."""
    parts = [source]
    folder = Path(source)
    if folder.is_dir():
        parts = [str(folder.resolve())]
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                status = path.stat()
                parts.append(f"{path.relative_to(folder)} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def run_converter(module: str, source: str, name: str, folder: Path, progress: Progress | None, *more: str) -> None:
    """Runs a converter in a child, with `source`, `name`, `folder` and `more` as its arguments.

    Raises:
        KnowledgeBaseError: what the child reports; each line of its standard output is one JSON object.
    """
    root = Path(__file__).resolve().parents[2]
    path = os.pathsep.join([str(root), *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [sys.executable, "-m", module, source, name, str(folder), *more]
    environment = os.environ | {"PYTHONPATH": path}
    failure: KnowledgeBaseError | None = None
    with tempfile.TemporaryFile("w+") as errors:
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment) as child:
            for line in child.stdout or ():
                failure = heed(json.loads(line), progress) or failure
        errors.seek(0)
        tail = errors.read()[-600:].strip()
    if failure is not None:
        raise failure
    if child.returncode != 0:
        raise InvalidInput(source, f"it could not be compiled ({tail})", "use the engine torch for this model")


def heed(message: dict[str, str], progress: Progress | None) -> KnowledgeBaseError | None:
    """Passes a stage on to `progress`; gives back the error that the child reports, if it is one."""
    if "stage" not in message:
        return _ERRORS[message["error"]](message["value"], message["rule"], message["remedy"])
    if progress is not None:
        progress("compile", STAGES.index(message["stage"]), len(STAGES))
    return None
