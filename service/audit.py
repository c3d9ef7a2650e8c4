"""The trail: one JSON line an answer or a verdict, appended and never changed, one file a day (UTC)."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from service.types import Citation

Verdict = Literal["good", "bad"]


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation as the trail keeps it: enough to find the very words again in that index version."""

    document_id: str
    paragraph: int
    span: tuple[int, int]
    score: float

    @classmethod
    def of(cls, citation: Citation) -> Cited:
        """The trail's part of a citation."""
        return cls(*citation.key, tuple(citation.span), round(citation.score, 4))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer or refusal. `question`, `answer` and `history` are None where the trail leaves texts out."""

    answer_id: str
    request_id: str
    caller: str
    way: str
    lang: str
    question: str | None
    answer: str | None
    refusal: str | None
    confidence: float
    citations: tuple[Cited, ...]
    index_version: str
    took_ms: float


@dataclass(frozen=True, slots=True)
class Judged:
    """What a reader said of an answer."""

    answer_id: str
    caller: str
    verdict: Verdict
    comment: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer of the trail with every verdict on it, oldest first."""

    time: str
    answered: dict[str, Any]
    verdicts: tuple[dict[str, Any], ...] = field(default=())


class Trail:
    """Appends to and reads the files of one folder. Safe between threads and between processes.

    Args:
        folder: made at the first line.
        mode: `full`, `no_text` (questions, answers and comments are left out) or `off`.
    """

    def __init__(self, folder: Path, mode: Literal["full", "no_text", "off"]) -> None:
        self._folder = folder
        self._mode = mode
        self._lock = threading.Lock()

    def answered(self, entry: Answered) -> None:
        """Keeps an answer."""
        body = asdict(entry)
        if self._mode == "no_text":
            body |= {"question": None, "answer": None}
        self._append("answer", body)

    def judged(self, entry: Judged) -> None:
        """Keeps a verdict."""
        body = asdict(entry)
        if self._mode == "no_text":
            body |= {"comment": None}
        self._append("feedback", body)

    def entries(self, since: str = "", until: str = "9999") -> Iterator[Entry]:
        """Answers between two ISO dates (inclusive) with their verdicts, oldest first.

        A line that a crash cut short is passed over: all that follows it is whole again.
        """
        verdicts: dict[str, list[dict[str, Any]]] = {}
        for line in self._lines(since, "9999"):
            if line["kind"] == "feedback":
                verdicts.setdefault(line["answer_id"], []).append(line)
        for line in self._lines(since, until):
            if line["kind"] == "answer":
                yield Entry(line["time"], line, tuple(verdicts.get(line["answer_id"], ())))

    def _append(self, kind: str, body: dict[str, Any]) -> None:
        if self._mode == "off":
            return
        now = datetime.now(UTC)
        line = json.dumps({"time": now.isoformat(timespec="milliseconds"), "kind": kind, **body}, ensure_ascii=False)
        path = self._folder / f"{now:%Y-%m-%d}.jsonl"
        with self._lock:
            # One write of a whole line in append mode: lines of several processes cannot mix.
            handle = _opened(path)
            try:
                os.write(handle, line.encode("utf-8", "replace") + b"\n")
            finally:
                os.close(handle)

    def _lines(self, since: str, until: str) -> Iterator[dict[str, Any]]:
        if not self._folder.is_dir():
            return
        for path in sorted(self._folder.glob("*.jsonl")):
            if since[:10] <= path.stem <= until[:10]:
                yield from _read(path)


def _opened(path: Path) -> int:
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    try:
        return os.open(path, flags, 0o600)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, flags, 0o600)


def _read(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            try:
                parsed = json.loads(line)
            except ValueError:
                continue
            if isinstance(parsed, dict) and "kind" in parsed and "answer_id" in parsed:
                yield parsed
