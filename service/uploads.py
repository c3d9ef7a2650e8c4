"""Files on disk → uploads: each document with the translation memory that lies beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
    paths: Sequence[Path], renderings: Path | None = None, with_renderings: bool = True
) -> tuple[Upload, ...]:
    """The documents among `paths`, folders walked, each with `NAME.tmx` beside it or the memory given.

    Raises:
        NotFound: a path does not exist.
        InvalidInput: there is no document among them, one is no regular file, or two have the same name.
    """
    given = _content(renderings) if renderings else None
    found = _distinct(_documents(paths))
    if not found:
        raise InvalidInput(", ".join(map(str, paths)), "no document there / 其中没有文件", "Name files / 请指明文件")
    return tuple(
        Upload(path.name, path.read_bytes(), given or (_beside(path) if with_renderings else None)) for path in found
    )


def glossaries_in(paths: Iterable[Path]) -> tuple[Upload, ...]:
    """The TBX files among `paths`, folders walked.

    Raises:
        InvalidInput: a path that ends in .tbx is neither a file nor a folder.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += (file for file in sorted(path.rglob("*")) if file.suffix.lower() == GLOSSARY and _is_plain(file))
        elif path.suffix.lower() == GLOSSARY:
            found.append(path)
    return tuple(Upload(file.name, _content(file)) for file in found)


def _documents(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            # Of a folder, what can be read: pictures and the like beside the documents are no mistake.
            yield from (file for file in sorted(path.rglob("*")) if file.suffix.lower() in SUFFIXES and _is_plain(file))
            continue
        _must_be_a_file(path)
        if path.suffix.lower() not in (RENDERINGS, GLOSSARY):
            yield path


def _distinct(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Each file once; a document is known by its file name, so that two of one name would replace each other."""
    by_name: dict[str, Path] = {}
    for path in paths:
        other = by_name.setdefault(path.name, path)
        if not other.samefile(path):
            rule = "both files have the same name, and a document is known by it / 两个文件同名，而文件以名称区分"
            raise InvalidInput(f"{other}, {path}", rule, "Rename one of them / 请将其中之一改名")
    return tuple(by_name.values())


def _content(path: Path) -> bytes:
    _must_be_a_file(path)
    return path.read_bytes()


def _must_be_a_file(path: Path) -> None:
    """Reading a pipe or a device might never end."""
    if not path.exists():
        raise NotFound(str(path), "no such file / 没有此文件", "Check the path / 请核对路径")
    if not path.is_file():
        raise InvalidInput(str(path), "this is no regular file / 不是普通文件", "Name a file / 请指明文件")


def _is_plain(file: Path) -> bool:
    # Office programs leave ~$name.docx beside a file that is open.
    return file.is_file() and not file.name.startswith((".", "~$"))


def _beside(path: Path) -> bytes | None:
    memory = path.with_suffix(RENDERINGS)
    return memory.read_bytes() if memory.is_file() else None
