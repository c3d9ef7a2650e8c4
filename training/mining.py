"""The windows nearest to each question, as the shipped encoder sees them: what a reader is shown beside the right one.

Vectors are as the product takes them: each language's mean out of questions and of windows, cosine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.protocols import Embedder
from service.windows import WINDOW_CHARS
from training.contrast import lang_of
from training.pools import Matrix, centred
from training.reading import Window, windows
from training.sources import Asked

N_NEAREST = 16


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph that windows are cut from, and what stands over it."""

    text: str
    head: str


def all_windows(texts: Sequence[Text]) -> tuple[Window, ...]:
    """Every window of the texts, once."""
    found = [Window(w.of(t.text), t.head, None) for t in texts for w in windows(t.text, WINDOW_CHARS[lang_of(t.text)])]
    return tuple(dict.fromkeys(found))


def _kept(path: Path, make: Callable[[], Matrix]) -> Matrix:
    """The matrix in a file, made first where it is not there: a killed run need not embed again."""
    if not path.exists():
        part = path.with_suffix(".part.npy")
        np.save(part, make())
        part.replace(path)
    found: Matrix = np.load(path)
    return found


@dataclass(frozen=True, slots=True)
class Source:
    """Questions, and the pool of texts that windows are shown of.

    `asked_file` and `pool_file` name the files that keep their vectors.
    """

    asked_file: str
    asked: Sequence[Asked]
    pool_file: str
    pool: Sequence[Text]


def nearest(source: Source, embedder: Embedder, folder: Path) -> tuple[tuple[Window, ...], ...]:
    """The N_NEAREST windows of the pool for each question, nearest first; `folder` keeps the vectors."""
    asked, shown = source.asked, all_windows(source.pool)
    queries = _kept(
        folder / f"{source.asked_file}-questions.npy", lambda: embedder.embed_queries([a.question for a in asked])
    )
    passages = _kept(
        folder / f"{source.pool_file}-windows.npy", lambda: embedder.embed_passages([w.text for w in shown])
    )
    queries = centred(queries, [a.lang for a in asked])
    passages = centred(passages, [lang_of(w.text) for w in shown])
    found: list[tuple[Window, ...]] = []
    for at in range(0, len(queries), 512):
        scores = queries[at : at + 512] @ passages.T
        best = np.argpartition(-scores, min(N_NEAREST, scores.shape[1] - 1), axis=1)[:, :N_NEAREST]
        found += [
            tuple(shown[i] for i in sorted(row.tolist(), key=lambda i, own=own: -own[i]))
            for row, own in zip(best, scores, strict=True)
        ]
    return tuple(found)


def mined(
    sources: Mapping[str, Source], embedder: Embedder, folder: Path
) -> Mapping[str, tuple[tuple[Asked, tuple[Window, ...]], ...]]:
    """Each source's questions with the windows of its pool that are nearest to them."""
    folder.mkdir(parents=True, exist_ok=True)
    made = {}
    for name, source in sources.items():
        print(f"windows nearest to {len(source.asked)} questions of {name}", flush=True)
        made[name] = tuple(zip(source.asked, nearest(source, embedder, folder), strict=True))
    return made
