"""A real `yinju serve` process on a free port, for what only a process can show: ready time and memory."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from index.errors import Unavailable

_URL = re.compile(r"http://[\d.]+:\d+")
_POLL_S = 0.05


@dataclass(frozen=True, slots=True)
class Service:
    """A process that is ready to answer. `ready_s` is from its start to the first 200 of /readyz."""

    url: str
    pid: int
    ready_s: float

    def cpu_s(self) -> float:
        """CPU time that the process and its children have used so far, all threads."""
        process = psutil.Process(self.pid)
        family = [process, *process.children(recursive=True)]
        return float(sum(sum(one.cpu_times()[:2]) for one in family))

    def memory_mb(self) -> float:
        """Resident memory of the process and its children, in MiB."""
        process = psutil.Process(self.pid)
        family = [process, *process.children(recursive=True)]
        return float(sum(one.memory_info().rss for one in family)) / 2**20


@contextmanager
def running_service(
    data: Path, settings: Mapping[str, str] | None = None, patience_s: float = 3600
) -> Iterator[Service]:
    """Starts a service over `data`, waits until it is ready, and ends it with the context.

    `settings` are further `YINJU_*` variables. No answer is kept unless they say so, so that each question measured is
    answered anew. What the process writes is kept and shown where it fails.

    Raises:
        Unavailable: it ended, or was not ready in time.
    """
    environment = {**os.environ, "YINJU_ANSWER_CACHE": "0", "YINJU_DATA_DIR": str(data), **(settings or {})}
    command = [sys.executable, "-m", "service.cli", "serve", "--host", "127.0.0.1", "--port", "0"]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as written:
        started = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stdout=written, stderr=written)
        try:
            url = _when_ready(process, written.fileno(), started + patience_s)
            yield Service(url, process.pid, time.perf_counter() - started)
        finally:
            _end(process)


def _when_ready(process: subprocess.Popen[bytes], written: int, deadline: float) -> str:
    with httpx.Client(timeout=5) as client:
        while time.perf_counter() < deadline:
            said = os.pread(written, 100_000, 0).decode("utf-8", "replace")
            if process.poll() is not None:
                rule = f"ended with {process.returncode}: {said[-800:]}"
                raise Unavailable("the service", rule, "Start it by hand with `yinju serve`.")
            found = _URL.search(said)
            if found and _is_ready(client, found.group()):
                return found.group()
            time.sleep(_POLL_S)
    raise Unavailable("the service", "was not ready in time", "Start it by hand with `yinju serve`.")


def _is_ready(client: httpx.Client, url: str) -> bool:
    try:
        return client.get(f"{url}/readyz").status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
