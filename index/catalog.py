"""SQLite: the truth of a knowledge base. Every index beside it can be built again from what stands here.

Document versions are immutable and named by their content; vectors are kept by the text they stand for, so that no
text is embedded twice; a generation is a list of document versions. Each change is one transaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TypeVar, cast

import numpy as np

from index.codec import digest_of, renderings_from_json, renderings_to_json, structure_from_json, structure_to_json
from index.database import Database
from index.errors import NotFound
from index.protocols import DocumentInfo, Incoming, Vectors
from index.schema import SCHEMA
from index.types import Document, Lang, Rendering

_T = TypeVar("_T")

_MANY = 500
"""Values bound in one statement; below every SQLite build's limit."""


@dataclass(frozen=True, slots=True)
class Member:
    """A document version as a generation lists it. `version` is its row in the catalog."""

    version: int
    info: DocumentInfo


@dataclass(frozen=True, slots=True)
class Compiled:
    """What one document version gives an index: its units (see `index.compiled`) and the terms of its fields."""

    units: bytes
    terms: str


@dataclass(frozen=True, slots=True)
class GenerationRow:
    """A generation as the catalog lists it; `documents` are document versions in order."""

    number: int
    version: str
    parent: str | None
    created: str
    model: str
    documents: tuple[int, ...]


