"""txtai: paragraphs by its Segmentation, an Embeddings index with E5 instructions; or its hybrid with BM25.

Chinese options used: none are needed for dense search; its tokenizer cuts by Unicode word rules, which take
Chinese character by character.
"""

from __future__ import annotations

from importlib.metadata import version

from txtai import Embeddings
from txtai.pipeline import Segmentation

from eval.peers.job import PASSAGE_PREFIX, QUERY_PREFIX, Chunk, Hybrid, Text

_SHORTEST = 30
"""Characters. Without it each heading is a row of its own, and English questions find little else."""


class Txtai:
    """Lines of the documents are its sections: in official papers a line is a paragraph."""

    def __init__(self, model: str, dtype: str) -> None:
        self.version = version("txtai")
        self.setup = f"Segmentation(lines, minlength={_SHORTEST}), E5 instructions, dense"
        self._lines = Segmentation(lines=True, minlength=_SHORTEST)
        self._embeddings = Embeddings(
            path=model,
            content=False,
            vectors={"dtype": dtype},
            instructions={"query": QUERY_PREFIX, "data": PASSAGE_PREFIX},
        )
        self._chunks: list[Chunk] = []

    def index(self, documents: tuple[Text, ...]) -> int:
        """One row a line."""
        for item in documents:
            found = self._lines(item.text)
            parts = found if isinstance(found, list) else [found]
            self._chunks.extend(Chunk(item.source, part) for part in parts if part and part.strip())
        self._embeddings.index((number, chunk.text, None) for number, chunk in enumerate(self._chunks))
        return len(self._chunks)

    def add_words(self) -> None:
        """What `hybrid=True` has its index do, on the vectors that are there."""
        self._embeddings.config["scoring"] = {"method": "bm25", "terms": True, "normalize": True}
        scoring = self._embeddings.createscoring()
        scoring.insert(((number, chunk.text, None) for number, chunk in enumerate(self._chunks)), 0)
        scoring.index()
        self._embeddings.scoring = scoring
        self.setup = self.setup.replace("dense", "hybrid BM25 + dense")

    def search(self, question: str, k: int) -> tuple[Chunk, ...]:
        """Row numbers, best first."""
        return tuple(self._chunks[number] for number, _ in self._embeddings.search(question, k))


def open_peer(variant: str, model: str, dtype: str) -> Hybrid:
    """There is one variant only."""
    del variant
    return Txtai(model, dtype)
