"""Names: one of the source replaced by another, told by the glossary and by sound."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.phrases import fold_words
from index.types import Span
from service.translation.bitext import Bitext
from service.translation.coverage import EMPTY_ZH, Level, Word
from service.translation.romanization import sounds, syllables
from service.translation.types import Finding, FindingType, Severity

_SYLLABLE = (
    "(?:[bpmf]|[dtnl]|[gkh]|[jqx]|zh|ch|sh|[rzcs]|[yw])?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou|an|en|in|un|"
    "ia|ie|iu|ua|uo|ui|ue|er|a|o|e|i|u)"
)
_PINYIN = re.compile(r"[A-Z][a-z]{3,}")
_SPELLED = re.compile(rf"(?:{_SYLLABLE}){{2,4}}")


def check_names(bitext: Bitext) -> Iterator[Finding]:
    """Names in the rendering that belong to what the source does not mention."""
    if bitext.lang != "zh":
        return
    told = [gap.instead for gap in bitext.gaps if gap.instead]
    for match in bitext.glossary.find(bitext.en, "en"):
        entries = [entry for entry in match.entries if entry.subject in ("place", "enterprise")]
        words = match.span.of(bitext.en)
        if not entries or len(entries) < len(match.entries) or not words[0].isupper():
            continue
        if any(entry.zh in bitext.zh or entry.zh.rstrip("市县省州区") in bitext.zh for entry in entries):
            continue
        if _sounds(words, bitext.zh) or any(span.overlaps(match.span) for span in told):
            continue
        told.append(match.span)
        yield _finding(
            match.span, None, Severity.WARNING, f"{words} is {entries[0].zh}", f"“{words}”即“{entries[0].zh}”"
        )
    yield from _by_sound(bitext, told)


def _by_sound(bitext: Bitext, told: list[Span]) -> Iterator[Finding]:
    """A name in pinyin that no run of the source sounds like, while a name of the source is lost."""
    for word in bitext.coverage.en:
        name = word.span.of(bitext.en).removesuffix("'s").removesuffix("’s")
        if not _is_foreign(word, name) or _sounds(name, bitext.zh) or any(s.overlaps(word.span) for s in told):
            continue
        lost = _lost(bitext)
        if lost is None:
            continue
        should = "".join(syllables(lost.text)).capitalize()
        if name.startswith(should):
            continue
        yield _finding(
            word.span,
            lost.span,
            Severity.ERROR,
            f"{name} sounds like nothing in the source; {lost.text} is {should}",
            f"“{name}”与原文读音不符，“{lost.text}”拼作“{should}”",
        )


def _is_foreign(word: Word, name: str) -> bool:
    return (
        word.level is Level.NONE
        and word.is_content
        and bool(_PINYIN.fullmatch(name))
        and bool(_SPELLED.fullmatch(name.lower()))
    )


def _lost(bitext: Bitext) -> Word | None:
    """A name of the source that the dictionary spells as it sounds (北京, Beijing) and that is not there."""
    if bitext.lexicon is None:
        return None
    for word in bitext.coverage.zh:
        if word.level is Level.NONE and len(word.text) > 1 and _stands_alone(bitext, word):
            spelled = fold_words("".join(syllables(word.text))).forms
            if spelled and spelled[0] in bitext.lexicon.stems(word.text):
                return word
    return None


def _stands_alone(bitext: Bitext, name: Word) -> bool:
    """False within a longer name that no dictionary has: 田东 of 黑田东彦."""
    beside = [w for w in bitext.coverage.zh if w.span.end == name.span.start or w.span.start == name.span.end]
    return all(w.level is not Level.NONE or w.text in EMPTY_ZH for w in beside)


def _sounds(name: str, zh: str) -> bool:
    """True where some run of the Chinese is read so, in any of its characters' readings."""
    letters = re.sub(r"[^a-z]", "", name.lower())
    return sounds(letters, zh)


def _finding(span: Span, source: Span | None, severity: Severity, en: str, zh: str) -> Finding:
    return Finding(FindingType.NAME, severity, en, zh, span, source, None)
