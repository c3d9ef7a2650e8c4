"""The command line, `yinju`: a table of thin commands. Exit codes: 0 fine, 1 refused or found nothing, 2 wrong usage,
3 the system failed."""

from __future__ import annotations

import importlib
import sys
from dataclasses import asdict
from typing import Annotated, NoReturn

import typer
from pydantic import ValidationError

from index.errors import InvalidInput, KnowledgeBaseError, NotFound
from service.commands import asking, audit, checking, documents, failures, keys, memories, model, scale, serving
from service.commands.output import FOUND_NOTHING, SYSTEM_FAILED, WRONG_USAGE, AsJson, print_json
from service.settings import describe, load_settings

PLUG_INS = {
    "eval": ("eval.cli:app", "Measure answers against gold questions / 评测"),
}
"""Sub-commands of other packages, by name: loaded when asked for, so that nothing here imports them."""

app = typer.Typer(
    name="yinju",
    help="Questions in Chinese or English, answers with their paragraph / 引据：中英双语、有据可查的问答",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.command()(asking.ask)
app.command()(asking.search)
app.command()(serving.serve)
app.command()(documents.add)
app.command("list")(documents.list_)
app.command()(documents.remove)
app.command()(documents.reindex)
app.command()(documents.verify)
app.command()(documents.rollback)
app.command()(documents.stats)
app.command()(documents.backup)
app.command()(documents.restore)
app.command()(scale.migrate)
app.command()(checking.check)
app.command()(audit.audit)
app.command("import-tmx")(memories.import_tmx)
app.command("export-tmx")(memories.export_tmx)
app.command("import-xliff")(memories.import_xliff)
app.command("export-xliff")(memories.export_xliff)
app.command("import-tbx")(memories.import_tbx)
app.add_typer(keys.app, name="keys")
app.add_typer(model.app, name="model")


@app.command()
def settings(as_json: AsJson = False) -> None:
    """Print every setting with its value and meaning / 列出全部设置."""
    knobs = describe(load_settings())
    if as_json:
        print_json({"settings": [asdict(knob) for knob in knobs]})
        return
    for knob in knobs:
        mark = " " if knob.default else "*"
        typer.echo(f"{mark} {knob.variable}={knob.value}\n      {knob.meaning}\n      {knob.meaning_zh}")


def _mount(name: str, target: str, about: str) -> None:
    """Adds a command that hands its arguments to the Typer app at `target` (`module:attribute`)."""

    def run(context: typer.Context, arguments: Annotated[list[str] | None, typer.Argument()] = None) -> None:
        module, _, attribute = target.partition(":")
        try:
            plugged: typer.Typer = getattr(importlib.import_module(module), attribute)
        except ModuleNotFoundError as error:
            raise NotFound(module, "this part is not installed", "Install the whole project") from error
        plugged(args=arguments or [], prog_name=f"{context.command_path}")

    passed_on = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
    app.command(name, help=about, context_settings=passed_on)(run)


for _name, (_target, _about) in PLUG_INS.items():
    _mount(_name, _target, _about)


def main() -> None:
    """Runs the command line and turns errors into their exit code."""
    try:
        app()
    except KnowledgeBaseError as error:
        _end(error)
    except (ValidationError, OSError, UnicodeError) as failure:
        _end(failures.told(failure))
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def _end(error: KnowledgeBaseError) -> NoReturn:
    _tell(error)
    raise SystemExit(exit_code(error)) from None


def exit_code(error: KnowledgeBaseError) -> int:
    """The code for an error: the caller's words, a thing that is not there, or the system.

    >>> exit_code(NotFound("x", "gone", "look elsewhere"))
    1
    """
    if isinstance(error, NotFound):
        return FOUND_NOTHING
    return WRONG_USAGE if isinstance(error, InvalidInput) else SYSTEM_FAILED


def _tell(error: KnowledgeBaseError) -> None:
    # An argument or a file's name that is no UTF-8 comes with half characters, which cannot be written out.
    value = str(error.value).encode("utf-8", "backslashreplace").decode()
    if "--json" in sys.argv:
        print_json({"error": {"value": value, "rule": error.rule, "remedy": error.remedy}})
    else:
        typer.echo(f"{value}: {error.rule}\n→ {error.remedy}", err=True)


if __name__ == "__main__":
    main()
