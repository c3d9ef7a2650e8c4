"""Stand-ins until the reader and the library are in place: the best words as the answer, and plain text files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.errors import InvalidInput
from index.parse import parse
from index.protocols import Incoming, Progress, Store
from index.renderings import align_to, read_tmx
from service.finding import PassageFinder
from service.types import Agreement, Answer, Question, Refusal, RefusalReason
from service.uploads import Upload


@dataclass(frozen=True, slots=True)
class FirstHit:
    """The best words of the best paragraph."""

    finder: PassageFinder

    def answer(self, question: Question) -> Answer | Refusal:
        """Quotes what was found first."""
        found = self.finder.find(question)
        if not found:
            words = "没有找到。" if question.lang == "zh" else "Nothing was found."
            return Refusal(RefusalReason.NOT_FOUND, words, question.lang, 0.5)
        text = found[0].rendering or found[0].quote
        return Answer(text, question.lang, None, 0.5, Agreement.SINGLE, found)


@dataclass(frozen=True, slots=True)
class TextLibrary:
    """Text files in UTF-8."""

    store: Store

    def add(self, uploads: Sequence[Upload], progress: Progress | None = None) -> tuple[str, ...]:
        """Adds or replaces, by file name."""
        made = [_read(upload) for upload in uploads]
        self.store.change(add=made, progress=progress)
        return tuple(one.document.id for one in made)

    def remove(self, document_ids: Sequence[str]) -> str:
        """Takes documents out."""
        return self.store.change(remove=document_ids)

    def replace(self, document_id: str, upload: Upload, progress: Progress | None = None) -> str:
        """Replaces one document."""
        self.store.snapshot().document(document_id)
        return self.store.change(add=[_read(upload)], remove=[document_id], progress=progress)


def _read(upload: Upload) -> Incoming:
    try:
        text = upload.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(
            upload.name, "is not UTF-8 text / 不是 UTF-8 文本", "Save it as UTF-8 / 请另存为 UTF-8"
        ) from error
    document = parse(text, upload.name)
    renderings = align_to(document, read_tmx(upload.renderings)).renderings if upload.renderings else ()
    return Incoming(document, renderings, len(upload.content))
