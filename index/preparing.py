"""Document versions → units, terms and vectors in the catalog: all that a generation is then built from.

Long work is done in small commits, so that it can be interrupted at any moment and goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from index.building import Contents, Previous, VectorsOf
from index.catalog import Catalog, Compiled, Member
from index.compiled import LANGS, Compilation, SearchTerms, UnitsOf, compile_document, hashes_of, unit_rows
from index.languages import LanguageMeans, passage_means, sample_means
from index.protocols import Embedder, Progress, Vectors
from index.text import search_terms
from index.types import Lang
from index.units import units_of

_EMBED_BATCH = 256
"""Texts embedded between two commits: what is lost at most when the process is killed."""
_DRIFT = 1.25
"""Growth up to which a base keeps its means: then nothing of its unchanged documents is computed again."""
_MEAN_SAMPLE = 20_000
"""Units a language's mean is taken of: at this number its error is below what float16 keeps of a vector."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The stages of the pipeline that a store drives.

    Attributes:
        units_of: document and renderings → units.
        search_terms: text → terms.
        sample_means: the means of each language that stand in for a knowledge base too small to have its own.
    """

    units_of: UnitsOf = units_of
    search_terms: SearchTerms = search_terms
    sample_means: Callable[[Embedder], LanguageMeans] = sample_means


class Preparation:
    """Fills the catalog for one model.

    Args:
        catalog: where units, terms and vectors are kept.
        embedder: the model.
        parts: the stages of the pipeline.
    """

    def __init__(self, catalog: Catalog, embedder: Embedder, parts: Parts) -> None:
        self._catalog, self._embedder, self._parts = catalog, embedder, parts
        self.model = embedder.name

    def contents(self, members: Sequence[Member], sample: LanguageMeans, previous: Previous | None) -> Contents:
        """What a generation of these members is built from; they are prepared by now.

        Args:
            members: the documents, in order.
            sample: the built-in sample's means.
            previous: an earlier generation under the same model, whose blocks may be taken over.
        """
        model, dimension = self.model, self._embedder.dimension

        def compiled(member: Member) -> Compiled:
            found = self._catalog.compiled(member.version, model)
            return found or self.compile(member).compiled

        def vectors_of(hashes: Sequence[bytes]) -> Vectors:
            return self._catalog.vectors(model, hashes, dimension)

        n_passages = sum(member.info.paragraphs for member in members)
        if previous is not None and _still_fits(previous.n_passages_of_means, n_passages):
            n_passages, means = previous.n_passages_of_means, previous.passage_means
        else:
            previous, means = None, passage_means(self._own_vectors(members, compiled, vectors_of), sample)
        return Contents(
            model=model,
            dimension=dimension,
            members=tuple(members),
            compiled=compiled,
            vectors_of=vectors_of,
            sample_means=sample,
            passage_means=means,
            n_passages_of_means=n_passages,
            previous=previous,
        )

    def _own_vectors(
        self, members: Sequence[Member], compiled: Callable[[Member], Compiled], vectors_of: VectorsOf
    ) -> Mapping[Lang, Vectors]:
        """Vectors of an even sample of each language's units."""
        keys: dict[Lang, list[bytes]] = {lang: [] for lang in LANGS}
        for member in members:
            rows = unit_rows(compiled(member))
            for code, lang in enumerate(LANGS):
                keys[lang].extend(hashes_of(rows[rows["lang"] == code]))
        strides = {lang: -(-len(found) // _MEAN_SAMPLE) for lang, found in keys.items()}
        return {lang: vectors_of(found[:: strides[lang]]) for lang, found in keys.items() if found}

    def sample_means(self) -> LanguageMeans:
        """The built-in sample's means, embedded now."""
        return self._parts.sample_means(self._embedder)

    def compile(self, member: Member) -> Compilation:
        """Cuts a document version into units and terms, in place of what was kept of it."""
        document, renderings = self._catalog.document(member.version), self._catalog.renderings(member.version)
        parts = self._parts
        made = compile_document(document, renderings, parts.units_of, parts.search_terms, self._embedder.count_tokens)
        self._catalog.put_compiled(member.version, self.model, made.compiled)
        return made

    def prepare(self, members: Sequence[Member], progress: Progress | None, anew: bool = False) -> None:
        """Compiles what is not compiled and embeds every text that has no vector yet, in commits of one batch.

        Args:
            members: the documents that no published generation under this model has.
            progress: told of each document and of each batch of texts.
            anew: compiles also what is compiled, for example because the parts have changed.
        """
        texts: dict[bytes, str] = {}
        for done, member in enumerate(members):
            if progress:
                progress("read", done, len(members))
            kept = None if anew else self._catalog.compiled(member.version, self.model)
            hashes = hashes_of(unit_rows(kept)) if kept else []
            missing = self._catalog.missing_vectors(self.model, hashes)
            if kept is None or missing:
                made = self.compile(member)
                missing = self._catalog.missing_vectors(self.model, made.texts)
                texts |= {key: made.texts[key] for key in missing}
        self._embed(texts, progress)

    def _embed(self, texts: Mapping[bytes, str], progress: Progress | None) -> None:
        # Texts of like length side by side: a batch is padded to its longest.
        waiting = sorted(texts.items(), key=lambda item: (len(item[1]), item[1]))
        for start in range(0, len(waiting), _EMBED_BATCH):
            if progress:
                progress("embed", start, len(waiting))
            batch = waiting[start : start + _EMBED_BATCH]
            vectors = self._embedder.embed_passages([text for _, text in batch])
            self._catalog.put_vectors(self.model, dict(zip((key for key, _ in batch), vectors, strict=True)))
        if progress and waiting:
            progress("embed", len(waiting), len(waiting))


def _still_fits(n_then: int, n_now: int) -> bool:
    """True while a base has grown or shrunk too little to move its means noticeably."""
    return n_then <= n_now * _DRIFT and n_now <= n_then * _DRIFT
