"""GET /metrics: the numbers of this process in Prometheus's text format."""

from __future__ import annotations

import ipaddress

from fastapi import APIRouter, Request, Response
from prometheus_client import GCCollector, PlatformCollector, ProcessCollector

from service.api.auth import caller_of, require
from service.api.problem_kinds import NO_SUCH
from service.api.problems import HttpProblem
from service.api.services import Services, ServicesDep

router = APIRouter(tags=["health"])


@router.get("/metrics", summary="Numbers for Prometheus", response_class=Response)
def get_metrics(request: Request, services: ServicesDep) -> Response:
    """Open to this machine; from elsewhere a key of scope `admin` is needed."""
    if not services.settings.metrics:
        raise HttpProblem(NO_SUCH, ("Metrics are turned off", "指标已关闭"))
    if not caller_of(request).allows("admin") and not _is_local(request):
        require("admin")(request)
    return Response(services.metrics.text(), media_type=services.metrics.content_type)


def _is_local(request: Request) -> bool:
    try:
        return request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def watch(services: Services) -> None:
    """Adds what is read at the moment of asking: the queue, the jobs, the generation, the process."""
    metrics = services.metrics
    metrics.watch("yinju_open_questions", "Questions at work or waiting", lambda: services.desk.open)
    metrics.watch("yinju_open_checks", "Checks of renderings at work or waiting", lambda: services.checks.open)
    metrics.watch("yinju_open_jobs", "Jobs at work or waiting", lambda: services.board.waiting)
    metrics.watch("yinju_ready", "1 once questions can be answered", lambda: services.loading.ready)
    metrics.watch("yinju_documents", "Documents in the generation served", lambda: _documents(services))
    metrics.watch("yinju_generation", "Number of the generation served", lambda: _generation(services))
    ProcessCollector(registry=metrics.registry)
    PlatformCollector(registry=metrics.registry)
    GCCollector(registry=metrics.registry)


def _documents(services: Services) -> float:
    return len(services.loading.get().snapshot().documents()) if services.loading.ready else 0


def _generation(services: Services) -> float:
    """The leading digits of the version, which grow with every publication."""
    if not services.loading.ready:
        return 0
    digits = services.loading.get().snapshot().version.partition("-")[0]
    return float(digits) if digits.isdigit() else 0
