"""What every store holds a rollback to: it leaves the version that was looked at, and waits for no other writer."""

from __future__ import annotations

from typing import Final

from index.errors import InvalidInput

TURN_S: Final = 2.0
"""Seconds to wait for the writer's turn. Who writes longer than that publishes, and then there is another version."""


def must_leave(leaving: str | None, current: str | None) -> None:
    """Lets a rollback of `leaving` pass where that is the current version; None leaves whichever is.

    Raises:
        InvalidInput: another version is current: what the caller wants undone is undone, or lies under later changes.
    """
    if leaving not in (None, current):
        raise InvalidInput(
            f"index_version {leaving}",
            f"the current version is {current} / 当前版本是 {current}",
            "Look at the documents again / 请重新查看文件列表",
        )
