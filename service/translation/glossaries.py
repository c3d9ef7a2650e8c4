"""The glossary in force: all TBX files that the store keeps, merged, read anew only when one of them changed."""

from __future__ import annotations

from collections.abc import Callable

from index.glossary import Glossary, merge, read_tbx


class Glossaries:
    """Reads through `kept`, which gives the content of every TBX file, those that take precedence first."""

    def __init__(self, kept: Callable[[], tuple[bytes, ...]]) -> None:
        self._kept = kept
        self._current: tuple[tuple[bytes, ...], Glossary] = ((), Glossary())

    def current(self) -> Glossary:
        """All entries. Where two files have the same term, the earlier file's word comes first."""
        files = self._kept()
        known, glossary = self._current
        if files != known:
            glossary = merge(*(read_tbx(content) for content in files))
            self._current = (files, glossary)  # one assignment: a reader in another thread sees old or new, whole
        return glossary