def now() -> str:
    """The time, ISO 8601 in UTC to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Catalog:
    """What a knowledge base keeps, in one SQLite file; see `index.database` for the file. Safe between threads.

    Args:
        path: the file; made where it does not exist.
        journal: SQLite's journal mode; `DELETE` leaves no second file beside it.

    Raises:
        DamagedStore: the file is no catalog, or comes from a newer version.
    """

    def __init__(self, path: Path, journal: Literal["WAL", "DELETE"] = "WAL") -> None:
        self.path = path
        self._db = Database(path, SCHEMA, journal)
        self._glossaries: tuple[object, Mapping[str, bytes]] | None = None

    def close(self) -> None:
        """Closes the file; the catalog cannot be used after."""
        self._db.close()

    def schema_version(self) -> int:
        """The version of its tables."""
        return self._db.schema_version()

    def check(self) -> tuple[str, ...]:
        """What SQLite itself finds wrong with the file; empty where nothing is."""
        return self._db.check()

    def copy_to(self, path: Path) -> None:
        """Writes a consistent copy to a new file, while readers and a writer go on."""
        self._db.copy_to(path)

    def put_document(self, incoming: Incoming) -> Member:
        """Keeps a document version, or finds the one with the same content."""
        document = incoming.document
        structure, renderings = structure_to_json(document), renderings_to_json(incoming.renderings)
        digest = digest_of(document, structure, renderings)
        with self._db.transaction():
            self._db.connection.execute(
                "INSERT OR IGNORE INTO documents (document_id, digest, title, source, lang, size, added, n_paragraphs,"
                " n_renderings, text, structure, renderings) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
                (
                    *(document.id, digest, document.title, document.source, document.lang, incoming.size, now()),
                    *(len(document.paragraphs), len(incoming.renderings), document.text, structure, renderings),
                ),
            )
            ((version,),) = self._db.rows(
                "SELECT version FROM documents WHERE document_id=? AND digest=?", (document.id, digest)
            )
        return self.members([cast(int, version)])[0]

    def members(self, versions: Sequence[int]) -> tuple[Member, ...]:
        """These document versions, in the order asked for; DamagedStore where one is missing."""
        found: dict[int, Member] = {}
        columns = "version, document_id, title, source, lang, size, n_paragraphs, n_renderings, added"
        for part in _parts(versions):
            marks = ",".join("?" * len(part))
            for row in self._db.rows(f"SELECT {columns} FROM documents WHERE version IN ({marks})", part):  # noqa: S608
                version, *fields = row
                found[cast(int, version)] = Member(cast(int, version), DocumentInfo(*fields))  # type: ignore[arg-type]
        try:
            return tuple(found[version] for version in versions)
        except KeyError as error:
            raise self._db.damaged(f"document version {error} is missing") from error

    def document(self, version: int) -> Document:
        """The parsed document of one version."""
        columns = "document_id, title, source, lang, text, structure"
        rows = self._db.rows(f"SELECT {columns} FROM documents WHERE version=?", (version,))  # noqa: S608
        if not rows:
            raise self._db.damaged(f"document version {version} is missing")
        document_id, title, source, lang, text, structure = cast(tuple[str, ...], rows[0])
        sections, paragraphs = structure_from_json(structure)
        return Document(document_id, title, source, cast(Lang, lang), text, sections, paragraphs)

    def is_as_added(self, version: int) -> bool:
        """True where a document version still has the content that its digest was made of."""
        rows = self._db.rows("SELECT structure, renderings, digest FROM documents WHERE version=?", (version,))
        structure, renderings, digest = cast(tuple[str, ...], rows[0])
        return digest_of(self.document(version), structure, renderings) == digest

    def renderings(self, version: int) -> tuple[Rendering, ...]:
        """The renderings that came with one document version."""
        rows = self._db.rows("SELECT renderings FROM documents WHERE version=?", (version,))
        if not rows:
            raise self._db.damaged(f"document version {version} is missing")
        return renderings_from_json(cast(str, rows[0][0]))

    def compiled(self, version: int, model: str) -> Compiled | None:
        """What was compiled of this version for this model, if anything."""
        rows = self._db.rows("SELECT units, terms FROM compiled WHERE version=? AND model=?", (version, model))
        return Compiled(cast(bytes, rows[0][0]), cast(str, rows[0][1])) if rows else None

    def put_compiled(self, version: int, model: str, compiled: Compiled) -> None:
        """Keeps what was compiled of this version for this model."""
        with self._db.transaction():
            self._db.connection.execute(
                "INSERT OR REPLACE INTO compiled VALUES (?,?,?,?)", (version, model, compiled.units, compiled.terms)
            )

    def put_vectors(self, model: str, vectors: Mapping[bytes, np.ndarray]) -> None:
        """Keeps vectors by the hash of their text, as float16."""
        rows = [(model, key, vector.astype(np.float16).tobytes()) for key, vector in vectors.items()]
        with self._db.transaction():
            self._db.connection.executemany("INSERT OR IGNORE INTO vectors VALUES (?,?,?)", rows)

    def missing_vectors(self, model: str, hashes: Iterable[bytes]) -> set[bytes]:
        """Those of `hashes` without a vector under this model."""
        wanted = set(hashes)
        return wanted - {cast(bytes, key) for (key,) in self._vector_rows("hash", model, wanted)}

    def vectors(self, model: str, hashes: Sequence[bytes], dimension: int) -> Vectors:
        """(len(hashes), dimension) float32 in the order asked for; DamagedStore where one is missing."""
        place = {key: row for row, key in enumerate(dict.fromkeys(hashes))}
        table = np.full((len(place), dimension), np.nan, np.float32)
        for key, raw in self._vector_rows("hash, vector", model, place):
            table[place[cast(bytes, key)]] = np.frombuffer(cast(bytes, raw), np.float16)
        if np.isnan(table[:, :1]).any():
            raise self._db.damaged("vectors of published texts are missing")
        return table[np.fromiter((place[key] for key in hashes), np.int64, len(hashes))]

    def _vector_rows(self, columns: str, model: str, hashes: Iterable[bytes]) -> Iterator[tuple[object, ...]]:
        for part in _parts(list(hashes)):
            marks = ",".join("?" * len(part))
            sql = f"SELECT {columns} FROM vectors WHERE model=? AND hash IN ({marks})"  # noqa: S608
            yield from self._db.rows(sql, (model, *part))

    def put_glossary(self, name: str, tbx: bytes) -> None:
        """Keeps a glossary under its file name, in place of one of the same name."""
        with self._db.transaction():
            self._db.connection.execute("INSERT OR REPLACE INTO glossaries VALUES (?,?)", (name, tbx))

    def glossaries(self) -> Mapping[str, bytes]:
        """The TBX files kept: content by file name, in the order of the names."""
        with self._db.lock:
            # Asked several times a question. The first tells of others' commits, the second of this connection's own.
            ((others,),) = self._db.rows("PRAGMA data_version")
            state = (others, self._db.connection.total_changes)
            if self._glossaries is None or self._glossaries[0] != state:
                rows = self._db.rows("SELECT name, tbx FROM glossaries ORDER BY name")
                self._glossaries = (state, {cast(str, name): cast(bytes, tbx) for name, tbx in rows})
            return self._glossaries[1]

    def put_generation(self, version: str, parent: str | None, model: str, documents: Sequence[int]) -> None:
        """Lists a generation that is about to be published."""
        with self._db.transaction():
            self._db.connection.execute(
                "INSERT INTO generations (version, parent, created, model, documents) VALUES (?,?,?,?,?)",
                (version, parent, now(), model, json.dumps(list(documents))),
            )

    def generation(self, version: str) -> GenerationRow:
        """One generation; NotFound where the catalog has none of that name."""
        for row in self.generations():
            if row.version == version:
                return row
        raise NotFound(version, "the catalog lists no generation of this name", "Run `yinju verify`.")

    def generations(self) -> tuple[GenerationRow, ...]:
        """Every generation, oldest first."""
        rows = self._db.rows(
            "SELECT number, version, parent, created, model, documents FROM generations ORDER BY number"
        )
        return tuple(
            GenerationRow(*cast(tuple[int, str, str | None, str, str], row[:5]), tuple(json.loads(cast(str, row[5]))))
            for row in rows
        )

    def next_number(self) -> int:
        """The number that the next generation will have; never used twice, even after one is forgotten."""
        rows = self._db.rows("SELECT seq FROM sqlite_sequence WHERE name='generations'")
        return cast(int, rows[0][0]) + 1 if rows else 1

    def forget(self, generations: Sequence[str]) -> None:
        """Drops these generations and every document version that no other generation lists."""
        with self._db.transaction():
            self._db.connection.executemany("DELETE FROM generations WHERE version=?", [(v,) for v in generations])
            kept = {version for row in self.generations() for version in row.documents}
            stored = {cast(int, row[0]) for row in self._db.rows("SELECT version FROM documents")}
            self._db.connection.executemany("DELETE FROM documents WHERE version=?", [(v,) for v in stored - kept])

    def compiled_units(self, model: str) -> Iterator[bytes]:
        """The unit rows of every document version compiled for this model."""
        for row in self._db.rows("SELECT units FROM compiled WHERE model=?", (model,)):
            yield cast(bytes, row[0])

    def forget_vectors(self, model: str, kept: set[bytes]) -> int:
        """Drops the vectors of every text that is not in `kept`, and those of models that no generation uses."""
        with self._db.transaction():
            used = "model<>? AND model NOT IN (SELECT model FROM generations)"
            dropped = self._db.connection.execute(f"DELETE FROM vectors WHERE {used}", (model,)).rowcount  # noqa: S608
            self._db.connection.execute(f"DELETE FROM compiled WHERE {used}", (model,))  # noqa: S608
            stored = (cast(bytes, row[0]) for row in self._db.rows("SELECT hash FROM vectors WHERE model=?", (model,)))
            stale = [(model, key) for key in stored if key not in kept]
            self._db.connection.executemany("DELETE FROM vectors WHERE model=? AND hash=?", stale)
        return int(dropped) + len(stale)

    def take_over(self, other: Catalog, version: str) -> tuple[int, ...]:
        """Copies a generation's documents, units and vectors from another catalog; their versions here, in order."""
        with self._db.lock:
            self._db.connection.execute("ATTACH ? AS other", (str(other.path),))
            try:
                with self._db.transaction():
                    return self._copy(other.generation(version).documents)
            finally:
                self._db.connection.execute("DETACH other")

    def _copy(self, versions: Sequence[int]) -> tuple[int, ...]:
        columns = (
            "document_id, digest, title, source, lang, size, added, n_paragraphs, n_renderings, text, structure,"
            " renderings"
        )
        taken: list[int] = []
        for version in versions:
            self._db.connection.execute(
                f"INSERT OR IGNORE INTO main.documents ({columns}) SELECT {columns} FROM other.documents"  # noqa: S608
                " WHERE version=?",
                (version,),
            )
            ((mine,),) = self._db.connection.execute(
                "SELECT m.version FROM main.documents m JOIN other.documents o USING (document_id, digest)"
                " WHERE o.version=?",
                (version,),
            ).fetchall()
            self._db.connection.execute(
                "INSERT OR IGNORE INTO main.compiled SELECT ?, model, units, terms FROM other.compiled WHERE version=?",
                (mine, version),
            )
            taken.append(int(mine))
        self._db.connection.execute("INSERT OR IGNORE INTO main.vectors SELECT * FROM other.vectors")
        self._db.connection.execute("INSERT OR REPLACE INTO main.glossaries SELECT * FROM other.glossaries")
        return tuple(taken)


def _parts(values: Sequence[_T]) -> Iterator[Sequence[_T]]:
    for start in range(0, len(values), _MANY):
        yield values[start : start + _MANY]
