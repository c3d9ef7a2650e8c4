"""Hits → citations: what `/v1/search` shows, without a reader. The quote is the best matching words."""

from __future__ import annotations

from dataclasses import dataclass

from index.protocols import Snapshot, Store
from index.retrieve import Retriever
from index.types import Hit, Lang, Rendering, Span
from service.types import Citation, Question


@dataclass(frozen=True, slots=True)
class PassageFinder:
    """Ranks paragraphs of the published generation."""

    store: Store
    retriever: Retriever

    def find(self, question: Question) -> tuple[Citation, ...]:
        """Up to `question.k` citations, best first; empty where nothing was found."""
        snapshot = self.store.snapshot()
        hits = self.retriever.search_in(snapshot, question.text, question.lang, question.k, question.documents)
        return tuple(citation_of(snapshot, hit, question.lang) for hit in hits)


def citation_of(snapshot: Snapshot, hit: Hit, lang: Lang) -> Citation:
    """A hit with its place, its words, and their rendering where a person wrote one in `lang`."""
    document = snapshot.document(hit.key.document_id)
    paragraph = document.paragraph(hit.key.paragraph)
    span = hit.spans[0].span if hit.spans else paragraph.span
    words = None if document.lang == lang else rendering_of(snapshot.renderings(document.id), span, lang)
    return Citation(
        key=hit.key,
        title=document.title,
        source=document.source,
        section=document.section_path(paragraph),
        page=paragraph.page,
        text=paragraph.span.of(document.text),
        quote=span.of(document.text),
        span=span,
        lang=document.lang,
        rendering=words,
        rendering_by="human" if words else None,
        score=hit.score,
    )


def rendering_of(renderings: tuple[Rendering, ...], span: Span, lang: Lang) -> str | None:
    """The renderings in `lang` of every sentence that `span` touches; None where there is none."""
    touched = [one.text for one in renderings if one.lang == lang and one.source.overlaps(span)]
    return (" " if lang == "en" else "").join(touched) or None
