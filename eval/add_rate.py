"""How fast documents are added, beside what the embedding engine can do alone on the same texts.

Both by processor time over all threads: what other work takes of the machine meanwhile tells nothing of either.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from index.languages import remove
from index.library import Library
from index.loading import load
from index.parse import parse
from index.protocols import Embedder
from index.store import LocalStore
from index.text import search_terms
from index.units import units_of
from service.uploads import uploads_in


@dataclass(frozen=True, slots=True)
class AddRate:
    """Tokens are those of the distinct texts that must be embedded; rates are tokens a second of processor time."""

    documents: int
    texts: int
    tokens: int
    engine_rate: float
    add_rate: float

    @property
    def share(self) -> float:
        """Adding's rate as a share of the engine's."""
        return self.add_rate / self.engine_rate


@dataclass(frozen=True, slots=True)
class Serving:
    """A process that serves a knowledge base: seconds until ready, bytes resident after some searches."""

    documents: int
    ready_s: float
    resident_bytes: int


def measure_add(paths: Sequence[Path], embedder: Embedder, data_dir: Path) -> AddRate:
    """Adds the files to a new knowledge base in `data_dir`, between two runs of the engine alone."""
    files = uploads_in(paths)
    texts = sorted({text for file in files for text in _texts(file.name, file.content, embedder)}, key=len)
    tokens = sum(embedder.count_tokens(text) for text in texts)
    first = _engine_s(texts, embedder)
    started = time.process_time()
    store = LocalStore(data_dir, embedder)
    Library(store).add(files)
    add_s = time.process_time() - started
    store.close()
    engine_s = (first + _engine_s(texts, embedder)) / 2
    return AddRate(len(files), len(texts), tokens, tokens / engine_s, tokens / add_s)


def _texts(name: str, content: bytes, embedder: Embedder) -> set[str]:
    loaded = load(name, content)
    document = parse(loaded.text, name, loaded.page_starts)
    return {unit.text for unit in units_of(document, (), embedder.count_tokens)}


def _engine_s(texts: Sequence[str], embedder: Embedder) -> float:
    started = time.process_time()
    embedder.embed_passages(texts)
    return time.process_time() - started


def measure_serving(data_dir: Path, embedder: Embedder, questions: Sequence[str]) -> Serving:
    """Opens a knowledge base in this process and searches it both ways."""
    started = time.perf_counter()
    snapshot = LocalStore(data_dir, embedder).snapshot()
    ready_s = time.perf_counter() - started
    for question in questions:
        vector = remove(embedder.embed_queries([question])[0], snapshot.means["zh"])
        passages = {key for key, _ in snapshot.dense(vector, 60, None)}
        passages |= {key for key, _ in snapshot.terms(dict.fromkeys(search_terms(question), 1.0), 60, None)}
        snapshot.units(sorted(passages))
        for key in sorted(passages)[:5]:
            snapshot.document(key.document_id)
    return Serving(len(snapshot.documents()), ready_s, psutil.Process().memory_info().rss)
