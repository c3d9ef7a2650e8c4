"""How near each word of one side stands to each of the other: words in their context, compared across languages.

What no word of the other side comes near is a stray: perhaps added, perhaps left out. Word vectors are of a middle
layer of the embedding model, as in SimAlign (Jalili Sabet et al., 2020); a model elsewhere gives none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.protocols import TokenEmbedder
from index.text import sentences
from index.types import Lang, Span
from service.translation.coverage import Coverage

_AT_ONCE = {"zh": 300, "en": 1000}
"""Characters that are embedded in one piece: about what the model's window holds."""

LINKED = 0.55
"""Cosine from which on two words are taken for each other's rendering."""


@dataclass(frozen=True, slots=True)
class Links:
    """Cosines of English words (rows) and Chinese words (columns) of a `Coverage`; -1 where one has no vector."""

    likeness: npt.NDArray[np.float32]

    def of_en(self) -> npt.NDArray[np.float32]:
        """For every English word its nearest Chinese one's cosine."""
        best: npt.NDArray[np.float32] = self.likeness.max(axis=1, initial=-1.0)
        return best

    def of_zh(self) -> npt.NDArray[np.float32]:
        """For every Chinese word its nearest English one's cosine."""
        best: npt.NDArray[np.float32] = self.likeness.max(axis=0, initial=-1.0)
        return best


def link(zh: str, en: str, coverage: Coverage, embedder: TokenEmbedder) -> Links:
    """Compares all words of both sides; two runs of the model for texts that fit its window."""
    mine, has_mine = _word_vectors(en, [word.span for word in coverage.en], embedder, "en")
    theirs, has_theirs = _word_vectors(zh, [word.span for word in coverage.zh], embedder, "zh")
    likeness = (mine @ theirs.T).astype(np.float32)
    likeness[~np.outer(has_mine, has_theirs)] = -1.0
    return Links(likeness)


def _word_vectors(
    text: str, words: Sequence[Span], embedder: TokenEmbedder, lang: Lang
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.bool_]]:
    """(n, d) unit norm, each the mean of the word's pieces by their length; and which words have any."""
    total: npt.NDArray[np.float32] | None = None
    for part in _parts(text, lang):
        tokens = embedder.embed_tokens(part.of(text))
        if total is None:
            total = np.zeros((len(words), tokens.vectors.shape[1]), np.float32)
        at = 0
        for span, vector in zip(tokens.spans, tokens.vectors, strict=True):
            here = Span(part.start + span.start, part.start + span.end)
            while at < len(words) and words[at].end <= here.start:
                at += 1
            for i in range(at, len(words)):
                common = min(here.end, words[i].end) - max(here.start, words[i].start)
                if common <= 0:
                    break
                total[i] += common * vector
    if total is None:
        total = np.zeros((len(words), 1), np.float32)
    norms = np.linalg.norm(total, axis=1, keepdims=True)
    return total / np.maximum(norms, 1e-9), norms[:, 0] > 0


def _parts(text: str, lang: Lang) -> Iterator[Span]:
    """Runs of whole sentences that the model's window holds; all of the text but white space between."""
    start: int | None = None
    end = 0
    for sentence in sentences(text, lang=lang):
        if start is not None and sentence.end - start > _AT_ONCE[lang]:
            yield Span(start, end)
            start = None
        start = sentence.start if start is None else start
        end = sentence.end
    if start is not None:
        yield Span(start, end)
