"""Written claims, and claims mined from what the reader was trained on, as examples for the entailment model.

A claim is a question answered with words of a window: what the window says, or a near miss, which it only seems to say.
The written ones (`training/claims/*.jsonl`) name their window by file and range; the texts themselves lie in the data
folder. Over the windows that the reader's training was shown, the right window with its words is a claim that holds,
and the wrong window that the reader likes best, with the words it likes best, is one that does not.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from pathlib import Path

from index.pairs import Window as Shown
from index.types import Lang, Span
from service.entailment import claimed
from service.protocols import PairReader
from training.reading import Reading, Window
from training.sources import lines, paragraph

WRITTEN = Path(__file__).parent / "claims"


def example(question: str, lang: Lang, window: Window, words: Span, follows: bool, source: str) -> Reading:
    """One claim over its one window, which it follows from or not. No words are marked: they stand in the claim."""
    shown = Window(window.text, window.head, None)
    return Reading(claimed(question, words.of(window.text)), lang, (shown,), 0 if follows else None, source)


def _text(data: Path, of: str) -> str:
    """The text named by a row: a file, or `folder#id` in BEIR layout."""
    return str(paragraph(data, of)["text"]) if "#" in of else (data / of).read_text("utf-8")


def written(data: Path, folder: Path = WRITTEN) -> Iterator[Reading]:
    """Every written claim; `data` is the folder that the rows name their texts in."""
    for path in sorted(folder.glob("*.jsonl")):
        for row in lines(path):
            window = Window(Span(row["start"], row["end"]).of(_text(data, row["of"])), row["head"], None)
            for claim in row["claims"]:
                at = window.text.index(claim["words"])
                words = Span(at, at + len(claim["words"]))
                yield example(claim["question"], row["lang"], window, words, claim["follows"], path.stem)


N_READ = 6
"""Windows of a mined question that are read, to find the one that misleads most."""


def mined(rows: Iterable[Reading], reader: PairReader, rng: random.Random) -> Iterator[Reading]:
    """Of each question the claim that holds, where one does, and the likeliest that does not."""
    for row in rows:
        scores = reader.read(row.question, [Shown(w.text, w.head) for w in row.windows[:N_READ]])
        shown = list(zip(row.windows, scores, strict=False))
        if row.right is not None and row.right < len(shown):
            window, said = shown.pop(row.right)
            best, answer = said.best()[0], window.answer
            if answer is not None:
                words = best if best.overlaps(answer) and rng.random() < _AS_READ else answer
                yield example(row.question, row.lang, window, words, True, f"{row.source} mined")
        if shown:
            window, said = max(shown, key=lambda pair: pair[1].margin)
            words = said.best()[0]
            if words.end > words.start:
                yield example(row.question, row.lang, window, words, False, f"{row.source} mined")


_AS_READ = 0.5
"""Share of the right windows that are shown with the reader's words for them instead of the gold ones."""
