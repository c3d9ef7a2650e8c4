"""POST /v1/feedback: a verdict on an answer. GET /v1/audit: the trail, for those who may see it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import structlog
from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from index.errors import Unavailable
from service.api.auth import CallerDep
from service.api.schemas import CLEAN, Request
from service.api.services import ServicesDep
from service.audit import Judged

router = APIRouter(tags=["feedback"])
trail_router = APIRouter(tags=["feedback"])

DATE = r"^\d{4}-\d{2}-\d{2}$"


class FeedbackRequest(Request):
    """`answer_id` is the one that came with the answer."""

    answer_id: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    verdict: Literal["good", "bad"]
    comment: Annotated[str, Field(max_length=2000), CLEAN] | None = None


class Accepted(BaseModel):
    """The verdict is kept."""

    status: Literal["accepted"] = "accepted"


class AuditResponse(BaseModel):
    """Answers with their verdicts, newest last; as `yinju audit` prints them."""

    entries: list[dict[str, Any]]


@router.post("/v1/feedback", status_code=202, summary="Say whether an answer was good")
def post_feedback(body: FeedbackRequest, services: ServicesDep, caller: CallerDep) -> Accepted:
    """Joins the trail beside the answer."""
    try:
        services.trail.judged(Judged(body.answer_id, caller.id, body.verdict, body.comment))
    except OSError as error:
        services.metrics.audit_failures.inc()
        structlog.get_logger().error("audit trail cannot be written", error=str(error))
        raise Unavailable(
            body.answer_id,
            "the audit trail cannot be written now / 审计记录此时无法写入",
            "Try again later, or tell the operator / 请稍后再试，或告知管理员",
        ) from error
    services.metrics.feedback.labels(body.verdict).inc()
    return Accepted()


@trail_router.get("/v1/audit", summary="The audit trail")
def get_audit(
    services: ServicesDep,
    since: Annotated[str, Query(pattern=DATE, description="First day, UTC")] = "0001-01-01",
    until: Annotated[str, Query(pattern=DATE, description="Last day, UTC")] = "9999-12-31",
    judged: Annotated[bool, Query(description="Only answers with a verdict")] = False,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 100,
) -> AuditResponse:
    """The latest `limit` answers of the days given."""
    kept = [one for one in services.trail.entries(since, until) if one.verdicts or not judged]
    return AuditResponse(
        entries=[{**one.answered, "feedback": list(one.verdicts)} for one in kept[-limit:]],
    )
