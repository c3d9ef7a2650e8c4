"""The Dockerfile as its steps are read from it."""

from __future__ import annotations

import doctest
from pathlib import Path, PurePosixPath

import pytest

from eval import dockerfile
from eval.dockerfile import Step, assignments, command, is_sent, parse
from index.errors import InvalidInput

ROOT = Path(__file__).resolve().parents[2]
STAGES = {stage.name: stage for stage in parse((ROOT / "Dockerfile").read_text("utf-8"))}
RULES = (ROOT / ".dockerignore").read_text("utf-8")


def test_the_examples_hold() -> None:
    assert doctest.testmod(dockerfile).failed == 0


def test_continued_lines_are_one_step_and_remarks_between_them_none() -> None:
    (stage,) = parse("FROM debian:bookworm-slim\nRUN one \\\n# why\n && two\nUSER 1:1\n")
    assert stage.name == "0"
    assert [(step.instruction, step.argument.split()) for step in stage.steps] == [
        ("RUN", ["one", "&&", "two"]),
        ("USER", ["1:1"]),
    ]


@pytest.mark.parametrize("text", ["FROM a\nADD x y", "RUN before", "FROM a\nONBUILD RUN x"])
def test_a_step_that_is_not_understood_is_an_error_and_never_passed_over(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse(text)


def test_every_stage_of_the_image_stands_on_one_before_it_or_on_debian() -> None:
    known: list[str] = []
    for stage in STAGES.values():
        assert stage.base in known or stage.base.startswith("debian:")
        origins = [s.argument.split()[0] for s in stage.steps if s.argument.startswith("--from=")]
        assert {origin.removeprefix("--from=") for origin in origins} <= set(known)
        known.append(stage.name)


def test_the_image_says_all_that_running_it_takes() -> None:
    config = {step.instruction: step.argument for step in STAGES["runtime"].steps}
    assert command(config["ENTRYPOINT"])[0] == command(config["HEALTHCHECK"].partition("CMD ")[2])[0] == "python"
    assert command(config["CMD"]) == ("serve",)
    assert config["USER"] == "10001:10001"
    assert Step("STOPSIGNAL", "SIGTERM") in STAGES["runtime"].steps


def test_variables_are_replaced_and_quotes_taken_off() -> None:
    assert assignments('PATH=/opt/bin:$PATH T="a b" NAMELESS', {"PATH": "/bin"}) == {
        "PATH": "/opt/bin:/bin",
        "T": "a b",
    }


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("service/cli.py", True),
        ("seeds/glossary.tbx", True),
        ("deploy/not-for-serving.txt", True),
        ("deploy/secrets/admin_key", False),
        (".git/config", False),
        ("eval/image.py", False),
        ("service/__pycache__/cli.pyc", False),
    ],
)
def test_only_what_serving_needs_goes_into_the_image(path: str, sent: bool) -> None:
    assert is_sent(PurePosixPath(path), RULES) is sent
