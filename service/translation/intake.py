"""Translators' files sent where documents are: a memory gives renderings, a glossary is kept; neither is a document."""

from __future__ import annotations

from pathlib import PurePath

from index.errors import InvalidInput
from index.glossary import read_tbx
from index.protocols import Progress, Store
from index.safe_xml import named
from service.translation.files.opening import open_bilingual
from service.translation.memories import place

MEMORIES = frozenset({".tmx", ".xlf", ".xliff"})
GLOSSARIES = frozenset({".tbx"})


def is_translators_file(name: str) -> bool:
    """True for a memory or a glossary, by the file's ending."""
    return PurePath(name).suffix.lower() in MEMORIES | GLOSSARIES


def take_in(store: Store, name: str, content: bytes, progress: Progress | None = None) -> tuple[str, ...]:
    """Puts the file's renderings or terms into `store` and returns the ids of the documents that gained renderings.

    Raises:
        InvalidInput: the file cannot be read, or no document holds any of its segments.
    """
    if PurePath(name).suffix.lower() in GLOSSARIES:
        with named(name):
            read_tbx(content)
        store.put_glossary(name, content)
        return ()
    found = place(store.snapshot(), open_bilingual(name, content))
    if not found.documents:
        rule = "none of its segments stands in a document as one of its own / 没有任何句段在已有文件中独立成段"
        remedy = "Add the document first; terms belong in a TBX file / 请先添加原文件；术语请用 TBX 文件"
        raise InvalidInput(name, rule, remedy)
    store.change(add=[one.incoming for one in found.documents], progress=progress)
    return tuple(one.info.id for one in found.documents)


def must_be_readable(name: str, content: bytes) -> None:
    """Raises what `take_in` would raise of the file itself, while nothing is changed yet."""
    with named(name):
        if PurePath(name).suffix.lower() in GLOSSARIES:
            read_tbx(content)
        else:
            open_bilingual(name, content)
