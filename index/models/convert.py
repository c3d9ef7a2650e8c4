"""The child process of `compile`: load, export, quantise, check, and say so on standard output.

    python -m index.models.convert SOURCE NAME FOLDER

Each line of output is a JSON object: `{"stage": …}` where one begins, `{"error", "value", "rule", "remedy"}` at the end
of a failure.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import numpy as np

from index.embed.onnx import OnnxEmbedder
from index.embed.sentence import load_model, prefixes, window
from index.errors import InvalidInput, KnowledgeBaseError
from index.models.card import GRAPH, TOKENIZER, Card
from index.models.export import export_graph
from index.models.lean import save_lean
from index.models.quantize import quantize_graph
from index.models.tokenizer import open_tokenizer
from index.protocols import Vectors
from index.samples import sample_lines

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

MEAN_COSINE = 0.99
"""The mean over the sample must reach this: int8 vectors then rank as the original's do."""
LINE_COSINE = 0.96
"""And no single line may fall below this: a language or a script that int8 breaks must not hide in the mean."""


def convert(source: str, name: str, folder: Path, channel: TextIO) -> None:
    """Fills `folder` with graph, tokenizer and card.

    Raises:
        InvalidInput: the model has no fast tokenizer, or its int8 form strays too far from it.
    """
    say(channel, stage="load")
    model = load_model(source, device="cpu", attention="eager")
    _save_tokenizer(model, source, folder / TOKENIZER)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        say(channel, stage="export")
        export_graph(model, Path(scratch) / "full.onnx")
        say(channel, stage="quantize")
        quantize_graph(Path(scratch) / "full.onnx", folder / GRAPH)
    say(channel, stage="check")
    dimension = int(model.get_embedding_dimension())
    query, passage = prefixes(model, source)
    card = Card(name, dimension, window(model), int(model.tokenizer.pad_token_id or 0), query, passage, 1.0, 1.0)
    card.write(folder)
    cosines = np.sum(_original(model, passage) * OnnxEmbedder(folder).embed_passages(_check_lines()), axis=1)
    mean, low = float(cosines.mean()), float(cosines.min())
    if mean < MEAN_COSINE or low < LINE_COSINE:
        raise InvalidInput(
            f"{source}, cosine {mean:.4f}, lowest {low:.4f}",
            f"int8 vectors must agree with the original's to {MEAN_COSINE} in the mean and {LINE_COSINE} in each line",
            "use the engine torch for this model",
        )
    replace(card, cosine_mean=round(mean, 5), cosine_min=round(low, 5)).write(folder)


def sample() -> tuple[str, ...]:
    """Every line of the built-in sample."""
    return tuple(line for lang in ("zh", "en") for kind in ("queries", "passages") for line in sample_lines(lang, kind))


def _check_lines() -> tuple[str, ...]:
    return sample()[::5]


def _original(model: SentenceTransformer, prefix: str) -> Vectors:
    lines = [prefix + line for line in _check_lines()]
    vectors: Vectors = model.encode(lines, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False)
    return vectors


def _save_tokenizer(model: SentenceTransformer, source: str, target: Path) -> None:
    fast = getattr(model.tokenizer, "backend_tokenizer", None)
    if fast is None:
        raise InvalidInput(source, "only models with a fast tokenizer can be compiled", "use the engine torch for it")
    fast.save(str(target), pretty=False)
    prefix = prefixes(model, source)[1]
    bare = open_tokenizer(target)
    save_lean(bare, target.parent, [prefix + line for line in sample()])


def say(channel: TextIO, **message: str) -> None:
    """Writes one line to the parent."""
    channel.write(json.dumps(message) + "\n")
    channel.flush()


def run(work: Callable[[Sequence[str], TextIO], None]) -> int:
    """Runs one conversion over the command line's arguments; libraries that print do so on standard error."""
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    try:
        work(sys.argv[1:], channel)
    except KnowledgeBaseError as error:
        kind = next(base.__name__ for base in type(error).__mro__ if base.__module__ == "index.errors")
        say(channel, error=kind, value=error.value, rule=error.rule, remedy=error.remedy)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(run(lambda args, channel: convert(args[0], args[1], Path(args[2]), channel)))
