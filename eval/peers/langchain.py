"""LangChain: splitter with Chinese separators, Hugging Face embeddings with their prompts, FAISS; or with BM25 beside.

Chinese options used: the splitter's separators for languages without word boundaries, and jieba as the
preprocess function of the BM25 retriever.
"""

from __future__ import annotations

from importlib.metadata import version

import jieba
from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from eval.peers.job import CHUNK, OVERLAP, PASSAGE_PREFIX, QUERY_PREFIX, SEPARATORS, Chunk, Hybrid, Text


class LangChain:
    """With words, dense and BM25 are joined in equal parts by reciprocal rank, as EnsembleRetriever does."""

    def __init__(self, model: str, dtype: str) -> None:
        self.version = version("langchain-core")
        self.setup = f"RecursiveCharacterTextSplitter({CHUNK}/{OVERLAP}, zh separators), E5 prompts, FAISS"
        self._words: BM25Retriever | None = None
        self._embeddings = HuggingFaceEmbeddings(
            model_name=model,
            model_kwargs={"device": "cpu", "model_kwargs": {"dtype": dtype}},
            encode_kwargs={"normalize_embeddings": True, "prompt": PASSAGE_PREFIX},
            query_encode_kwargs={"normalize_embeddings": True, "prompt": QUERY_PREFIX},
        )

    def index(self, documents: tuple[Text, ...]) -> int:
        """Cuts and embeds."""
        splitter = RecursiveCharacterTextSplitter(
            separators=list(SEPARATORS), chunk_size=CHUNK, chunk_overlap=OVERLAP, keep_separator="end"
        )
        whole = [Document(page_content=item.text, metadata={"source": item.source}) for item in documents]
        self._parts = splitter.split_documents(whole)
        # Norms are taken by the store too: one taken in bfloat16 is off by up to 0.3 %.
        self._store = FAISS.from_documents(self._parts, self._embeddings, normalize_L2=True)
        return len(self._parts)

    def add_words(self) -> None:
        """BM25 over the same chunks."""
        self._words = BM25Retriever.from_documents(self._parts, preprocess_func=jieba.lcut)
        self.setup += " + BM25(jieba), EnsembleRetriever .5/.5"

    def search(self, question: str, k: int) -> tuple[Chunk, ...]:
        """Through the retriever interface that the documentation shows."""
        dense = self._store.as_retriever(search_kwargs={"k": k})
        if self._words is None:
            found = dense.invoke(question)
        else:
            self._words.k = k
            found = EnsembleRetriever(retrievers=[dense, self._words], weights=[0.5, 0.5]).invoke(question)
        return tuple(Chunk(item.metadata["source"], item.page_content) for item in found[:k])


def open_peer(variant: str, model: str, dtype: str) -> Hybrid:
    """There is one variant only."""
    del variant
    return LangChain(model, dtype)
