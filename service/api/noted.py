"""The language that a body names, kept with its request: an error met after the body was read is told in it too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from fastapi import Request

from index.types import Lang


async def note_language(request: Request) -> None:
    """A dependency of the resources whose body may hold `lang`; what the body is otherwise is not its business."""
    try:
        body = await request.json()
    except (ValueError, RecursionError):
        return
    named = body.get("lang") if isinstance(body, Mapping) else None
    if named in ("zh", "en"):
        request.state.lang = named


def noted_language(request: Request) -> Lang | None:
    """The language noted; None where the body named none, or was never read."""
    return cast("Lang | None", getattr(request.state, "lang", None))
