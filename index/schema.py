"""The tables of a catalog, version by version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Schema:
    """The tables of a file: how the first version was made, and what leads from each version to the next.

    A new file takes every step too, so there is one way to each version.
    """

    first: str
    steps: Mapping[int, str]

    @property
    def version(self) -> int:
        """The newest version."""
        return max(self.steps, default=0) + 1


SCHEMA = Schema(
    first="""
CREATE TABLE documents (
    version INTEGER PRIMARY KEY AUTOINCREMENT, document_id TEXT NOT NULL, digest TEXT NOT NULL, title TEXT NOT NULL,
    source TEXT NOT NULL, lang TEXT NOT NULL, size INTEGER NOT NULL, added TEXT NOT NULL,
    n_paragraphs INTEGER NOT NULL, n_renderings INTEGER NOT NULL,
    text TEXT NOT NULL, structure TEXT NOT NULL, renderings TEXT NOT NULL, UNIQUE (document_id, digest)
);
CREATE TABLE compiled (
    version INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE, model TEXT NOT NULL,
    units BLOB NOT NULL, terms TEXT NOT NULL, PRIMARY KEY (version, model)
);
CREATE TABLE vectors (
    model TEXT NOT NULL, hash BLOB NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (model, hash)
) WITHOUT ROWID;
CREATE TABLE generations (
    number INTEGER PRIMARY KEY AUTOINCREMENT, version TEXT NOT NULL UNIQUE, parent TEXT, created TEXT NOT NULL,
    model TEXT NOT NULL, documents TEXT NOT NULL
);
""",
    steps={1: "CREATE TABLE glossaries (name TEXT PRIMARY KEY, tbx BLOB NOT NULL);"},
)
