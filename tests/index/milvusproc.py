"""A Milvus server for the tests: a real process on a socket, or the cluster that YINJU_MILVUS_URI names."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path


class MilvusProcess:
    """Started, stopped, killed and started again on the same port and data."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.uri = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [str(Path(sys.executable).parent / "milvus-lite"), "server", "--data-dir", str(self._folder)]
        with (self._folder.parent / f"milvus-{self.port}.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "--host", "127.0.0.1", "--port", str(self.port)], stdout=log, stderr=log
            )
        until = time.monotonic() + 90
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise TimeoutError("the Milvus server did not start")

    def stop(self, sign: signal.Signals = signal.SIGINT) -> None:
        if self._process is not None:
            self._process.send_signal(sign)
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None


def cluster_of_the_environment() -> str:
    """The address of a cluster that the tests may fill with collections of their own; empty for none."""
    return os.environ.get("YINJU_MILVUS_URI", "")
