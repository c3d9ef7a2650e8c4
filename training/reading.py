"""Examples for the reader: a question, a few windows, and which of them answers in which words; or none.

The same sentence of another province's report is a wrong window too, told apart by its title. Some questions are
asked a second time, changed so that the windows no longer answer (`training.changing`).
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from index.types import Lang, Span
from service.windows import WINDOW_CHARS, runs
from training.changing import Things, changed
from training.contrast import lang_of
from training.pieces import all_clauses, sentences
from training.sources import Asked


@dataclass(frozen=True, slots=True)
class Window:
    """Words of one text with what stands over it; `answer` lies in `text`, None where it holds none."""

    text: str
    head: str
    answer: Span | None


@dataclass(frozen=True, slots=True)
class Reading:
    """A question over windows; `right` is the index of the one that answers, None where none does."""

    question: str
    lang: Lang
    windows: tuple[Window, ...]
    right: int | None
    source: str


def windows(text: str, limit: int) -> tuple[Span, ...]:
    """Consecutive runs of whole sentences of up to `limit` characters; a longer sentence is cut at its clauses.

    >>> [w.of("甲乙。丙丁。戊己。") for w in windows("甲乙。丙丁。戊己。", 6)]
    ['甲乙。丙丁。', '戊己。']
    """
    pieces: list[Span] = []
    for s in sentences(text):
        pieces.extend([s] if s.end - s.start <= limit else [c for c in all_clauses(text) if s.covers(c)])
    return runs(pieces, limit)


def around(text: str, answer: Span, limit: int, rng: random.Random) -> Span:
    """A run of whole sentences (of clauses, where a sentence is too long) that covers `answer`, placed by chance."""
    pieces = sentences(text)
    touched = [s for s in pieces if s.overlaps(answer)]
    if not touched or touched[-1].end - touched[0].start > limit:
        pieces = all_clauses(text)
        touched = [c for c in pieces if c.overlaps(answer)]
    if not touched:
        return answer
    first, last = pieces.index(touched[0]), pieces.index(touched[-1])
    room = limit - (touched[-1].end - touched[0].start)
    for side in rng.sample([-1, 1] * 12, 24):
        at = first - 1 if side < 0 else last + 1
        if not 0 <= at < len(pieces):
            continue
        size = pieces[at].end - pieces[at].start + 1
        if size <= room:
            room -= size
            first, last = (at, last) if side < 0 else (first, at)
    return Span(min(pieces[first].start, answer.start), max(pieces[last].end, answer.end))


@dataclass(frozen=True, slots=True)
class Mix:
    """How examples are made of questions of one source.

    Attributes:
        n_wrong: wrong windows beside the right one.
        withheld: share of the questions that are shown wrong windows only, so that none answers.
        changed: share that are asked a second time, changed, of the same windows.
        headless: share of the examples without what stands over their windows.
        crowded: share that is shown N_CROWD wrong windows, so that none has many to win against.
    """

    n_wrong: int
    withheld: float
    changed: float
    headless: float = 0.15
    crowded: float = 0.0


N_CROWD = 12


def _wrong(asked: Asked, right: Span | None, near: Sequence[Window], n: int, rng: random.Random) -> list[Window]:
    """Windows that do not answer: one of the same text where there is one, then near ones, the nearer the likelier."""
    text = asked.text
    limit = WINDOW_CHARS[lang_of(text)]
    answer = asked.answer.of(text).strip() if asked.answer else None
    own = [w for w in windows(text, limit) if right is None or not w.overlaps(right)]
    beside = [Window(w.of(text), asked.head, None) for w in own if answer is None or answer not in w.of(text)]
    known = {w.text for w in beside}
    far = [w for w in near if (answer is None or answer not in w.text) and w.text not in known and w.text not in text]
    far = sorted(far, key=lambda w: (far.index(w) + 1) * rng.random())
    rng.shuffle(beside)
    if asked.answer is None:  # a near miss is about the window that comes nearest
        nearness = {w.text: i for i, w in enumerate(near)}
        beside.sort(key=lambda w: nearness.get(w.text, len(nearness)))
    return [*beside[:1], *far, *beside[1:]][:n]


def readings(
    questions: Iterable[tuple[Asked, Sequence[Window]]], mix: Mix, seed: int, things: Things | None = None
) -> tuple[Reading, ...]:
    """Examples of questions, each with the windows that are nearest to it, right or wrong.

    Args:
        questions: what was asked; those without an answer keep all their windows wrong.
        mix: how many windows, how many without an answer.
        seed: fixes every choice.
        things: what a changed question may ask about instead; None: only years, places and attributes are changed.
    """
    rng = random.Random(seed)  # noqa: S311
    made: list[Reading] = []
    for asked, near in questions:
        made.extend(_headless(r, mix, rng) for r in _of_one(asked, near, mix, rng, things))
    return tuple(made)


def _headless(reading: Reading, mix: Mix, rng: random.Random) -> Reading:
    if rng.random() >= mix.headless or reading.source.endswith("changed"):  # a changed place may be told by the title
        return reading
    return replace(reading, windows=tuple(replace(w, head="") for w in reading.windows))


def _of_one(asked: Asked, near: Sequence[Window], mix: Mix, rng: random.Random, things: Things | None) -> list[Reading]:
    n_wrong = N_CROWD if rng.random() < mix.crowded else mix.n_wrong
    if asked.answer is None:
        wrong = _wrong(asked, None, near, n_wrong + 1, rng)
        return [Reading(asked.question, asked.lang, tuple(wrong), None, asked.source)] if wrong else []
    span = around(asked.text, asked.answer, WINDOW_CHARS[lang_of(asked.text)], rng)
    answer = Span(asked.answer.start - span.start, asked.answer.end - span.start)
    right = Window(span.of(asked.text), asked.head, answer)
    wrong = _wrong(asked, span, near, n_wrong + 1, rng)
    if wrong and rng.random() < mix.withheld:
        made = [Reading(asked.question, asked.lang, tuple(wrong), None, f"{asked.source} withheld")]
    else:
        made = [Reading(asked.question, asked.lang, (right, *wrong[:n_wrong]), 0, asked.source)]
    if rng.random() < mix.changed:
        other = changed(asked.question, asked.lang, f"{right.head} {right.text}", rng, things)
        if other is not None:
            shown = (Window(right.text, right.head, None), *wrong[: n_wrong - 1])
            made.append(Reading(other, asked.lang, shown, None, f"{asked.source} changed"))
    return made
