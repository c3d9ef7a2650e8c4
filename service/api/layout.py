"""Pages put together from service/web: one head and one header for all, each address with the files' version."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from starlette.responses import HTMLResponse

WEB = Path(__file__).resolve().parent.parent / "web"
PARTS: tuple[str, ...] = ("head", "header")
"""`<!--head-->` in a page stands for html/head.part.html, and so on."""

FRESH: Mapping[str, str] = {"Cache-Control": "no-cache"}
"""Ask again each time; the answer is mostly 304."""
IMPORT = re.compile(r'(?:from|import) "\./(?P<name>[\w-]+\.js)"')


def page(name: str, status: int = 200, **given: str) -> HTMLResponse:
    """The page html/NAME.html with its shared parts put in, and what is `given` in the places of those names."""
    html = (WEB / "html" / f"{name}.html").read_text("utf-8")
    html = html.replace("<!--modules-->", _preloads(f"{name}.js"))
    for part in PARTS:
        html = html.replace(f"<!--{part}-->", (WEB / "html" / f"{part}.part.html").read_text("utf-8").strip())
    html = with_version(html)
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


def with_version(text: str) -> str:
    """The text with the present version in every address of a file."""
    return text.replace("/web/", f"/web/v-{version()}/")
