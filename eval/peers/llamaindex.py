"""LlamaIndex: SentenceSplitter with Chinese sentence ends, Hugging Face embeddings, in-memory index; or with BM25.

Chinese options used: a chunking function that ends sentences at 。！？；, the model's own tokenizer for sizes, and a
token pattern of single characters for BM25.
"""

from __future__ import annotations

import re
from importlib.metadata import version

from llama_index.core import Settings, VectorStoreIndex
from llama_index.core.llms import MockLLM
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.retrievers import BaseRetriever, QueryFusionRetriever
from llama_index.core.schema import Document
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.retrievers.bm25 import BM25Retriever
from transformers import AutoTokenizer

from eval.peers.job import PASSAGE_PREFIX, QUERY_PREFIX, Chunk, Peer, Text

_TOKENS, _OVERLAP = 384, 40
"""Within the model's window of 512, with room for the metadata that LlamaIndex puts before each chunk."""
_SENTENCE = re.compile(r"[^。！？；.!?;\n]*[。！？；.!?;\n]+|[^。！？；.!?;\n]+")
_BM25_TOKENS = r"(?u)[\u4e00-\u9fff]|[a-zA-Z]+|\d+"


def _sentences(text: str) -> list[str]:
    return _SENTENCE.findall(text)


class LlamaIndex:
    """`hybrid` joins dense and BM25 by reciprocal rank in QueryFusionRetriever, without rewriting the question."""

    def __init__(self, model: str, hybrid: bool) -> None:
        self.version = version("llama-index-core")
        self._hybrid = hybrid
        joined = " + BM25(zh characters), QueryFusionRetriever reciprocal_rerank" if hybrid else ""
        self.setup = f"SentenceSplitter({_TOKENS}/{_OVERLAP} tokens, zh sentence ends), E5 instructions{joined}"
        Settings.embed_model = HuggingFaceEmbedding(
            model_name=model, query_instruction=QUERY_PREFIX, text_instruction=PASSAGE_PREFIX, device="cpu"
        )
        Settings.llm = MockLLM()
        Settings.tokenizer = AutoTokenizer.from_pretrained(model).tokenize

    def index(self, documents: tuple[Text, ...]) -> int:
        """The title goes along as metadata, which LlamaIndex embeds with each chunk by default."""
        splitter = SentenceSplitter(chunk_size=_TOKENS, chunk_overlap=_OVERLAP, chunking_tokenizer_fn=_sentences)
        whole = [
            Document(
                text=item.text,
                metadata={"title": item.title, "source": item.source},
                excluded_embed_metadata_keys=["source"],
            )
            for item in documents
        ]
        self._nodes = splitter.get_nodes_from_documents(whole)
        self._index = VectorStoreIndex(self._nodes)
        self._retriever: BaseRetriever | None = None
        return len(self._nodes)

    def search(self, question: str, k: int) -> tuple[Chunk, ...]:
        """The retriever is built at the first question and kept."""
        if self._retriever is None:
            self._retriever = self._open(k)
        found = self._retriever.retrieve(question)
        return tuple(Chunk(item.node.metadata["source"], item.node.get_content()) for item in found[:k])

    def _open(self, k: int) -> BaseRetriever:
        dense = self._index.as_retriever(similarity_top_k=k)
        if not self._hybrid:
            return dense
        words = BM25Retriever.from_defaults(
            nodes=self._nodes, similarity_top_k=k, skip_stemming=True, token_pattern=_BM25_TOKENS
        )
        return QueryFusionRetriever(
            [dense, words], similarity_top_k=k, num_queries=1, mode="reciprocal_rerank", use_async=False
        )


def open_peer(variant: str, model: str) -> Peer:
    """Variants: "" and "hybrid"."""
    return LlamaIndex(model, variant == "hybrid")
