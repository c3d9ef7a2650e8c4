"""Documents → rows → a generation → the alias: the writing half of the store, for the holder of the lease."""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from index.catalog import now
from index.codec import digest_of, renderings_to_json, structure_to_json
from index.errors import KnowledgeBaseError, Unavailable
from index.languages import LanguageMeans
from index.milvus.cluster import Cluster
from index.milvus.documents import Documents
from index.milvus.generation import Generation, Member, collection_of, read_generation, write_generation
from index.milvus.lease import Lease
from index.milvus.tables import Table, one_of
from index.milvus.writing import Sums, Writer
from index.protocols import DocumentInfo, Incoming, Progress
from index.types import Document, Rendering

KEPT_GENERATIONS = 3
"""As on the local store: the published one, one to roll back to, one more."""
_OF_ROWS = re.compile(r"[pc][0-9]+_[0-9a-f]{8}")
"""The names of collections of passages and coarse units, after the prefix; see `Publisher._collection`."""
_GRACE_S = 120.0
"""No generation younger than this is dropped: nobody can tell which of them another replica still reads."""
_MANY_ROWS = 1000
"""Rows that are searched slowly until the cluster has indexed them; fewer are not worth a segment of their own."""
_OUTGROWN = 4
"""Times its units at the last taking of means, from which on a base takes new ones: so each doubling costs little."""
_ENOUGH = 40_000
"""Units from which on a language's mean changes less than its vectors' rounding, however many follow."""

Content = tuple[Document, Sequence[Rendering]]

Contents = Mapping[int, Content]


@dataclass(frozen=True, slots=True)
class Change:
    """What a new generation is made from.

    Attributes:
        current: the published generation.
        members: the documents that the new one lists, in order.
        contents: version → what was parsed, of the versions that are new.
        heads: every version on the cluster → (document id, digest).
        fresh: True to write everything anew, into collections of its own.
    """

    current: Generation | None
    members: tuple[Member, ...]
    contents: Contents
    heads: dict[int, tuple[str, str]]
    fresh: bool = False


