"""Evidence and a span → a citation: where the words stand, verbatim, and what they are called in the other language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.protocols import Snapshot
from index.retrieve import Retriever
from index.types import Document, Hit, Lang, Rendering, Span
from service.quantity import find, render
from service.types import Citation, Evidence, Question, RenderingBy

_MARKS = "，,；;、：:。 \n"


def gather(snapshot: Snapshot, hits: Sequence[Hit]) -> tuple[Evidence, ...]:
    """Hits with their documents, paragraphs and the renderings that lie in them."""
    return tuple(_evidence(snapshot, hit) for hit in hits)


def _evidence(snapshot: Snapshot, hit: Hit) -> Evidence:
    document = snapshot.document(hit.key.document_id)
    paragraph = document.paragraph(hit.key.paragraph)
    renderings = tuple(r for r in snapshot.renderings(document.id) if r.source.overlaps(paragraph.span))
    return Evidence(document, paragraph, hit.score, hit.spans, renderings, _title_rendering(document, snapshot))


def _title_rendering(document: Document, snapshot: Snapshot) -> str:
    first = document.paragraphs[0].span if document.paragraphs else Span(0, 0)
    if first.of(document.text) != document.title:
        return ""
    return next((r.text for r in snapshot.renderings(document.id)[:1] if r.source.overlaps(first)), "")


def trimmed(text: str, span: Span) -> Span:
    """`span` without the marks and white space at its ends."""
    start, end = span
    while start < end and text[start] in _MARKS:
        start += 1
    while end > start and text[end - 1] in _MARKS:
        end -= 1
    return Span(start, end) if start < end else span


def cite(evidence: Evidence, span: Span, lang: Lang, score: float) -> Citation:
    """A citation of `span`, which lies in the evidence's paragraph, for an asker of language `lang`."""
    document, paragraph = evidence.document, evidence.paragraph
    quoted = trimmed(document.text, span)
    rendering, by = _rendering(evidence, quoted, lang)
    return Citation(
        key=evidence.key,
        title=document.title,
        source=document.source,
        section=document.section_path(paragraph),
        page=paragraph.page,
        text=paragraph.span.of(document.text),
        quote=quoted.of(document.text),
        span=quoted,
        lang=document.lang,
        rendering=rendering,
        rendering_by=by,
        score=min(1.0, max(0.0, score)),
    )


def renderings_of(evidence: Evidence, span: Span, lang: Lang) -> tuple[Rendering, ...]:
    """The human renderings in `lang` of the sentences that `span` touches, in text order."""
    return tuple(r for r in evidence.renderings if r.lang == lang and r.source.overlaps(span))


def title_in(evidence: Evidence, lang: Lang) -> str:
    """The document's title in `lang`: a person's rendering of it where there is one, else as written.

    A leading year is left out: it names the document's period, and is no figure that an answer states.
    """
    title = evidence.document.title
    if lang != evidence.document.lang and evidence.title_rendering:
        title = evidence.title_rendering
    return re.sub(r"^\s*(?:19|20)\d\d\s*年?\s*|\b(?:for\s+)?(?:19|20)\d\d\s*$", "", title).strip() or title


def _rendering(evidence: Evidence, span: Span, lang: Lang) -> tuple[str | None, RenderingBy | None]:
    if lang == evidence.document.lang:
        return None, None
    human = renderings_of(evidence, span, lang)
    if human:
        return " ".join(r.text for r in human), "human"
    figures = find(span.of(evidence.document.text), evidence.document.lang)
    words = "; ".join(dict.fromkeys(render(figure, lang) for figure in figures if figure.is_plain))
    return (words, "rule") if words else (None, None)


@dataclass(frozen=True, slots=True)
class Finder:
    """Question → ranked paragraphs as citations: search without an answer."""

    retriever: Retriever

    def find(self, question: Question) -> tuple[Citation, ...]:
        """Up to `question.k` citations, best first; empty where nothing was found."""
        snapshot = self.retriever.store.snapshot()
        hits = self.retriever.search_in(snapshot, question.text, question.lang, question.k, question.documents)
        return tuple(
            cite(item, item.spans[0].span if item.spans else item.paragraph.span, question.lang, item.score)
            for item in gather(snapshot, hits)
        )
