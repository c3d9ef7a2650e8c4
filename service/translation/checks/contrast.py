"""Words that come in sets and are taken for one another: 城镇 and 农村, 失业 and 养老, 北 and 南, 收入 and 支出.

A member of a set that only the rendering has, where another member of the same set is only in the source, is a wrong
word: no synonym of it, since the sets list what each is called.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from index.types import Span
from service.translation.bitext import Bitext
from service.translation.types import Finding, FindingType, Severity

_TABLE = "contrasts.tsv"


@dataclass(frozen=True, slots=True)
class Member:
    """One word of a set: its Chinese, Chinese that may be behind its English, its English, and the plainest of that."""

    zh: re.Pattern[str]
    broad: re.Pattern[str]
    en: re.Pattern[str]
    should: str


@lru_cache(maxsize=1)
def contrast_sets() -> tuple[tuple[Member, ...], ...]:
    """The sets, read once."""
    text = resources.files("service.translation").joinpath(_TABLE).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(tuple(_member(cell) for cell in line.split("\t")) for line in lines)


def _member(cell: str) -> Member:
    chinese, english = (part.strip() for part in cell.split("="))
    zh, _, more = (part.strip() for part in chinese.partition("~"))
    should = next(word for word in english.split("|") if re.fullmatch(r"[\w -]+", word))
    broad = re.compile(f"{zh}|{more}" if more else zh)
    return Member(re.compile(zh), broad, re.compile(rf"\b(?:{english})\b", re.IGNORECASE), should)


def check_contrasts(bitext: Bitext) -> Iterator[Finding]:
    """Words rendered by another of their set."""
    if bitext.lang != "zh":
        return
    for members in contrast_sets():
        zh = [_spans(member.zh, bitext.zh) for member in members]
        if not any(zh) or all(zh):
            continue
        en = [_spans(member.en, bitext.en) for member in members]
        lost = [i for i in range(len(members)) if zh[i] and not en[i]]
        # Said twice and rendered once is no loss by itself: only where a stranger stands there too.
        lost = lost or [i for i in range(len(members)) if len(zh[i]) > len(en[i])]
        strange = [
            span
            for i, member in enumerate(members)
            if not member.broad.search(bitext.zh)
            for span in en[i]
            if not _in_a_name(bitext, span)
        ]
        if len(lost) == 1 and strange:
            yield _finding(bitext, members[lost[0]], _which(bitext, zh[lost[0]], strange[0]), strange[0])


def _spans(pattern: re.Pattern[str], text: str) -> list[Span]:
    return [Span(*match.span()) for match in pattern.finditer(text)]


def _which(bitext: Bitext, words: list[Span], stranger: Span) -> Span:
    """Of a word's places in the source the one whose relative place is the stranger's."""
    place = stranger.start / len(bitext.en) * len(bitext.zh)
    return min(words, key=lambda span: abs(span.start - place))


_NEXT = re.compile(r"\s(?:[A-Z]\w+)")


def _in_a_name(bitext: Bitext, span: Span) -> bool:
    """True for the West of West Virginia, where the source has 西弗吉尼亚."""
    following = _NEXT.match(bitext.en, span.end)
    if following is None or bitext.lexicon is None or not span.of(bitext.en)[0].isupper():
        return False
    return any(zh in bitext.zh for zh in bitext.lexicon.named(bitext.en[span.start : following.end()]))


def _finding(bitext: Bitext, member: Member, source: Span, span: Span) -> Finding:
    word, wrong = source.of(bitext.zh), span.of(bitext.en)
    return Finding(
        FindingType.TERM,
        Severity.ERROR,
        f"{word} is “{member.should}”, not “{wrong}”",
        f"“{word}”应译为“{member.should}”，译文为“{wrong}”",
        span,
        source,
        member.should,
    )
