"""sentence-transformers model → ONNX fp32 graph: token ids and mask in, unit vectors out, pooling and all.

Where the model is a stack of layers, the graph gives a second output beside: what each token is in its context, from
the middle of the stack, where the two languages of a word lie nearest (Jalili Sabet et al., "SimAlign", 2020).
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

INPUTS = ("input_ids", "attention_mask")
OUTPUT = "vectors"
TOKENS = "tokens"
_DEPTH = 7 / 12
"""How far up the stack words are best told: of twelve layers the seventh, trained or as published."""


class _Whole(torch.nn.Module):  # type: ignore[misc]
    """All modules of the model as one function of two tensors: its output of unit norm, and the middle layer's."""

    def __init__(self, model: SentenceTransformer) -> None:
        super().__init__()
        self.model = model
        self._tokens: list[torch.Tensor] = []
        self.middle = _middle(model)
        if self.middle is not None:
            self.middle.register_forward_hook(self._keep)

    def _keep(self, _layer: torch.nn.Module, _inputs: object, output: torch.Tensor | tuple[torch.Tensor, ...]) -> None:
        self._tokens.append(output if isinstance(output, torch.Tensor) else output[0])

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, ...]:
        self._tokens.clear()
        output = self.model({"input_ids": input_ids, "attention_mask": attention_mask})["sentence_embedding"]
        return (torch.nn.functional.normalize(output, dim=-1), *self._tokens)


def _middle(model: SentenceTransformer) -> torch.nn.Module | None:
    """The layer whose output tells words best; None where the model is no plain stack of layers."""
    stack = getattr(getattr(getattr(model[0], "auto_model", None), "encoder", None), "layer", None)
    return stack[max(0, round(len(stack) * _DEPTH) - 1)] if stack else None


def export_graph(model: SentenceTransformer, target: Path) -> None:
    """Writes the graph to `target`, its weights beside it. The model must use eager attention and be on the CPU."""
    whole = _Whole(model).eval()
    export_module(whole, [OUTPUT] if whole.middle is None else [OUTPUT, TOKENS], target)


def export_module(module: torch.nn.Module, outputs: Sequence[str], target: Path) -> None:
    """Writes any function of (ids, mask), each (texts, width), to `target`; both dimensions stay free."""
    ids = torch.randint(5, 100, (2, 9))
    free = {0: torch.export.Dim.DYNAMIC, 1: torch.export.Dim.DYNAMIC}
    with warnings.catch_warnings():
        # The exporter's own use of what torch and Python are about to retire; nothing a user can act on.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module,
            (ids, torch.ones_like(ids)),
            str(target),
            input_names=list(INPUTS),
            output_names=list(outputs),
            dynamic_shapes=(free, free),
            dynamo=True,
            verbose=False,
        )
