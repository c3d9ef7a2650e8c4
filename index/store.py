"""LocalStore: a knowledge base in one directory. Documents come in whole, generations go out; see `index.catalog`,
`index.generations` and `index.snapshot` for its three parts."""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, closing, suppress
from pathlib import Path

import numpy as np

from index.archive import archive_opened, write_archive
from index.building import Previous, build_generation, read_sample_means
from index.catalog import Catalog, Member
from index.compiled import UNIT_ROW, hashes_of
from index.errors import DamagedStore, KnowledgeBaseError, NotFound, NothingPublished, OtherModel, Unavailable
from index.generations import Generations, Pin, Signature
from index.integrity import findings
from index.languages import LanguageMeans
from index.lastread import LastRead
from index.preparing import Parts, Preparation
from index.protocols import Embedder, Incoming, Progress
from index.rollback import TURN_S, must_leave
from index.snapshot import LocalSnapshot

KEPT_GENERATIONS = 3
"""The published one, one to roll back to, and one more for a reader that is slow to notice."""

_log = logging.getLogger(__name__)


def published_model(root: Path) -> str | None:
    """The name of the model that the published generation under `root` was built with; None where there is none."""
    version = Generations(root).current() if root.is_dir() else None
    if version is None:
        return None
    with closing(Catalog(root / "catalog.sqlite")) as catalog:
        return catalog.generation(version).model


