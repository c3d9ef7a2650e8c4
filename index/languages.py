"""Takes the language out of a vector, so that questions and passages of both languages share one space.

An encoder of many languages places each of them around a centre of its own; a question then lies nearer to any passage
in its own language than to the right one in the other. Taking each language's mean out of its vectors moves the centres
together. Questions have their own mean: they are placed apart from statements.
Source: Libovický, Rosa and Fraser, "On the Language Neutrality of Pre-trained Multilingual Representations" (2020).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.protocols import Embedder, Vectors
from index.samples import sample_lines
from index.types import Lang

Mean = npt.NDArray[np.float32]
"""Shape (dimension,)."""

ENOUGH_UNITS = 200
"""From this many of its own units on, a knowledge base's own mean is a better centre than the sample's."""

_LANGS: tuple[Lang, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class LanguageMeans:
    """One mean for each language: `queries` to be taken out of questions, `passages` out of what is found."""

    queries: Mapping[Lang, Mean]
    passages: Mapping[Lang, Mean]


def remove(vectors: Vectors, mean: Mean) -> Vectors:
    """Vectors less the mean, back at unit norm. (n, d) and (d,) → (n, d); also (d,) and (d,) → (d,).

    A vector equal to the mean has nothing left that a direction could be made of; it becomes zero and matches nothing.

    >>> remove(np.array([[3, 4], [1, 0]], np.float32), np.array([0, 4], np.float32))[0].tolist()
    [1.0, 0.0]
    """
    rest = np.asarray(vectors, np.float32) - mean
    norms = np.linalg.norm(rest, axis=-1, keepdims=True)
    units: Vectors = np.divide(rest, norms, out=np.zeros_like(rest), where=norms > np.float32(1e-6))
    return units


def sample_means(embedder: Embedder) -> LanguageMeans:
    """The means of the built-in sample under this embedder."""
    return LanguageMeans(
        {lang: _mean(embedder.embed_queries(sample_lines(lang, "queries"))) for lang in _LANGS},
        {lang: _mean(embedder.embed_passages(sample_lines(lang, "passages"))) for lang in _LANGS},
    )


def passage_means(vectors: Mapping[Lang, Vectors], sample: LanguageMeans) -> Mapping[Lang, Mean]:
    """The mean to take out of each language's units.

    Args:
        vectors: the knowledge base's own unit vectors by language, (n, dimension) each.
        sample: stands in for a language with fewer than `ENOUGH_UNITS` units.
    """
    return {
        lang: _mean(vectors[lang]) if lang in vectors and len(vectors[lang]) >= ENOUGH_UNITS else mean
        for lang, mean in sample.passages.items()
    }


def _mean(vectors: Vectors) -> Mean:
    mean: Mean = vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
    return mean
