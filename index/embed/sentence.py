"""Embeds with sentence-transformers: any model, any device. The one place that knows that library."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence
from typing import cast

import numpy as np
from sentence_transformers import SentenceTransformer

from index.embed.onnx import batches
from index.embed.prompts import family_prefixes
from index.errors import InvalidInput
from index.protocols import Progress, Vectors

_QUERY_PROMPTS = ("query",)
_PASSAGE_PROMPTS = ("passage", "document", "corpus")
_BATCH_TOKENS = 4096
_log = logging.getLogger(__name__)


def load_model(source: str, device: str | None = None, attention: str | None = None) -> SentenceTransformer:
    """The model of that name or path; the best device there is unless one is given.

    Raises:
        InvalidInput: there is no such model, or it cannot be loaded.
    """
    options = {"attn_implementation": attention} if attention else {}
    try:
        return SentenceTransformer(source, device=device, model_kwargs=options)
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        rule = f"it is not a model that sentence-transformers can load ({str(error)[:200]})"
        raise InvalidInput(source, rule, "give a model's name or the path of its folder") from error


def prefixes(model: SentenceTransformer, source: str) -> tuple[str, str]:
    """What goes before a query and before a passage: the model's own prompts, else its family's, else nothing."""
    prompts = cast(Mapping[str, str], model.prompts or {})
    query = next((prompts[name] for name in _QUERY_PROMPTS if prompts.get(name)), "")
    passage = next((prompts[name] for name in _PASSAGE_PROMPTS if prompts.get(name)), "")
    if query or passage:
        return query, passage
    return family_prefixes(source)


def window(model: SentenceTransformer) -> int:
    """Tokens the model reads at most, special ones included; 512 where it does not say."""
    return int(model.max_seq_length or 512)


class SentenceTransformerEmbedder:
    """Any sentence-transformers model in fp32.

    Args:
        source: name or path.
        name: what to call it; default: the source and a checksum over the weights.
        device: as torch names it; default: a GPU where there is one.
    """

    def __init__(self, source: str, name: str | None = None, device: str | None = None) -> None:
        self._model = load_model(source, device)
        self._query_prefix, self._passage_prefix = prefixes(self._model, source)
        self._name = name or f"{source}@{_weights_checksum(self._model)}"

    @property
    def name(self) -> str:
        """The model, a checksum of its weights, and the form they take."""
        return f"{self._name}/fp32"

    @property
    def dimension(self) -> int:
        """Components of one vector."""
        return int(self._model.get_embedding_dimension())

    @property
    def room(self) -> int:
        """Pieces a text may take without being cut: the window less special tokens and the longer prefix."""
        taken = max(self._tokens(prefix, special=True) for prefix in (self._query_prefix, self._passage_prefix))
        return window(self._model) - taken

    def count_tokens(self, text: str) -> int:
        """Pieces that `text` takes, without special tokens and prefix."""
        return self._tokens(text, special=False)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """(n, dimension) float32, unit norm."""
        return self._embed([self._query_prefix + text for text in texts], None)

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """(n, dimension) float32, unit norm. A text over the window is cut there, and the log says so."""
        return self._embed([self._passage_prefix + text for text in texts], progress)

    def _tokens(self, text: str, special: bool) -> int:
        return len(
            self._model.tokenizer(text, add_special_tokens=special, truncation=False, verbose=False)["input_ids"]
        )

    def _embed(self, texts: Sequence[str], progress: Progress | None) -> Vectors:
        vectors = np.empty((len(texts), self.dimension), np.float32)
        lengths = [self._tokens(text, special=True) for text in texts]
        n_cut = sum(length > window(self._model) for length in lengths)
        if n_cut:
            limit = window(self._model)
            _log.warning("%d of %d texts exceed the model's window of %d tokens and were cut", n_cut, len(texts), limit)
        done = 0
        for rows in batches(lengths, _BATCH_TOKENS):
            vectors[rows] = self._model.encode(
                [texts[row] for row in rows],
                batch_size=len(rows),
                prompt="",
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
            done += len(rows)
            if progress is not None:
                progress("embed", done, len(texts))
        return vectors


def _weights_checksum(model: SentenceTransformer) -> str:
    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(tensor.detach().float().cpu().numpy()).data)
    return digest.hexdigest()[:12]
