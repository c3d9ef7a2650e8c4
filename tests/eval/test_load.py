"""Many clients at once: what they saw is told as it was."""

from __future__ import annotations

import asyncio
import time

import httpx

from eval.cases import Case
from eval.load import Load, Overload, Reply, closed_loop, paced
from service.api.app import create_app
from service.settings import Settings
from tests.fakes import fake_knowledge, fake_services
from tests.live import serving

CASES = (
    Case(id="1", lang="en", question="5G?", kind="numeric", answerable=True),
    Case(id="2", lang="zh", question="住房？", kind="unanswerable", answerable=False),
)
NARROW = Settings(audit="off", concurrency=1, queue=2, answer_cache=0)


def test_a_load_tells_its_middle_its_tail_and_its_errors() -> None:
    replies = [Reply(200, ms / 1000) for ms in range(1, 101)] + [Reply(500, 0.2), Reply(0, 0.3, lost="ReadError")]
    load = Load.of(replies, seconds=10)
    assert (load.requests, load.errors, load.per_second) == (102, 2, 10.2)
    assert load.p50_ms == 52.0
    assert load.p99_ms == 200.0
    assert load.kinds == ("500", "ReadError")


def test_only_a_refusal_that_says_when_to_come_back_is_in_order() -> None:
    replies = [Reply(200, 1), Reply(503, 2, 1.0), Reply(429, 1, 3.0), Reply(503, 1), Reply(0, 9, lost="ReadTimeout")]
    overload = Overload.of(replies)
    assert (overload.answered, overload.refused, overload.wrong, overload.longest_s) == (1, 2, 2, 9)


def test_clients_ask_until_the_clock_says_and_at_the_pace_given() -> None:
    async def both(url: str) -> tuple[list[Reply], list[Reply]]:
        async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
            crowd = await closed_loop(client, CASES, 4, time.perf_counter() + 0.3)
            return crowd, await paced(client, CASES, per_second=20, seconds=0.5)

    with serving(create_app(fake_services())) as url:
        crowd, even = asyncio.run(both(url))
    assert len(crowd) >= 4
    assert len(even) == 10
    assert {reply.status for reply in (*crowd, *even)} == {200}


def test_far_too_many_questions_are_sent_away_at_once_and_told_when_to_come_back() -> None:
    services = fake_services(fake_knowledge(lambda _question: time.sleep(0.05)), NARROW)

    async def crowd(url: str) -> list[Reply]:
        async with httpx.AsyncClient(base_url=url, trust_env=False, limits=httpx.Limits()) as client:
            return await closed_loop(client, CASES, 40, time.perf_counter() + 1)

    with serving(create_app(services)) as url:
        told = Overload.of(asyncio.run(crowd(url)))
    assert told.wrong == 0
    assert told.answered > 0
    assert told.refused > 0
    assert told.longest_s < 5
