"""Where questions wait their turn: a few threads answer, a bounded queue waits, everyone else is sent away at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

from index.errors import Unavailable

Result = TypeVar("Result")


class Overloaded(Unavailable):
    """More work than this process takes; `retry_after_s` is when to come back."""

    def __init__(self, value: str, rule: str, retry_after_s: int = 1) -> None:
        super().__init__(value, rule, f"Try again in {retry_after_s} s / 请 {retry_after_s} 秒后再试")
        self.retry_after_s = retry_after_s


class Desk:
    """Runs blocking work in `concurrency` threads with at most `queue` more waiting.

    A caller that goes away (its task is cancelled) takes its waiting work with it; work that runs already ends by
    itself, since a thread cannot be stopped, and counts as running until it does.
    """

    def __init__(self, concurrency: int = 2, queue: int = 64, timeout_s: float = 30.0) -> None:
        self._threads = ThreadPoolExecutor(concurrency, thread_name_prefix="desk")
        self._limit = concurrency + queue
        self._timeout_s = timeout_s
        self._open = 0

    @property
    def open(self) -> int:
        """Pieces of work that run or wait."""
        return self._open

    async def run(self, work: Callable[[], Result]) -> Result:
        """Runs `work` and returns its result; Overloaded where the queue is full or the time is over."""
        if self._open >= self._limit:
            raise Overloaded(f"{self._open} open questions", "the queue is full / 排队已满")
        loop = asyncio.get_running_loop()
        # The request's id and trace go along into the thread.
        future = self._threads.submit(copy_context().run, work)
        self._open += 1
        future.add_done_callback(lambda done: self._closed(loop, done))
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), self._timeout_s)
        except TimeoutError:
            raise Overloaded(f"{self._timeout_s:g} s", "the time for a question is over / 作答超时", 5) from None

    def _closed(self, loop: asyncio.AbstractEventLoop, _done: Future[Result]) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(self._leave)

    def _leave(self) -> None:
        self._open -= 1

    def close(self) -> None:
        """Drops what waits and lets go of the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)
