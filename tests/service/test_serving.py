"""The socket that the service listens on."""

from __future__ import annotations

import asyncio
import socket

import pytest

from index.errors import Unavailable
from service.commands.serving import bound_socket


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_body_does_not_wait_for_the_caller_to_acknowledge_its_headers(host: str) -> None:
    async def delay_is_off() -> bool:
        told: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        def accepted(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            told.set_result(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        listening = bound_socket(host, 0)
        async with await asyncio.start_server(accepted, sock=listening):
            _, writer = await asyncio.open_connection(*listening.getsockname()[:2])
            try:
                return bool(await asyncio.wait_for(told, 5))
            finally:
                writer.close()
                await writer.wait_closed()

    assert asyncio.run(delay_is_off())


def test_a_taken_port_is_told_with_what_to_do() -> None:
    with bound_socket("127.0.0.1", 0) as taken:
        taken.listen()
        with pytest.raises(Unavailable, match="PORT"):
            bound_socket("127.0.0.1", taken.getsockname()[1])
