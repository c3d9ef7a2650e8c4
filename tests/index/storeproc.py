"""Writers that run in processes of their own, to be killed, to race, or to run out of disk."""

from __future__ import annotations

import resource
from multiprocessing.connection import Connection
from pathlib import Path

from index.errors import KnowledgeBaseError
from tests.index.storekit import ZH, incoming, store_at

SENTENCES = 12
"""Enough that a change takes long enough to be hit in each of its stages."""


def _report(round_: int) -> str:
    lines = (f"第{n}项指标在第{round_}年达到{n * round_}万吨，增长{n}%，完成计划。" for n in range(SENTENCES))
    return f"第{round_}年报告\n\n一、指标\n" + "\n".join(lines)


def keep_changing(root: Path, first: int) -> None:
    """Adds, replaces and removes reports until somebody ends it; `plan.txt` is never touched."""
    store = store_at(root)
    for round_ in range(first, first + 10_000):
        old = [i.id for i in store.snapshot().documents() if i.source == f"report{(round_ + 1) % 3}.txt"]
        store.change(add=[incoming(_report(round_), f"report{round_ % 3}.txt")], remove=old)
        if round_ % 5 == 0:
            store.rollback()


def add_each(root: Path, names: list[str]) -> None:
    """Adds documents of these names, one change each."""
    store = store_at(root)
    for name in names:
        store.change(add=[incoming(ZH, name)])


def add_with_files_limited_to(root: Path, limit: int, answer: Connection) -> None:
    """Adds a report where no file may grow over `limit` bytes, as on a full disk; answers with what was raised."""
    store = store_at(root)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        store.change(add=[incoming(_report(limit), "large.txt")])
        answer.send("added")
    except KnowledgeBaseError as error:
        answer.send(f"{type(error).__name__}: {error}")
