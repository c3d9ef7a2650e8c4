"""The transformer that both models share, made for fast training on a CPU.

Texts go through the stack in groups of like length, so that little is padding. Layers below `first` are frozen and run
without gradient.

States are bfloat16, weights float32 and cast where they are used: on processors with matrix tiles a step takes a
sixth of what autocast took. Attention is written out, because the fused kernel's backward pass is what a step waited
for most.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F  # noqa: N812 — the name it has everywhere
from safetensors.torch import load_file
from torch import Tensor, nn

_GROUP_TOKENS = 2048
"""Padded tokens that go through the stack together: few enough that a layer's states stay in the cache."""
_PAD = 1
_FAR = -1e4
"""Added to what padding scores; far below every score, and no infinity that a softmax would make NaN of."""


@dataclass(frozen=True, slots=True)
class Packed:
    """Hidden states of several texts end to end: `states` (tokens, hidden), `lengths` one a text."""

    states: Tensor
    lengths: tuple[int, ...]

    def split(self) -> tuple[Tensor, ...]:
        """One (length, hidden) view a text."""
        return self.states.split(list(self.lengths))


class Layer(nn.Module):
    """One post-norm BERT layer; parameter names are those of Hugging Face."""

    def __init__(self, weights: Mapping[str, Tensor], heads: int, eps: float) -> None:
        super().__init__()
        self.heads, self.eps = heads, eps
        self.p = nn.ParameterDict({k.replace(".", "/"): nn.Parameter(v.clone()) for k, v in weights.items()})

    def _weights(self, name: str, x: Tensor) -> tuple[Tensor, Tensor]:
        return self.p[f"{name}/weight"].to(x.dtype), self.p[f"{name}/bias"].to(x.dtype)

    def _linear(self, name: str, x: Tensor) -> Tensor:
        return F.linear(x, *self._weights(name, x))

    def _norm(self, name: str, x: Tensor) -> Tensor:
        return F.layer_norm(x, (x.shape[-1],), *self._weights(name, x), self.eps)

    def _attend(self, x: Tensor, beyond: Tensor) -> Tensor:
        """Softmax attention over (texts, width, hidden)."""
        names = ("query", "key", "value")
        weights, biases = zip(*(self._weights(f"attention/self/{n}", x) for n in names), strict=True)
        b, n, hidden = x.shape
        mixed = F.linear(x, torch.cat(weights), torch.cat(biases))
        q, k, v = mixed.view(b, n, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        scores = (q * (q.shape[-1] ** -0.5)) @ k.transpose(-1, -2) + beyond
        return (scores.softmax(-1) @ v).transpose(1, 2).reshape(b, n, hidden)

    def forward(self, x: Tensor, beyond: Tensor) -> Tensor:
        """(texts, width, hidden) → the same; `beyond` is added to the scores of what lies past a text's end."""
        attended = self._linear("attention/output/dense", self._attend(x, beyond))
        x = self._norm("attention/output/LayerNorm", x + attended)
        inner = self._linear("output/dense", F.gelu(self._linear("intermediate/dense", x)))
        return self._norm("output/LayerNorm", x + inner)


class Body(nn.Module):
    """A BERT body read from a Hugging Face folder; only layers `first`… are trained.

    Args:
        folder: holds config.json and model.safetensors.
        first: index of the lowest trained layer, counted from 0.
        last: how many layers are kept; the ones above are dropped.
    """

    def __init__(self, folder: Path, first: int = 4, last: int | None = None) -> None:
        super().__init__()
        config = json.loads((folder / "config.json").read_text("utf-8"))
        weights = load_file(folder / "model.safetensors")
        self.first, self.eps = first, float(config["layer_norm_eps"])
        self.embedding = {k: v for k, v in weights.items() if k.startswith("embeddings.")}
        self.layers = nn.ModuleList()
        for i in range(last or int(config["num_hidden_layers"])):
            prefix = f"encoder.layer.{i}."
            own = {k.removeprefix(prefix): v for k, v in weights.items() if k.startswith(prefix)}
            layer = Layer(own, int(config["num_attention_heads"]), self.eps)
            layer.requires_grad_(i >= first)
            self.layers.append(layer)

    def _embed(self, ids: Tensor) -> Tensor:
        e = self.embedding
        at = torch.arange(ids.shape[1])
        x = e["embeddings.word_embeddings.weight"][ids] + e["embeddings.position_embeddings.weight"][at]
        x = x + e["embeddings.token_type_embeddings.weight"][0]
        scale, shift = e["embeddings.LayerNorm.weight"], e["embeddings.LayerNorm.bias"]
        return F.layer_norm(x, (x.shape[-1],), scale, shift, self.eps).to(torch.bfloat16)

    def _group(self, batch: Sequence[Sequence[int]]) -> tuple[Tensor, ...]:
        """Last hidden states of texts of like length, one (length, hidden) each."""
        lengths = [len(text) for text in batch]
        sizes, width = torch.tensor(lengths), max(lengths)
        ids = torch.tensor([[*text, *[_PAD] * (width - len(text))] for text in batch])
        beyond = torch.where(torch.arange(width) < sizes[:, None], 0.0, _FAR)[:, None, None, :].to(torch.bfloat16)
        with torch.no_grad():
            x = self._embed(ids)
            for layer in self.layers[: self.first]:
                x = layer(x, beyond)
        for layer in self.layers[self.first :]:
            x = layer(x, beyond)
        return tuple(x[i, :n] for i, n in enumerate(lengths))

    def forward(self, batch: Sequence[Sequence[int]]) -> Packed:
        """Token ids of each text → last hidden states, bfloat16."""
        lengths = tuple(len(text) for text in batch)
        order = sorted(range(len(batch)), key=lengths.__getitem__)
        states: list[Tensor] = [torch.empty(0)] * len(batch)
        while order:
            n = max(1, _GROUP_TOKENS // lengths[order[-1]])
            group, order = order[-n:], order[:-n]
            for i, found in zip(group, self._group([batch[i] for i in group]), strict=True):
                states[i] = found
        return Packed(torch.cat(states), lengths)

    def trained(self) -> dict[str, Tensor]:
        """The weights of the trained layers under their Hugging Face names."""
        return {
            f"encoder.layer.{i}.{k.replace('/', '.')}": v.detach().clone()
            for i, layer in enumerate(self.layers)
            if i >= self.first
            for k, v in layer.p.items()
        }

    @torch.no_grad()
    def load_trained(self, weights: Mapping[str, Tensor]) -> None:
        """Puts weights as from `trained` in place."""
        for i, layer in enumerate(self.layers):
            for k, v in layer.p.items():
                name = f"encoder.layer.{i}.{k.replace('/', '.')}"
                if name in weights:
                    v.copy_(weights[name])


def mean_pooled(packed: Packed) -> Tensor:
    """(texts, hidden) of unit norm: the mean of each text's token states."""
    pooled = torch.stack([s.float().mean(0) for s in packed.split()])
    return F.normalize(pooled, dim=-1)
