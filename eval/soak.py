"""`make soak`: many clients for minutes while documents come and go, then half load, then far too much.

Holds the service to: no error while documents change; at half load p99 within four times p50; on this machine at least
60 % of the answers a second that the models alone would allow; overload answered with 429 or 503 and Retry-After, never
with silence. As docs/operations.md has it for more than one core, one process writes and one for each core reads.
No answer is kept but in the phase that says so. The only target is the processes started here.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx

from eval.cases import Case, load_cases
from eval.load import Load, Overload, ask, closed_loop, paced
from eval.model_rate import ModelRates, model_rates
from eval.process import Service, running_service
from eval.versus import SEED_CASES

KEPT = 1000
"""Answers kept in the phase that shows what keeping them gives; every other phase keeps none."""
BURST = 400
"""Questions at once: several times what may run and wait."""
CROWD = 200
"""Clients of the overload, each asking again when it was told to."""
MAX_P99_TO_P50 = 4.0
MIN_SHARE_OF_MODELS = 0.6
GIVE_UP_S = 60.0
CHANGE_EVERY_S = 2.0
READY_IN_A_ROW = 20
"""Each new connection may reach another worker: so many that are ready, one after another, are all of them."""


@dataclass(frozen=True, slots=True)
class Soaked:
    """All phases."""

    clients: int
    minutes: float
    workers: int
    full: Load
    changes: int
    failed_changes: int
    half: Load
    ask_cpu_ms: float
    """Processor time of those that answer, for one answer under full load."""
    models: ModelRates
    share_of_models: float
    share_of_models_by_cpu: float
    """The same told by processor time, for a machine that has other work: what of an answer's is the models'."""
    kept: Load
    kept_share_of_models: float
    burst: Overload
    crowd: Overload
    memory_mb_before: float
    memory_mb_after: float

    def failures(self) -> tuple[str, ...]:
        """What the promises above were not kept in."""
        checks = (
            ("errors under load", self.full.errors + self.half.errors + self.kept.errors + self.failed_changes == 0),
            ("p99 at half load", self.half.p99_ms <= MAX_P99_TO_P50 * self.half.p50_ms),
            ("share of the models' own rate", self.share_of_models >= MIN_SHARE_OF_MODELS),
            ("overload", all(phase.wrong == 0 and phase.answered > 0 for phase in (self.burst, self.crowd))),
        )
        return tuple(name for name, kept in checks if not kept)


@dataclass(frozen=True, slots=True)
class House:
    """What is under test: `readers` answer, `writer` takes documents; one and the same where there is one worker."""

    readers: Service
    writer: Service

    def memory_mb(self) -> float:
        """Of every process."""
        return sum(one.memory_mb() for one in {self.readers, self.writer})


@contextmanager
def house(data: Path, workers: int, kept: int = 0) -> Iterator[House]:
    """A writer over `data` and, where `workers` are more than one, so many readers, each keeping `kept` answers."""
    settings = {"YINJU_AUDIT_DIR": str(data / "soak-audit"), "YINJU_ANSWER_CACHE": str(kept)}
    with running_service(data, settings) as writer:
        if workers == 1:
            yield House(writer, writer)
            return
        with running_service(data, {**settings, "YINJU_READ_ONLY": "true", "YINJU_WORKERS": str(workers)}) as readers:
            _wait_for_all(readers)
            yield House(readers, writer)


def _wait_for_all(service: Service) -> None:
    in_a_row = 0
    while in_a_row < READY_IN_A_ROW:
        in_a_row = in_a_row + 1 if httpx.get(f"{service.url}/readyz", trust_env=False).is_success else 0
        time.sleep(0.05)


def opened(url: str, n_clients: int) -> httpx.AsyncClient:
    """A client with a connection for each of `n_clients`; with 0, one for each request."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=n_clients)
    return httpx.AsyncClient(base_url=url, timeout=GIVE_UP_S, limits=limits, trust_env=False)


async def changing(client: httpx.AsyncClient, until: float) -> tuple[int, int]:
    """Adds and removes a small document in turn; returns how many changes were made and how many failed."""
    made = failed = 0
    while time.perf_counter() < until:
        text = f"第{made}号通知\n\n一、目标\n\n新增就业{made + 1}万人。"
        added = await finished(client, await client.post("/v1/documents", files={"file": ("soak.txt", text.encode())}))
        gone = [await finished(client, await client.delete(f"/v1/documents/{one}")) for one in added["documents"]]
        made += 2
        failed += (added["state"] != "done") + sum(one["state"] != "done" for one in gone)
        await asyncio.sleep(CHANGE_EVERY_S)
    return made, failed


