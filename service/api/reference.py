"""GET /docs: the API as a page in both languages, made from its OpenAPI document, of this service's own files alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import HTMLResponse

from service.api.bilingual import in_language
from service.api.layout import page

router = APIRouter(include_in_schema=False)

Schema = Mapping[str, Any]
RULES: Mapping[str, str] = {
    "minimum": "at least {0} / 不小于 {0}",
    "maximum": "at most {0} / 不大于 {0}",
    "minLength": "at least {0} characters / 至少 {0} 字",
    "maxLength": "at most {0} characters / 至多 {0} 字",
    "minItems": "at least {0} items / 至少 {0} 项",
    "maxItems": "at most {0} items / 至多 {0} 项",
    "pattern": "like `{0}` / 格式为 `{0}`",
    "default": "`{0}` unless given / 默认为 `{0}`",
}
"""What a field must be, in both languages."""
CODE = re.compile(r"`([^`]+)`")


@router.api_route("/docs", methods=["GET", "HEAD"])
def get_docs(request: Request) -> HTMLResponse:
    """Every resource with its fields."""
    app: FastAPI = request.app
    return page("docs", resources="".join(_resources(app.openapi())))


def _resources(api: Schema) -> Iterator[str]:
    schemas: Schema = api.get("components", {}).get("schemas", {})
    for path, methods in api["paths"].items():
        for method, operation in methods.items():
            name = re.sub(r"\W+", "-", f"{method}{path}").strip("-")
            yield f'<h2 id="{name}"><code>{method.upper()} {escape(path)}</code></h2>'
            yield f"<p><strong>{_both(operation.get('summary', ''))}</strong></p>"
            for paragraph in operation.get("description", "").split("\n\n"):
                yield f"<p>{_both(' '.join(paragraph.split()))}</p>"
            yield from _table(name, "Parameters / 参数", list(_parameters(operation)))
            yield from _table(name, "Body / 请求体", list(_fields(_body(operation, "requestBody"), schemas)))
            for status, response in operation["responses"].items():
                if status.startswith("2"):
                    title = f"Response {status} / 响应 {status}"
                    yield from _table(name, title, list(_fields(_content(response), schemas)))


def _both(words: str) -> str:
    """Words of ours as HTML, in Chinese and in English."""
    zh, en = (CODE.sub(r"<code>\1</code>", escape(in_language(words, lang))) for lang in ("zh", "en"))
    return zh if zh == en else f'<span class="t" lang="zh">{zh}</span><span class="t" lang="en">{en}</span>'


def _table(heading: str, title: str, rows: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    if not rows:
        return
    yield f'<div class="scroll" tabindex="0" role="group" aria-labelledby="{heading}"><table>'
    yield f"<caption>{_both(title)}</caption><tbody>"
    for name, kind, rule in rows:
        cells = f"<td>{escape(kind)}</td><td>{rule}</td>"
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
    """The type in a few signs: `string`, `CitationOut[]`, `"zh" | "en"`, `integer | null`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "enum" in schema:
        return " | ".join(f'"{value}"' for value in schema["enum"])
    if "const" in schema:
        return f'"{schema["const"]}"'
    if "anyOf" in schema:
        return " | ".join(_kind(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"{_kind(schema.get('items', {}))}[]"
    return str(schema.get("type", "any"))


def _rules(schema: Schema) -> str:
    """What a field means and must be, as HTML."""
    parts = [_both(str(schema["description"]))] if schema.get("description") else []
    for source in (schema, *schema.get("anyOf", ())):
        parts += [_both(RULES[name].format(_value(source[name]))) for name in RULES if source.get(name) is not None]
    return "<br>".join(parts)


def _value(value: object) -> str:
    """As JSON has it, a text without its quotes and 20.0 as 20."""
    if isinstance(value, str):
        return value
    return f"{value:g}" if isinstance(value, float) else json.dumps(value)
