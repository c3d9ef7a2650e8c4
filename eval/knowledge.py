"""Public sets → a knowledge base of their own: each corpus entry becomes a document of one paragraph."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from eval.beir import Entry
from index.parse import document_id
from index.protocols import Incoming
from index.text import clauses, sentences
from index.types import Document, Paragraph, Sentence, Span


def entry_to_document(entry: Entry) -> Document:
    """One paragraph as it stands: a public set's text is not parsed for headings, so its spans stay its own."""
    spans = sentences(entry.text, lang=entry.lang)
    parts = tuple(Sentence(span, clauses(entry.text, span)) for span in spans)
    whole = Span(0, len(entry.text))
    paragraph = Paragraph(n=1, span=whole, section=None, page=None, is_heading=False, sentences=parts)
    return Document(
        id=document_id(entry.source),
        title=entry.title or entry.id,
        source=entry.source,
        lang=entry.lang,
        text=entry.text,
        sections=(),
        paragraphs=(paragraph,),
    )


def beir_knowledge(entries: Sequence[Entry], data: Path, progress: Callable[[int, int], None] | None = None) -> str:
    """Adds `entries` to the data directory, made anew where there is none, and returns the version.

    What is there already and unchanged is not embedded again.
    """
    from service.settings import load_settings
    from service.wire import open_knowledge

    def note(_stage: str, done: int, total: int) -> None:
        if progress:
            progress(done, total)

    settings = load_settings().model_copy(update={"data_dir": data, "seeds_dir": None})
    documents = [entry_to_document(entry) for entry in entries]
    arriving = [Incoming(document, (), len(document.text.encode())) for document in documents]
    return open_knowledge(settings).store.change(add=arriving, progress=note)
