"""MilvusStore: a knowledge base on a Milvus cluster. Keeps no state of its own, so replicas may come and go."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Mapping, Sequence

from index.catalog import now
from index.codec import digest_of, renderings_to_json, structure_to_json
from index.errors import KnowledgeBaseError, NotFound, OtherModel, Unavailable
from index.languages import LanguageMeans
from index.milvus.cluster import Cluster
from index.milvus.documents import Documents
from index.milvus.generation import Generation, Member, collection_of, read_generation, write_generation
from index.milvus.lease import Lease
from index.milvus.snapshot import Caches, MilvusSnapshot
from index.milvus.tables import Table, one_of
from index.milvus.writing import Sums, Writer
from index.preparing import Parts
from index.protocols import DocumentInfo, Embedder, Incoming, Progress
from index.types import Document, Rendering

KEPT_GENERATIONS = 3
"""As on the local store: the published one, one to roll back to, one more."""
_GRACE_S = 120.0
"""No generation younger than this is dropped: nobody can tell which of them another replica still reads."""
_LOOK_EVERY_S = 1.0
"""How old a replica's knowledge of the published generation may be."""
_OUTGROWN = 4
"""Times its units at the last taking of means, from which on a base takes new ones: so each doubling costs little."""
_ENOUGH = 40_000
"""Units from which on a language's mean changes less than its vectors' rounding, however many follow."""

