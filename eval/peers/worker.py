"""`python -m eval.peers.worker NAME[,NAME-hybrid] JOB OUTCOMES`: one peer does one job in a process of its own."""

from __future__ import annotations

import importlib
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

import psutil

from eval.peers.job import Hybrid, Job, Outcome, Peer, read_job, write_outcomes

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
_HYBRID = "-hybrid"


def family(name: str) -> str:
    """Names of one family share an index: the hybrid is the dense search with words beside it.

    >>> family("langchain-hybrid"), family("haystack-bm25")
    ('langchain', 'haystack-bm25')
    """
    return name.removesuffix(_HYBRID)


def open_peer(name: str, job: Job) -> Peer:
    """The peer's module is imported here and nowhere else; ValueError for an unknown name."""
    if name not in NAMES:
        raise ValueError(f"unknown peer {name!r}; known: {', '.join(NAMES)}")
    module, _, variant = family(name).partition("-")
    return cast(Peer, importlib.import_module(f"eval.peers.{module}").open_peer(variant, job.model, job.dtype))


def run_job(peer: Peer, names: Sequence[str], job: Job, say: Callable[[str], None]) -> dict[str, Outcome]:
    """Indexes once, then asks under each of the names of one family, the hybrid last. `say` is told how far it is."""
    say(f"indexing {len(job.documents)} documents")
    started = time.perf_counter()
    n_chunks = peer.index(job.documents)
    index_s = time.perf_counter() - started
    outcomes = {}
    for name in sorted(names, key=len):
        if name.endswith(_HYBRID):
            started = time.perf_counter()
            cast(Hybrid, peer).add_words()
            index_s += time.perf_counter() - started
        say(f"{n_chunks} chunks in {index_s:.0f} s; asking {len(job.questions)} questions")
        outcomes[name] = _asked(peer, job, n_chunks, index_s)
    return outcomes


def _asked(peer: Peer, job: Job, n_chunks: int, index_s: float) -> Outcome:
    """A few questions unmeasured, then each question once, timed one by one."""
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
    names, job = arguments[0].split(","), read_job(Path(arguments[1]))
    outcomes = run_job(open_peer(names[0], job), names, job, lambda text: print(text, flush=True))
    write_outcomes(outcomes, Path(arguments[2]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