class LocalStore:
    """Keeps documents in a directory and publishes generations of them. Implements `index.protocols.Store`.

    Safe between threads and between processes: one writer at a time, readers never wait. Killed at any moment, the
    published generation still serves, and the next writer cleans up.

    Args:
        root: the data directory; made where it does not exist.
        embedder: the model; another one than last time needs `rebuild`.
        parts: the stages of the pipeline; None takes the project's own.
        lock_timeout_s: how long a writer waits for another one before it gives up.
    """

    def __init__(
        self, root: Path, embedder: Embedder, parts: Parts | None = None, lock_timeout_s: float = 600.0
    ) -> None:
        root.mkdir(parents=True, exist_ok=True)
        self._timeout_s = lock_timeout_s
        self._generations = Generations(root)
        self._catalog = Catalog(root / "catalog.sqlite")
        self._preparation = Preparation(self._catalog, embedder, parts or Parts())
        # Readers have a connection of their own, so that they never wait for a transaction of this process's writer.
        self._reading = Catalog(root / "catalog.sqlite")
        self._documents = LastRead(self._reading.document)
        self._renderings = LastRead(self._reading.renderings)
        self._lock = threading.Lock()
        self._seen: tuple[Signature, LocalSnapshot] | None = None
        self._refused: Signature | None = None
        self._loading: threading.Thread | None = None

    def close(self) -> None:
        """Closes the catalog; snapshots taken before can no longer read documents."""
        if self._loading is not None:
            self._loading.join()
        self._catalog.close()
        self._reading.close()

    def snapshot(self) -> LocalSnapshot:
        """The published generation; Unavailable where none was ever published, OtherModel where it is another model's.

        A generation that another process publishes is loaded aside: until it is ready the one before is returned.
        """
        seen, signature = self._seen, self._generations.signature()
        if seen is None:
            return self._load()
        if signature not in (seen[0], self._refused):
            self._load_aside()
        return seen[1]

    def _load_aside(self) -> None:
        with self._lock:
            if self._loading is None or not self._loading.is_alive():
                self._loading = threading.Thread(target=self._try_to_load, name="load-generation", daemon=True)
                self._loading.start()

    def _try_to_load(self) -> None:
        signature = self._generations.signature()
        try:
            self._load()
        except KnowledgeBaseError as error:
            self._refused = signature
            _log.warning("a published generation cannot be used, the one before stays: %s", error)

    def _load(self) -> LocalSnapshot:
        version: str | None = None
        for _ in range(10):
            signature, version = self._generations.signature(), self._generations.current()
            if signature is None or version is None:
                raise NothingPublished(
                    "no index", "no generation was ever published", "Add a document with `yinju add`."
                )
            path = self._generations.path(version)
            try:
                snapshot = LocalSnapshot(path, self._documents, self._renderings, Pin(path))
            except FileNotFoundError:
                continue  # collected between the two reads: another one is current now
            self._check_model(snapshot.manifest.model, version)
            if signature != self._generations.signature():
                continue  # replaced meanwhile: a slow loader must not put an older one back
            self._seen = (signature, snapshot)
            return snapshot
        raise DamagedStore(
            version or "no index", "the published generation is missing", "Run `yinju reindex` to build it anew."
        )

    def change(self, add: Sequence[Incoming] = (), remove: Sequence[str] = (), progress: Progress | None = None) -> str:
        """Adds or replaces (same id) and removes documents, publishes, and returns the new version.

        Raises:
            NotFound: an id to remove does not exist.
            Unavailable: another writer is at work, or the disk is full. Nothing is published.
        """
        with self._writing(progress=progress):
            before = self._members()
            after = {member.info.id: member for member in before or ()}
            for document_id in remove:
                if after.pop(document_id, None) is None:
                    raise NotFound(document_id, "no document has this id", "`yinju list` shows every document.")
            after |= {m.info.id: m for m in (self._catalog.put_document(incoming) for incoming in add)}
            members = tuple(after.values())
            current = self._generations.current()
            if current is not None and members == before and self._catalog.generation(current).model == self._model:
                return current
            return self._publish(members, progress)

    def rebuild(self, progress: Progress | None = None) -> str:
        """Publishes a fresh generation of the same documents, cut and embedded by this store's own parts and model."""
        with self._writing(progress=progress):
            members = self._members() or ()
            return self._publish(members, progress, fresh=True)

    def rollback(self, leaving: str | None = None) -> str:
        """Publishes the generation that the current one followed.

        Raises:
            InvalidInput: `leaving` is given and no longer the current version.
            NotFound: none before it is kept any more.
            Unavailable: another writer is at work.
        """
        with self._writing(min(TURN_S, self._timeout_s)):
            current = self._generations.current()
            must_leave(leaving, current)
            parent = self._catalog.generation(current).parent if current else None
            if parent is None or parent not in self._generations.versions():
                raise NotFound(current or "no index", "no generation before it is kept", "Add the documents again.")
            self._check_model(self._catalog.generation(parent).model, parent)
            self._generations.publish(parent)
            self._load()
            return parent

    def backup(self, archive: Path) -> int:
        """Writes the published generation to one file while readers and a writer go on; returns how many documents.

        Raises:
            Unavailable: nothing is published yet, or the file cannot be written.
        """
        snapshot = self._load()  # pinned, so that the catalog keeps its documents until they are copied
        # A connection of its own: copying takes seconds, and readers share the other one.
        with closing(Catalog(self._catalog.path)) as source:
            return write_archive(source, snapshot.version, archive)

    def restore(self, archive: Path, progress: Progress | None = None) -> str:
        """Publishes the documents of an archive in place of the present ones; `rollback` undoes it.

        Raises:
            InvalidInput: the file is no archive, or not whole. The published generation stays.
        """
        aside = self._catalog.path.with_name("restoring.sqlite")
        with self._writing(progress=progress), archive_opened(archive, aside) as other:
            versions = self._catalog.take_over(other, other.generations()[-1].version)
            return self._publish(self._catalog.members(versions), progress)

    def put_glossary(self, name: str, tbx: bytes) -> None:
        """Keeps a TBX file beside the documents, in place of one of the same name."""
        with self._writing():
            self._catalog.put_glossary(name, tbx)

    def glossaries(self) -> Mapping[str, bytes]:
        """The TBX files kept: content by file name, in the order of the names."""
        return self._reading.glossaries()

    def verify(self) -> tuple[str, ...]:
        """Findings, each naming what disagrees and the remedy; empty where all agree."""
        current = self._generations.current()
        if current is None:
            return tuple(f"catalog: {found}. Restore a backup." for found in self._catalog.check())
        return findings(self._generations.path(current), self._catalog)

    def _writing(self, timeout_s: float | None = None, progress: Progress | None = None) -> _Writing:
        turn = self._generations.writing(self._timeout_s if timeout_s is None else timeout_s, progress)
        return _Writing(self._generations, self._catalog, turn)

    def _check_model(self, model: str, version: str) -> None:
        if model != self._model:
            raise OtherModel(
                f"{version}, built with {model}",
                f"vectors of different models cannot be compared, and this is {self._model}",
                "Run `yinju reindex` to embed the documents with it.",
            )

    @property
    def _model(self) -> str:
        return self._preparation.model

    def _previous(self) -> Previous | None:
        """The current generation, where it is of this model and whole."""
        current = self._generations.current()
        if current is None or self._catalog.generation(current).model != self._model:
            return None
        with suppress(OSError, ValueError, KeyError, DamagedStore):  # then everything is built anew
            return Previous(self._generations.path(current))
        return None

    def sample_means(self) -> LanguageMeans:
        """The built-in sample's means: read from the current generation where it has them, else embedded now."""
        current = self._generations.current()
        if current is not None and self._catalog.generation(current).model == self._model:
            with suppress(OSError, ValueError):  # a damaged generation is being replaced
                return read_sample_means(self._generations.path(current))
        return self._preparation.sample_means()

    def _members(self) -> tuple[Member, ...] | None:
        current = self._generations.current()
        return self._catalog.members(self._catalog.generation(current).documents) if current else None

    def _publish(self, members: Sequence[Member], progress: Progress | None, fresh: bool = False) -> str:
        previous = None if fresh else self._previous()
        known = previous.versions if previous else frozenset()
        self._preparation.prepare([m for m in members if m.version not in known], progress, anew=fresh)
        report = progress or (lambda _stage, _done, _total: None)
        report("index", 0, 1)
        number, parent = self._catalog.next_number(), self._generations.current()
        content = json.dumps([self._model, number, [member.version for member in members]])
        version = f"{number:06d}-{hashlib.sha256(content.encode()).hexdigest()[:8]}"
        sample = self._preparation.sample_means() if fresh else self.sample_means()
        contents = self._preparation.contents(members, sample, previous)
        try:
            with self._generations.building(version) as folder:
                build_generation(folder, version, contents)
        except OSError as error:
            raise Unavailable(
                f"generation {version} ({error})", "it cannot be written", "Free disk space, then try again."
            ) from error
        self._catalog.put_generation(version, parent, self._model, [member.version for member in members])
        self._generations.publish(version)
        self._load()
        self._collect()
        report("index", 1, 1)
        return version

    def _collect(self) -> None:
        """Drops all generations but the newest few; one that a reader has pinned stays until a later change."""
        current = self._generations.current()
        rows = self._catalog.generations()
        recent = {row.version for row in rows[-KEPT_GENERATIONS:]} | {current}
        recent |= {row.parent for row in rows if row.version == current}
        gone = self._generations.collect([row.version for row in rows if row.version not in recent])
        if gone:
            self._catalog.forget(gone)
            kept: set[bytes] = set()
            for units in self._catalog.compiled_units(self._model):
                kept.update(hashes_of(np.frombuffer(units, UNIT_ROW)))
            self._catalog.forget_vectors(self._model, kept)


class _Writing:
    """The writer's turn: holds the lock, and first removes what a killed writer left behind."""

    def __init__(self, generations: Generations, catalog: Catalog, turn: AbstractContextManager[None]) -> None:
        self._generations, self._catalog, self._held = generations, catalog, turn

    def __enter__(self) -> None:
        self._held.__enter__()
        known = {row.version for row in self._catalog.generations()}
        self._generations.clean(known)

    def __exit__(self, *exception: object) -> None:
        self._held.__exit__(*exception)  # type: ignore[arg-type]
