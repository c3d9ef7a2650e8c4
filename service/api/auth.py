"""Who calls, and what they may do: keys, tokens of embedded pages, or this very machine while there are no keys."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request
from starlette.datastructures import Headers
from starlette.types import Scope

from service.api.problem_kinds import FORBIDDEN, UNAUTHORIZED
from service.api.problems import HttpProblem
from service.keys import SCOPES, Key, KeyRing

TOKEN_PREFIX = "yw."  # noqa: S105 — what every token begins with
TOKEN_SCOPES = ("ask", "check")
"""What a page may do with a token; never `edit` or `admin`."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls. `id` is safe to log and to audit: it names a key, never is one."""

    id: str
    scopes: tuple[str, ...]

    def allows(self, scope: str) -> bool:
        """True where the caller may do what needs `scope`."""
        return scope in self.scopes or "admin" in self.scopes


LOCAL = Caller("local", SCOPES)
"""Anyone on this machine, while there are no keys."""
ANONYMOUS = Caller("anonymous", ())


@dataclass(frozen=True, slots=True)
class Tokens:
    """Short-lived tokens for pages: signed, not stored, worthless on any other origin.

    A token is `yw.` + base64(claims) + `.` + base64(HMAC-SHA256 of the claims).
    """

    secret: Callable[[], bytes]
    lifetime_s: int
    clock: Callable[[], float] = time.time

    def issue(self, origin: str) -> str:
        """A token for pages of `origin`, such as https://www.example.cn."""
        claims = _encode(json.dumps({"o": origin, "e": int(self.clock()) + self.lifetime_s}).encode())
        return f"{TOKEN_PREFIX}{claims}.{self._sign(claims)}"

    def origin_of(self, token: str) -> str | None:
        """The origin a token was made for; None where it is forged, damaged or over."""
        claims, _, signature = token.removeprefix(TOKEN_PREFIX).partition(".")
        if not hmac.compare_digest(self._sign(claims).encode(), signature.encode("utf-8", "replace")):
            return None
        try:
            told = json.loads(base64.urlsafe_b64decode(claims + "=="))
        except ValueError:
            return None
        return str(told["o"]) if told["e"] > self.clock() else None

    def _sign(self, claims: str) -> str:
        return _encode(hmac.digest(self.secret(), claims.encode("utf-8", "replace"), hashlib.sha256))


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass(frozen=True, slots=True)
class Doorman:
    """Headers → Caller."""

    ring: KeyRing
    tokens: Tokens

    def caller(self, scope: Scope) -> Caller:
        """Who makes this request.

        Raises:
            HttpProblem: 401 for a key or token that is not, or no longer, good.
        """
        headers = Headers(scope=scope)
        scheme, _, credential = headers.get("authorization", "").partition(" ")
        credential = credential.strip()
        if not credential or scheme.lower() != "bearer":
            return LOCAL if self.ring.empty else ANONYMOUS
        if credential.startswith(TOKEN_PREFIX):
            return self._page(credential, scope, headers)
        if self.ring.empty:
            # Clients of the OpenAI shapes cannot send no key at all; without keys any word will do.
            return LOCAL
        return _holder(self.ring.find(credential))

    def _page(self, token: str, scope: Scope, headers: Headers) -> Caller:
        bound_to = self.tokens.origin_of(token)
        if bound_to is None or bound_to != request_origin(scope, headers):
            raise _refused(("The token is over, or made for another page", "令牌已失效，或属于其他页面"))
        return Caller(f"page:{bound_to}", TOKEN_SCOPES if bound_to == own_origin(scope, headers) else ("ask",))


def own_origin(scope: Scope, headers: Headers) -> str:
    """The origin under which this request reached the service."""
    return f"{scope.get('scheme', 'http')}://{headers.get('host', '')}"


def request_origin(scope: Scope, headers: Headers) -> str | None:
    """The origin of the page that calls. Browsers name none on a page's own GETs: then it is this service's."""
    origin = headers.get("origin")
    if origin is not None:
        return origin
    return own_origin(scope, headers) if headers.get("sec-fetch-site") == "same-origin" else None


def _holder(key: Key | None) -> Caller:
    if key is None:
        raise _refused(("The key is not known, or was revoked", "密钥无效或已撤销"))
    return Caller(key.id, key.scopes)


def _refused(detail: tuple[str, str]) -> HttpProblem:
    return HttpProblem(UNAUTHORIZED, detail, {"WWW-Authenticate": 'Bearer realm="yinju", error="invalid_token"'})


def caller_of(request: Request) -> Caller:
    """The caller that the gate found; anonymous for an app without a gate."""
    return cast(Caller, getattr(request.state, "caller", ANONYMOUS))


def require(scope: str) -> Callable[[Request], Caller]:
    """A check that lets only callers with `scope` through: 401 for nobody, 403 for somebody else."""

    def check(request: Request) -> Caller:
        caller = caller_of(request)
        if caller.allows(scope):
            return caller
        if caller == ANONYMOUS:
            raise HttpProblem(
                UNAUTHORIZED,
                (f"Scope {scope} is needed", f"需要 {scope} 权限"),
                {"WWW-Authenticate": 'Bearer realm="yinju"'},
            )
        raise HttpProblem(FORBIDDEN, (f"Scope {scope} is needed", f"需要 {scope} 权限"))

    return check


def required(scope: str) -> Callable[[Request], Awaitable[Caller]]:
    """`require` as a coroutine, which FastAPI does not hand to a thread."""
    check = require(scope)

    async def checked(request: Request) -> Caller:
        return check(request)

    return checked


async def _caller(request: Request) -> Caller:
    return caller_of(request)


CallerDep = Annotated[Caller, Depends(_caller)]
