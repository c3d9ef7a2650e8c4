"""Evidence and a span → a citation: where the words stand, verbatim, and what they are called in the other language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.protocols import Snapshot
from index.retrieve import Retriever
from index.text import search_terms
from index.types import Document, Hit, Lang, Rendering, Span
from service.quantity import find, render
from service.types import Citation, Evidence, Question, RenderingBy

_MARKS = "，,；;、：:。 \n"


def gather(snapshot: Snapshot, hits: Sequence[Hit]) -> tuple[Evidence, ...]:
    """Hits with their documents, paragraphs and the renderings that lie in them."""
    ids = dict.fromkeys(hit.key.document_id for hit in hits)
    known = {key: (snapshot.document(key), snapshot.renderings(key)) for key in ids}
    return tuple(_evidence(hit, *known[hit.key.document_id]) for hit in hits)


def _evidence(hit: Hit, document: Document, renderings: Sequence[Rendering]) -> Evidence:
    paragraph = document.paragraph(hit.key.paragraph)
    start, end = paragraph.span
    ours = tuple(r for r in renderings if r.source.start < end and start < r.source.end)
    title = _title_rendering(document, renderings)
    return Evidence(document, paragraph, hit.score, hit.spans, ours, title, hit.named)


def _title_rendering(document: Document, renderings: Sequence[Rendering]) -> str:
    first = document.paragraphs[0].span if document.paragraphs else Span(0, 0)
    if first.of(document.text) != document.title:
        return ""
    return next((r.text for r in renderings[:1] if r.source.overlaps(first)), "")


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


def title_in(evidence: Evidence, lang: Lang, question: str = "") -> str:
    """What to call a document in `lang`: by the asker's own words for it, by a rendering of its title, or its title.

    A leading year is left out: it names the document's period, and is no figure that an answer states.
    """
    title = evidence.document.title
    if lang != evidence.document.lang and evidence.title_rendering:
        title = evidence.title_rendering
        asked_for = _called(question, title)
        if asked_for:
            return f"the {asked_for}"
    return re.sub(r"^\s*(?:19|20)\d\d\s*年?\s*|\b(?:for\s+)?(?:19|20)\d\d\s*$", "", title).strip() or title


def _called(question: str, title: str) -> str:
    """The longest run of two to four words of the question all of which stand in an English title, else ""."""
    words, known = re.findall(r"[\w-]+", question), set(search_terms(title))
    runs = (words[i : i + n] for n in (4, 3, 2) for i in range(len(words) - n + 1))
    return next((" ".join(run) for run in runs if all(set(search_terms(word)) & known for word in run)), "")


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
        hits = self.retriever.search_in(
            snapshot, question.text, question.lang, question.k + _SPARE, question.documents, n_spans=1
        )
        found = [replace(item, score=item.score - _NAMING * _only_names(item)) for item in gather(snapshot, hits)]
        found.sort(key=lambda item: -item.score)
        return tuple(
            cite(item, item.spans[0].span if item.spans else item.paragraph.span, question.lang, item.score)
            for item in found[: question.k]
        )


_SPARE = 4
"""Paragraphs found beyond those wanted: as many titles and headings may go behind them."""
_NAMING = 0.15
"""What a title or heading loses: it says what a text is about, as the question does, and tells nothing of it. The right
paragraph is first, without it and with it, for 400 training questions over 150 reports zh .780 and
.835, en .660 and .690; on the development questions of the seeds zh .981 and 1.0, en .887 and .925."""


def _only_names(item: Evidence) -> bool:
    """True for a heading, and for a title that stands once more in the text."""
    return item.paragraph.is_heading or item.paragraph.span.of(item.document.text).strip() == item.document.title
