"""Generations on disk: built aside, published by one rename, pinned by readers, collected when nobody needs them.

generations/000007-1a2b3c4d/   one immutable generation (its files: see `index.snapshot`)
generations/.building-…        one that is being built, or was when its builder died
current                        the name of the published one; replaced by rename, never written in place
"""

from __future__ import annotations

import fcntl
import os
import shutil
import weakref
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import Unavailable
from index.protocols import Progress

_BUILDING = ".building-"
_PIN = "pin"

Signature = tuple[int, int, int]


class Generations:
    """The generations of one data directory."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folder = root / "generations"
        self._current = root / "current"
        self._folder.mkdir(parents=True, exist_ok=True)

    def path(self, version: str) -> Path:
        """Where the files of a generation are."""
        return self._folder / version

    def versions(self) -> tuple[str, ...]:
        """Every complete generation on disk, oldest first."""
        return tuple(sorted(entry.name for entry in self._folder.iterdir() if not entry.name.startswith(".")))

    def current(self) -> str | None:
        """The published generation, or None where none ever was."""
        try:
            return self._current.read_text(encoding="ascii").strip() or None
        except FileNotFoundError:
            return None

    def signature(self) -> Signature | None:
        """Changes whenever another generation is published; a few microseconds to ask."""
        try:
            status = self._current.stat()
        except FileNotFoundError:
            return None
        return status.st_ino, status.st_mtime_ns, status.st_size

    @contextmanager
    def writing(self, timeout_s: float, progress: Progress | None = None) -> Iterator[None]:
        """Lets one writer in at a time, over all threads and processes; the system frees it when its holder dies.

        Another writer's end is waited for, which `progress` tells as the stage "wait".
        """
        lock = FileLock(self._root / "writer.lock", timeout=timeout_s, is_singleton=False)
        try:
            try:
                lock.acquire(timeout=0)
            except Timeout:
                if progress:
                    progress("wait", 0, 1)
                lock.acquire()
        except Timeout as error:
            raise Unavailable(
                str(self._root), "another writer is changing this knowledge base", "Try again when it has finished."
            ) from error
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def building(self, version: str) -> Iterator[Path]:
        """An empty directory to build in; becomes `path(version)` when the block ends well, and is gone otherwise."""
        aside = self._folder / f"{_BUILDING}{version}"
        aside.mkdir()
        try:
            yield aside
            (aside / _PIN).touch()
            _sync_tree(aside)
            aside.rename(self.path(version))
            _sync(self._folder)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise

    def publish(self, version: str) -> None:
        """Makes this generation the current one: readers see the old name or the new one, never a part of either."""
        fresh = self._current.with_suffix(".new")
        with fresh.open("w", encoding="ascii") as file:
            file.write(version + "\n")
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._current)
        _sync(self._root)

    def clean(self, known: Collection[str]) -> None:
        """Removes what a killed writer left behind; for the holder of the writer lock only."""
        for entry in self._folder.iterdir():
            if entry.name.startswith(_BUILDING) or entry.name not in known:
                shutil.rmtree(entry, ignore_errors=True)

    def collect(self, candidates: Collection[str]) -> tuple[str, ...]:
        """Removes those of `candidates` that no reader has pinned, and returns them (with those already gone)."""
        return tuple(version for version in candidates if self._remove(version))

    def _remove(self, version: str) -> bool:
        path = self.path(version)
        try:
            pin = os.open(path / _PIN, os.O_RDWR)
        except FileNotFoundError:
            shutil.rmtree(path, ignore_errors=True)
            return True
        try:
            fcntl.flock(pin, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        else:
            shutil.rmtree(path, ignore_errors=True)
            return True
        finally:
            os.close(pin)


class Pin:
    """Keeps one generation from being collected for as long as this object lives, or until `release`.

    The pin is a shared lock on a file of the generation, so it ends with the process that holds it, however that ends.
    """

    def __init__(self, path: Path) -> None:
        descriptor = os.open(path / _PIN, os.O_RDONLY)
        self.release = weakref.finalize(self, os.close, descriptor)
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        if not (path / _PIN).exists():
            self.release()
            raise FileNotFoundError(path)


def _sync_tree(folder: Path) -> None:
    for entry in folder.rglob("*"):
        _sync(entry)
    _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
