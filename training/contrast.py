"""Examples for the encoder: a question, the words that answer it, and words beside them that do not.

A positive comes at one of four grains, and its negatives come at the same grain, so that length tells nothing:
clause, pair of clauses, sentence, window of a paragraph. Negatives are other units of the same paragraph (the one most
like the positive, and one by chance) and those most like it in the whole report; whatever holds the answer's words is
left out.
The same sentence in another province's report is *not* a negative here: its clause names no province, so that nothing
in the text could tell it from the positive. (The reader, which sees the report's title, is trained on those.)
"""

from __future__ import annotations

import hashlib
import heapq
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from index.types import Lang, Span
from training.pieces import all_clauses, clause_units, sentences
from training.sources import Asked, Data, report

GRAINS = ("clause", "clause", "pair", "sentence", "window")
"""How often each grain is drawn."""

_WINDOW_CHARS = {"zh": 180, "en": 420}


@dataclass(frozen=True, slots=True)
class Example:
    """One row of contrastive training; `passage_lang` is of the positive and its negatives."""

    query: str
    query_lang: Lang
    positive: str
    negatives: tuple[str, ...]
    passage_lang: Lang
    source: str


def is_held_out(group: str, every: int = 8) -> bool:
    """True for about one group in `every`, always the same ones."""
    return bool(group) and int(hashlib.sha256(group.encode()).hexdigest(), 16) % every == 0


def lang_of(text: str) -> Lang:
    """The language of a passage: a Chinese character weighs as much as three Latin letters.

    >>> lang_of("新建5G基站"), lang_of("5G base stations")
    ('zh', 'en')
    """
    han = sum("\u4e00" <= c <= "\u9fff" for c in text)
    latin = sum(c.isascii() and c.isalpha() for c in text)
    return "zh" if han * 3 > latin else "en"


def _windows(text: str) -> tuple[Span, ...]:
    """Runs of whole sentences of up to the window's length; a longer sentence stands alone."""
    limit = _WINDOW_CHARS[lang_of(text)]
    found: list[Span] = []
    for s in sentences(text):
        if found and s.end - found[-1].start <= limit:
            found[-1] = Span(found[-1].start, s.end)
        else:
            found.append(s)
    return tuple(found)


def units(text: str, grain: str) -> tuple[Span, ...]:
    """The units of `text` at one grain."""
    if grain == "clause":
        return all_clauses(text)
    if grain == "pair":
        single = set(all_clauses(text))
        return tuple(u for u in clause_units(text) if u not in single) or sentences(text)
    return sentences(text) if grain == "sentence" else _windows(text)


def _positive(asked: Asked, grain: str) -> Span | None:
    """The unit that holds most of the answer, the shortest of equals."""
    words = asked.answer or asked.evidence
    if words is None:
        return None

    def held(u: Span) -> int:
        return min(u.end, words.end) - max(u.start, words.start)

    touching = [u for u in units(asked.text, grain) if u.overlaps(words)]
    return max(touching, key=lambda u: (held(u), u.start - u.end), default=None)


@cache
def _pairs(text: str) -> frozenset[str]:
    """Neighbouring characters, two by two."""
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


def most_alike(words: str, others: Sequence[str], k: int) -> tuple[str, ...]:
    """The k of `others` that share most pairs of characters with `words` (Dice), most alike first."""
    own = _pairs(words)
    scored = ((2 * len(own & _pairs(o)) / (len(own) + len(_pairs(o)) + 1), o) for o in others)
    return tuple(o for _, o in heapq.nlargest(k, scored))


def _negatives(
    asked: Asked, positive: Span, grain: str, report_units: Sequence[str], rng: random.Random
) -> tuple[str, ...]:
    text = asked.text
    answer = (asked.answer or positive).of(text)
    kept = asked.evidence or positive
    near = [u.of(text) for u in units(text, grain) if not u.overlaps(positive) and not u.overlaps(kept)]
    near = list(dict.fromkeys(u for u in near if answer not in u))
    found: list[str] = []
    if near:
        found.extend(most_alike(positive.of(text), near, 1))
        found.append(rng.choice(near))
    far = most_alike(positive.of(text), report_units, 12)
    found.extend([u for u in far if answer not in u and u not in text][:2])
    # A window is as long as five clauses: one wrong one costs as much as all of theirs.
    return tuple(dict.fromkeys(found))[: 1 if grain == "window" else 3]


def examples(
    questions: Iterable[Asked], reports: Mapping[str, Mapping[str, Sequence[str]]], seed: int
) -> tuple[Example, ...]:
    """One example a question, its grain drawn by `seed`; questions without an answer give none.

    Args:
        questions: what was asked.
        reports: units of each report by group and grain; a group that is missing gives no far negatives.
        seed: fixes grains and negatives.
    """
    rng = random.Random(seed)  # noqa: S311 — sampling, not secrets
    rows: list[Example] = []
    for asked in questions:
        grain = rng.choice(GRAINS)
        positive = _positive(asked, grain) if asked.text else None
        if positive is None or asked.answer is None:
            continue
        far = reports.get(asked.group, {}).get(grain, ())
        negatives = _negatives(asked, positive, grain, far, rng)
        words = positive.of(asked.text)
        rows.append(Example(asked.question, asked.lang, words, negatives, lang_of(words), asked.source))
    return tuple(rows)


def report_units(data: Data) -> Mapping[str, Mapping[str, Sequence[str]]]:
    """The units of every report that is asked about, by report and grain (windows: none, too long to be near)."""
    groups = {a.group for a in data.gov if a.group and not is_held_out(a.group)}
    return {
        g: {
            grain: tuple(dict.fromkeys(u.of(p) for p in report(data.docs, g) for u in units(p, grain)))
            for grain in ("clause", "pair", "sentence")
        }
        for g in sorted(groups)
    }


def question_pairs(questions: Sequence[Asked]) -> tuple[tuple[str, str], ...]:
    """(zh, en) questions after the same fact: neighbours in the file with one evidence between them."""
    pairs: list[tuple[str, str]] = []
    for a, b in pairwise(questions):
        if a.text and (a.text, a.evidence) == (b.text, b.evidence) and (a.lang, b.lang) == ("zh", "en"):
            pairs.append((a.question, b.question))
    return tuple(pairs)
