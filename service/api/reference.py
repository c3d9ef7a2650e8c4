"""GET /docs: the API as a page, made from its OpenAPI document, of this service's own files alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import HTMLResponse

from service.api.pages import dressed

router = APIRouter(include_in_schema=False)

Schema = Mapping[str, Any]
INTRO = (
    '<p class="lede"><span class="t" lang="zh">以下由 <a href="/openapi.json">openapi.json</a> 生成。'
    "有密钥时请带 <code>Authorization: Bearer …</code>；出错时一律为 <code>application/problem+json</code>。</span>"
    '<span class="t" lang="en">Made from <a href="/openapi.json">openapi.json</a>. Where there are keys, send '
    "<code>Authorization: Bearer …</code>; every error is <code>application/problem+json</code>.</span></p>"
)
RULES = ("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "pattern", "default")


@router.api_route("/docs", methods=["GET", "HEAD"])
def get_docs(request: Request) -> HTMLResponse:
    """Every resource with its fields."""
    app: FastAPI = request.app
    return dressed(
        '<!doctype html>\n<html lang="zh-CN">\n<head>\n  <!--head-->\n  <title>Yinju API</title>\n</head>\n<body>\n'
        '  <!--header-->\n  <main id="main" class="wide prose" tabindex="-1">\n<h1>API</h1>\n'
        f"{INTRO}\n{''.join(_resources(app.openapi()))}\n  </main>\n</body>\n</html>"
    )


def _resources(api: Schema) -> Iterator[str]:
    schemas: Schema = api.get("components", {}).get("schemas", {})
    for path, methods in api["paths"].items():
        for method, operation in methods.items():
            yield f"<h2><code>{method.upper()} {escape(path)}</code></h2>"
            yield f"<p><strong>{escape(operation.get('summary', ''))}.</strong> "
            yield f"{escape(operation.get('description', ''))}</p>"
            yield from _table("Parameters / 参数", list(_parameters(operation)))
            yield from _table("Body / 请求体", list(_fields(_body(operation, "requestBody"), schemas)))
            for status, response in operation["responses"].items():
                if status.startswith("2"):
                    yield from _table(f"{status}", list(_fields(_content(response), schemas)))


def _table(title: str, rows: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    if not rows:
        return
    yield f'<div tabindex="0"><table><caption>{escape(title)}</caption><tbody>'
    for name, kind, rule in rows:
        cells = f"<td>{escape(kind)}</td><td>{escape(rule)}</td>"
        yield f'<tr><th scope="row"><code>{escape(name)}</code></th>{cells}</tr>'
    yield "</tbody></table></div>"


def _parameters(operation: Schema) -> Iterator[tuple[str, str, str]]:
    for one in operation.get("parameters", ()):
        schema = one.get("schema", {})
        yield one["name"], _kind(schema), _rules({**schema, "description": one.get("description", "")})


def _body(operation: Schema, name: str) -> Schema:
    return _content(operation.get(name, {}))


def _content(holder: Schema) -> Schema:
    for media in holder.get("content", {}).values():
        schema: Schema = media.get("schema", {})
        return schema
    return {}


def _fields(schema: Schema, schemas: Schema) -> Iterator[tuple[str, str, str]]:
    found = _resolved(schema, schemas)
    required = set(found.get("required", ()))
    for name, inner in found.get("properties", {}).items():
        mark = "" if name in required or "default" not in inner else "?"
        yield f"{name}{mark}", _kind(inner), _rules(inner)


def _resolved(schema: Schema, schemas: Schema) -> Schema:
    while "$ref" in schema:
        schema = schemas.get(schema["$ref"].rpartition("/")[2], {})
    return schema


def _kind(schema: Schema) -> str:
    """The type in a few words: `string`, `array of CitationOut`, `"zh" | "en"`, `integer | null`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "enum" in schema:
        return " | ".join(f'"{value}"' for value in schema["enum"])
    if "const" in schema:
        return f'"{schema["const"]}"'
    if "anyOf" in schema:
        return " | ".join(_kind(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"array of {_kind(schema.get('items', {}))}"
    return str(schema.get("type", "any"))


def _rules(schema: Schema) -> str:
    parts = [str(schema["description"])] if schema.get("description") else []
    for source in (schema, *schema.get("anyOf", ())):
        parts += [f"{name} {source[name]}" for name in RULES if source.get(name) is not None]
    return "; ".join(parts)
