"""What was read last of immutable things, kept in memory."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

_KEPT = 128
"""Parsed documents, and their renderings, kept in memory; some 400 KB for a report of 20,000 characters."""

Read = TypeVar("Read")


class LastRead(Generic[Read]):
    """What `read` gave last of document versions, which are immutable, so nothing here is ever stale."""

    def __init__(self, read: Callable[[int], Read]) -> None:
        self._read = read
        self._lock = threading.Lock()
        self._kept: OrderedDict[int, Read] = OrderedDict()

    def __call__(self, version: int) -> Read:
        """What `read` gives for it, read anew only where it is no longer kept."""
        with self._lock:
            if version in self._kept:
                self._kept.move_to_end(version)
                return self._kept[version]
        value = self._read(version)
        with self._lock:
            self._kept[version] = value
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return value