class Publisher:
    """Writes and publishes generations, and drops what none needs any more.

    Args:
        writer: writes the rows of a document version.
        documents: the document versions.
        prefix: begins the name of every collection.
    """

    def __init__(self, writer: Writer, documents: Documents, prefix: str) -> None:
        self._writer, self._documents, self._prefix = writer, documents, prefix
        self._alias = f"{prefix}_current"
        self._cluster: Cluster = writer.cluster

    def published(self) -> Generation | None:
        """The generation that the alias names; None where none was ever published."""
        name = self._cluster.pointed(self._alias)
        return read_generation(self._cluster, name) if name else None

    def point(self, version: str) -> None:
        """Publishes a generation that stands on the cluster."""
        self._cluster.point(self._alias, collection_of(self._prefix, version))

    def generations(self) -> dict[str, Generation]:
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

    def admit(
        self, add: Sequence[Incoming], after: dict[str, Member], heads: dict[int, tuple[str, str]]
    ) -> dict[int, Content]:
        """Writes the documents that are new or changed, puts their members in their place, and returns their content.

        Args:
            add: documents on their way in.
            after: the members to be, by document id; changed here.
            heads: every version on the cluster; new ones are added here.
        """
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

    def publish(self, lease: Lease, change: Change, progress: Progress | None) -> str:
        """Writes what is missing, publishes, drops what is old, and returns the new version."""
        kept = self.generations()
        number = 1 + max((generation.number for generation in kept.values()), default=0)
        current = change.current
        base = None if change.fresh or current is None or current.model != self._writer.embedder.name else current
        passages = base.passages if base else self._collection("p", number)
        self._cluster.create(passages, Table.PASSAGES)
        members = self._write_passages(passages, change, base is None, progress)
        coarse, n_units, means = self._write_coarse(number, passages, members, change.contents, base)
        report = progress or (lambda _stage, _done, _total: None)
        report("index", 0, 1)
        written = {passages, coarse}.union(*({generation.passages, generation.coarse} for generation in kept.values()))
        self._drop_versions(change.heads, members, kept.values(), written)
        generation = Generation(
            version=self._version(number, members),
            parent=current.version if current else None,
            created=time.time(),
            model=self._writer.embedder.name,
            dimension=self._writer.embedder.dimension,
            passages=passages,
            coarse=coarse,
            members=members,
            dead=_dead(change.heads, members),
            n_units=n_units,
            means=means,
        )
        if (
            sum(member.n_coarse for member in members if base is None or member.version in change.contents)
            >= _MANY_ROWS
        ):
            for name in (passages, coarse):
                self._cluster.seal(name)
        self._check_whole(generation)
        write_generation(self._cluster, self._prefix, generation)
        lease.check()
        self.point(generation.version)
        self._collect(kept | {generation.version: generation}, generation)
        report("index", 1, 1)
        return generation.version

    def _collection(self, kind: str, number: int) -> str:
        """The name of a new collection of rows; the model is part of it, so that none takes up another model's work."""
        model = hashlib.sha256(self._writer.embedder.name.encode()).hexdigest()[:8]
        return f"{self._prefix}_{kind}{number}_{model}"

    def _version(self, number: int, members: Sequence[Member]) -> str:
        content = json.dumps([self._writer.embedder.name, number, [member.version for member in members]])
        return f"{number:06d}-{hashlib.sha256(content.encode()).hexdigest()[:8]}"

    def _write_passages(
        self, passages: str, change: Change, everything: bool, progress: Progress | None
    ) -> tuple[Member, ...]:
        written = []
        for done, member in enumerate(change.members):
            if progress is not None:
                progress("read", done, len(change.members))
            version = member.version
            content = change.contents.get(version)
            if content is None and everything:
                content = self._documents.document(version), self._documents.renderings(version)
            if content is None:
                written.append(member)
                continue
            kin = [other for other, (document_id, _) in change.heads.items() if document_id == member.info.id]
            written.append(self._writer.write_passages(passages, member, content, kin, progress))
        return tuple(written)

    def _write_coarse(
        self, number: int, passages: str, members: Sequence[Member], contents: Contents, base: Generation | None
    ) -> tuple[str, int, LanguageMeans]:
        """Rows for what is new under the means there are, or all rows under new means when those are outgrown."""
        n_units = sum(member.n_units for member in members)
        if base is not None and not (base.n_units < _ENOUGH and n_units >= _OUTGROWN * base.n_units):
            for member in members:
                if member.version in contents:
                    self._writer.write_coarse(passages, base.coarse, member, base.means.passages)
            return base.coarse, base.n_units, base.means
        coarse = self._collection("c", number)
        self._cluster.drop(coarse)  # what a killed writer left there has another mean taken out
        self._cluster.create(coarse, Table.COARSE, self._writer.embedder.dimension)
        sums = Sums()
        for member in members:
            for _, block in self._writer.blocks(passages, member):
                sums.add(block)
        means = sums.means(base.means if base else self._writer.parts.sample_means(self._writer.embedder))
        for member in members:
            self._writer.write_coarse(passages, coarse, member, means.passages)
        return coarse, n_units, means

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

    def _drop_versions(
        self,
        heads: dict[int, tuple[str, str]],
        members: Sequence[Member],
        kept: Collection[Generation],
        names: Collection[str],
    ) -> None:
        """Removes the rows of versions that no kept generation lists: their heads last, so that none is forgotten."""
        stays = {member.version for generation in kept for member in generation.members}
        stays |= {member.version for member in members}
        gone = sorted(version for version in heads if version not in stays)
        for at in range(0, len(gone), 500):
            some = gone[at : at + 500]
            for name in sorted(names):
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
                if name not in used and _OF_ROWS.fullmatch(name.removeprefix(f"{self._prefix}_")):
                    self._cluster.drop(name)


def _dead(heads: Collection[int], members: Sequence[Member]) -> tuple[int, ...]:
    """Versions whose rows may stand on the cluster, that `version <= high` would let pass, and that are no members."""
    ours = {member.version for member in members}
    high = max(ours, default=-1)
    return tuple(sorted(version for version in heads if version <= high and version not in ours))
