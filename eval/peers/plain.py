"""The pipeline most people would write first: recursive splitter, sentence-transformers, FAISS flat."""

from __future__ import annotations

from importlib.metadata import version

import faiss
import numpy as np
from langchain_text_splitters import RecursiveCharacterTextSplitter
from sentence_transformers import SentenceTransformer

from eval.peers.job import CHUNK, PASSAGE_PREFIX, QUERY_PREFIX, Chunk, Peer, Text


class Plain:
    """Chunks of 500 characters, cosine, exact search."""

    def __init__(self, model: str, dtype: str) -> None:
        self.version = version("sentence-transformers")
        self.setup = f"RecursiveCharacterTextSplitter({CHUNK}), sentence-transformers {dtype}, IndexFlatIP"
        self._model = SentenceTransformer(model, device="cpu", model_kwargs={"dtype": dtype})
        self._chunks: list[Chunk] = []

    def index(self, documents: tuple[Text, ...]) -> int:
        """The splitter is left as it comes, but for the size."""
        splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=0)
        self._chunks = [Chunk(item.source, part) for item in documents for part in splitter.split_text(item.text)]
        vectors = self._encode([PASSAGE_PREFIX + chunk.text for chunk in self._chunks])
        self._index = faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(vectors)
        return len(self._chunks)

    def search(self, question: str, k: int) -> tuple[Chunk, ...]:
        """Exact search by inner product."""
        _, found = self._index.search(self._encode([QUERY_PREFIX + question]), k)
        return tuple(self._chunks[at] for at in found[0] if at >= 0)

    def _encode(self, texts: list[str]) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        vectors = np.asarray(self._model.encode(texts, show_progress_bar=False), dtype=np.float32)
        # Not by the model: a norm taken in bfloat16 is off by up to 0.3 %, more than lies between two passages.
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def open_peer(variant: str, model: str, dtype: str) -> Peer:
    """There is one variant only."""
    del variant
    return Plain(model, dtype)
