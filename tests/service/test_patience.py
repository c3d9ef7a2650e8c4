"""A connection that does not say what it wants is closed; one that does is served as before."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.exceptions import HTTPException

from service.api import limits
from service.patience import PatientProtocol


async def _hello(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "http":
        await receive()
        await asyncio.sleep(0.6)  # longer than headers may take: the answer has all its time
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})


class _Hasty(PatientProtocol):
    head_timeout_s = 0.4


@pytest.fixture(name="port", scope="module")
def _port() -> Iterator[int]:
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(_hello, http=_Hasty, lifespan="off", log_config=None))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join()


def _told(port: int, pieces: list[bytes], pause_s: float) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        with contextlib.suppress(OSError):  # closed meanwhile
            for piece in pieces:
                connection.sendall(piece)
                time.sleep(pause_s)
        return connection.recv(1000)


@pytest.mark.parametrize("pieces", [[], [b"GET / HTTP/1.1\r\nHost: x"], [b"GET / HTTP/1.1\r\n", *[b"A: b\r\n"] * 10]])
def test_headers_that_do_not_end_are_408(port: int, pieces: list[bytes]) -> None:
    assert _told(port, pieces, 0.1).startswith(b"HTTP/1.1 408")


def test_a_request_has_all_its_time_and_so_has_the_next_on_its_connection(port: int) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        assert [client.get("/").text for _ in range(3)] == ["ok"] * 3


def test_a_body_that_drips_is_408_and_a_slow_one_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BODY_TIMEOUT_S", 0.2)

    async def taken(piece: bytes, n: int) -> int:
        sent = 0

        async def receive() -> dict[str, Any]:
            nonlocal sent
            await asyncio.sleep(0.1)
            sent += 1
            return {"type": "http.request", "body": piece, "more_body": sent < n}

        counted, size = limits._counted(receive, 10**6), 0
        while True:
            message = await counted()
            size += len(message["body"])
            if not message["more_body"]:
                return size

    with pytest.raises(HTTPException) as raised:
        asyncio.run(taken(b"x", 10))
    assert raised.value.status_code == 408
    assert "4096 bytes a second" in raised.value.detail
    assert asyncio.run(taken(b"x" * 10_000, 6)) == 60_000
