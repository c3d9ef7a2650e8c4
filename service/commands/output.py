"""What commands print: one JSON value for machines, plain lines for people, progress on standard error."""

from __future__ import annotations

import dataclasses
import json
import sys
import time
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel

from index.protocols import Progress

FOUND_NOTHING = 1
WRONG_USAGE = 2
SYSTEM_FAILED = 3

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON / 输出 JSON")]


def plain(value: object) -> object:
    """A value as JSON can hold it: models and dataclasses become objects, paths become strings."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return str(value) if isinstance(value, Path) else value


def print_json(value: object) -> None:
    """One JSON value, Chinese as Chinese."""
    typer.echo(json.dumps(plain(value), ensure_ascii=False, indent=2))


def safe(text: str) -> str:
    """Text for a terminal: nothing a document contains can move the cursor or set a colour."""
    return "".join(one if one.isprintable() or one == "\n" else " " for one in text)


class _Bar:
    """One line on a terminal, redrawn; elsewhere a line a stage and every five seconds."""

    def __init__(self) -> None:
        self._tty = sys.stderr.isatty()
        self._stage = ""
        self._shown_at = 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if stage == self._stage and done < total and now - self._shown_at < (0.1 if self._tty else 5.0):
            return
        self._stage, self._shown_at = stage, now
        share = f"{done}/{total}" if total else str(done)
        if not self._tty:
            typer.echo(f"{stage} {share}", err=True)
            return
        filled = 24 * done // max(total, 1)
        bar = "█" * filled + "░" * (24 - filled)
        typer.echo(f"\r\033[K{stage:<12} {bar} {share}", err=True, nl=done >= total > 0)


def progress_line() -> Progress:
    """Shows long work on standard error."""
    return _Bar()
