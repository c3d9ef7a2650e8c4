"""sentence-transformers model → ONNX fp32 graph: token ids and mask in, unit vectors out, pooling and all."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

INPUTS = ("input_ids", "attention_mask")
OUTPUT = "vectors"


class _Whole(torch.nn.Module):  # type: ignore[misc]
    """All modules of the model as one function of two tensors, its output of unit norm."""

    def __init__(self, model: SentenceTransformer) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        output = self.model({"input_ids": input_ids, "attention_mask": attention_mask})["sentence_embedding"]
        return torch.nn.functional.normalize(output, dim=-1)


def export_graph(model: SentenceTransformer, target: Path) -> None:
    """Writes the graph to `target`, its weights beside it. The model must use eager attention and be on the CPU."""
    ids = torch.randint(5, 100, (2, 9))
    mask = torch.ones_like(ids)
    free = {0: torch.export.Dim.DYNAMIC, 1: torch.export.Dim.DYNAMIC}
    with warnings.catch_warnings():
        # The exporter's own use of what torch and Python are about to retire; nothing a user can act on.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _Whole(model).eval(),
            (ids, mask),
            str(target),
            input_names=list(INPUTS),
            output_names=[OUTPUT],
            dynamic_shapes=(free, free),
            dynamo=True,
            verbose=False,
        )
