"""A paragraph's units ⇄ text for one VARCHAR: where each lies, what it is, and its vector as the model gave it.

Kept whole beside the paragraph, not as a row a unit: a question reads the units of some sixty paragraphs, and sixty
rows by their ids are read faster than two thousand. The language's mean is taken out when they are read, so that a
new mean needs no new rows here.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.compiled import UNIT_ROW, UnitRows
from index.lexical import FIELD_BOOSTS, LexicalRow
from index.milvus.tables import MAX_TEXT
from index.protocols import Vectors

_TERM_DIGITS = 8
"""Hex digits that stand for a term: some hundred pairs of a million terms then share one, and BM25 forgives that."""
_WEIGHT_STEPS = 10
"""A term of weight 1 stands so often in a query; BM25 counts it as often."""


@dataclass(frozen=True, slots=True)
class Block:
    """Units of one paragraph, all grains, with their vectors before any mean is taken out: row i ↔ row i."""

    rows: UnitRows
    vectors: Vectors


def pack_block(block: Block) -> tuple[str, ...]:
    """The block as one or more texts that Milvus takes."""
    vectors = np.ascontiguousarray(block.vectors, "<f2")
    raw = len(block.rows).to_bytes(4, "little") + np.ascontiguousarray(block.rows).tobytes() + vectors.tobytes()
    return pieces_of(raw)


def unpack_block(parts: Sequence[str]) -> Block:
    """Undoes `pack_block`; ValueError where the texts are not such a block."""
    raw = joined(parts)
    n = int.from_bytes(raw[:4], "little")
    end = 4 + n * UNIT_ROW.itemsize
    rows = np.frombuffer(raw[4:end], UNIT_ROW)
    vectors = np.frombuffer(raw[end:], "<f2").astype(np.float32)
    if len(rows) != n:
        raise ValueError("a block of units breaks off")
    return Block(rows, vectors.reshape(n, -1) if n else np.empty((0, 0), np.float32))


def pieces_of(raw: bytes) -> tuple[str, ...]:
    """Bytes → texts of at most what one VARCHAR takes; at least one."""
    text = base64.b64encode(raw).decode("ascii")  # base85 is smaller by 6 % and decoded some forty times slower
    return tuple(text[i : i + MAX_TEXT] for i in range(0, len(text), MAX_TEXT)) or ("",)


def joined(parts: Iterable[str]) -> bytes:
    """Undoes `pieces_of`."""
    return base64.b64decode("".join(parts), validate=True)


def pack_json(value: object) -> tuple[str, ...]:
    """Any JSON value, compressed, as texts that Milvus takes."""
    return pieces_of(zlib.compress(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"), 6))


def unpack_json(parts: Iterable[str]) -> object:
    """Undoes `pack_json`; ValueError where the texts are damaged."""
    try:
        return json.loads(zlib.decompress(joined(parts)).decode("utf-8", "surrogatepass"))
    except zlib.error as error:
        raise ValueError(str(error)) from error


def terms_text(row: LexicalRow) -> str:
    """The terms of a paragraph's fields as plain words that any analyzer leaves alone.

    Each stands as a hash of the term and its field: the cluster needs no dictionary, cuts nothing anew, and counts a
    term of a heading apart from the same term in the body, as separate fields would.
    """
    words = [_word(field, term) for field in FIELD_BOOSTS for term in getattr(row, field)]
    limit = MAX_TEXT // (_TERM_DIGITS + 2)
    return " ".join(words[:limit]) or "none"


def query_text(weights: Mapping[str, float]) -> str:
    """Weighted terms → a query for `terms_text`: each word as often as its weight times its field's boost says."""
    words = []
    for term, weight in weights.items():
        for field, boost in FIELD_BOOSTS.items():
            words += [_word(field, term)] * (
                max(1, round(_WEIGHT_STEPS * weight * boost)) if weight > 0 and term else 0
            )
    return " ".join(words)


def _word(field: str, term: str) -> str:
    digest = hashlib.blake2b(f"{field}\0{term}".encode("utf-8", "surrogatepass"), digest_size=_TERM_DIGITS // 2)
    return "t" + digest.hexdigest()
