"""One consistent file of a whole knowledge base: written while it serves, read back into any data directory.

The file is itself a catalog: SQLite with one generation's documents and their vectors, so that nothing is parsed or
embedded again on restore under the same model.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

from index.catalog import Catalog
from index.database import NewerSchema
from index.errors import DamagedStore, InvalidInput, Unavailable


def write_archive(catalog: Catalog, version: str, archive: Path) -> int:
    """Writes the catalog with the generation `version` alone to `archive`; returns its number of documents.

    The copy is one SQLite transaction, so a writer at work meanwhile is either wholly in it or not at all.
    """
    partial = archive.with_name(f".{archive.name}.partial")
    partial.unlink(missing_ok=True)
    try:
        catalog.copy_to(partial)
        with closing(Catalog(partial, journal="DELETE")) as copy:
            documents = copy.generation(version).documents
            copy.forget([row.version for row in copy.generations() if row.version != version])
        partial.replace(archive)
    except (OSError, sqlite3.OperationalError) as error:
        raise Unavailable(
            f"{archive} ({error})", "the archive cannot be written", "Choose a place with enough free space."
        ) from error
    finally:
        _unlink(partial)
    return len(documents)


@contextmanager
def archive_opened(archive: Path, copy: Path) -> Iterator[Catalog]:
    """The catalog within an archive, read from a copy at `copy`, so that the archive itself is never written to.

    Raises:
        InvalidInput: the file is no archive, or not whole.
        NewerSchema: a newer version of Yinju wrote it.
    """
    if not archive.is_file():
        raise InvalidInput(str(archive), "there is no such file", "Name a file that `yinju backup` wrote.")
    with archive.open("rb") as file:
        is_database = file.read(16) == b"SQLite format 3\x00"
    if not is_database:
        raise InvalidInput(str(archive), "this is no archive", "Name a file that `yinju backup` wrote.")
    try:
        shutil.copyfile(archive, copy)
        with _opened_whole(copy, archive) as catalog:
            yield catalog
    except OSError as error:
        raise Unavailable(
            f"{copy} ({error})", "the archive cannot be copied", "Free disk space, then try again."
        ) from error
    finally:
        for leftover in copy.parent.glob(f"{copy.stem}*"):
            leftover.unlink()


def _opened_whole(copy: Path, archive: Path) -> AbstractContextManager[Catalog]:
    try:
        catalog = Catalog(copy, journal="DELETE")
        try:
            whole = bool(not catalog.check() and catalog.generations() and _is_as_written(catalog))
        except DamagedStore:
            catalog.close()
            raise
    except NewerSchema:
        raise
    except DamagedStore as error:
        raise _not_whole(archive) from error
    if not whole:
        catalog.close()
        raise _not_whole(archive)
    return closing(catalog)


def _is_as_written(catalog: Catalog) -> bool:
    """True where every document still has the content that it was added with: SQLite itself keeps no checksums."""
    members = catalog.members(catalog.generations()[-1].documents)
    try:
        return all(catalog.is_as_added(member.version) for member in members)
    except (ValueError, TypeError, KeyError):  # its structure cannot even be read
        return False


def _not_whole(archive: Path) -> InvalidInput:
    return InvalidInput(str(archive), "this archive is not whole", "Take an older one.")


def _unlink(path: Path) -> None:
    for leftover in (path, path.with_name(path.name + "-journal")):
        leftover.unlink(missing_ok=True)
