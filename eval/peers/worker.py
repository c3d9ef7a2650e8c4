"""`python -m eval.peers.worker NAME JOB OUTCOME`: one peer does one job in a process of its own."""

from __future__ import annotations

import importlib
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import psutil

from eval.peers.job import Job, Outcome, Peer, read_job, write_outcome

NAMES = (
    "plain",
    "langchain",
    "langchain-hybrid",
    "llamaindex",
    "llamaindex-hybrid",
    "haystack-bm25",
    "haystack-embedding",
    "txtai",
    "txtai-hybrid",
)
"""`plain` needs only the main environment; a name's second part picks the variant of its module."""

_WARM_UP = 3


def open_peer(name: str, model: str) -> Peer:
    """The peer's module is imported here and nowhere else; ValueError for an unknown name."""
    if name not in NAMES:
        raise ValueError(f"unknown peer {name!r}; known: {', '.join(NAMES)}")
    family, _, variant = name.partition("-")
    module = importlib.import_module(f"eval.peers.{family}")
    return cast(Peer, module.open_peer(variant, model))


def run_job(peer: Peer, job: Job) -> Outcome:
    """Indexes, asks a few questions unmeasured, then each question once, timed one by one."""
    started = time.perf_counter()
    n_chunks = peer.index(job.documents)
    index_s = time.perf_counter() - started
    for question in job.questions[:_WARM_UP]:
        peer.search(question.text, job.k)
    rankings, times, cpu = [], [], time.process_time()
    for question in job.questions:
        started = time.perf_counter()
        rankings.append(peer.search(question.text, job.k))
        times.append((time.perf_counter() - started) * 1000)
    cpu_ms = (time.process_time() - cpu) * 1000 / max(1, len(job.questions))
    memory = psutil.Process().memory_info().rss / 2**20
    return Outcome(peer.version, peer.setup, n_chunks, index_s, memory, cpu_ms, tuple(rankings), tuple(times))


def main(arguments: Sequence[str]) -> int:
    """Exit code 2 on wrong usage; any failure of the peer is shown as it is."""
    if len(arguments) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    # The hubs that these libraries ask for news of a model are not needed for a folder on disk.
    os.environ |= {"HF_HUB_OFFLINE": "1", "HAYSTACK_TELEMETRY_ENABLED": "False", "TOKENIZERS_PARALLELISM": "false"}
    job = read_job(Path(arguments[1]))
    write_outcome(run_job(open_peer(arguments[0], job.model), job), Path(arguments[2]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
