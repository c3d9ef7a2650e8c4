"""The pages people see: static HTML, CSS and JavaScript from service/web, with one head and one header for all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles

WEB = Path(__file__).resolve().parent.parent / "web"
PARTS: tuple[str, ...] = ("head", "header")
"""`<!--head-->` in a page stands for html/head.part.html, and so on."""

FRESH: Mapping[str, str] = {"Cache-Control": "no-cache"}
"""Ask again each time; the answer is mostly 304. A new version must never run beside files of an old one."""
EMBEDDABLE: Mapping[str, str] = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
"""The widget's files are public and run in pages of other origins; no credential ever goes with them."""

router = APIRouter(include_in_schema=False)
files = StaticFiles(directory=WEB, check_dir=False)


def page(name: str) -> HTMLResponse:
    """The page html/NAME.html with its shared parts put in."""
    html = (WEB / "html" / f"{name}.html").read_text("utf-8")
    for part in PARTS:
        html = html.replace(f"<!--{part}-->", (WEB / "html" / f"{part}.part.html").read_text("utf-8").strip())
    return HTMLResponse(html, headers=dict(FRESH))


@router.api_route("/", methods=["GET", "HEAD"])
def chat() -> Response:
    """Ask a question."""
    return page("chat")


@router.api_route("/documents/{document_id}", methods=["GET", "HEAD"])
def document(document_id: str) -> Response:  # noqa: ARG001 — the page reads it from its own address
    """A document as it reads; `#p12` is its twelfth paragraph."""
    return page("document")


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
async def widget(request: Request) -> Response:
    """The one script that a page embeds."""
    return await _file("js/widget.js", request)


@router.api_route("/favicon.ico", methods=["GET", "HEAD"])
async def favicon(request: Request) -> Response:
    """Browsers ask for it where a page is not HTML."""
    return await _file("icon.svg", request)


@router.api_route("/web/{path:path}", methods=["GET", "HEAD"])
async def asset(path: str, request: Request) -> Response:
    """A file under service/web; 404 for anything else."""
    return await _file(path, request)


async def _file(path: str, request: Request) -> Response:
    response = await files.get_response(path, request.scope)
    response.headers.update({**FRESH, **EMBEDDABLE})
    return response
