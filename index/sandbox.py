"""Reads one untrusted file in a child process under limits of time, memory and output.

The parent sends the file through a pipe and gets JSON back through a temporary file. The child has no secrets: its
environment holds only what Python needs. Run as `python -m index.sandbox FORMAT NAME` it is the child.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import index
from index.errors import KnowledgeBaseError
from index.loaders.formats import load_with
from index.loaders.loaded import Loaded, unreadable

_PASSED_ON = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR")
_SPLIT = "Split it, or save it in a simpler format. / 请拆分，或另存为更简单的格式。"


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take.

    Attributes:
        time_s: seconds, of the clock and of the processor alike.
        memory_bytes: address space of the child; Python and a parser take about 300 MB of it before they begin.
        output_bytes: what the child may write.
    """

    time_s: int = 120
    memory_bytes: int = 2_000_000_000
    output_bytes: int = 200_000_000


def load_in_child(found_format: str, name: str, data: bytes, limits: Limits) -> Loaded:
    """Runs a loader in a child; UnreadableDocument where the child says so, crashes, or exceeds a limit."""
    with tempfile.TemporaryFile() as output:
        command = [sys.executable, "-m", "index.sandbox", found_format, name]
        limited = [str(limits.time_s), str(limits.memory_bytes), str(limits.output_bytes)]
        child = subprocess.Popen(
            [*command, *limited], stdin=subprocess.PIPE, stdout=output, stderr=subprocess.DEVNULL, env=_environment()
        )
        try:
            child.communicate(data, timeout=limits.time_s)
        except subprocess.TimeoutExpired as error:
            found = f"reading it takes over {limits.time_s} seconds"
            raise unreadable(name, found, _SPLIT) from error
        finally:
            child.kill()
            child.wait()
        output.seek(0)
        return _answer(name, output, child.returncode)


def _environment() -> dict[str, str]:
    kept = {key: os.environ[key] for key in _PASSED_ON if key in os.environ}
    root = str(Path(index.__file__).resolve().parents[1])
    # One thread: pools of a numerical library that some parser imports would only reserve memory.
    return kept | {"PYTHONPATH": root, "PYTHONIOENCODING": "utf-8", "OPENBLAS_NUM_THREADS": "1"}


def _answer(name: str, output: BinaryIO, code: int) -> Loaded:
    if code == -signal.SIGXCPU or code == -signal.SIGKILL:
        raise unreadable(name, "reading it takes too long", _SPLIT)
    try:
        answer = json.loads(output.read())
    except ValueError as error:
        found = f"its parser crashed (exit {code})"
        raise unreadable(name, found, "Open it and save it again. / 请打开后重新保存。") from error
    if "error" in answer:
        raise unreadable(*answer["error"])
    return Loaded(answer["text"], tuple(answer["page_starts"]))


def _limit(time_s: int, memory_bytes: int, output_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (time_s, time_s + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (output_bytes, output_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _child(found_format: str, name: str, *limits: str) -> None:
    _limit(*(int(limit) for limit in limits))
    try:
        loaded = load_with(found_format, name, sys.stdin.buffer.read())
        answer: dict[str, object] = {"text": loaded.text, "page_starts": loaded.page_starts}
    except KnowledgeBaseError as error:
        answer = {"error": [error.value, error.rule, error.remedy]}
    except MemoryError:
        answer = {"error": [name, "reading it needs too much memory", _SPLIT]}
    raw = json.dumps(answer).encode("utf-8", "surrogatepass")
    sys.stdout.buffer.write(raw)


if __name__ == "__main__":
    _child(*sys.argv[1:])
