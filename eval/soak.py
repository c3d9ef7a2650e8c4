"""`make soak`: many clients for minutes while documents come and go, then half load, then far too much.

Holds the service to: no error while documents change; at half load p99 within four times p50; on this machine at least
60 % of the answers a second that the model alone would allow; overload answered with 429 or 503 and Retry-After, never
with silence. Every loop is bounded in time and count, and the only target is the process started here.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx

from eval.cases import Case, load_cases
from eval.process import running_service
from eval.versus import SEED_CASES
from service.settings import load_settings
from service.wire import open_model

BURST = 400
"""Questions at once for the overload: several times what may run and wait."""
MAX_P99_TO_P50 = 4.0
MIN_SHARE_OF_MODEL = 0.6
GIVE_UP_S = 60.0
CHANGE_EVERY_S = 2.0


@dataclass(frozen=True, slots=True)
class Reply:
    """One request. `status` is 0 where there was no HTTP answer at all."""

    status: int
    took_s: float
    retry_after: bool


@dataclass(frozen=True, slots=True)
class Load:
    """What a phase showed; times in milliseconds."""

    requests: int
    errors: int
    per_second: float
    p50_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True)
class Soaked:
    """All phases."""

    clients: int
    minutes: float
    full: Load
    changes: int
    failed_changes: int
    half: Load
    model_per_second: float
    share_of_model: float
    burst_answered: int
    burst_refused: int
    burst_wrong: int
    memory_mb_before: float
    memory_mb_after: float

    def failures(self) -> tuple[str, ...]:
        """What the promises above were not kept in."""
        checks = (
            ("errors under load", self.full.errors + self.half.errors + self.failed_changes == 0),
            ("p99 at half load", self.half.p99_ms <= MAX_P99_TO_P50 * self.half.p50_ms),
            ("share of the model's own rate", self.share_of_model >= MIN_SHARE_OF_MODEL),
            ("overload", self.burst_wrong == 0 and self.burst_answered > 0),
        )
        return tuple(name for name, kept in checks if not kept)


async def ask(client: httpx.AsyncClient, case: Case) -> Reply:
    """One question, one reply."""
    began = time.perf_counter()
    try:
        reply = await client.post("/v1/ask", json={"question": case.question, "lang": case.lang})
    except httpx.HTTPError:
        return Reply(0, time.perf_counter() - began, False)
    return Reply(reply.status_code, time.perf_counter() - began, "retry-after" in reply.headers)


async def closed_loop(client: httpx.AsyncClient, cases: Sequence[Case], n_clients: int, until: float) -> list[Reply]:
    """`n_clients` clients, each asking again as soon as it is answered, until the clock says `until`."""
    replies: list[Reply] = []

    async def one(offset: int) -> None:
        turn = offset
        while time.perf_counter() < until:
            replies.append(await ask(client, cases[turn % len(cases)]))
            turn += 1

    await asyncio.gather(*(one(offset) for offset in range(n_clients)))
    return replies


async def paced(client: httpx.AsyncClient, cases: Sequence[Case], per_second: float, seconds: float) -> list[Reply]:
    """Questions at an even rate, whether or not the ones before are answered."""
    tasks: list[asyncio.Task[Reply]] = []
    began = time.perf_counter()
    for turn in range(max(1, int(per_second * seconds))):
        await asyncio.sleep(max(0.0, began + turn / per_second - time.perf_counter()))
        tasks.append(asyncio.create_task(ask(client, cases[turn % len(cases)])))
    return list(await asyncio.gather(*tasks))


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


def load_of(replies: Sequence[Reply], seconds: float) -> Load:
    """The figures of a phase."""
    times = sorted(reply.took_s * 1000 for reply in replies)
    return Load(
        requests=len(replies),
        errors=sum(reply.status != httpx.codes.OK for reply in replies),
        per_second=round(len(replies) / seconds, 2),
        p50_ms=round(times[len(times) // 2], 1),
        p99_ms=round(times[min(len(times) - 1, int(len(times) * 0.99))], 1),
    )


def model_rate(cases: Sequence[Case], seconds: float, threads: int) -> float:
    """Questions a second that the model alone embeds, from as many threads as the service answers with."""
    embedder = open_model(load_settings())
    embedder.embed_queries([cases[0].question])
    until = time.perf_counter() + seconds

    def work(offset: int) -> int:
        turn = 0
        while time.perf_counter() < until:
            embedder.embed_queries([cases[(offset + turn) % len(cases)].question])
            turn += 1
        return turn

    began = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        done = sum(pool.map(work, range(threads)))
    return done / (time.perf_counter() - began)


async def phases(
    url: str, cases: Sequence[Case], n_clients: int, minutes: float
) -> tuple[Load, int, int, Load, list[Reply]]:
    """Full load with changes, half of that rate, and a burst."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=n_clients)
    async with httpx.AsyncClient(base_url=url, timeout=GIVE_UP_S, limits=limits, trust_env=False) as client:
        began = time.perf_counter()
        until = began + minutes * 60
        replies, (made, failed) = await asyncio.gather(
            closed_loop(client, cases, n_clients, until), changing(client, until)
        )
        full = load_of(replies, time.perf_counter() - began)
        seconds = max(10.0, minutes * 60 / 4)
        calm = await paced(client, cases, full.per_second / 2, seconds)
        burst = await asyncio.gather(*(ask(client, cases[turn % len(cases)]) for turn in range(BURST)))
    return full, made, failed, load_of(calm, seconds), list(burst)


def soak(data: Path, cases: Sequence[Case], n_clients: int, minutes: float) -> Soaked:
    """Runs every phase against a process of its own over `data`."""
    with running_service(data, {"YINJU_AUDIT_DIR": str(data / "soak-audit")}) as service:
        before = service.memory_mb()
        full, made, failed, half, burst = asyncio.run(phases(service.url, cases, n_clients, minutes))
        after = service.memory_mb()
    rate = model_rate(cases, 10.0, load_settings().concurrency)
    refused = [one for one in burst if one.status in (429, 503) and one.retry_after]
    answered = sum(one.status == httpx.codes.OK for one in burst)
    return Soaked(
        clients=n_clients,
        minutes=minutes,
        full=full,
        changes=made,
        failed_changes=failed,
        half=half,
        model_per_second=round(rate, 2),
        share_of_model=round(full.per_second / rate, 3),
        burst_answered=answered,
        burst_refused=len(refused),
        burst_wrong=len(burst) - answered - len(refused),
        memory_mb_before=round(before),
        memory_mb_after=round(after),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the figures as JSON; 1 where a promise was not kept."""
    parser = argparse.ArgumentParser(prog="python -m eval.soak", description=__doc__)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--data", type=Path, help="data directory to use; default: a new one with the seeds")
    given = parser.parse_args(arguments)
    cases = load_cases(SEED_CASES)
    with tempfile.TemporaryDirectory() as made:
        soaked = soak(given.data or Path(made), cases, given.clients, given.minutes)
    failures = soaked.failures()
    sys.stdout.write(json.dumps({**asdict(soaked), "failures": failures}, indent=1) + "\n")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