async def finished(client: httpx.AsyncClient, accepted: httpx.Response) -> dict[str, Any]:
    """The job when it is over."""
    job = accepted.json()
    while not job.get("finished"):
        await asyncio.sleep(0.1)
        job = (await client.get(f"/v1/jobs/{job['id']}")).json()
    return dict(job)


@dataclass(frozen=True, slots=True)
class Steady:
    """Full load while documents change, then half of that rate in peace."""

    full: Load
    half: Load
    ask_cpu_ms: float
    changes: int
    failed_changes: int


async def steady(there: House, cases: Sequence[Case], n_clients: int, seconds: float) -> Steady:
    """Both phases."""
    async with opened(there.readers.url, n_clients) as client, opened(there.writer.url, 1) as editor:
        began, cpu_s = time.perf_counter(), there.readers.cpu_s()
        until = began + seconds
        replies, (made, failed) = await asyncio.gather(
            closed_loop(client, cases, n_clients, until), changing(editor, until)
        )
        full = Load.of(replies, time.perf_counter() - began)
        cpu_s = there.readers.cpu_s() - cpu_s
    calm_s = max(10.0, seconds / 4)
    # A connection for each question, as visitors come: a caller that keeps connections takes the first idle one again
    # and again, so that one process would answer nearly everything.
    async with opened(there.readers.url, 0) as visitors:
        calm = await paced(visitors, cases, full.per_second / 2, calm_s)
    return Steady(full, Load.of(calm, calm_s), cpu_s * 1000 / full.requests, made, failed)


async def too_much(url: str, cases: Sequence[Case], seconds: float) -> tuple[Overload, Overload]:
    """A burst at one moment, then a crowd for a while."""
    async with opened(url, CROWD) as client:
        burst = await asyncio.gather(*(ask(client, cases[turn % len(cases)]) for turn in range(BURST)))
        crowd = await closed_loop(client, cases, CROWD, time.perf_counter() + seconds)
    return Overload.of(burst), Overload.of(crowd)


async def again(url: str, cases: Sequence[Case], n_clients: int, seconds: float, first_s: float) -> Load:
    """The same questions over and over, once each of them has been asked, which takes `first_s`."""
    async with opened(url, n_clients) as client:
        await closed_loop(client, cases, n_clients, time.perf_counter() + first_s)
        began = time.perf_counter()
        replies = await closed_loop(client, cases, n_clients, began + seconds)
        return Load.of(replies, time.perf_counter() - began)


def soak(data: Path, cases: Sequence[Case], n_clients: int, minutes: float, workers: int) -> Soaked:
    """Runs every phase against processes of its own over `data`."""
    short_s = min(20.0, minutes * 60)
    with house(data, workers) as there:
        before = there.memory_mb()
        seen = asyncio.run(steady(there, cases, n_clients, minutes * 60))
        after = there.memory_mb()
        burst, crowd = asyncio.run(too_much(there.readers.url, cases, short_s))
    rates = model_rates(cases, data, min(10.0, short_s))
    with house(data, workers, kept=KEPT) as there:
        first_s = 2 * workers * len(cases) / seen.full.per_second
        kept = asyncio.run(again(there.readers.url, cases, n_clients, short_s, first_s))
    return Soaked(
        clients=n_clients,
        minutes=minutes,
        workers=workers,
        full=seen.full,
        changes=seen.changes,
        failed_changes=seen.failed_changes,
        half=seen.half,
        ask_cpu_ms=round(seen.ask_cpu_ms, 2),
        models=rates,
        share_of_models=round(seen.full.per_second / rates.both.per_second, 3),
        share_of_models_by_cpu=round(rates.both.cpu_ms / seen.ask_cpu_ms, 3),
        kept=kept,
        kept_share_of_models=round(kept.per_second / rates.both.per_second, 3),
        burst=burst,
        crowd=crowd,
        memory_mb_before=round(before),
        memory_mb_after=round(after),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the figures as JSON; 1 where a promise was not kept."""
    parser = argparse.ArgumentParser(prog="python -m eval.soak", description=__doc__)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)), help="processes that answer")
    parser.add_argument("--data", type=Path, help="data directory to use; default: a new one with the seeds")
    given = parser.parse_args(arguments)
    cases = load_cases(SEED_CASES)
    with tempfile.TemporaryDirectory() as made:
        soaked = soak(given.data or Path(made), cases, given.clients, given.minutes, given.workers)
    failures = soaked.failures()
    sys.stdout.write(json.dumps({**asdict(soaked), "failures": failures}, indent=1) + "\n")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
