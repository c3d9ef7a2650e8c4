"""One writer at a time, over all replicas: a lease that ends by itself when its holder dies."""

from __future__ import annotations

import threading
import time
import uuid
from types import TracebackType
from typing import cast

from index.errors import KnowledgeBaseError, Unavailable
from index.milvus.cluster import Cluster, idle_vector
from index.milvus.tables import Table

_SETTLE_S = 0.2
"""Between taking the lease and looking whether it was kept: two who took it at once then see the same one."""


class Lease:
    """Held within a `with` block and renewed by a thread; Unavailable where another writer keeps it too long.

    Milvus has no compare-and-set. A lease is a row that names its holder and its end; who takes it looks again after a
    moment and goes on only if the row still names him. The clocks of writers must agree to within half the lease.

    Args:
        cluster: where.
        prefix: of the knowledge base.
        lease_s: seconds after which a dead holder's lease may be taken.
        timeout_s: seconds to wait for another writer.
    """

    def __init__(self, cluster: Cluster, prefix: str, lease_s: float, timeout_s: float) -> None:
        self._cluster, self._name = cluster, f"{prefix}_lease"
        self._lease_s, self._timeout_s = lease_s, timeout_s
        self._owner = uuid.uuid4().hex
        self._ended = threading.Event()

    def __enter__(self) -> Lease:
        self._cluster.create(self._name, Table.LEASE)
        until = time.monotonic() + self._timeout_s
        while not self._taken():
            if time.monotonic() > until:
                remedy = "Try again when it has finished."
                raise Unavailable(self._name, "another writer is changing this knowledge base", remedy)
            time.sleep(min(0.5, self._lease_s / 4))
        self._ended.clear()
        threading.Thread(target=self._renew, name="renew-lease", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        try:
            if self._holder()[0] == self._owner:
                self._write(0.0)
        except KnowledgeBaseError:
            if error is None:
                raise

    def check(self) -> None:
        """Raises Unavailable where the lease was lost, for example to a pause of the whole machine."""
        if self._holder()[0] != self._owner:
            raise Unavailable(self._name, "the turn to write was lost to another writer", "Try again.")

    def _taken(self) -> bool:
        owner, end = self._holder()
        if owner not in ("", self._owner) and time.time() < end:
            return False
        self._write(time.time() + self._lease_s)
        time.sleep(_SETTLE_S)
        return self._holder()[0] == self._owner

    def _renew(self) -> None:
        while not self._ended.wait(self._lease_s / 3):
            try:
                self.check()
                self._write(time.time() + self._lease_s)
            except KnowledgeBaseError:
                return  # `check` tells the writer before it publishes

    def _holder(self) -> tuple[str, float]:
        rows = self._cluster.rows(self._name, 'id == "writer"', ["body", "version"], strong=True)
        return (cast(str, rows[0]["body"]), cast(int, rows[0]["version"]) / 1000) if rows else ("", 0.0)

    def _write(self, end: float) -> None:
        row: dict[str, object] = {"id": "writer", "version": int(1000 * end), "parts": 1, "body": self._owner}
        self._cluster.put(self._name, [row | {"vector": idle_vector()}])
