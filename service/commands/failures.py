"""What a command may meet beside the errors of the house: a wrong argument, the system → value, rule and remedy."""

from __future__ import annotations

from pydantic import ValidationError

from index.errors import InvalidInput, KnowledgeBaseError, Unavailable
from service.api.problem_kinds import RULES_ZH

SHOWN = 60
"""Characters of a wrong value that are repeated."""

Failure = ValidationError | OSError | UnicodeError


def told(failure: Failure) -> KnowledgeBaseError:
    """The failure as an error that says what to do.

    >>> str(told(FileExistsError(17, "File exists", "/etc/passwd")))
    '/etc/passwd: File exists. Check the path and who may use it / 请核对路径与权限'
    """
    if isinstance(failure, ValidationError):
        return _refused(failure)
    if isinstance(failure, UnicodeError):
        given = getattr(failure, "object", "")
        shown = given.decode("utf-8", "surrogateescape") if isinstance(given, bytes) else str(given)
        rule = "it is not valid UTF-8 / 不是有效的 UTF-8"
        return InvalidInput(_short(shown), rule, "Write or name it in UTF-8 / 请改用 UTF-8 编码或命名")
    value = str(failure.filename or type(failure).__name__)
    return Unavailable(value, failure.strerror or str(failure), "Check the path and who may use it / 请核对路径与权限")


def _refused(failure: ValidationError) -> InvalidInput:
    first = failure.errors(include_url=False)[0]
    field = ".".join(map(str, first["loc"]))
    chinese = RULES_ZH.get(first["type"], "").format(**first.get("ctx", {}))
    rule = " / ".join(words for words in (first["msg"], chinese) if words)
    remedy = "`yinju --help` tells what a command takes / 用 `yinju --help` 查看用法"
    return InvalidInput(f"{field} “{_short(str(first['input']))}”", rule, remedy)


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
