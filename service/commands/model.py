"""`yinju model prepare | compile | info`: the embedding model, and the reader that comes with this version."""

from __future__ import annotations

from typing import Annotated

import typer

from service.commands.output import AsJson, print_json, progress_line
from service.settings import load_settings

app = typer.Typer(help="The models / 模型", no_args_is_help=True)

Name = Annotated[
    str | None, typer.Argument(help="sentence-transformers name or path; default: as set / 模型名或路径，默认按设置")
]


@app.command()
def prepare(as_json: AsJson = False) -> None:
    """Make the models ready on disk, so that the first start need not / 预先备好模型."""
    _open(None, as_json)


@app.command(name="compile")
def compile_(name: Name = None, as_json: AsJson = False) -> None:
    """Turn a model into ONNX int8 for fast serving / 将模型编译为 ONNX int8."""
    _open(name, as_json)


@app.command()
def info(as_json: AsJson = False) -> None:
    """Show the models in use / 查看所用模型."""
    _open(None, as_json)


def _open(name: str | None, as_json: bool) -> None:
    from service.wire import open_model, open_reader, open_words

    settings = load_settings(embedding_model=name)
    embedder = open_model(settings, progress_line())
    reader = open_reader(settings, progress_line())
    open_words(settings)  # compiled too, where it is missing
    told = {
        "name": embedder.name,
        "dimension": embedder.dimension,
        "engine": settings.embedding_engine,
        "reader": reader.name,
        "model_dir": settings.model_dir,
    }
    if as_json:
        print_json(told)
    else:
        typer.echo("\n".join(f"{label:<10} {value}" for label, value in told.items()))
