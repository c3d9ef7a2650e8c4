"""Examples for the reader: a question, a few windows, and which of them answers in which words; or none.

Unanswerable questions are made of answerable ones by changing what a careless reader overlooks: the year, the place,
or the attribute (growth for fall, rural for urban, imports for exports). The windows stay, so that only the change
tells them apart. The same sentence of another province's report is a wrong window too, told apart by its title.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from index.types import Lang, Span
from service.windows import WINDOW_CHARS, runs
from training.contrast import lang_of
from training.pieces import all_clauses, sentences
from training.sources import Asked

PLACES = (
    ("北京", "Beijing"), ("天津", "Tianjin"), ("河北", "Hebei"), ("山西", "Shanxi"), ("内蒙古", "Inner Mongolia"),
    ("辽宁", "Liaoning"), ("吉林", "Jilin"), ("黑龙江", "Heilongjiang"), ("上海", "Shanghai"), ("江苏", "Jiangsu"),
    ("浙江", "Zhejiang"), ("安徽", "Anhui"), ("福建", "Fujian"), ("江西", "Jiangxi"), ("山东", "Shandong"),
    ("河南", "Henan"), ("湖北", "Hubei"), ("湖南", "Hunan"), ("广东", "Guangdong"), ("广西", "Guangxi"),
    ("海南", "Hainan"), ("重庆", "Chongqing"), ("四川", "Sichuan"), ("贵州", "Guizhou"), ("云南", "Yunnan"),
    ("西藏", "Tibet"), ("陕西", "Shaanxi"), ("甘肃", "Gansu"), ("青海", "Qinghai"), ("宁夏", "Ningxia"),
    ("新疆", "Xinjiang"), ("France", "Germany"), ("London", "Paris"), ("India", "Japan"), ("英国", "法国"),
    ("美国", "德国"), ("香港", "澳门"), ("台湾", "海南"), ("日本", "韩国"),
)  # fmt: skip

ATTRIBUTES = (
    ("增长", "下降"), ("提高", "降低"), ("农村", "城镇"), ("进口", "出口"), ("最高", "最低"), ("最大", "最小"),
    ("第一", "第三"), ("出生", "去世"), ("成立", "解散"), ("收入", "支出"), ("新建", "拆除"), ("父亲", "母亲"),
    ("increase", "decrease"), ("rural", "urban"), ("import", "export"), ("highest", "lowest"), ("largest", "smallest"),
    ("first", "third"), ("born", "buried"), ("founded", "dissolved"), ("revenue", "spending"), ("grow", "fall"),
    ("father", "mother"), ("north", "south"), ("before", "after"), ("won", "lost"), ("open", "close"),
)  # fmt: skip

_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20[0-3]\d)(?!\d)")


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


def changed(question: str, text: str, rng: random.Random) -> str | None:
    """The question after something that `text` does not say; None where nothing in it can be changed."""
    options = [_other_year(question, text, rng), *_swapped(question, text, PLACES, rng, any_other=True)]
    options += _swapped(question, text, ATTRIBUTES, rng, any_other=False)
    real = [o for o in options if o is not None and o != question]
    return rng.choice(real) if real else None


def _other_year(question: str, text: str, rng: random.Random) -> str | None:
    found = _YEAR.search(question)
    if found is None or found[0] not in text:
        return None
    free = [str(int(found[0]) + d) for d in (-5, -4, -3, -2, 2, 3, 4, 5) if str(int(found[0]) + d) not in text]
    return question.replace(found[0], rng.choice(free)) if free else None


def _swapped(
    question: str, text: str, table: Sequence[tuple[str, str]], rng: random.Random, any_other: bool
) -> list[str | None]:
    made: list[str | None] = []
    for pair in table:
        for mine, its in (pair, pair[::-1]):
            if mine not in question or its in question:
                continue
            new = its
            if any_other:
                same = [p for p in table if p[0].isascii() == pair[0].isascii() and p[1].isascii() == pair[1].isascii()]
                new = rng.choice(same)[pair.index(mine)]
            if new != mine and new not in text and new not in question:
                made.append(question.replace(mine, new))
    return made


@dataclass(frozen=True, slots=True)
class Mix:
    """How examples are made of questions of one source.

    Attributes:
        n_wrong: wrong windows beside the right one.
        withheld: share of the questions that are shown wrong windows only, so that none answers.
        changed: share that are asked a second time, changed, of the same windows.
        headless: share of the examples without what stands over their windows.
    """

    n_wrong: int
    withheld: float
    changed: float
    headless: float = 0.15


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
    return [*beside[:1], *far, *beside[1:]][:n]


def readings(questions: Iterable[tuple[Asked, Sequence[Window]]], mix: Mix, seed: int) -> tuple[Reading, ...]:
    """Examples of questions, each with the windows that are nearest to it, right or wrong.

    Args:
        questions: what was asked; those without an answer keep all their windows wrong.
        mix: how many windows, how many without an answer.
        seed: fixes every choice.
    """
    rng = random.Random(seed)  # noqa: S311
    made: list[Reading] = []
    for asked, near in questions:
        made.extend(_headless(r, mix, rng) for r in _of_one(asked, near, mix, rng))
    return tuple(made)


def _headless(reading: Reading, mix: Mix, rng: random.Random) -> Reading:
    if rng.random() >= mix.headless or reading.source.endswith("changed"):  # a changed place may be told by the title
        return reading
    return replace(reading, windows=tuple(replace(w, head="") for w in reading.windows))


def _of_one(asked: Asked, near: Sequence[Window], mix: Mix, rng: random.Random) -> list[Reading]:
    if asked.answer is None:
        wrong = _wrong(asked, None, near, mix.n_wrong + 1, rng)
        return [Reading(asked.question, asked.lang, tuple(wrong), None, asked.source)] if wrong else []
    span = around(asked.text, asked.answer, WINDOW_CHARS[lang_of(asked.text)], rng)
    answer = Span(asked.answer.start - span.start, asked.answer.end - span.start)
    right = Window(span.of(asked.text), asked.head, answer)
    wrong = _wrong(asked, span, near, mix.n_wrong + 1, rng)
    if wrong and rng.random() < mix.withheld:
        made = [Reading(asked.question, asked.lang, tuple(wrong), None, f"{asked.source} withheld")]
    else:
        made = [Reading(asked.question, asked.lang, (right, *wrong[: mix.n_wrong]), 0, asked.source)]
    other = changed(asked.question, f"{right.head} {right.text}", rng) if rng.random() < mix.changed else None
    if other is not None:
        shown = (Window(right.text, right.head, None), *wrong[: mix.n_wrong - 1])
        made.append(Reading(other, asked.lang, shown, None, f"{asked.source} changed"))
    return made
