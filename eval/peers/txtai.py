"""txtai: paragraphs by its Segmentation, an Embeddings index with E5 instructions; or its hybrid with BM25.

Chinese options used: none are needed for dense search; its tokenizer cuts by Unicode word rules, which take
Chinese character by character.
"""

from __future__ import annotations

from importlib.metadata import version

from txtai import Embeddings
from txtai.pipeline import Segmentation

from eval.peers.job import PASSAGE_PREFIX, QUERY_PREFIX, Chunk, Peer, Text

_SHORTEST = 30
"""Characters. Without it each heading is a row of its own, and English questions find little else."""


class Txtai:
    """Lines of the documents are its sections: in official papers a line is a paragraph."""

    def __init__(self, model: str, hybrid: bool) -> None:
        self.version = version("txtai")
        found_by = "hybrid BM25 + dense" if hybrid else "dense"
        self.setup = f"Segmentation(lines, minlength={_SHORTEST}), E5 instructions, {found_by}"
        self._lines = Segmentation(lines=True, minlength=_SHORTEST)
        self._embeddings = Embeddings(
            path=model,
            content=False,
            hybrid=hybrid,
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

    def search(self, question: str, k: int) -> tuple[Chunk, ...]:
        """Row numbers, best first."""
        return tuple(self._chunks[number] for number, _ in self._embeddings.search(question, k))


def open_peer(variant: str, model: str) -> Peer:
    """Variants: "" and "hybrid"."""
    return Txtai(model, variant == "hybrid")
