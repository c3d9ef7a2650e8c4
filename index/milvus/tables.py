"""The collections of one knowledge base, and what one row of each holds."""

from __future__ import annotations

from enum import Enum

MAX_TEXT = 65_535
"""Bytes of UTF-8 that Milvus takes in one VARCHAR."""

Row = dict[str, object]


class Table(Enum):
    """A kind of collection.

    Every collection of Milvus needs a vector field; where a table has no use for one it carries two idle numbers.
    """

    PASSAGES = "passages"
    """A paragraph: its search terms with their BM25 form, and its units packed (`index.milvus.blocks`)."""
    COARSE = "coarse"
    """A unit that candidates are found with, and its vector with the language's mean taken out."""
    DOCUMENTS = "documents"
    """A document version in pieces, so that every replica can read it."""
    GENERATION = "generation"
    """A generation in pieces (`index.milvus.generation`)."""
    LEASE = "lease"
    """Who writes, and until when."""


def quoted(value: str) -> str:
    """A string as a literal of Milvus' filter language.

    >>> quoted('a"b')
    '"a\\\\"b"'
    """
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def one_of(field: str, values: object) -> str:
    """A filter that lets pass the rows whose `field` is one of `values` (strings or whole numbers).

    >>> one_of("document", ["a", "b"])
    'document in ["a", "b"]'
    """
    items = list(values)  # type: ignore[call-overload]
    return f"{field} in [{', '.join(quoted(item) if isinstance(item, str) else str(int(item)) for item in items)}]"
