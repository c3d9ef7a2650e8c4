"""The transformer that both models share, made for fast training on a CPU.

Texts are packed end to end, so that no linear layer ever sees padding; only attention is padded, in groups of similar
length. Layers below `first` are frozen, run without gradient, and what they give for a text is remembered, since the
same clauses and questions come back in every pass over the data.
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

_ATTENTION_GROUP = 24


@dataclass(frozen=True, slots=True)
class Packed:
    """Hidden states of several texts end to end: `states` (tokens, hidden), `lengths` one a text."""

    states: Tensor
    lengths: tuple[int, ...]

    def split(self) -> tuple[Tensor, ...]:
        """One (length, hidden) view a text."""
        return self.states.split(list(self.lengths))


class Layer(nn.Module):
    """One post-norm BERT layer over packed tokens; parameter names are those of Hugging Face."""

    def __init__(self, weights: Mapping[str, Tensor], heads: int, eps: float) -> None:
        super().__init__()
        self.heads, self.eps = heads, eps
        self.p = nn.ParameterDict({k.replace(".", "/"): nn.Parameter(v.clone()) for k, v in weights.items()})

    def _linear(self, name: str, x: Tensor) -> Tensor:
        return F.linear(x, self.p[f"{name}/weight"], self.p[f"{name}/bias"])

    def _norm(self, name: str, x: Tensor) -> Tensor:
        return F.layer_norm(x, (x.shape[-1],), self.p[f"{name}/weight"], self.p[f"{name}/bias"], self.eps)

    def _attend(self, x: Tensor, lengths: Sequence[int]) -> Tensor:
        """Softmax attention within each text of the packed (tokens, hidden)."""
        names = ("query", "key", "value")
        weight = torch.cat([self.p[f"attention/self/{n}/weight"] for n in names])
        bias = torch.cat([self.p[f"attention/self/{n}/bias"] for n in names])
        parts = F.linear(x, weight, bias).split(list(lengths))
        order = sorted(range(len(lengths)), key=lengths.__getitem__)
        out: list[Tensor | None] = [None] * len(lengths)
        for at in range(0, len(order), _ATTENTION_GROUP):
            group = order[at : at + _ATTENTION_GROUP]
            padded = nn.utils.rnn.pad_sequence([parts[i] for i in group], batch_first=True)
            b, n, _ = padded.shape
            q, k, v = padded.view(b, n, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
            size = torch.tensor([lengths[i] for i in group])
            mask = (torch.arange(n) < size[:, None])[:, None, None, :].expand(b, 1, n, n)
            mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=mask).transpose(1, 2).reshape(b, n, -1)
            for row, i in enumerate(group):
                out[i] = mixed[row, : lengths[i]]
        return torch.cat([o for o in out if o is not None])

    def forward(self, x: Tensor, lengths: Sequence[int]) -> Tensor:
        """(tokens, hidden) → (tokens, hidden)."""
        attended = self._linear("attention/output/dense", self._attend(x, lengths))
        x = self._norm("attention/output/LayerNorm", x + attended)
        inner = self._linear("output/dense", F.gelu(self._linear("intermediate/dense", x)))
        return self._norm("output/LayerNorm", x + inner)


class Body(nn.Module):
    """A BERT body read from a Hugging Face folder; only layers `first`… are trained.

    Args:
        folder: holds config.json and model.safetensors.
        first: index of the lowest trained layer, counted from 0.
        last: how many layers are kept; the ones above are dropped.
        remember: whether the frozen layers' output of a text is kept; of use where texts come back.
    """

    def __init__(self, folder: Path, first: int = 4, last: int | None = None, remember: bool = True) -> None:
        super().__init__()
        config = json.loads((folder / "config.json").read_text("utf-8"))
        weights = load_file(folder / "model.safetensors")
        self.first, self.eps, self.remember = first, float(config["layer_norm_eps"]), remember
        self.embedding = {k: v for k, v in weights.items() if k.startswith("embeddings.")}
        self.layers = nn.ModuleList()
        for i in range(last or int(config["num_hidden_layers"])):
            prefix = f"encoder.layer.{i}."
            own = {k.removeprefix(prefix): v for k, v in weights.items() if k.startswith(prefix)}
            layer = Layer(own, int(config["num_attention_heads"]), self.eps)
            layer.requires_grad_(i >= first)
            self.layers.append(layer)
        self._remembered: dict[tuple[int, ...], Tensor] = {}

    def _embed(self, batch: Sequence[Sequence[int]]) -> Tensor:
        ids = torch.tensor([i for text in batch for i in text])
        at = torch.cat([torch.arange(len(text)) for text in batch])
        e = self.embedding
        x = e["embeddings.word_embeddings.weight"][ids] + e["embeddings.position_embeddings.weight"][at]
        x = x + e["embeddings.token_type_embeddings.weight"][0]
        return F.layer_norm(
            x, (x.shape[-1],), e["embeddings.LayerNorm.weight"], e["embeddings.LayerNorm.bias"], self.eps
        )

    @torch.no_grad()
    def _frozen(self, batch: Sequence[Sequence[int]], remember: bool) -> Tensor:
        keys = [tuple(text) for text in batch]
        missing = list(dict.fromkeys(k for k in keys if k not in self._remembered))
        fresh: dict[tuple[int, ...], Tensor] = {}
        if missing:
            lengths = [len(k) for k in missing]
            x = self._embed(missing)
            for layer in self.layers[: self.first]:
                x = layer(x, lengths)
            fresh = {k: s.to(torch.bfloat16) for k, s in zip(missing, x.split(lengths), strict=True)}
            if remember:
                self._remembered.update(fresh)
        return torch.cat([fresh[k] if k in fresh else self._remembered[k] for k in keys]).float()

    def forward(self, batch: Sequence[Sequence[int]]) -> Packed:
        """Token ids of each text → last hidden states."""
        lengths = tuple(len(text) for text in batch)
        x = self._frozen(batch, remember=self.remember and self.training)
        for layer in self.layers[self.first :]:
            x = layer(x, lengths)
        return Packed(x, lengths)

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
