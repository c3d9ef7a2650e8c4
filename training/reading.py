"""Examples for the reader: a question, a few windows, and which of them answers in which words; or none.

Unanswerable questions are made of answerable ones by changing what a careless reader overlooks: the year, the place,
or the attribute (growth for fall, rural for urban, imports for exports). The windows stay, so that only the change
tells them apart. The same sentence of another province's report is a wrong window too, told apart by its title.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.types import Lang, Span
from training.contrast import lang_of, most_alike
from training.pieces import all_clauses, sentences
from training.sources import Asked

WINDOW_CHARS = {"zh": 130, "en": 330}
"""About 100 tokens in either language."""

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
    """Words of one text with its title; `answer` lies in `text`, None where it holds none."""

    text: str
    title: str
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
    found: list[Span] = []
    for p in pieces:
        if found and p.end - found[-1].start <= limit:
            found[-1] = Span(found[-1].start, p.end)
        else:
            found.append(p)
    return tuple(found)


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


def _wrong(asked: Asked, right: Span, limit: int, others: Sequence[Window], rng: random.Random) -> list[Window]:
    """Windows that do not answer: of the same text, and the ones of `others` most like the right one."""
    text = asked.text
    answer = (asked.answer or right).of(text)
    own = [w for w in windows(text, limit) if not w.overlaps(right) and answer not in w.of(text)]
    found = [Window(w.of(text), asked.context, None) for w in rng.sample(own, min(2, len(own)))]
    by_text = {w.text: w for w in others if answer not in w.text and w.text not in text}
    alike = most_alike(right.of(text), tuple(by_text), 2)
    return [*(by_text[a] for a in alike), *found]


def readings(
    questions: Iterable[Asked], others: Mapping[str, Sequence[Window]], n_wrong: int, unanswerable: float, seed: int
) -> tuple[Reading, ...]:
    """Examples with up to `n_wrong` wrong windows each.

    Args:
        questions: what was asked; those without an answer keep all their windows wrong.
        others: windows to draw wrong ones from, by the question's group.
        n_wrong: wrong windows beside the right one.
        unanswerable: share of questions that are asked a second time, changed, of the same windows.
        seed: fixes every choice.
    """
    rng = random.Random(seed)  # noqa: S311
    made: list[Reading] = []
    for asked in questions:
        if not asked.text:
            continue
        limit = WINDOW_CHARS[lang_of(asked.text)]
        if asked.answer is None:
            picked = rng.sample(windows(asked.text, limit), min(n_wrong + 1, len(windows(asked.text, limit))))
            shown = tuple(Window(w.of(asked.text), asked.context, None) for w in picked)
            made.append(Reading(asked.question, asked.lang, shown, None, asked.source))
            continue
        span = around(asked.text, asked.answer, limit, rng)
        answer = Span(asked.answer.start - span.start, asked.answer.end - span.start)
        right = Window(span.of(asked.text), asked.context, answer)
        wrong = _wrong(asked, span, limit, others.get(asked.group, ()), rng)
        rng.shuffle(wrong)
        made.append(Reading(asked.question, asked.lang, (right, *wrong[:n_wrong]), 0, asked.source))
        other = changed(asked.question, f"{asked.context} {right.text}", rng) if rng.random() < unanswerable else None
        if other is not None:
            shown = (Window(right.text, right.title, None), *wrong[: n_wrong - 1])
            made.append(Reading(other, asked.lang, shown, None, f"{asked.source} changed"))
    return tuple(made)
