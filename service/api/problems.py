"""Errors → `application/problem+json` (RFC 9457), in the asker's language. The only module that knows both.

Who asks for HTML at an address that does not exist gets a page instead.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, cast

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.errors import KnowledgeBaseError
from index.types import Lang
from service.api.bilingual import in_language
from service.api.desk import Overloaded
from service.api.layout import page
from service.api.noted import noted_language
from service.api.problem_kinds import (
    BAD_FORM,
    BUG,
    BY_ERROR,
    BY_STATUS,
    INVALID,
    MALFORMED,
    MEDIA,
    NO_DOCUMENT,
    NO_FILE,
    NO_FORM,
    NO_JSON,
    NO_PAGE,
    NO_SUCH,
    RULES_ZH,
    Kind,
)
from service.api.schemas import FieldError, Problem

MEDIA_TYPE = "application/problem+json"
MEMBER_OF_UNION = re.compile(r"(?:function-(?:after|before|plain|wrap)|list|tuple|dict|nullable)\[.*\]")
"""What pydantic puts into the place of an error beside the names of fields: the alternative that it tried."""


class HttpProblem(Exception):  # noqa: N818 — read as a noun
    """A problem that only HTTP knows of, such as a missing key. `detail` is (English, Chinese)."""

    def __init__(self, kind: Kind, detail: tuple[str, str], headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail[0])
        self.kind = kind
        self.detail = detail
        self.headers = dict(headers or {})


def pick(words: tuple[str, str], lang: Lang) -> str:
    """The words in `lang` of an (English, Chinese) pair."""
    return words[1] if lang == "zh" else words[0]


def wanted_language(headers: Mapping[str, str], query: Mapping[str, str], body: object = None) -> Lang:
    """`lang` of the body or the query, else Accept-Language, else English."""
    named = body.get("lang") if isinstance(body, Mapping) else None
    for lang in (named, query.get("lang")):
        if lang in ("zh", "en"):
            return cast(Lang, lang)
    return language_accepted(headers.get("accept-language", ""))


def _language(request: Request, body: object = None) -> Lang:
    return noted_language(request) or wanted_language(request.headers, request.query_params, body)


def language_accepted(header: str) -> Lang:
    """The first of zh and en by weight, English where neither is named.

    >>> language_accepted("fr, zh-CN;q=0.9, en;q=0.8")
    'zh'
    """
    best: tuple[float, Lang] = (0.0, "en")
    for part in header.split(","):
        name, _, weight = part.strip().partition(";q=")
        primary = name.strip().lower().partition("-")[0]
        try:
            quality = float(weight or 1)
        except ValueError:
            quality = 0.0
        if primary in ("zh", "en") and quality > best[0]:
            best = (quality, cast(Lang, primary))
    return best[1]


def problem_response(
    request: Request,
    kind: Kind,
    detail: str,
    *,
    lang: Lang,
    remedy: str = "",
    errors: Sequence[FieldError] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """One problem as a response; never cached, in one language, with the request's id."""
    problem = make_problem(request, kind, detail, lang=lang, remedy=remedy, errors=errors)
    given = {"Cache-Control": "no-store", "Content-Language": lang, **(headers or {})}
    if kind.status == HTTPStatus.SERVICE_UNAVAILABLE:
        given.setdefault("Retry-After", "2")
    return Response(problem.model_dump_json(), kind.status, given, MEDIA_TYPE)


def make_problem(
    request: Request, kind: Kind, detail: str, *, lang: Lang, remedy: str = "", errors: Sequence[FieldError] = ()
) -> Problem:
    """The problem as a value: for a response, or for an event of a stream that has begun."""
    return Problem(
        type=f"urn:yinju:problem:{kind.name}",
        title=pick(kind.title, lang),
        status=kind.status,
        detail=_printable(detail),
        remedy=_printable(remedy or pick(kind.remedy, lang)),
        instance=_printable(request.url.path),
        request_id=str(getattr(request.state, "request_id", "")),
        errors=list(errors),
    )


def error_problem(request: Request, error: Exception, lang: Lang) -> Problem:
    """Any error as a problem; what nobody foresaw is logged with its traceback and told without it."""
    if isinstance(error, KnowledgeBaseError):
        value, rule = (in_language(str(words), lang) for words in (error.value, error.rule))
        detail = f"{value}：{rule}" if lang == "zh" else f"{value}: {rule}"
        return make_problem(request, kind_of(error), detail, lang=lang, remedy=in_language(error.remedy, lang))
    structlog.get_logger().error("internal error", exc_info=error, path=request.url.path)
    return make_problem(request, BUG, pick(("An unforeseen error", "未预料的错误"), lang), lang=lang)


def kind_of(error: KnowledgeBaseError) -> Kind:
    """The kind of problem that an error of the knowledge base is."""
    return next((kind for cls, kind in BY_ERROR if isinstance(error, cls)), BUG)


