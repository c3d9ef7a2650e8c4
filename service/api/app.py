"""The app factory: middlewares from outside in, then one small router a resource."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, Depends, FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from service.api import (
    ask,
    check,
    concordance,
    documents,
    editing,
    feedback,
    health,
    jobs,
    mcp,
    monitoring,
    openai,
    pages,
    problems,
    reference,
    search,
    steward,
    suggestions,
    tokens,
)
from service.api.auth import Doorman, required
from service.api.limits import Buckets, Gate, Rules
from service.api.mcp import McpMount
from service.api.requests import RequestContext, SecurityHeaders
from service.api.services import Services

ROUTERS: tuple[tuple[APIRouter, str | None], ...] = (
    (ask.router, "ask"),
    (search.router, "ask"),
    (check.router, "check"),
    (openai.router, "ask"),
    (suggestions.router, "ask"),
    (documents.router, "ask"),
    (concordance.router, "check"),
    (feedback.router, "ask"),
    (editing.router, "edit"),
    (jobs.router, "edit"),
    (feedback.trail_router, "admin"),
    (steward.router, "admin"),
    (tokens.router, None),
    (health.router, None),
    (monitoring.router, None),
    (pages.router, None),
    (reference.router, None),
)
"""Every resource with the scope that its callers need; None is open to all. Add a resource by adding its router."""

PROBLEMS: dict[int | str, dict[str, object]] = {
    code: {
        "description": "Problem",
        "content": {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for code in ("4XX", "5XX")
}

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")

ABOUT = (
    "Ask official documents in Chinese or English; every answer comes with its paragraph. 引据：有据可查的双语问答。"
)


def create_app(services: Services) -> FastAPI:
    """The whole service over `services`; nothing is loaded before it starts."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        services.loading.start()
        mount = app.state.mcp = McpMount(services)
        yield
        await asyncio.to_thread(services.loading.stop)
        await mount.close()
        services.desk.close()
        services.checks.close()
        await asyncio.to_thread(services.board.close, services.settings.shutdown_s)
        if services.traces is not None:
            services.traces.close()

    app = FastAPI(
        title="Yinju 引据",
        summary=ABOUT,
        version=health.product_version(),
        lifespan=lifespan,
        responses=PROBLEMS,
        docs_url=None,
        redoc_url=None,
    )
    app.state.services = services
    problems.install(app)
    for router, scope in ROUTERS:
        app.include_router(router, dependencies=[Depends(required(scope))] if scope else [])
    app.router.routes.append(Route(mcp.PATH, _ToMount(), include_in_schema=False))
    monitoring.watch(services)
    _wrap(app, services)
    if services.traces is not None:
        services.traces.watch(app)
    return app


class _ToMount:
    """Hands requests to the mount of the running app: it belongs to one event loop, the app to none."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        mount: McpMount = scope["app"].state.mcp
        await mount(scope, receive, send)


def _wrap(app: FastAPI, services: Services) -> None:
    """Puts the middlewares around the app; the last one added is the outermost."""
    settings = services.settings
    pages = tuple("'self'" if origin == "self" else origin for origin in settings.widget_origins)
    callers = {*settings.cors_origins, *settings.widget_origins} - {"self"}
    app.add_middleware(Gate, rules=Rules(settings, Doorman(services.keys, services.tokens), Buckets()))
    if callers:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=sorted(callers),
            allow_methods=["GET", "POST", "PUT", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "Accept-Language", "X-Request-Id"],
            expose_headers=["X-Request-Id", "Retry-After", "Location"],
        )
    app.add_middleware(SecurityHeaders, ancestors=pages)
    app.add_middleware(RequestContext, on_end=lambda scope, status, took_s: _count(services, scope, status, took_s))


def _count(services: Services, scope: Scope, status: int, took_s: float) -> None:
    # The route's pattern, not the address asked for: whoever calls must not be able to make up labels.
    route = getattr(scope.get("route"), "path", "other")
    method = scope["method"] if scope["method"] in METHODS else "other"
    services.metrics.requests.labels(method, route, str(status)).inc()
    services.metrics.request_seconds.labels(route).observe(took_s)
