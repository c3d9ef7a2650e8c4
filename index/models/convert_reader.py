"""The child process of `compile_reader`: merge, export, quantise, check; speaks as `index.models.convert` does.

python -m index.models.convert_reader BASE NAME FOLDER LAYERS
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TextIO

import numpy as np
import numpy.typing as npt
import torch
from safetensors.numpy import load_file

from index.embed.sentence import load_model
from index.errors import InvalidInput
from index.models.card import GRAPH, TOKENIZER, ReaderCard
from index.models.convert import run, sample, say
from index.models.delta import HEADS, merge_delta
from index.models.export import export_module
from index.models.lean import save_lean
from index.models.quantize import quantize_graph
from index.models.tokenizer import open_tokenizer
from index.models.wheel import Tensor
from index.pairs import MARGIN, SPANS, PairReader, Window
from index.samples import sample_lines

MARGIN_ERROR, SAME_SPANS = 0.5, 0.85
"""int8 may move a margin by so many logits in the mean, and must find the same words in so many windows."""


class Whole(torch.nn.Module):  # type: ignore[misc]
    """Body and heads as one function: ids and mask → (n,) margin over "none", (n, width, 2) span logits."""

    def __init__(self, base: Path, weights: Mapping[str, Tensor]) -> None:
        super().__init__()
        self.body = load_model(str(base), device="cpu", attention="eager")[0].auto_model
        state = {k: torch.from_numpy(v) for k, v in weights.items()}
        own = self.body.state_dict()
        self.body.load_state_dict({k: v for k, v in state.items() if k in own}, strict=False)
        heads = {k.removeprefix(HEADS): v.float() for k, v in state.items() if k.startswith(HEADS)}
        self.heads = torch.nn.ParameterDict({k.replace(".", "/"): v for k, v in heads.items()})

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """The margins and the span logits."""
        states = self.body(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        relevance = states[:, 0] @ self.heads["relevance/weight"].T + self.heads["relevance/bias"]
        spans = states @ self.heads["span/weight"].T + self.heads["span/bias"]
        return (relevance - self.heads["none"]).squeeze(-1), spans


def convert(base: Path, name: str, folder: Path, layers: Path, channel: TextIO) -> None:
    """Fills `folder` with graph, tokenizer and card.

    Raises:
        DamagedStore: the layers cannot be read or fit no model.
        InvalidInput: int8 says something else than the original.
    """
    say(channel, stage="load")
    whole = Whole(base, merge_delta(load_file(base / "model.safetensors"), layers)).eval()
    tokenizer = open_tokenizer(base / TOKENIZER)
    tokenizer.save(str(folder / TOKENIZER), pretty=False)
    save_lean(tokenizer, folder, [f"passage: {line}" for line in sample()])
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        say(channel, stage="export")
        export_module(whole, [MARGIN, SPANS], Path(scratch) / "full.onnx")
        say(channel, stage="quantize")
        quantize_graph(Path(scratch) / "full.onnx", folder / GRAPH)
        say(channel, stage="check")
        ReaderCard(name, tokenizer.token_to_id("<pad>") or 0, 0.0, 0.0).write(folder)
        _check(whole, name, folder)


class _Original:
    """The fp32 model in the place of a compiled graph; one text at a time, as the reader runs it."""

    def __init__(self, whole: Whole) -> None:
        self._whole = whole

    def run(self, _outputs: Sequence[str], ids: Sequence[Sequence[int]]) -> list[npt.NDArray[np.float32]]:
        """What the model itself says."""
        rows = torch.tensor([list(row) for row in ids])
        with torch.no_grad():
            return [output.numpy() for output in self._whole(rows, torch.ones_like(rows))]


def _check(whole: Whole, name: str, folder: Path) -> None:
    """Compares int8 with the original on the built-in questions, each with three of the built-in passages."""
    small, full = PairReader(folder), PairReader(folder, graph=_Original(whole))
    errors, same = [], []
    for lang in ("zh", "en"):
        questions, passages = sample_lines(lang, "queries"), sample_lines(lang, "passages")
        for i in range(0, len(questions), 6):
            windows = [Window(passages[(i + j) % len(passages)][:200], "") for j in range(3)]
            for a, b in zip(small.read(questions[i], windows), full.read(questions[i], windows), strict=True):
                errors.append(abs(a.margin - b.margin))
                same.append(a.best()[0].overlaps(b.best()[0]))
    error, agree = float(np.mean(errors)), float(np.mean(same))
    if error > MARGIN_ERROR or agree < SAME_SPANS:
        raise InvalidInput(
            f"{name}, margins {error:.2f} apart, {agree:.0%} of the answers the same",
            f"int8 may move a margin by {MARGIN_ERROR} in the mean and must find {SAME_SPANS:.0%} of the same answers",
            "take the file that came with this version, or train the reader longer",
        )
    card = ReaderCard.read(folder)
    replace(card, margin_error=round(error, 4), same_spans=round(agree, 4)).write(folder)


if __name__ == "__main__":
    raise SystemExit(run(lambda args, channel: convert(Path(args[0]), args[1], Path(args[2]), Path(args[3]), channel)))
