"""Calls to Milvus, bounded in time and tried again while the fault may pass. The only module that knows pymilvus."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import grpc
import numpy as np
import numpy.typing as npt
from pymilvus import DataType, Function, FunctionType, MilvusClient, MilvusException

from index.errors import InvalidInput, KnowledgeBaseError, NotFound, Unavailable
from index.milvus.tables import MAX_TEXT, Row, Table

_T = TypeVar("_T")

_NOT_FOUND = "not exist", "not found", "can't find"
_NOT_LOADED = 101
"""Milvus' code for a collection that must be loaded before it can be searched."""
_PERMANENT = frozenset({1100, 1101, 1102, 1700, 1701, 1702, 1703, 1704, 1800, 1801, 1802})
"""Milvus' codes for a wrong parameter, field or right; trying again cannot help (milvus/pkg/util/merr/errors.go)."""

_BATCH_BYTES = 8_000_000
"""Upserted at once; the gRPC limit of a cluster is 64 MB, and a smaller piece is lost more cheaply."""
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.05, 2.0

MAX_WINDOW = 16_384
"""Rows that one search or query may return (quotaAndLimits.limits.maxQueryResultWindow)."""


class Cluster:
    """A connection to one cluster, made at the first call and again after every loss. Safe between threads.

    Args:
        uri: such as `http://milvus.example:19530`.
        token: `user:password` or an API key; empty for none.
        timeout_s: of one attempt.
        patience_s: how long a call is tried again in all before it gives up with Unavailable.
    """

    def __init__(self, uri: str, token: str = "", timeout_s: float = 10.0, patience_s: float = 8.0) -> None:
        if not uri:
            raise InvalidInput(
                "YINJU_MILVUS_URI", "the address of the cluster is missing", "Set it, or YINJU_STORE=local"
            )
        self._uri, self._token = uri, token
        self._timeout_s, self._patience_s = timeout_s, patience_s
        self._lock = threading.Lock()
        self._client: MilvusClient | None = None
        # pymilvus logs every fault with a traceback before it raises it; we raise it with the remedy.
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL)

    def close(self) -> None:
        """Ends the connection; the next call makes a new one."""
        with self._lock:
            if self._client is not None:
                self._client.close()
                self._client = None

    def create(self, name: str, table: Table, dimension: int = 2) -> None:
        """Makes an empty collection, indexed and loaded; nothing where it is there already."""

        def make(client: MilvusClient) -> None:
            if not client.has_collection(name, timeout=self._timeout_s):
                schema, index = _schema(client, table, dimension)
                client.create_collection(name, schema=schema, index_params=index, timeout=60.0)

        self._call(name, make)

    def drop(self, name: str) -> None:
        """Removes a collection and its rows, if it is there. The caller makes sure that no alias names it."""

        def remove(client: MilvusClient) -> None:
            if client.has_collection(name, timeout=self._timeout_s):
                client.drop_collection(name, timeout=60.0)

        self._call(name, remove)

    def collections(self, prefix: str) -> tuple[str, ...]:
        """The names of all collections that begin so, in order."""
        names: list[str] = self._call(prefix, lambda client: client.list_collections(timeout=self._timeout_s))
        return tuple(sorted(name for name in names if name.startswith(prefix)))

    def pointed(self, alias: str) -> str | None:
        """The collection that an alias names; None where there is no such alias."""
        try:
            found: Any = self._call(alias, lambda client: client.describe_alias(alias, timeout=self._timeout_s))
        except NotFound:
            return None
        return str(found["collection_name"])

    def point(self, alias: str, name: str) -> None:
        """Makes the alias name this collection: readers see the one before or this one, nothing between."""
        new = self.pointed(alias) is None

        def switch(client: MilvusClient) -> None:
            act = client.create_alias if new else client.alter_alias
            act(name, alias, timeout=self._timeout_s)

        self._call(alias, switch)

    def put(self, name: str, rows: Sequence[Row]) -> None:
        """Writes rows, in place of those of the same ids, in pieces of a size the cluster takes."""
        for piece in _pieces(rows):
            self._call(name, lambda client, piece=piece: client.upsert(name, piece, timeout=60.0))  # type: ignore[misc]

    def seal(self, name: str) -> None:
        """Asks the cluster to index what was written now, not in its own time; refused, nothing is lost."""
        try:
            self._connected().flush(name, timeout=60.0)
        except (MilvusException, grpc.RpcError) as error:
            logging.getLogger(__name__).info("%s will be indexed later (%s)", name, _short(error))

    def delete(self, name: str, where: str) -> None:
        """Removes the rows that the filter lets pass."""
        self._call(name, lambda client: client.delete(name, filter=where, timeout=60.0))

    def rows(self, name: str, where: str, fields: Sequence[str], strong: bool = False) -> list[Row]:
        """Up to `MAX_WINDOW` rows that the filter lets pass; `strong` waits for everything written before."""
        level = {"consistency_level": "Strong"} if strong else {}
        found: Any = self._call(
            name,
            lambda client: client.query(
                name, filter=where, output_fields=list(fields), limit=MAX_WINDOW, timeout=self._timeout_s, **level
            ),
        )
        return [dict(row) for row in found]

    def scan(self, name: str, where: str, fields: Sequence[str], batch: int = 500) -> Iterator[list[Row]]:
        """All rows that the filter lets pass, in batches."""
        iterator: Any = self._call(
            name,
            lambda client: client.query_iterator(
                name,
                filter=where,
                output_fields=list(fields),
                batch_size=batch,
                timeout=60.0,
                consistency_level="Strong",
            ),
        )
        try:
            while page := self._call(name, lambda _: iterator.next()):
                yield [dict(row) for row in page]
        finally:
            iterator.close()

    def count(self, name: str, where: str) -> int:
        """How many rows the filter lets pass, everything written before included."""
        found: Any = self._call(
            name,
            lambda client: client.query(
                name, filter=where, output_fields=["count(*)"], timeout=self._timeout_s, consistency_level="Strong"
            ),
        )
        return int(found[0]["count(*)"])

    def nearest(
        self, name: str, vector: npt.NDArray[np.float32], k: int, where: str, fields: Sequence[str]
    ) -> list[tuple[Row, float]]:
        """Up to k rows by cosine, best first."""
        params: Row = {"metric_type": "COSINE", "params": {"ef": min(max(128, 2 * k), MAX_WINDOW)}}
        return self._search(name, [vector.tolist()], "vector", params, min(k, MAX_WINDOW), where, fields)

    def matching(self, name: str, text: str, k: int, where: str, fields: Sequence[str]) -> list[tuple[Row, float]]:
        """Up to k rows by BM25, best first; scores are positive whatever sign this version of Milvus gives them."""
        params: Row = {"metric_type": "BM25", "params": {}}
        hits = self._search(name, [text], "sparse", params, min(k, MAX_WINDOW), where, fields)
        return [(row, abs(score)) for row, score in hits]

    def _search(
        self, name: str, data: list[Any], field: str, params: Row, k: int, where: str, fields: Sequence[str]
    ) -> list[tuple[Row, float]]:
        found: Any = self._call(
            name,
            lambda client: client.search(
                name,
                data=data,
                anns_field=field,
                search_params=params,
                limit=k,
                filter=where,
                output_fields=list(fields),
                timeout=self._timeout_s,
            ),
        )
        return [(dict(hit["entity"]), float(hit["distance"])) for hit in found[0]]

    def _call(self, name: str, act: Callable[[MilvusClient], _T]) -> _T:
        """Does it, again and again while the fault may pass, with pauses that double, until patience ends."""
        until, pause = time.monotonic() + self._patience_s, _FIRST_PAUSE_S
        while True:
            try:
                return act(self._connected())
            except (MilvusException, grpc.RpcError) as error:
                failure = self._judge(name, error)
                if failure is not None:
                    raise failure from error
                if time.monotonic() + pause > until:
                    raise _away(self._uri, error) from error
            time.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 — spreads the retries of many replicas
            pause = min(2 * pause, _LONGEST_PAUSE_S)

    def _connected(self) -> MilvusClient:
        with self._lock:
            if self._client is None:
                self._client = MilvusClient(uri=self._uri, token=self._token, timeout=self._timeout_s)
            return self._client

    def _judge(self, name: str, error: Exception) -> KnowledgeBaseError | None:
        """The error to raise, or None where another try may succeed."""
        said, code = str(error).lower(), getattr(error, "code", None)
        if code == _NOT_LOADED:
            self._load(name)
            return None
        if any(words in said for words in _NOT_FOUND):
            return NotFound(
                name, "the cluster has no such collection or alias", "`yinju verify` tells what is missing."
            )
        if "auth" in said or code in _PERMANENT:
            rule = f"the cluster refuses the call ({_short(error)})"
            return InvalidInput(self._uri, rule, "Check YINJU_MILVUS_TOKEN, and that the server is Milvus 2.6.")
        return None

    def _load(self, name: str) -> None:
        """A collection must be loaded again after a restart of some servers."""
        try:
            self._connected().load_collection(name, timeout=self._timeout_s)
        except (MilvusException, grpc.RpcError):
            logging.getLogger(__name__).warning("%s could not be loaded yet", name)


