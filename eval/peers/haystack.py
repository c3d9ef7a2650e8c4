"""Haystack: its BM25 pipeline and its embedding pipeline, over the in-memory document store.

Chinese options used: the recursive splitter's separators, and the store's own BM25 tokenisation, which takes
Chinese character by character. Its ChineseDocumentSplitter fetches HanLP models at run time and is left out.
"""

from __future__ import annotations

from importlib.metadata import version

from haystack import Document, Pipeline
from haystack.components.preprocessors import RecursiveDocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)

from eval.peers.job import CHUNK, OVERLAP, PASSAGE_PREFIX, QUERY_PREFIX, Chunk, Peer, Text

_SEPARATORS = ["\n\n", "\n", "[。！？；]", r"[.!?;] ", "[，,]", " "]
"""Regular expressions, as this splitter takes them."""


class Haystack:
    """Two pipelines as in Haystack's tutorials; `embeds` picks the second."""

    def __init__(self, model: str, embeds: bool, dtype: str) -> None:
        self.version = version("haystack-ai")
        self._model, self._embeds, self._dtype = model, embeds, dtype
        found_by = "E5 prefixes, InMemoryEmbeddingRetriever" if embeds else "InMemoryBM25Retriever (BM25L)"
        self.setup = f"RecursiveDocumentSplitter({CHUNK}/{OVERLAP}, zh separators), {found_by}"
        self._store = InMemoryDocumentStore(embedding_similarity_function="cosine")

    def index(self, documents: tuple[Text, ...]) -> int:
        """Splits, embeds where wanted, writes."""
        splitter = RecursiveDocumentSplitter(
            split_length=CHUNK, split_overlap=OVERLAP, split_unit="char", separators=_SEPARATORS
        )
        whole = [Document(content=item.text, meta={"source": item.source, "title": item.title}) for item in documents]
        parts = splitter.run(documents=whole)["documents"]
        if self._embeds:
            embedder = SentenceTransformersDocumentEmbedder(
                model=self._model,
                prefix=PASSAGE_PREFIX,
                normalize_embeddings=True,
                progress_bar=False,
                model_kwargs={"dtype": self._dtype},
            )
            embedder.warm_up()
            parts = embedder.run(documents=parts)["documents"]
        self._store.write_documents(parts)
        self._pipeline = self._wire()
        return len(parts)

    def _wire(self) -> Pipeline:
        pipeline = Pipeline()
        if not self._embeds:
            pipeline.add_component("retriever", InMemoryBM25Retriever(document_store=self._store))
            return pipeline
        embedder = SentenceTransformersTextEmbedder(
            model=self._model,
            prefix=QUERY_PREFIX,
            normalize_embeddings=True,
            progress_bar=False,
            model_kwargs={"dtype": self._dtype},
        )
        pipeline.add_component("embedder", embedder)
        pipeline.add_component("retriever", InMemoryEmbeddingRetriever(document_store=self._store))
        pipeline.connect("embedder.embedding", "retriever.query_embedding")
        return pipeline

    def search(self, question: str, k: int) -> tuple[Chunk, ...]:
        """Runs the pipeline once."""
        inputs = {"embedder": {"text": question}} if self._embeds else {"retriever": {"query": question}}
        inputs.setdefault("retriever", {})["top_k"] = k  # type: ignore[assignment]
        found = self._pipeline.run(inputs)["retriever"]["documents"]
        return tuple(Chunk(item.meta["source"], item.content) for item in found)


def open_peer(variant: str, model: str, dtype: str) -> Peer:
    """Variants: "bm25" and "embedding"."""
    return Haystack(model, variant == "embedding", dtype)
