"""GET /healthz: the process lives. GET /readyz: it can answer, which is another matter."""

from __future__ import annotations

from importlib import metadata
from typing import Literal

from fastapi import APIRouter, Response

from service.api.schemas import HealthResponse
from service.api.services import ServicesDep

router = APIRouter(tags=["health"])


def product_version() -> str:
    """Version of the installed package; a bare checkout has none."""
    try:
        return metadata.version("yinju")
    except metadata.PackageNotFoundError:
        return "0+checkout"


@router.get("/healthz", summary="Alive?")
async def get_healthz() -> HealthResponse:
    """Always 200 while the process answers at all."""
    return HealthResponse(status="ok", version=product_version())


@router.get("/readyz", summary="Ready to answer?", responses={503: {"model": HealthResponse}})
async def get_readyz(services: ServicesDep, response: Response) -> HealthResponse:
    """200 once the index is loaded and published, 503 with the stage until then."""
    loading = services.loading
    if not loading.ready:
        response.status_code = 503
        response.headers["Retry-After"] = "1"
        status: Literal["failed", "loading"] = "failed" if loading.error else "loading"
        return HealthResponse(status=status, detail=loading.stage, version=product_version())
    snapshot = loading.get().snapshot()
    return HealthResponse(
        status="ok",
        version=product_version(),
        index_version=snapshot.version,
        documents=len(snapshot.documents()),
    )
