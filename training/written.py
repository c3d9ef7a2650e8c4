"""Questions written for this project over openly licensed text (`training/questions`), in the shape of all sources.

`encyclopedic.jsonl` names paragraphs as `folder#id` of the data folder, in BEIR layout. `news.jsonl` names neighbouring
rows of FLORES-200, whose Chinese and English say the same: every question is asked in both languages of either text.
Questions without words are near misses: nothing in their text answers them, though it sounds as if. `held_out.jsonl`
asks the same of paragraphs that no training saw: how sure answers are is fitted on them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from index.types import Lang, Span
from training.sources import Asked, head_of_paragraph, lines, paragraph, parallel

FOLDER = Path(__file__).parent / "questions"
NEWS = "public/parallel/flores200/devtest.zho_Hans-eng.tsv"
_JOINED: dict[Lang, str] = {"zh": "", "en": " "}


def written_questions(data: Path, folder: Path = FOLDER) -> Iterator[Asked]:
    """Every question; `data` is the folder that holds the texts. ValueError names words that stand nowhere."""
    yield from _encyclopedic(data, folder / "encyclopedic.jsonl")
    yield from _news(data, folder / "news.jsonl")


def held_out_questions(data: Path, folder: Path = FOLDER) -> Iterator[Asked]:
    """Those over paragraphs that are kept from training."""
    yield from _encyclopedic(data, folder / "held_out.jsonl")


def _encyclopedic(data: Path, path: Path) -> Iterator[Asked]:
    for row in lines(path):
        document = paragraph(data, row["of"])
        text, head = document["text"], head_of_paragraph(document)
        for item in row["items"]:
            answer = _place(text, item["words"], item.get("near")) if item["words"] else None
            yield Asked(item["q"], item["lang"], text, answer, answer, "encyclopedic", str(document["_id"]), head)


def _news(data: Path, path: Path) -> Iterator[Asked]:
    pairs = tuple(parallel(data / NEWS))
    for row in lines(path):
        first, last = row["rows"]
        chinese, english = zip(*pairs[first : last + 1], strict=True)
        texts: dict[Lang, str] = {"zh": _JOINED["zh"].join(chinese), "en": _JOINED["en"].join(english)}
        for fact in row["facts"]:
            for lang, text in texts.items():
                answer = None if fact.get("none") else _place(text, fact[lang], fact.get(f"near_{lang}"))
                for asked in texts:
                    question = fact[f"q_{asked}"]
                    yield Asked(question, asked, text, answer, answer, "news", f"news-{first}", "")


def _place(text: str, words: str, near: str | None) -> Span:
    """Where the words stand; `near` is a longer quote around those that are meant, where they stand more than once."""
    around = text.find(near) if near and text.count(words) > 1 else 0
    at = text.find(words, max(0, around))
    if at < 0:
        raise ValueError(f"{words!r} does not stand in {text[:60]!r}…: mend the row in {FOLDER.name}/")
    return Span(at, at + len(words))
