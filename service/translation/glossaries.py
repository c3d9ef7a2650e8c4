"""The glossaries in force: the TBX files that the store keeps, merged or one by one, read anew when one changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from index.errors import NotFound
from index.glossary import Glossary, merge, read_tbx
from index.safe_xml import named

_ENDING = ".tbx"


class Glossaries:
    """Reads through `kept`, which gives the content of every TBX file by its name, those that take precedence first."""

    def __init__(self, kept: Callable[[], Mapping[str, bytes]]) -> None:
        self._kept = kept
        self._current: tuple[Mapping[str, bytes], Glossary] = ({}, Glossary())

    def current(self) -> Glossary:
        """All entries. Where two files have the same term, the earlier file's word comes first."""
        files = dict(self._kept())
        known, glossary = self._current
        if files != known:
            glossary = merge(*(_read(name, content) for name, content in files.items()))
            self._current = (files, glossary)  # one assignment: a reader in another thread sees old or new, whole
        return glossary

    def ids(self) -> tuple[str, ...]:
        """What the glossaries are called: their file names without the ending."""
        return tuple(name.removesuffix(_ENDING) for name in self._kept())

    def named(self, glossary_id: str) -> Glossary:
        """One glossary by itself, by its file name with or without `.tbx`.

        Raises:
            NotFound: no glossary of that name is kept.
        """
        files = self._kept()
        content = files.get(glossary_id, files.get(glossary_id + _ENDING))
        if content is None:
            names = ", ".join(self.ids()) or "none"
            rule = f"no such glossary is kept; there are: {names} / 没有这个术语表"
            remedy = "Name one of them, leave it out to use all, or add the TBX file where documents are added."
            raise NotFound(glossary_id, rule, remedy)
        return _read(glossary_id, content)


def _read(name: str, content: bytes) -> Glossary:
    with named(name):
        return read_tbx(content)
