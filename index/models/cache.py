"""Folders that are whole or not there: built aside under a lock, checked by SHA-256, published by one rename."""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import Unavailable

SUMS = "SHA256SUMS"
_LOCK_TIMEOUT_S = 1800.0
_log = logging.getLogger(__name__)


def file_checksum(path: Path) -> str:
    """SHA-256 of a file, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def known_checksum(path: Path) -> str:
    """The same, as the list of the file's folder has it, which `ensure_folder` has compared; computed where none is."""
    return dict(_listed(path.parent)).get(path.name) or file_checksum(path)


def _listed(folder: Path) -> list[tuple[str, str]]:
    """(name, checksum) of each file in the folder's list; empty where it has none."""
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
        return [(name, digest) for digest, name in (line.split("  ", 1) for line in lines)]
    except (OSError, ValueError):
        return []


def is_intact(folder: Path) -> bool:
    """True where every file that the folder's checksum list names is there with that checksum."""
    listed = _listed(folder)
    try:
        return bool(listed) and all(file_checksum(folder / name) == digest for name, digest in listed)
    except (OSError, ValueError):
        return False


def ensure_folder(folder: Path, build: Callable[[Path], None]) -> Path:
    """`folder`, intact; where it is missing or damaged, `build(temporary)` fills a new one first.

    Safe against other processes that ensure the same folder, and against being killed at any point: what a dead
    process left behind is swept away, what is published is whole.

    Raises:
        Unavailable: another process holds the lock for too long, or the disk cannot be written.
    """
    if is_intact(folder):
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.parent / f".{folder.name}.lock", timeout=_LOCK_TIMEOUT_S):
            if not is_intact(folder):
                _replace_folder(folder, build)
    except Timeout as error:
        rule = "another process has been preparing it for half an hour"
        raise Unavailable(str(folder), rule, "end that process, or wait") from error
    except OSError as error:
        rule = f"models are prepared there, and that failed ({error.strerror or error})"
        remedy = "make room on the disk, or set YINJU_MODEL_DIR to a folder that can be written"
        raise Unavailable(str(folder), rule, remedy) from error
    return folder


def _replace_folder(folder: Path, build: Callable[[Path], None]) -> None:
    _sweep(folder)
    if folder.exists():
        _log.warning("%s is damaged and is prepared again", folder)
    temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}.tmp-", dir=folder.parent))
    try:
        build(temporary)
        _write_sums(temporary)
        if folder.exists():
            folder.rename(temporary.with_name(f".{folder.name}.old-{os.getpid()}"))
        temporary.rename(folder)
    finally:
        _sweep(folder)


def _sweep(folder: Path) -> None:
    """Removes temporary folders of this name. Only under the lock: then no living process builds one."""
    for kind in ("tmp", "old"):
        for leftover in folder.parent.glob(f".{folder.name}.{kind}-*"):
            shutil.rmtree(leftover, ignore_errors=True)


def _write_sums(folder: Path) -> None:
    lines = [f"{file_checksum(path)}  {path.relative_to(folder).as_posix()}\n" for path in _files(folder)]
    folder.chmod(0o755)  # a temporary folder starts private; models are shared by all users of the machine
    for path in _files(folder):
        path.chmod(0o644)
        with path.open("rb") as file:
            os.fsync(file.fileno())
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())
