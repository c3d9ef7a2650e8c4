"""Markdown → text: headings kept as `#` lines, markup dropped, a table row with its header words."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.loaders.loaded import Loaded, heading, one_line
from index.loaders.plain import decode
from index.loaders.tables import table_lines


def load_markdown(name: str, data: bytes) -> Loaded:
    """Reads CommonMark with tables; HTML within it is left out."""
    tokens = MarkdownIt("commonmark").enable("table").parse(_without_front_matter(decode(name, data)))
    lines: list[str] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.type == "table_open":
            end = next(i for i in range(at, len(tokens)) if tokens[i].type == "table_close")
            lines.extend(table_lines(_rows(tokens[at:end])))
            at = end
        elif token.type == "heading_open":
            lines.append(heading(int(token.tag[1:]), _words(tokens[at + 1])))
            at += 1
        elif token.type == "inline":
            lines.extend(_words(token).split("\n"))
        elif token.type in ("fence", "code_block"):
            lines.extend(token.content.splitlines())
        at += 1
    return Loaded("\n".join(lines))


def _without_front_matter(text: str) -> str:
    if text.startswith("---\n") and (end := text.find("\n---\n", 4)) > 0:
        return text[end + 5 :]
    return text


def _rows(tokens: Sequence[Token]) -> list[list[str]]:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(one_line(_words(token)))
    return rows


def _words(token: Token) -> str:
    parts: list[str] = []
    for child in token.children or ():
        if child.type in ("text", "code_inline", "image"):
            parts.append(child.content)
        elif child.type == "hardbreak":
            parts.append("\n")
        elif child.type == "softbreak":
            parts.append(_soft_break(parts))
    return "".join(parts)


def _soft_break(before: Sequence[str]) -> str:
    """A line that is merely wrapped: a space between Latin words, nothing between Chinese ones."""
    last = "".join(before)[-1:]
    return " " if last.isascii() else ""
