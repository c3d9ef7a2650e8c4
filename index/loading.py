"""Files → text: the door to the loaders, between whoever brings a file and `index.parse`."""

from __future__ import annotations

from index.loaders.formats import SUFFIXES, TRUSTED, format_of, load_with
from index.loaders.loaded import MAX_BYTES, Loaded
from index.sandbox import Limits, load_in_child

__all__ = ["MAX_BYTES", "SUFFIXES", "Limits", "Loaded", "load"]


def load(name: str, data: bytes, limits: Limits | None = None) -> Loaded:
    """The text of a file, whatever its format.

    Everything that needs a parser is read in a child process under limits of time and memory, so that no file can
    take the service down.

    Args:
        name: the file's name; its suffix says the format.
        data: the file's bytes.
        limits: what the child may take.

    Raises:
        UnreadableDocument: empty, broken, encrypted, too large, a scan, or of an unknown format.
    """
    found_format = format_of(name, data)
    if found_format in TRUSTED:
        return load_with(found_format, name, data)
    return load_in_child(found_format, name, data, limits or Limits())
