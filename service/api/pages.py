"""The pages people see, and the files under them: static HTML, CSS and JavaScript from service/web."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from http import HTTPStatus

from fastapi import APIRouter, Request
from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Message, Receive, Scope, Send

from index.errors import KnowledgeBaseError, NotFound
from service.api.auth import caller_of
from service.api.documents import info_of
from service.api.layout import FRESH, WEB, page, version, with_version
from service.api.problem_kinds import BAD_RANGE, NO_DOCUMENT, NO_RANGE
from service.api.problems import HttpProblem
from service.api.services import Services, ServicesDep

FOREVER: Mapping[str, str] = {"Cache-Control": "public, max-age=31536000, immutable"}
"""For addresses that carry the version: a page never runs beside files of another version, nor asks for one twice."""
VERSIONED = re.compile(r"v-(?P<version>[0-9a-f]{12})/(?P<path>.*)", re.DOTALL)
EMBEDDABLE: Mapping[str, str] = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
"""The widget's files are public and run in pages of other origins; no credential ever goes with them."""


class RangedFile(FileResponse):
    """A file, whole or in the range asked for; a range that it has not is told as every other error is."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends it.

        Raises:
            HttpProblem: the `Range` header cannot be read, or names what lies outside the file.
        """
        given = Headers(scope=scope).get("range", "")

        async def send_or_refuse(message: Message) -> None:
            if message["type"] == "http.response.start":
                _must_be_a_range(message, given)
            await send(message)

        await super().__call__(scope, receive, send_or_refuse)


def _must_be_a_range(message: Message, given: str) -> None:
    if message["status"] == HTTPStatus.BAD_REQUEST:
        raise HttpProblem(BAD_RANGE, (f"Range: {given[:100]}",) * 2)
    if message["status"] == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        has = Headers(raw=message["headers"])["content-range"]
        size = has.rpartition("/")[2]
        raise HttpProblem(NO_RANGE, (f"The file has {size} bytes", f"文件共 {size} 字节"), {"Content-Range": has})


class WebFiles(StaticFiles):
    """The files of a folder, each as a RangedFile."""

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """The file, or 304 where the caller has it as it is."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        if isinstance(response, FileResponse):
            return RangedFile(full_path, status_code, stat_result=stat_result)
        return response


router = APIRouter(include_in_schema=False)
files = WebFiles(directory=WEB, check_dir=False)


@router.api_route("/", methods=["GET", "HEAD"])
def chat() -> Response:
    """Ask a question."""
    return page("chat")


@router.api_route("/documents/{document_id}", methods=["GET", "HEAD"])
def document(document_id: str, request: Request, services: ServicesDep) -> Response:
    """A document as it reads; `#p12` is its twelfth paragraph.

    Raises:
        HttpProblem: 404, there is no such document. Who may not read documents is not told which there are: the page
            then asks for a key, and says itself that there is none.
    """
    if caller_of(request).allows("ask") and _is_missing(services, document_id):
        named = document_id[:100]
        raise HttpProblem(NO_DOCUMENT, (f"No document has the id {named}", f"没有编号为 {named} 的文件"))
    return page("document")


def _is_missing(services: Services, document_id: str) -> bool:
    try:
        info_of(services.loading.get().snapshot(), document_id)
    except NotFound:
        return True
    except KnowledgeBaseError:  # it may be there: the page asks again, and tells what stands in the way
        return False
    return False


@router.api_route("/translate", methods=["GET", "HEAD"])
def translate() -> Response:
    """The translators' desk."""
    return page("translate")


@router.api_route("/admin", methods=["GET", "HEAD"])
def admin() -> Response:
    """Administration. The page holds nothing: all it shows comes from the API, which asks for the scope."""
    return page("admin")


@router.api_route("/embed", methods=["GET", "HEAD"])
def embed() -> Response:
    """How to put the widget into a page."""
    return page("embed")


@router.api_route("/widget.js", methods=["GET", "HEAD"])
def widget() -> Response:
    """The one script that a page embeds; it loads the rest of its version."""
    script = with_version((WEB / "js" / "widget.js").read_text("utf-8"))
    return Response(script, media_type="text/javascript", headers={**FRESH, **EMBEDDABLE})


@router.api_route("/favicon.ico", methods=["GET", "HEAD"])
async def favicon(request: Request) -> Response:
    """Browsers ask for it where a page is not HTML."""
    return await _file("icon.svg", request)


@router.api_route("/web/{path:path}", methods=["GET", "HEAD"])
async def asset(path: str, request: Request) -> Response:
    """A file under service/web, with or without a version before its path; 404 for anything else."""
    versioned = VERSIONED.fullmatch(path)
    if versioned is None:
        return await _file(path, request)
    response = await _file(versioned["path"], request)
    if versioned["version"] == version():
        response.headers.update(FOREVER)
    return response


async def _file(path: str, request: Request) -> Response:
    response = await files.get_response(path, request.scope)
    response.headers.update({**FRESH, **EMBEDDABLE})
    return response
