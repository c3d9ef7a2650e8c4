"""The gate before every request: the host it names, who calls, how often, and how much it may send."""

from __future__ import annotations

import asyncio
import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.auth import ANONYMOUS, LOCAL, Caller, Doorman, own_origin
from service.api.problem_kinds import TOO_LARGE, TOO_MANY, TOO_SLOW, WRONG_HOST, WRONG_ORIGIN
from service.api.problems import HttpProblem, problem_response, wanted_language
from service.api.problems import pick as in_language
from service.settings import Settings

LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "[::1]")
COUNTED = ("/v1/", "/mcp")
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
BODY_TIMEOUT_S = 30.0
"""Seconds between two pieces of a body; slower senders would hold connections for nothing."""
SLOWEST_BODY = 4096
"""Bytes a second that a body must come at, after `BODY_TIMEOUT_S`: a byte now and then would hold them as well."""


class Buckets:
    """Token buckets, one a caller, `per_minute` deep and refilled evenly; the least recent callers are forgotten."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, kept: int = 10_000) -> None:
        self._clock = clock
        self._kept = kept
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait_s(self, name: str, per_minute: int) -> float:
        """Takes one token; 0.0 where there was one, else the seconds until there is."""
        now = self._clock()
        level, at = self._levels.pop(name, (float(per_minute), now))
        level = min(float(per_minute), level + (now - at) * per_minute / 60)
        allowed = level >= 1
        self._levels[name] = (level - 1 if allowed else level, now)
        while len(self._levels) > self._kept:
            self._levels.popitem(last=False)
        return 0.0 if allowed else (1 - level) * 60 / per_minute


class BodyTooLarge(HTTPException):
    """More bytes than the caller may send."""

    def __init__(self, limit: int) -> None:
        super().__init__(TOO_LARGE.status, " / ".join(_at_most(limit)))


class BodyTooSlow(HTTPException):
    """A body that would hold its connection for nothing."""

    def __init__(self) -> None:
        english = f"{BODY_TIMEOUT_S:g} s without a piece of it, or under {SLOWEST_BODY} bytes a second"
        chinese = f"{BODY_TIMEOUT_S:g} 秒内没有收到内容，或每秒不足 {SLOWEST_BODY} 字节"
        super().__init__(TOO_SLOW.status, f"{english} / {chinese}")


def _at_most(limit: int) -> tuple[str, str]:
    return f"At most {limit} bytes", f"最多 {limit} 字节"


@dataclass(frozen=True, slots=True)
class Rules:
    """What the gate holds callers to."""

    settings: Settings
    doorman: Doorman
    buckets: Buckets

    def check(self, scope: Scope) -> Caller:
        """The caller of a request that may pass.

        Raises:
            HttpProblem: it may not.
        """
        headers = Headers(scope=scope)
        self._check_host(headers)
        caller = self.doorman.caller(scope)
        self._check_origin(scope, headers, caller)
        if scope["path"].startswith(COUNTED):
            self._check_rate(scope, caller)
        return caller

    def _check_host(self, headers: Headers) -> None:
        # A page of any site can name a host that resolves to this machine; only the Host header gives it away.
        allowed = self.settings.allowed_hosts or (LOOPBACK_HOSTS if self.doorman.ring.empty else ())
        host = headers.get("host", "").lower()
        name = host if host.endswith("]") else host.rpartition(":")[0] or host
        if allowed and name not in allowed:
            raise HttpProblem(WRONG_HOST, (f"Host {name[:100]} is not served here", f"此处不提供主机名 {name[:100]}"))

    def _check_origin(self, scope: Scope, headers: Headers, caller: Caller) -> None:
        # Without keys a browser's form on any site could post here: it names its origin, and that must be known.
        origin = headers.get("origin")
        if origin is None or caller != LOCAL or scope["method"] not in UNSAFE:
            return
        if origin not in (own_origin(scope, headers), *self.settings.cors_origins, *self.settings.widget_origins):
            raise HttpProblem(
                WRONG_ORIGIN,
                (f"Pages of {origin[:100]} may not call this service", f"不允许 {origin[:100]} 的页面调用"),
            )

    def _check_rate(self, scope: Scope, caller: Caller) -> None:
        address = _network(scope)
        named = caller not in (LOCAL, ANONYMOUS) and not caller.id.startswith("page:")
        per_minute = self.settings.rate_per_key if named else self.settings.rate_per_address
        if not per_minute or (not named and _is_loopback(address) and not self.settings.rate_loopback):
            return
        wait_s = self.buckets.wait_s(caller.id if named else address, per_minute)
        if wait_s:
            raise HttpProblem(
                TOO_MANY,
                (f"More than {per_minute} requests a minute", f"每分钟超过 {per_minute} 次请求"),
                {"Retry-After": str(math.ceil(wait_s))},
            )

    def largest_body(self, scope: Scope, caller: Caller) -> int:
        """Bytes that the body may have: documents only for those who may edit."""
        content_type = Headers(scope=scope).get("content-type", "")
        if caller.allows("edit") and content_type.lower().startswith("multipart/"):
            return self.settings.max_file_mb * 2**20 * 2 + 65536  # a file, its renderings and the form around them
        return self.settings.max_json_kb * 1024


class Gate:
    """Applies the rules, notes the caller in `request.state.caller`, and counts the bytes of the body."""

    def __init__(self, app: ASGIApp, rules: Rules) -> None:
        self.app = app
        self.rules = rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request, or answers with the problem."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            caller = self.rules.check(scope)
            limit = self.rules.largest_body(scope, caller)
            if _declared_length(scope) > limit:
                raise HttpProblem(TOO_LARGE, _at_most(limit), {"Connection": "close"})
        except HttpProblem as problem:
            await _tell(problem, scope, receive, send)
            return
        scope.setdefault("state", {})["caller"] = caller
        await self.app(scope, _counted(receive, limit), send)


def _counted(receive: Receive, limit: int) -> Receive:
    taken, over, began = 0, False, time.monotonic()

    async def receive_counted() -> Message:
        nonlocal taken, over
        if over:
            return await receive()
        try:
            message = await asyncio.wait_for(receive(), BODY_TIMEOUT_S)
        except TimeoutError:
            raise BodyTooSlow from None
        taken += len(message.get("body", b""))
        over = not message.get("more_body", False)
        if taken > limit:
            raise BodyTooLarge(limit)
        if not over and time.monotonic() - began > BODY_TIMEOUT_S + taken / SLOWEST_BODY:
            raise BodyTooSlow
        return message

    return receive_counted


def _declared_length(scope: Scope) -> int:
    declared = Headers(scope=scope).get("content-length", "")
    return int(declared) if declared.isascii() and declared.isdigit() else 0


async def _tell(problem: HttpProblem, scope: Scope, receive: Receive, send: Send) -> None:
    request = Request(scope)
    lang = wanted_language(request.headers, request.query_params)
    response = problem_response(
        request, problem.kind, in_language(problem.detail, lang), lang=lang, headers=problem.headers
    )
    await response(scope, receive, send)


def _network(scope: Scope) -> str:
    """The caller's address; of IPv6 the /64, since one caller holds at least that many."""
    host = scope["client"][0] if scope.get("client") else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return str(host)
    if address.version == 6 and not address.is_loopback:
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    return str(address)


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
