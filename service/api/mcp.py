"""/mcp: the same answers as tools of the Model Context Protocol, over streamable HTTP, stateless.

The protocol's SDK takes seconds to import, so that happens at the first request, not at start.
"""

from __future__ import annotations

import asyncio
import importlib
from typing import TYPE_CHECKING, cast

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from service.api.auth import require
from service.api.problems import HttpProblem, pick, problem_response, wanted_language
from service.api.services import Services

if TYPE_CHECKING:
    from service.api import mcp_tools

PATH = "/mcp"


class McpMount:
    """Serves /mcp once the app has started; every tool call needs the scope of the resource it stands for."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._lock = asyncio.Lock()
        self._stop = asyncio.Event()
        self._app: ASGIApp | None = None
        self._runner: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request of the protocol."""
        request = Request(scope)
        try:
            require("ask")(request)
        except HttpProblem as problem:
            lang = wanted_language(request.headers, request.query_params)
            words = pick(problem.detail, lang)
            response = problem_response(request, problem.kind, words, lang=lang, headers=problem.headers)
            await response(scope, receive, send)
            return
        app = await self._running()
        await app(scope, receive, send)

    async def close(self) -> None:
        """Ends open sessions."""
        self._stop.set()
        if self._runner is not None:
            await self._runner

    async def _running(self) -> ASGIApp:
        async with self._lock:
            if self._app is None:
                module = await asyncio.to_thread(importlib.import_module, "service.api.mcp_tools")
                tools = cast("type[mcp_tools.ToolServer]", module.ToolServer)(self._services)
                started = asyncio.Event()
                # The SDK's task group must be entered and left by one task, which no request outlives.
                self._runner = asyncio.create_task(tools.run(started, self._stop))
                await started.wait()
                self._app = tools.handle
            return self._app
