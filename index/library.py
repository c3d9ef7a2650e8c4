"""Files in, a changed knowledge base out: loads, parses, places renderings, and hands all to the store at once.

The use cases that the command line and the API call; below it `index.loading`, `index.parse`, `index.renderings` and a
`Store`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from index.errors import InvalidInput, NothingPublished
from index.loading import Limits, load
from index.parse import parse
from index.protocols import Incoming, Progress, Snapshot, Store
from index.renderings import SegmentPair, align_to, read_tmx
from index.safe_xml import named
from index.types import Document, Rendering


class File(Protocol):
    """A file on its way in. `renderings` is the content of a TMX file that came with it."""

    @property
    def name(self) -> str:
        """The file's name; the same name again replaces the document."""

    @property
    def content(self) -> bytes:
        """The file's bytes."""

    @property
    def renderings(self) -> bytes | None:
        """The bytes of a TMX file, or None."""


class Library:
    """Puts files into a store and takes them out. Every change is whole: one bad file, and nothing is changed.

    Args:
        store: where documents are kept.
        limits: what reading one file may take; None takes the defaults.
    """

    def __init__(self, store: Store, limits: Limits | None = None) -> None:
        self._store, self._limits = store, limits

    def add(self, files: Sequence[File], progress: Progress | None = None) -> tuple[str, ...]:
        """Adds or replaces (same file name), and returns the documents' ids. What is there unchanged stays.

        Raises:
            UnreadableDocument: a file cannot become a document; the knowledge base is untouched.
            InvalidInput: a TMX file cannot be read, or two files have the same name.
        """
        _distinct_names(files)
        before = self._published()
        arriving: list[Incoming] = []
        for done, file in enumerate(files):
            if progress:
                progress("load", done, len(files))
            arriving.append(self._read(file, None, before))
        self._store.change(add=arriving, progress=progress)
        return tuple(incoming.document.id for incoming in arriving)

    def replace(self, document_id: str, file: File, progress: Progress | None = None) -> str:
        """Replaces one document by a file of any name, keeping its id; NotFound where the id is unknown.

        Returns:
            The new version.
        """
        before = self._store.snapshot()
        before.document(document_id)
        return self._store.change(add=[self._read(file, document_id, before)], progress=progress)

    def remove(self, document_ids: Sequence[str]) -> str:
        """Removes documents and returns the new version; NotFound where an id is unknown."""
        return self._store.change(remove=document_ids)

    def _published(self) -> Snapshot | None:
        try:
            return self._store.snapshot()
        except NothingPublished:
            return None

    def _read(self, file: File, document_id: str | None, before: Snapshot | None) -> Incoming:
        loaded = load(file.name, file.content, self._limits)
        document = parse(loaded.text, file.name, loaded.page_starts)
        if document_id is not None:
            document = replace(document, id=document_id)
        with named(file.name):
            pairs = read_tmx(file.renderings) if file.renderings else _kept_pairs(document.id, before)
        return Incoming(document, align_to(document, pairs).renderings, len(file.content))


def _distinct_names(files: Sequence[File]) -> None:
    for name, n in Counter(file.name for file in files).items():
        if n > 1:
            rule = f"{n} files have this name, and a document is known by it / {n} 个文件同名，而文件以名称区分"
            raise InvalidInput(name, rule, "Rename them, or add them one after the other / 请改名，或分次添加")


def _kept_pairs(document_id: str, before: Snapshot | None) -> tuple[SegmentPair, ...]:
    """The renderings of the document that is being replaced: those of sentences that did not change stay true."""
    if before is None or all(info.id != document_id for info in before.documents()):
        return ()
    document = before.document(document_id)
    return tuple(_pair(document, rendering) for rendering in before.renderings(document_id))


def _pair(document: Document, rendering: Rendering) -> SegmentPair:
    source = rendering.source.of(document.text)
    return SegmentPair(rendering.text, source) if rendering.lang == "zh" else SegmentPair(source, rendering.text)
