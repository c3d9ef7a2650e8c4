"""Files on disk → uploads: each document with the translation memory that lies beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.errors import InvalidInput, NotFound
from index.loaders.formats import SUFFIXES

RENDERINGS = ".tmx"
GLOSSARY = ".tbx"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way in. `renderings` is the content of a TMX file that came with it."""

    name: str
    content: bytes
    renderings: bytes | None = None


def uploads_in(
    paths: Iterable[Path], renderings: Path | None = None, with_renderings: bool = True
) -> tuple[Upload, ...]:
    """The documents among `paths`, folders walked, each with `NAME.tmx` beside it or the memory given.

    Raises:
        NotFound: a path does not exist.
        InvalidInput: there is no document among them.
    """
    given = renderings.read_bytes() if renderings else None
    uploads = tuple(
        Upload(path.name, path.read_bytes(), given or (_beside(path) if with_renderings else None))
        for path in _documents(paths)
    )
    if not uploads:
        raise InvalidInput(", ".join(map(str, paths)), "no document there / 其中没有文件", "Name files / 请指明文件")
    return uploads


def glossaries_in(paths: Iterable[Path]) -> tuple[Upload, ...]:
    """The TBX files among `paths`, folders walked."""
    found = (sorted(path.rglob(f"*{GLOSSARY}")) if path.is_dir() else [path] for path in paths)
    files = (file for group in found for file in group if file.suffix.lower() == GLOSSARY)
    return tuple(Upload(file.name, file.read_bytes()) for file in files)


def _documents(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.exists():
            raise NotFound(str(path), "no such file / 没有此文件", "Check the path / 请核对路径")
        if path.is_dir():
            # Of a folder, what can be read: pictures and the like beside the documents are no mistake.
            yield from (file for file in sorted(path.rglob("*")) if file.suffix.lower() in SUFFIXES and _is_plain(file))
        elif path.suffix.lower() not in (RENDERINGS, GLOSSARY):
            yield path


def _is_plain(file: Path) -> bool:
    # Office programs leave ~$name.docx beside a file that is open.
    return file.is_file() and not file.name.startswith((".", "~$"))


def _beside(path: Path) -> bytes | None:
    memory = path.with_suffix(RENDERINGS)
    return memory.read_bytes() if memory.is_file() else None
