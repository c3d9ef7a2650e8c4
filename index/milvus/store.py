"""MilvusStore: a knowledge base on a Milvus cluster. Keeps no state of its own, so replicas may come and go."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping, Sequence

from index.errors import DamagedStore, KnowledgeBaseError, NotFound, NothingPublished, OtherModel
from index.milvus.cluster import Cluster
from index.milvus.documents import Documents
from index.milvus.generation import Generation, read_generation
from index.milvus.lease import Lease
from index.milvus.publishing import Change, Publisher
from index.milvus.snapshot import Caches, MilvusSnapshot
from index.milvus.writing import Writer
from index.preparing import Parts
from index.protocols import Embedder, Incoming, Progress
from index.rollback import TURN_S, must_leave

_log = logging.getLogger(__name__)

_LOOK_EVERY_S = 1.0
"""How old a replica's knowledge of the published generation may be."""


class MilvusStore:
    """Implements `index.protocols.Store`. Safe between threads, processes and machines; one writer at a time.

    Args:
        uri: address of the cluster.
        embedder: the model; another one than last time needs `rebuild`.
        token: `user:password` or an API key; empty for none.
        prefix: begins the name of every collection, so that several knowledge bases share a cluster.
        parts: the stages of the pipeline; None takes the project's own.
        lock_timeout_s: how long a writer waits for another one.
        lease_s: how long a writer that died keeps others out.
        patience_s: how long a reader's call is tried again before it fails with Unavailable.
    """

    def __init__(
        self,
        uri: str,
        embedder: Embedder,
        token: str = "",
        prefix: str = "yinju",
        parts: Parts | None = None,
        lock_timeout_s: float = 600.0,
        lease_s: float = 30.0,
        patience_s: float = 5.0,
    ) -> None:
        self._reading = Cluster(uri, token, patience_s=patience_s)
        self._cluster = Cluster(uri, token, timeout_s=30.0, patience_s=max(60.0, patience_s))
        self._prefix, self._alias = prefix, f"{prefix}_current"
        self._embedder = embedder
        self._writer = Writer(self._cluster, embedder, parts or Parts())
        self._documents = Documents(self._cluster, prefix)
        self._publisher = Publisher(self._writer, self._documents, prefix)
        self._lease_s, self._timeout_s = lease_s, lock_timeout_s
        self._caches = Caches()
        self._lock = threading.Lock()
        self._seen: tuple[str, float, MilvusSnapshot] | None = None

    def close(self) -> None:
        """Ends the connections."""
        self._reading.close()
        self._cluster.close()

    def snapshot(self) -> MilvusSnapshot:
        """The published generation; another replica's publication is seen within a second.

        Raises:
            Unavailable: nothing was ever published, or the cluster does not answer.
            OtherModel: it was built with another model.
        """
        seen = self._seen
        if seen is not None and time.monotonic() - seen[1] < _LOOK_EVERY_S:
            return seen[2]
        with self._lock:
            if self._seen is not None and time.monotonic() - self._seen[1] < _LOOK_EVERY_S:
                return self._seen[2]
            return self._look()

    def _look(self) -> MilvusSnapshot:
        name = self._reading.pointed(self._alias)
        if name is None:
            raise NothingPublished("no index", "no generation was ever published", "Add a document with `yinju add`.")
        snapshot = self._seen[2] if self._seen is not None and self._seen[0] == name else self._load(name)
        self._seen = (name, time.monotonic(), snapshot)
        return snapshot

    def _load(self, name: str) -> MilvusSnapshot:
        """The generation in this collection; the one before goes on where another replica's cannot be used here."""
        try:
            generation = read_generation(self._reading, name)
            self._check_model(generation)
        except DamagedStore as error:
            if self._seen is None:
                raise
            _log.warning("the generation before stays in use: %s", error)
            return self._seen[2]
        return MilvusSnapshot(self._reading, generation, Documents(self._reading, self._prefix), self._caches)

    def change(self, add: Sequence[Incoming] = (), remove: Sequence[str] = (), progress: Progress | None = None) -> str:
        """Adds or replaces (same id) and removes documents, publishes, and returns the new version.

        Killed in the middle, the generation before is still published; the same change again takes up where it was.

        Raises:
            NotFound: an id to remove does not exist.
            Unavailable: another writer is at work, or the cluster does not answer. Nothing is published.
        """
        with self._writing() as lease:
            current = self._publisher.published()
            before = {member.info.id: member for member in current.members} if current else {}
            after = dict(before)
            for document_id in remove:
                if after.pop(document_id, None) is None:
                    raise NotFound(document_id, "no document has this id", "`yinju list` shows every document.")
            heads = self._documents.heads()
            contents = self._publisher.admit(add, after, heads)
            if current is not None and after == before and current.model == self._embedder.name:
                return current.version
            version = self._publisher.publish(lease, Change(current, tuple(after.values()), contents, heads), progress)
            self._forget()
            return version

    def rebuild(self, progress: Progress | None = None) -> str:
        """Publishes a fresh generation of the same documents in fresh collections, under this store's model."""
        with self._writing() as lease:
            current = self._publisher.published()
            members = current.members if current else ()
            change = Change(current, members, {}, self._documents.heads(), fresh=True)
            version = self._publisher.publish(lease, change, progress)
            self._forget()
            return version

    def rollback(self, leaving: str | None = None) -> str:
        """Publishes the generation that the current one followed.

        Raises:
            InvalidInput: `leaving` is given and no longer the current version.
            NotFound: none before it is kept any more.
            Unavailable: another writer is at work.
        """
        with self._writing(min(TURN_S, self._timeout_s)):
            current = self._publisher.published()
            must_leave(leaving, current.version if current else None)
            kept = self._publisher.generations()
            parent = current.parent if current else None
            if parent is None or parent not in kept:
                raise NotFound(
                    current.version if current else "no index",
                    "no generation before it is kept",
                    "Add the documents again.",
                )
            self._check_model(kept[parent])
            self._publisher.point(parent)
            self._forget()
            return parent

    def put_glossary(self, name: str, tbx: bytes) -> None:
        """Keeps a TBX file beside the documents, in place of one of the same name."""
        with self._writing():
            self._documents.put_glossary(name, tbx)

    def glossaries(self) -> Mapping[str, bytes]:
        """The TBX files kept: content by file name, in the order of the names."""
        self._documents.create()
        return self._documents.glossaries()

    def verify(self) -> tuple[str, ...]:
        """Findings, each naming what disagrees and the remedy; empty where all agree."""
        try:
            current = self._publisher.published()
            return tuple(self._findings(current)) if current else ()
        except KnowledgeBaseError as error:
            return (str(error),)

    def _findings(self, generation: Generation) -> list[str]:
        found, where = [], generation.where()
        remedy = "Run `yinju reindex` to build it anew."
        counted = self._cluster.count(generation.coarse, where)
        if generation.members and counted != generation.n_coarse:
            found.append(f"{generation.coarse}: {counted} rows, the generation says {generation.n_coarse}. {remedy}")
        for member in generation.members:
            try:
                document = self._documents.document(member.version)
                n_units = sum(len(block.rows) for _, block in self._writer.blocks(generation.passages, member))
                if n_units != member.n_units or len(document.paragraphs) != member.info.paragraphs:
                    found.append(f"{member.info.id}: {n_units} units, the generation says {member.n_units}. {remedy}")
            except KnowledgeBaseError as error:
                found.append(f"{member.info.id}: {error}")
        return found

    def _forget(self) -> None:
        with self._lock:
            self._seen = None

    def _writing(self, timeout_s: float | None = None) -> Lease:
        self._documents.create()
        return Lease(self._cluster, self._prefix, self._lease_s, self._timeout_s if timeout_s is None else timeout_s)

    def _check_model(self, generation: Generation) -> None:
        if generation.model != self._embedder.name:
            raise OtherModel(
                f"{generation.version}, built with {generation.model}",
                f"vectors of different models cannot be compared, and this is {self._embedder.name}",
                "Run `yinju reindex` to embed the documents with it.",
            )
