"""The app factory: middlewares from outside in, then one small router a resource."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI

from service.api import ask, documents, health, pages, problems, search
from service.api.requests import RequestContext, SecurityHeaders
from service.api.schemas import Problem
from service.api.services import Services

ROUTERS: tuple[APIRouter, ...] = (ask.router, search.router, documents.router, health.router, pages.router)
"""Add a resource by adding its router here."""

PROBLEMS: dict[int | str, dict[str, object]] = {
    code: {"description": "Problem", "content": {problems.MEDIA_TYPE: {"schema": Problem.model_json_schema()}}}
    for code in ("4XX", "5XX")
}

ABOUT = (
    "Ask official documents in Chinese or English; every answer comes with its paragraph. 引据：有据可查的双语问答。"
)


def create_app(services: Services) -> FastAPI:
    """The whole service over `services`; nothing is loaded before it starts."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        services.loading.start()
        yield
        services.desk.close()

    app = FastAPI(
        title="Yinju 引据",
        summary=ABOUT,
        version=health.product_version(),
        lifespan=lifespan,
        responses=PROBLEMS,
        redoc_url=None,
    )
    app.state.services = services
    problems.install(app)
    for router in ROUTERS:
        app.include_router(router)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(RequestContext)
    return app
