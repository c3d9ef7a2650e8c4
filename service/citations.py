"""Evidence and a span → a citation: where the words stand, verbatim, and what they are called in the other language."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.protocols import Snapshot
from index.text import search_terms
from index.types import Document, Hit, Lang, Rendering, Span
from service.quantity import find, render
from service.types import Citation, Evidence, RenderingBy

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
