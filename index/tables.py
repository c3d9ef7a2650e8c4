"""The tables that come with this package: lines of cells parted by tabs, `#` before a remark."""

from __future__ import annotations

from hashlib import sha256
from importlib.resources import files


def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The cells of each line of `index/NAME`.

    >>> rows("exonyms.tsv")[0]
    ('陕西', 'Shaanxi')
    """
    lines = files("index").joinpath(name).read_text("utf-8").splitlines()
    return tuple(tuple(line.split("\t")) for line in lines if line and not line.startswith("#"))


def checksum(name: str) -> str:
    """SHA-256 of a table, hexadecimal: what is compiled from it is made anew where it changes."""
    return sha256(files("index").joinpath(name).read_bytes()).hexdigest()
