"""`yinju serve`: the socket it listens on, the processes it starts, how it ends."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import fields
from pathlib import Path

import httpx
import pytest

from index.errors import Unavailable
from service.commands.serving import bound_socket, prepare, threads_each
from service.settings import Settings
from service.trained import TrainedReader
from service.windows import N_WINDOWS


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


def test_each_of_several_processes_reads_the_windows_of_a_question_side_by_side() -> None:
    assert default_of(TrainedReader, "n_windows") == N_WINDOWS
    assert threads_each() == min(N_WINDOWS, len(os.sched_getaffinity(0)))


def default_of(kind: type, name: str) -> object:
    return next(field.default for field in fields(kind) if field.name == name)


def test_an_index_that_cannot_be_made_ready_ends_the_process_with_3(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_given: object) -> None:
        raise Unavailable("the disk", "is full", "Free some space.")

    monkeypatch.setattr("service.wire.prepare_data", fail)
    with pytest.raises(SystemExit) as ended:
        prepare(Settings())
    assert ended.value.code == 3
    assert "Free some space" in capsys.readouterr().err


def test_a_service_that_is_asked_to_stop_ends_with_0(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "service.cli", "serve", "--port", "0"]
    environment = {**os.environ, "YINJU_DATA_DIR": str(tmp_path), "YINJU_SEEDS_DIR": ""}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        url = process.stderr.readline().rpartition(" ")[2].strip()
        deadline = time.monotonic() + 60
        while not _answers(url) and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz", trust_env=False).is_success
    except httpx.HTTPError:
        return False