Content = tuple[Document, Sequence[Rendering]]


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
        self._parts, self._embedder = parts or Parts(), embedder
        self._writer = Writer(self._cluster, embedder, self._parts)
        self._documents = Documents(self._cluster, prefix)
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
            raise Unavailable("no index", "no generation was ever published", "Add a document with `yinju add`.")
        if self._seen is not None and self._seen[0] == name:
            snapshot = self._seen[2]
        else:
            generation = read_generation(self._reading, name)
            self._check_model(generation)
            documents = Documents(self._reading, self._prefix)
            snapshot = MilvusSnapshot(self._reading, generation, documents, self._caches)
        self._seen = (name, time.monotonic(), snapshot)
        return snapshot

    def change(self, add: Sequence[Incoming] = (), remove: Sequence[str] = (), progress: Progress | None = None) -> str:
        """Adds or replaces (same id) and removes documents, publishes, and returns the new version.

        Killed in the middle, the generation before is still published; the same change again takes up where it was.

        Raises:
            NotFound: an id to remove does not exist.
            Unavailable: another writer is at work, or the cluster does not answer. Nothing is published.
        """
        with self._writing() as lease:
            current = self._published()
            before = {member.info.id: member for member in current.members} if current else {}
            after = dict(before)
            for document_id in remove:
                if after.pop(document_id, None) is None:
                    raise NotFound(document_id, "no document has this id", "`yinju list` shows every document.")
            heads = self._documents.heads()
            contents = self._admit(add, after, heads)
            if current is not None and after == before and current.model == self._embedder.name:
                return current.version
            return self._publish(lease, current, tuple(after.values()), contents, heads, progress)

    def rebuild(self, progress: Progress | None = None) -> str:
        """Publishes a fresh generation of the same documents in fresh collections, under this store's model."""
        with self._writing() as lease:
            current = self._published()
            members = current.members if current else ()
            return self._publish(lease, current, members, {}, self._documents.heads(), progress, fresh=True)

    def rollback(self) -> str:
        """Publishes the generation that the current one followed; NotFound where there is none any more."""
        with self._writing():
            current = self._published()
            kept = self._generations()
            parent = current.parent if current else None
            if parent is None or parent not in kept:
                raise NotFound(
                    current.version if current else "no index",
                    "no generation before it is kept",
                    "Add the documents again.",
                )
            self._check_model(kept[parent])
            self._point(parent)
            return parent

    def put_glossary(self, name: str, tbx: bytes) -> None:
        """Keeps a TBX file beside the documents, in place of one of the same name."""
        with self._writing():
            self._documents.put_glossary(name, tbx)

    def glossaries(self) -> tuple[bytes, ...]:
        """The content of every TBX file kept, by name."""
        self._documents.create()
        return self._documents.glossaries()

    def verify(self) -> tuple[str, ...]:
        """Findings, each naming what disagrees and the remedy; empty where all agree."""
        try:
            current = self._published()
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

    def _writing(self) -> Lease:
        self._documents.create()
        return Lease(self._cluster, self._prefix, self._lease_s, self._timeout_s)

    def _published(self) -> Generation | None:
        name = self._cluster.pointed(self._alias)
        return read_generation(self._cluster, name) if name else None

    def _generations(self) -> dict[str, Generation]:
        """Every whole generation that stands on the cluster; what a killed writer left half written is dropped."""
        found: dict[str, Generation] = {}
        for name in self._cluster.collections(f"{self._prefix}_g"):
            try:
                generation = read_generation(self._cluster, name)
                found[generation.version] = generation
            except KnowledgeBaseError:
                if self._cluster.pointed(self._alias) != name:
                    self._cluster.drop(name)
        return found

    def _check_model(self, generation: Generation) -> None:
        if generation.model != self._embedder.name:
            raise OtherModel(
                f"{generation.version}, built with {generation.model}",
                f"vectors of different models cannot be compared, and this is {self._embedder.name}",
                "Run `yinju reindex` to embed the documents with it.",
            )

    def _admit(
        self, add: Sequence[Incoming], after: dict[str, Member], heads: dict[int, tuple[str, str]]
    ) -> dict[int, Content]:
        """Writes the documents that are new or changed, and puts their members in their place."""
        begun = {head: version for version, head in heads.items()}
        highest = max([int(time.time() * 1000), *heads])  # never one that another replica may remember
        contents: dict[int, Content] = {}
        for incoming in add:
            document, renderings = incoming.document, incoming.renderings
            digest = digest_of(document, structure_to_json(document), renderings_to_json(renderings))
            if document.id in after and after[document.id].digest == digest:
                continue
            highest += 1
            version = begun.get((document.id, digest), highest)
            info = DocumentInfo(
                document.id,
                document.title,
                document.source,
                document.lang,
                incoming.size,
                len(document.paragraphs),
                len(renderings),
                now(),
            )
            self._documents.put(version, digest, document, renderings)
            heads[version] = document.id, digest
            after[document.id] = Member(version, digest, info)
            contents[version] = document, renderings
        return contents

    def _publish(
        self,
        lease: Lease,
        current: Generation | None,
        members: tuple[Member, ...],
        contents: Mapping[int, Content],
        heads: dict[int, tuple[str, str]],
        progress: Progress | None,
        fresh: bool = False,
    ) -> str:
        kept = self._generations()
        number = 1 + max((generation.number for generation in kept.values()), default=0)
        base = None if fresh or current is None or current.model != self._embedder.name else current
        passages = base.passages if base else f"{self._prefix}_p{number}"
        self._cluster.create(passages, Table.PASSAGES)
        written = self._write_passages(passages, members, contents, heads, base is None, progress)
        coarse, n_units, means = self._write_coarse(number, passages, written, contents, base)
        report = progress or (lambda _stage, _done, _total: None)
        report("index", 0, 1)
        stays = {member.version for generation in kept.values() for member in generation.members}
        stays |= {member.version for member in written}
        self._drop_versions(heads, stays, {g.passages for g in kept.values()}, {g.coarse for g in kept.values()})
        high = max((member.version for member in written), default=-1)
        ours = {member.version for member in written}
        content = json.dumps([self._embedder.name, number, sorted(ours)])
        generation = Generation(
            version=f"{number:06d}-{hashlib.sha256(content.encode()).hexdigest()[:8]}",
            parent=current.version if current else None,
            created=time.time(),
            model=self._embedder.name,
            dimension=self._embedder.dimension,
            passages=passages,
            coarse=coarse,
            members=written,
            dead=tuple(sorted(version for version in heads if version <= high and version not in ours)),
            n_units=n_units,
            means=means,
        )
        self._check_whole(generation)
        write_generation(self._cluster, self._prefix, generation)
        lease.check()
        self._point(generation.version)
        self._collect(kept | {generation.version: generation}, generation)
        report("index", 1, 1)
        return generation.version

    def _write_passages(
        self,
        passages: str,
        members: Sequence[Member],
        contents: Mapping[int, Content],
        heads: Mapping[int, tuple[str, str]],
        everything: bool,
        progress: Progress | None,
    ) -> tuple[Member, ...]:
        written = []
        for done, member in enumerate(members):
            if progress is not None:
                progress("read", done, len(members))
            content = contents.get(member.version)
            if content is None and everything:
                version = member.version
                content = self._documents.document(version), self._documents.renderings(version)
            if content is not None:
                kin = [version for version, (document_id, _) in heads.items() if document_id == member.info.id]
                member = self._writer.write_passages(passages, member, content, kin, progress)
            written.append(member)
        return tuple(written)

    def _write_coarse(
        self,
        number: int,
        passages: str,
        members: Sequence[Member],
        contents: Mapping[int, Content],
        base: Generation | None,
    ) -> tuple[str, int, LanguageMeans]:
        """Rows for what is new under the means there are, or all rows under new means when those are outgrown."""
        n_units = sum(member.n_units for member in members)
        if base is not None and not (base.n_units < _ENOUGH and n_units >= _OUTGROWN * base.n_units):
            for member in members:
                if member.version in contents:
                    self._writer.write_coarse(passages, base.coarse, member, base.means.passages)
            return base.coarse, base.n_units, base.means
        coarse = f"{self._prefix}_c{number}"
        self._cluster.create(coarse, Table.COARSE, self._embedder.dimension)
        sums = Sums()
        for member in members:
            for _, block in self._writer.blocks(passages, member):
                sums.add(block)
        sample = LanguageMeans(base.means.queries, base.means.passages) if base else self._sample()
        means = sums.means(sample)
        for member in members:
            self._writer.write_coarse(passages, coarse, member, means.passages)
        return coarse, n_units, means

    def _sample(self) -> LanguageMeans:
        return self._parts.sample_means(self._embedder)

    def _check_whole(self, generation: Generation) -> None:
        """Waits until the cluster has taken in every row, and refuses to publish where one is missing."""
        if not generation.members:
            return
        counted = self._cluster.count(generation.coarse, generation.where())
        n_passages = sum(member.info.paragraphs for member in generation.members)
        passages = self._cluster.count(generation.passages, generation.where())
        if counted != generation.n_coarse or passages < n_passages:
            rule = f"{counted} of {generation.n_coarse} units and {passages} of {n_passages} passages arrived"
            raise Unavailable(generation.version, rule, "Try again; what is written is kept.")

    def _point(self, version: str) -> None:
        self._cluster.point(self._alias, collection_of(self._prefix, version))
        with self._lock:
            self._seen = None

    def _drop_versions(
        self, heads: dict[int, tuple[str, str]], stays: set[int], passages: set[str], coarse: set[str]
    ) -> None:
        """Removes the rows of versions that no kept generation lists: their heads last, so that none is forgotten."""
        gone = sorted(version for version in heads if version not in stays)
        for at in range(0, len(gone), 500):
            some = gone[at : at + 500]
            for name in sorted(passages | coarse):
                self._cluster.delete(name, one_of("version", some))
            self._documents.drop(some)
            for version in some:
                del heads[version]

    def _collect(self, generations: Mapping[str, Generation], current: Generation) -> None:
        """Drops old generations, never one that a reader may still hold, and collections that none names any more."""
        ordered = sorted(generations.values(), key=lambda generation: -generation.number)
        kept = {generation.version for generation in ordered[:KEPT_GENERATIONS]} | {current.version, current.parent}
        kept |= {generation.version for generation in ordered if time.time() - generation.created < _GRACE_S}
        used: set[str] = set()
        for generation in ordered:
            if generation.version in kept:
                used |= {generation.passages, generation.coarse}
            else:
                self._cluster.drop(collection_of(self._prefix, generation.version))
        for kind in "pc":
            for name in self._cluster.collections(f"{self._prefix}_{kind}"):
                if name not in used and name.removeprefix(f"{self._prefix}_{kind}").isdigit():
                    self._cluster.drop(name)