def _schema(client: MilvusClient, table: Table, dimension: int) -> tuple[Any, Any]:
    schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
    index = client.prepare_index_params()
    schema.add_field("id", DataType.VARCHAR, max_length=128, is_primary=True)
    if table is Table.PASSAGES:
        analyzer = {"tokenizer": "standard"}
        schema.add_field("terms", DataType.VARCHAR, max_length=MAX_TEXT, enable_analyzer=True, analyzer_params=analyzer)
        schema.add_field("sparse", DataType.SPARSE_FLOAT_VECTOR)
        schema.add_function(Function("bm25", FunctionType.BM25, ["terms"], ["sparse"]))
        bm25 = {"bm25_k1": 1.2, "bm25_b": 0.75}
        index.add_index("sparse", index_type="SPARSE_INVERTED_INDEX", metric_type="BM25", params=bm25)
    else:
        schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimension)
        kind, params = ("HNSW", {"M": 16, "efConstruction": 200}) if table is Table.COARSE else ("FLAT", {})
        index.add_index("vector", index_type=kind, metric_type="COSINE", params=params)
    if table in (Table.PASSAGES, Table.COARSE):
        schema.add_field("document", DataType.VARCHAR, max_length=256)
        schema.add_field("paragraph", DataType.INT64)
    if table is Table.DOCUMENTS:
        schema.add_field("kind", DataType.VARCHAR, max_length=16)
    schema.add_field("version", DataType.INT64)
    if table is not Table.COARSE:
        schema.add_field("parts", DataType.INT64)
        # Read by id, a few rows a question: from the disk, not from memory.
        schema.add_field("body", DataType.VARCHAR, max_length=MAX_TEXT, mmap_enabled=True)
    return schema, index


def _pieces(rows: Sequence[Row]) -> Iterator[list[Row]]:
    piece: list[Row] = []
    size = 0
    for row in rows:
        weight = sum(4 * len(value) if isinstance(value, (str, list)) else 8 for value in row.values())
        if piece and size + weight > _BATCH_BYTES:
            yield piece
            piece, size = [], 0
        piece.append(row)
        size += weight
    if piece:
        yield piece


def _short(error: Exception) -> str:
    return " ".join(str(getattr(error, "message", "") or error).split())[:200]


def _away(uri: str, error: Exception) -> Unavailable:
    remedy = "Start it or mend the network; the service goes on by itself."
    return Unavailable(uri, f"the Milvus cluster does not answer ({_short(error)})", remedy)


def idle_vector() -> list[float]:
    """What stands in the vector field of a table that has no use for one."""
    return [1.0, 0.0]
