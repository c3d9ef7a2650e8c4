"""Many clients of one service at once, and what they saw. Every loop is bounded in time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from eval.cases import Case

LONGEST_WAIT_S = 5.0
"""A client told to wait longer than that asks again all the same: the measurement has an end."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One request.

    `status` is 0 where there was no HTTP answer at all, and `lost` then says why; `retry_after_s` is None where nothing
    was said.
    """

    status: int
    took_s: float
    retry_after_s: float | None = None
    lost: str = ""

    @property
    def refused_well(self) -> bool:
        """Sent away in order: told so, and told when to come back."""
        return self.status in (429, 503) and self.retry_after_s is not None


@dataclass(frozen=True, slots=True)
class Load:
    """What a phase showed; times in milliseconds, of all requests."""

    requests: int
    errors: int
    per_second: float
    p50_ms: float
    p99_ms: float
    kinds: tuple[str, ...] = ()
    """What the errors were: each status, or why there was no answer."""

    @classmethod
    def of(cls, replies: Sequence[Reply], seconds: float) -> Load:
        """The figures of the replies of `seconds`; all but 200 is an error."""
        times = sorted(reply.took_s * 1000 for reply in replies)
        return cls(
            requests=len(replies),
            errors=sum(reply.status != httpx.codes.OK for reply in replies),
            per_second=round(len(replies) / seconds, 2),
            p50_ms=round(times[len(times) // 2], 1),
            p99_ms=round(times[min(len(times) - 1, int(len(times) * 0.99))], 1),
            kinds=cls.kinds_of(replies),
        )

    @staticmethod
    def kinds_of(replies: Sequence[Reply]) -> tuple[str, ...]:
        """Every status but 200, and every reason why there was no answer, once."""
        return tuple(sorted({str(reply.lost or reply.status) for reply in replies} - {"200"}))


@dataclass(frozen=True, slots=True)
class Overload:
    """What far too many questions came to. `wrong`: neither answered nor sent away in order; `longest_s` of any."""

    answered: int
    refused: int
    wrong: int
    longest_s: float
    kinds: tuple[str, ...] = ()

    @classmethod
    def of(cls, replies: Sequence[Reply]) -> Overload:
        """The figures of the replies."""
        answered = sum(reply.status == httpx.codes.OK for reply in replies)
        refused = sum(reply.refused_well for reply in replies)
        longest = max((reply.took_s for reply in replies), default=0.0)
        return cls(answered, refused, len(replies) - answered - refused, round(longest, 2), Load.kinds_of(replies))


async def ask(client: httpx.AsyncClient, case: Case) -> Reply:
    """One question, one reply."""
    began = time.perf_counter()
    try:
        reply = await client.post("/v1/ask", json={"question": case.question, "lang": case.lang})
    except httpx.HTTPError as error:
        return Reply(0, time.perf_counter() - began, lost=type(error).__name__)
    after = reply.headers.get("retry-after", "")
    return Reply(reply.status_code, time.perf_counter() - began, float(after) if after.isdigit() else None)


async def closed_loop(client: httpx.AsyncClient, cases: Sequence[Case], n_clients: int, until: float) -> list[Reply]:
    """`n_clients` clients, each asking again once it is answered, or when it was told to, until the clock says."""
    replies: list[Reply] = []

    async def one(offset: int) -> None:
        turn = offset
        while time.perf_counter() < until:
            replies.append(reply := await ask(client, cases[turn % len(cases)]))
            turn += 1
            if reply.retry_after_s:
                await asyncio.sleep(min(reply.retry_after_s, LONGEST_WAIT_S))

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
