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

from eval.peers.job import PASSAGE_PREFIX, QUERY_PREFIX, Chunk, Hybrid, Text

_TOKENS, _OVERLAP = 384, 40
"""Within the model's window of 512, with room for the metadata that LlamaIndex puts before each chunk."""
_SENTENCE = re.compile(r"[^。！？；.!?;\n]*[。！？；.!?;\n]+|[^。！？；.!?;\n]+")
_BM25_TOKENS = r"(?u)[\u4e00-\u9fff]|[a-zA-Z]+|\d+"


def _sentences(text: str) -> list[str]:
    return _SENTENCE.findall(text)


class LlamaIndex:
    """With words, dense and BM25 are joined by reciprocal rank in QueryFusionRetriever, the question not rewritten."""

    def __init__(self, model: str, dtype: str) -> None:
        self.version = version("llama-index-core")
        self.setup = f"SentenceSplitter({_TOKENS}/{_OVERLAP} tokens, zh sentence ends), E5 instructions"
        self._has_words = False
        self._retriever: BaseRetriever | None = None
        Settings.embed_model = HuggingFaceEmbedding(
            model_name=model,
            query_instruction=QUERY_PREFIX,
            text_instruction=PASSAGE_PREFIX,
            device="cpu",
            model_kwargs={"dtype": dtype},
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
        return len(self._nodes)

    def add_words(self) -> None:
        """The retriever is built anew at the next question, with BM25 in it."""
        self._has_words, self._retriever = True, None
        self.setup += " + BM25(zh characters), QueryFusionRetriever reciprocal_rerank"

    def search(self, question: str, k: int) -> tuple[Chunk, ...]:
        """The retriever is built at the first question and kept."""
        if self._retriever is None:
            self._retriever = self._open(k)
        found = self._retriever.retrieve(question)
        return tuple(Chunk(item.node.metadata["source"], item.node.get_content()) for item in found[:k])

    def _open(self, k: int) -> BaseRetriever:
        dense = self._index.as_retriever(similarity_top_k=k)
        if not self._has_words:
            return dense
        words = BM25Retriever.from_defaults(
            nodes=self._nodes, similarity_top_k=k, skip_stemming=True, token_pattern=_BM25_TOKENS
        )
        return QueryFusionRetriever(
            [dense, words], similarity_top_k=k, num_queries=1, mode="reciprocal_rerank", use_async=False
        )


def open_peer(variant: str, model: str, dtype: str) -> Hybrid:
    """There is one variant only."""
    del variant
    return LlamaIndex(model, dtype)
