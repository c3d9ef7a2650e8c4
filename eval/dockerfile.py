"""A Dockerfile read into stages and steps, so that its very steps can be run where no container engine is."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import PurePosixPath

from index.errors import InvalidInput

INSTRUCTIONS = (
    *("FROM", "ARG", "ENV", "WORKDIR", "COPY", "RUN", "USER"),
    *("VOLUME", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD"),
)
"""What is understood; anything else is an error, so that no step is passed over in silence."""

_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction with its argument, continued lines joined."""

    instruction: str
    argument: str


@dataclass(frozen=True, slots=True)
class Stage:
    """`FROM base AS name` and what follows it."""

    name: str
    base: str
    steps: tuple[Step, ...]


def parse(text: str) -> tuple[Stage, ...]:
    """The stages of a Dockerfile, in order; an unnamed one is named by its place.

    Raises:
        InvalidInput: an instruction that is not understood, or one before the first FROM.

    >>> parse("FROM debian AS base\\nRUN a \\\\\\n && b")
    (Stage(name='base', base='debian', steps=(Step(instruction='RUN', argument='a  && b'),)),)
    """
    stages: list[Stage] = []
    for step in _steps(text):
        if step.instruction == "FROM":
            base, _, name = step.argument.partition(" AS ")
            stages.append(Stage(name.strip() or str(len(stages)), base.strip(), ()))
        elif step.instruction not in INSTRUCTIONS or not stages:
            raise InvalidInput(f"{step.instruction} {step.argument[:40]}", "is not understood here", "See INSTRUCTIONS")
        else:
            last = stages[-1]
            stages[-1] = Stage(last.name, last.base, (*last.steps, step))
    return tuple(stages)


def _steps(text: str) -> Iterator[Step]:
    whole = " ".join(line for line in text.splitlines(keepends=True) if not line.lstrip().startswith("#"))
    for line in re.sub(r"\\\n\s*", " ", whole).splitlines():
        instruction, _, argument = line.strip().partition(" ")
        if instruction:
            yield Step(instruction.upper(), argument.strip())


def expanded(text: str, variables: Mapping[str, str]) -> str:
    """`$NAME` and `${NAME}` replaced; an unknown name becomes empty, as the builder does it.

    >>> expanded("/opt/bin:$PATH", {"PATH": "/bin"})
    '/opt/bin:/bin'
    """
    return _VARIABLE.sub(lambda found: variables.get(found[1] or found[2], ""), text)


def assignments(argument: str, variables: Mapping[str, str]) -> dict[str, str]:
    """The pairs of an ENV or ARG; a name without a value is left out.

    >>> assignments('A=1 B="two words"', {})
    {'A': '1', 'B': 'two words'}
    """
    pairs = (word.partition("=") for word in shlex.split(argument))
    return {name: expanded(value, variables) for name, equals, value in pairs if equals}


def command(argument: str) -> tuple[str, ...]:
    """The words of CMD, ENTRYPOINT or a health check: a JSON list, else a shell's line.

    >>> command('["serve"]')
    ('serve',)
    """
    if argument.startswith("["):
        return tuple(json.loads(argument))
    return ("/bin/sh", "-c", argument)


def is_sent(path: PurePosixPath, rules: str) -> bool:
    """Whether .dockerignore lets a file through: the last rule counts that matches it or a folder above it.

    >>> is_sent(PurePosixPath("seeds/a.txt"), "*\\n!seeds"), is_sent(PurePosixPath("tests/a.py"), "*\\n!seeds")
    (True, False)
    """
    sent = True
    for rule in filter(None, map(str.strip, rules.splitlines())):
        if any(_matches(folder, rule.lstrip("!")) for folder in (path, *path.parents)):
            sent = rule.startswith("!")
    return sent


def _matches(path: PurePosixPath, rule: str) -> bool:
    # `**/` stands for any number of folders, none too; a plain `*` stays within one.
    if rule.startswith("**/"):
        return fnmatch(path.name, rule.removeprefix("**/"))
    parts = PurePosixPath(rule).parts
    return len(parts) == len(path.parts) and all(map(fnmatch, path.parts, parts))
