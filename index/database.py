"""One SQLite file: opened and brought to this version's schema, read, and written in transactions.

Knows nothing of what its tables mean; `index.catalog` does.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, cast

from index.errors import DamagedStore, Unavailable
from index.schema import Schema


class NewerSchema(DamagedStore):
    """The file was written by a newer version of Yinju."""


class Database:
    """In WAL mode readers never wait for the writer. Safe to share between threads.

    Args:
        path: the file; made where it does not exist.
        schema: its tables. An older file is migrated, with a copy kept beside it.
        journal: SQLite's journal mode; `DELETE` leaves no second file beside it.

    Raises:
        DamagedStore: the file is no database, or comes from a newer version.
    """

    def __init__(self, path: Path, schema: Schema, journal: Literal["WAL", "DELETE"] = "WAL") -> None:
        self.path = path
        self.lock = threading.RLock()
        self._schema = schema
        self._read_only = path.exists() and not os.access(path.parent, os.W_OK)
        source = _read_only_uri(path) if self._read_only else path
        self.connection = sqlite3.connect(
            source, timeout=30, check_same_thread=False, isolation_level=None, uri=self._read_only
        )
        try:
            self._open(journal)
        except sqlite3.DatabaseError as error:
            self.connection.close()
            raise self.damaged(str(error)) from error
        except DamagedStore:
            self.connection.close()
            raise

    def _open(self, journal: str) -> None:
        if not self._read_only:
            self.connection.execute(f"PRAGMA journal_mode={journal}")
        self.connection.execute("PRAGMA synchronous=FULL")
        self.connection.execute("PRAGMA foreign_keys=ON")
        found = self.schema_version()
        if found > self._schema.version:
            raise NewerSchema(
                f"{self.path} (schema {found})",
                f"this version reads schemas up to {self._schema.version}",
                "Upgrade Yinju, or restore a backup made by this version with `yinju restore`.",
            )
        if found < self._schema.version and self._read_only:
            raise DamagedStore(
                f"{self.path} (schema {found})",
                "an older schema must be migrated, and nothing can be written here",
                "Open it once where it can be written, for example with `yinju list`.",
            )
        if 0 < found < self._schema.version:
            self._back_up(found)
        if found < self._schema.version:
            with self.transaction():
                self._migrate()

    def _back_up(self, found: int) -> None:
        copy = self.path.with_name(f"{self.path.stem}-schema{found}.sqlite")
        if not copy.exists():
            partial = copy.with_suffix(f".{os.getpid()}.partial")
            self.copy_to(partial)
            partial.replace(copy)

    def _migrate(self) -> None:
        # Asked again within the transaction: another process may have come first.
        version = self.schema_version()
        while version < self._schema.version:
            for statement in (self._schema.steps[version] if version else self._schema.first).split(";\n"):
                self.connection.execute(statement)
            version += 1
            self.connection.execute(f"PRAGMA user_version={version}")

    def close(self) -> None:
        """Closes the file; nothing can be read or written after."""
        with self.lock:
            self.connection.close()

    def schema_version(self) -> int:
        """The version that the file was written with; 0 for a new one."""
        return int(self.connection.execute("PRAGMA user_version").fetchone()[0])

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All statements within succeed together or leave no trace; Unavailable where the disk is full or locked."""
        with self.lock:
            try:
                self.connection.execute("BEGIN IMMEDIATE")
                yield
                self.connection.execute("COMMIT")
            except sqlite3.OperationalError as error:
                self._roll_back()
                raise Unavailable(
                    f"{self.path} ({error})", "the catalog cannot be written now", "Free disk space, then try again."
                ) from error
            except BaseException:
                self._roll_back()
                raise

    def _roll_back(self) -> None:
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """All rows that a query gives; DamagedStore where the file cannot be read."""
        with self.lock:
            try:
                return self.connection.execute(sql, cast(tuple[str, ...], tuple(values))).fetchall()
            except sqlite3.DatabaseError as error:
                raise self.damaged(str(error)) from error

    def check(self) -> tuple[str, ...]:
        """What SQLite itself finds wrong with the file; empty where nothing is."""
        rows = self.rows("PRAGMA quick_check")
        return tuple(str(row[0]) for row in rows if row[0] != "ok")

    def copy_to(self, path: Path) -> None:
        """Writes a consistent copy to a new file, while readers and a writer go on."""
        with self.lock:
            self.connection.execute("VACUUM INTO ?", (str(path),))

    def damaged(self, found: str) -> DamagedStore:
        """The error to raise where the file does not hold what it must."""
        return DamagedStore(
            f"{self.path} ({found})",
            "the catalog must be whole",
            "Restore a backup with `yinju restore`, or add the files again.",
        )


def _read_only_uri(path: Path) -> str:
    """Opens without a lock or a shared-memory file, save where a write-ahead log must be read with the catalog."""
    log = path.with_name(path.name + "-wal")
    immutable = not log.exists() or log.stat().st_size == 0
    return f"{path.resolve().as_uri()}?mode=ro{'&immutable=1' if immutable else ''}"
