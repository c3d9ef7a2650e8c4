"""POST /v1/widget-token: a page gets a short-lived token of its own, so that no key ever reaches a browser."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from service.api.auth import CallerDep, own_origin, request_origin
from service.api.problem_kinds import FORBIDDEN
from service.api.problems import HttpProblem
from service.api.services import ServicesDep

router = APIRouter(tags=["widget"])


class WidgetToken(BaseModel):
    """Send it as `Authorization: Bearer …` from pages of `origin` only; ask for the next before it is over."""

    token: str
    origin: str
    expires_in: int


@router.post("/v1/widget-token", summary="A token for an embedded page")
async def post_widget_token(
    request: Request,
    services: ServicesDep,
    caller: CallerDep,
    origin: Annotated[
        str | None, Query(max_length=200, description="For a server with a key: whose page it is")
    ] = None,
) -> WidgetToken:
    """For pages of the origins in YINJU_WIDGET_ORIGINS; `self` there lets the service's own pages in."""
    if origin is None or not caller.allows("ask"):
        origin = request_origin(request.scope, request.headers)
    own = own_origin(request.scope, request.headers)
    allowed = {own if one == "self" else one for one in services.settings.widget_origins}
    if services.keys.empty:
        allowed.add(own)
    if origin is None or origin not in allowed:
        raise HttpProblem(
            FORBIDDEN,
            (f"Pages of {origin or 'no origin'} may not ask", f"不允许 {origin or '来源不明'} 的页面提问"),
        )
    tokens = services.tokens
    return WidgetToken(token=tokens.issue(origin), origin=origin, expires_in=tokens.lifetime_s)
