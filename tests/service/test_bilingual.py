"""What is told of an error is told in the asker's language, whichever part raised it."""

from __future__ import annotations

import ast
import doctest
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import errors
from service.api import bilingual
from service.api.bilingual import HOLE, in_language, is_chinese, table
from service.types import Question
from tests.fakes import fake_client, fake_knowledge, fake_services

ROOT = Path(__file__).resolve().parents[2]
RAISED = {name for name in vars(errors) if isinstance(getattr(errors, name), type)} | {"unreadable"}


def wordings(node: ast.expr | None, named: dict[str, list[ast.expr]]) -> Iterator[str]:
    """Every text that an expression can be, with holes for what changes."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else HOLE for part in parts)
        case ast.IfExp(body=one, orelse=other):
            yield from (*wordings(one, named), *wordings(other, named))
        case ast.Name(id=name):
            for value in named.get(name, ()):
                yield from wordings(value, {})


def raised_in(path: Path) -> Iterator[str]:
    """The rules and remedies of the errors that a module raises."""
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    named: dict[str, list[ast.expr]] = {}
    for node in nodes:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            named.setdefault(node.targets[0].id, []).append(node.value)
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISED:
            for words in node.args[1:3]:
                yield from wordings(words, named)


ALL = {words for room in ("index", "service") for path in (ROOT / room).rglob("*.py") for words in raised_in(path)}


def test_the_examples_hold() -> None:
    assert doctest.testmod(bilingual).failed == 0


def test_the_errors_are_found_at_all() -> None:
    assert len(ALL) > 150


@pytest.mark.parametrize("words", sorted(ALL))
def test_every_error_is_told_in_chinese(words: str) -> None:
    assert is_chinese(in_language(words, "zh")), words


@pytest.mark.parametrize(("english", "chinese"), sorted(table().items()))
def test_both_languages_have_the_same_holes(english: str, chinese: str) -> None:
    assert english.count(HOLE) == chinese.count(HOLE)
    assert is_chinese(chinese)
    assert not is_chinese(english)


def test_what_changes_is_carried_over() -> None:
    told = in_language("the file is broken (BadZipFile: File is not a zip file)", "zh")
    assert told == "文件已损坏（BadZipFile: File is not a zip file）"
    assert in_language("words that nobody wrote down", "zh") == "words that nobody wrote down"


@pytest.mark.parametrize(
    ("accepts", "title", "detail", "remedy"),
    [
        ("zh-CN", "未找到", "ab12：没有此编号的文件", "用 `yinju list` 查看全部文件。"),
        ("en", "Not found", "ab12: no document has this id", "`yinju list` shows every document."),
    ],
)
def test_a_problem_speaks_one_language(accepts: str, title: str, detail: str, remedy: str) -> None:
    def fail(_question: Question) -> None:
        raise errors.NotFound("ab12", "no document has this id", "`yinju list` shows every document.")

    with fake_client(fake_services(fake_knowledge(fail))) as client:
        told = client.post("/v1/ask", json={"question": "5G?"}, headers={"Accept-Language": accepts}).json()
    assert (told["title"], told["detail"], told["remedy"]) == (title, detail, remedy)


def test_endless_words_are_not_looked_up() -> None:
    endless = "is not {} at byte " * 10_000
    assert in_language(endless, "zh") == endless
