"""What a generation is, beside its files: written last, read first. The checksums in it cover every other file.

Between `index.building`, which writes a generation, and `index.snapshot`, which reads it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from index.catalog import Member
from index.errors import DamagedStore
from index.protocols import DocumentInfo

FORMAT: Final = 1
"""Layout of the files; a generation of another layout must be built anew from the catalog."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is. `members` are in order; `checksums` name every other file of the directory."""

    format: int
    version: str
    model: str
    dimension: int
    members: tuple[Member, ...]
    n_passages: int
    n_coarse: int
    n_fine: int
    checksums: Mapping[str, str]


def write_manifest(folder: Path, manifest: Manifest) -> Manifest:
    """Writes the manifest with the checksums of what stands in `folder` by now."""
    raw = asdict(manifest) | {"checksums": dict(checksums(folder))}
    (folder / "manifest.json").write_text(json.dumps(raw, ensure_ascii=False), encoding="utf-8")
    return read_manifest(folder)


def checksums(folder: Path) -> Iterable[tuple[str, str]]:
    """(path within the folder, SHA-256) of every data file; lock files and the manifest are not data."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != "manifest.json" and path.name != "pin" and path.suffix != ".lock":
            with path.open("rb") as file:
                yield path.relative_to(folder).as_posix(), hashlib.file_digest(file, "sha256").hexdigest()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a generation; DamagedStore where it is unreadable or of another layout."""
    try:
        raw = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        members = tuple(Member(m["version"], DocumentInfo(**m["info"])) for m in raw.pop("members"))
        manifest = Manifest(members=members, **raw)
    except (ValueError, KeyError, TypeError) as error:
        raise damaged(folder, f"its manifest cannot be read ({error})") from error
    if manifest.format != FORMAT:
        raise damaged(folder, f"its layout is {manifest.format}, this version reads {FORMAT}")
    return manifest


def damaged(folder: Path, found: str) -> DamagedStore:
    """The error for a generation that is not whole."""
    return DamagedStore(
        f"{folder.name} ({found})", "a generation must be whole", "Run `yinju reindex` to build it anew."
    )