def install(app: FastAPI) -> None:
    """Makes every error of `app` a problem."""
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(HttpProblem, _on_problem)
    app.add_exception_handler(KnowledgeBaseError, _on_knowledge)
    app.add_middleware(LastResort)


class LastResort:
    """Tells what nobody foresaw as a problem, inside the other middlewares, so that it too has an id and headers.

    Once a response has begun there is nothing left to tell: the error goes up and the connection closes.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        begun = False

        async def watch(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except Exception as error:
            if begun or scope["type"] != "http":
                raise
            response = _on_bug(Request(scope), error)
            await response(scope, receive, send)


def _on_validation(request: Request, error: Exception) -> Response:
    failures = cast(RequestValidationError, error)
    body = failures.body
    lang = _language(request, body)
    found = failures.errors()
    if any(failure["type"] == "json_invalid" for failure in found):
        return problem_response(request, MALFORMED, _rule(found[0], lang), lang=lang)
    if isinstance(body, bytes) and body and not _is_json(request):
        given = request.headers.get("content-type", "") or "-"
        return problem_response(request, MEDIA, f"Content-Type: {given[:100]}", lang=lang)
    errors = [FieldError(field=_printable(_field(f["loc"])), rule=_rule(f, lang)) for f in found[:20]]
    detail = "; ".join(f"{one.field}: {one.rule}" for one in errors[:3])
    return problem_response(request, INVALID, detail, lang=lang, errors=errors)


def _is_json(request: Request) -> bool:
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return media == "application/json" or media.endswith("+json")


def _field(location: Sequence[object]) -> str:
    parts = [str(part) for part in location[1:] if not MEMBER_OF_UNION.fullmatch(str(part))]
    return ".".join(parts) if parts else str(location[0] if location else "body")


def _rule(failure: Mapping[str, Any], lang: Lang) -> str:
    said = str(failure["msg"])
    if failure["type"] == "value_error" and "UploadFile" in said:
        return pick(NO_FILE, lang)
    if lang == "en":
        return _printable(said)
    context = {name: str(value).replace(" or ", " 或 ") for name, value in (failure.get("ctx") or {}).items()}
    try:
        return _printable(RULES_ZH[str(failure["type"])].format(**context))
    except KeyError:
        return _printable(said)


def _on_http(request: Request, error: Exception) -> Response:
    failure = cast(HTTPException, error)
    if failure.status_code == HTTPStatus.NOT_FOUND and _wants_page(request):
        return _missing(NO_PAGE)
    lang = _language(request)
    kind = BY_STATUS.get(failure.status_code) or _by_phrase(failure.status_code)
    # What the service raises itself it says in both languages; what the framework raises names no more than its status.
    own = " / " in failure.detail
    detail = in_language(failure.detail, lang) if own else f"{request.method} {request.url.path}"
    if failure.status_code == HTTPStatus.BAD_REQUEST:
        is_form = request.headers.get("content-type", "").lower().startswith("multipart/")
        kind, detail = (BAD_FORM, pick(NO_FORM, lang)) if is_form else (kind, pick(NO_JSON, lang))
    return problem_response(request, kind, detail, lang=lang, headers=failure.headers)


def _wants_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


def _missing(said: tuple[str, str]) -> Response:
    return page("missing", NO_SUCH.status, english=said[0], chinese=said[1])


def _by_phrase(status: int) -> Kind:
    phrase = HTTPStatus(status).phrase
    return Kind(phrase.lower().replace(" ", "-"), status, (phrase, phrase), NO_SUCH.remedy)


def _on_problem(request: Request, error: Exception) -> Response:
    failure = cast(HttpProblem, error)
    if failure.kind is NO_DOCUMENT and _wants_page(request):
        return _missing(NO_DOCUMENT.title)
    lang = _language(request)
    return problem_response(request, failure.kind, pick(failure.detail, lang), lang=lang, headers=failure.headers)


def _on_knowledge(request: Request, error: Exception) -> Response:
    failure = cast(KnowledgeBaseError, error)
    lang = _language(request)
    problem = error_problem(request, failure, lang)
    headers = {"Retry-After": str(failure.retry_after_s)} if isinstance(failure, Overloaded) else None
    return problem_response(
        request, kind_of(failure), problem.detail, lang=lang, remedy=problem.remedy, headers=headers
    )


def _on_bug(request: Request, error: Exception) -> Response:
    lang = _language(request)
    problem = error_problem(request, error, lang)
    return problem_response(request, BUG, problem.detail, lang=lang)


def _printable(text: str) -> str:
    safe = text.encode("utf-8", "backslashreplace").decode()
    return "".join(character if character.isprintable() else " " for character in safe)[:1000]


def problem_json(problem: Problem) -> str:
    """One line of JSON, for an event stream."""
    return json.dumps(problem.model_dump(), ensure_ascii=False)
