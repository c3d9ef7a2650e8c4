"""The tables that come with this package: lines of cells parted by tabs, `#` before a remark."""

from __future__ import annotations

from importlib.resources import files


def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The cells of each line of `index/NAME`.

    >>> rows("exonyms.tsv")[0]
    ('陕西', 'Shaanxi')
    """
    lines = files("index").joinpath(name).read_text("utf-8").splitlines()
    return tuple(tuple(line.split("\t")) for line in lines if line and not line.startswith("#"))
