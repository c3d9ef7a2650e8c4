"""What several parts of a process hold together: made once for each content, let go with the last that holds it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar
from weakref import WeakValueDictionary

Held = TypeVar("Held")


class Shared(Generic[Held]):
    """Objects by what they are made of; safe to use from several threads."""

    def __init__(self) -> None:
        self._held: WeakValueDictionary[str, Held] = WeakValueDictionary()
        self._making = Lock()

    def __len__(self) -> int:
        return len(self._held)

    def get(self, key: str, make: Callable[[], Held]) -> Held:
        """The object that somebody holds under `key`, or a new one."""
        with self._making:
            found = self._held.get(key)
            if found is None:
                self._held[key] = found = make()
            return found
