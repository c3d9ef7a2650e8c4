"""The pages people see: static HTML, CSS and JavaScript from service/web, with one head and one header for all."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles

WEB = Path(__file__).resolve().parent.parent / "web"
PARTS: tuple[str, ...] = ("head", "header")
"""`<!--head-->` in a page stands for html/head.part.html, and so on."""

FRESH: Mapping[str, str] = {"Cache-Control": "no-cache"}
"""Ask again each time; the answer is mostly 304."""
FOREVER: Mapping[str, str] = {"Cache-Control": "public, max-age=31536000, immutable"}
"""For addresses that carry the version: a page never runs beside files of another version, nor asks for one twice."""
VERSIONED = re.compile(r"v-(?P<version>[0-9a-f]{12})/(?P<path>.*)", re.DOTALL)
IMPORT = re.compile(r'(?:from|import) "\./(?P<name>[\w-]+\.js)"')
EMBEDDABLE: Mapping[str, str] = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
"""The widget's files are public and run in pages of other origins; no credential ever goes with them."""

router = APIRouter(include_in_schema=False)
files = StaticFiles(directory=WEB, check_dir=False)


def page(name: str, status: int = 200, **given: str) -> HTMLResponse:
    """The page html/NAME.html with its shared parts put in, and what is `given` in the places of those names."""
    html = (WEB / "html" / f"{name}.html").read_text("utf-8")
    html = html.replace("<!--modules-->", _preloads(f"{name}.js"))
    for part in PARTS:
        html = html.replace(f"<!--{part}-->", (WEB / "html" / f"{part}.part.html").read_text("utf-8").strip())
    html = _with_version(html)
    for place, made in given.items():
        html = html.replace(f"<!--{place}-->", made)
    return HTMLResponse(html, status, headers=dict(FRESH))


def version() -> str:
    """Names what service/web holds now: 12 hexadecimal digits that change with any file.

    It comes from sizes and times, not contents, so that asking costs a millisecond and an edit shows at once.
    """
    digest = hashlib.blake2b(digest_size=6)
    for path in sorted(WEB.rglob("*.*")):
        told = path.stat()
        digest.update(f"{path.relative_to(WEB)} {told.st_size} {told.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def modules_of(entry: str) -> tuple[str, ...]:
    """A module of web/js and all that it imports, each once, in the order met."""
    met = [entry]
    for name in met:
        text = (WEB / "js" / name).read_text("utf-8")
        met += [one for one in dict.fromkeys(IMPORT.findall(text)) if one not in met]
    return tuple(met)


def _preloads(entry: str) -> str:
    # Without these a browser learns of a module's imports only once it has read the module: a round trip a level.
    return "\n  ".join(f'<link rel="modulepreload" href="/web/js/{name}">' for name in modules_of(entry))


def _with_version(text: str) -> str:
    return text.replace("/web/", f"/web/v-{version()}/")


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
def widget() -> Response:
    """The one script that a page embeds; it loads the rest of its version."""
    script = _with_version((WEB / "js" / "widget.js").read_text("utf-8"))
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
