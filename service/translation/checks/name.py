"""Names: one of the source replaced by another, told by the glossary and by sound."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.text import without_accents
from index.types import Span
from service.quantity.lexicon import ZH_DIGITS, words
from service.translation.bitext import Bitext
from service.translation.coverage import EMPTY_ZH, Level, Word
from service.translation.lexicon import Lexicon
from service.translation.romanization import sounds, syllables
from service.translation.types import Finding, FindingType, Severity

_SYLLABLE = (
    "(?:[bpmf]|[dtnl]|[gkh]|[jqx]|zh|ch|sh|[rzcs]|[yw])?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou|an|en|in|un|"
    "ia|ie|iu|ua|uo|ui|ue|er|a|o|e|i|u)"
)
_PINYIN = re.compile(r"[A-Z][a-z]{3,}")
_LONGEST, _SHORTEST = 3, 4
_SUFFIXES = "省市县区州盟旗镇乡村江河湖山海岛港湾路站"
_WATERS = frozenset({"river", "lake", "mountains", "mountain", "sea", "basin", "delta", "gulf", "bay"})
_KINDS = frozenset(
    words(
        "river lake mountain mountains sea basin delta bay gulf province city county district region company "
        "corporation limited group airport north south east west northern southern eastern western new great "
        "republic state people"
    )
)
"""Words that name what kind of thing a name is of: they tell no name from another."""
_NEAR = 0.4
"""Cosine from which on two names, each in its context, may stand for one another."""
_HERE = re.compile("[我本该这此当全][国省市州县区镇村地机]|当地|我区|自治|首府|省会|首都|机场|大学|公司")
_NEAR_UNKNOWN = 0.5
"""The same for a name that no dictionary has, which may be no Chinese one."""
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
    yield from _replaced(bitext, told)
    yield from _unmentioned(bitext, told)


def _replaced(bitext: Bitext, told: list[Span]) -> Iterator[Finding]:
    """Names that the source does not mention, each with the lost name of the source that stands nearest to it."""
    lost = list(_lost(bitext)) if bitext.lexicon else []
    foreign = list(_foreign(bitext))
    for rows, column in _pairs(bitext, foreign, lost):
        span = Span(bitext.coverage.en[rows.start].span.start, bitext.coverage.en[rows.stop - 1].span.end)
        if any(other.overlaps(span) for other in told):
            continue
        told.append(span)
        name, word = span.of(bitext.en), bitext.coverage.zh[column]
        should = _spelled(bitext, word.text)
        yield _finding(
            span,
            word.span,
            Severity.ERROR,
            f"{name} is not in the source; {word.text} is {should}",
            f"原文没有“{name}”，“{word.text}”译作“{should}”",
        )


def _unmentioned(bitext: Bitext, told: list[Span]) -> Iterator[Finding]:
    """Chinese places that nothing in the source is called: a doubt where it speaks of "our province" or the like."""
    for rows in _foreign(bitext):
        name = _name(bitext, rows.start, len(rows))
        span = Span(bitext.coverage.en[rows.start].span.start, bitext.coverage.en[rows.stop - 1].span.end)
        known = bitext.lexicon is not None and any(_is_spelled(bitext.lexicon, zh) for zh in bitext.lexicon.named(name))
        if known and not any(other.overlaps(span) for other in told):
            yield _finding(
                span,
                None,
                Severity.WARNING if _HERE.search(bitext.zh) else Severity.ERROR,
                f"{name} is not in the source",
                f"原文没有“{name}”",
            )


def _pairs(bitext: Bitext, foreign: list[range], lost: list[int]) -> Iterator[tuple[range, int]]:
    """The nearest first, each name once; without a model that tells words, only where there is one of each."""
    if bitext.links is None:
        if len(foreign) == len(lost) == 1:
            yield foreign[0], lost[0]
        return
    near = bitext.links.likeness
    scored = sorted(
        (
            (float(near[list(rows), column].mean()), rows.start, rows, column)
            for rows in foreign
            for column in lost
            if _may_stand_for(bitext, rows, column)
        ),
        key=lambda item: (-item[0], item[1], item[3]),
    )
    taken: set[tuple[str, int]] = set()
    for cosine, start, rows, column in scored:
        if cosine >= _least(bitext, rows) and not taken & {("en", start), ("zh", column)}:
            taken |= {("en", start), ("zh", column)}
            yield rows, column


def _may_stand_for(bitext: Bitext, rows: range, column: int) -> bool:
    """A Chinese place may stand for any name; what only looks like pinyin, for one that is spelled so."""
    lexicon, text = bitext.lexicon, bitext.coverage.zh[column].text
    if lexicon is None or not lexicon.called(text) or _is_spelled(lexicon, text):
        return True
    return any(_is_spelled(lexicon, zh) for zh in lexicon.named(_name(bitext, rows.start, len(rows))))


def _least(bitext: Bitext, rows: range) -> float:
    known = bitext.lexicon is not None and bitext.lexicon.named(_name(bitext, rows.start, len(rows)))
    return _NEAR if known else _NEAR_UNKNOWN


def _foreign(bitext: Bitext) -> Iterator[range]:
    """The words of names, by the dictionary or in pinyin, that nothing in the source is called."""
    words = bitext.coverage.en
    at = 0
    while at < len(words):
        size = next((n for n in range(_LONGEST, 0, -1) if _is_name(bitext, at, n)), 0)
        if size and not _is_mentioned(bitext, at, size):
            yield range(at, at + size)
        at += max(1, size)


def _name(bitext: Bitext, at: int, size: int) -> str:
    words = bitext.coverage.en[at : at + size]
    return re.sub(r"['’]s?$", "", bitext.en[words[0].span.start : words[-1].span.end])


def _is_name(bitext: Bitext, at: int, size: int) -> bool:
    words = bitext.coverage.en[at : at + size]
    if len(words) < size or not all(word.span.of(bitext.en)[0].isupper() for word in words):
        return False
    name = _name(bitext, at, size)
    if len(name) < _SHORTEST or bitext.lexicon is None or name.lower() in _KINDS:
        return False
    if any(_is_spelled(bitext.lexicon, zh) for zh in bitext.lexicon.named(name)):
        return True
    word = words[0]
    pinyin = bool(_PINYIN.fullmatch(name)) and bool(_SPELLED.fullmatch(name.lower()))
    return size == 1 and word.is_content and pinyin and not bitext.lexicon.has_english(word.text)


def _is_spelled(lexicon: Lexicon, zh: str) -> bool:
    """True for a Chinese name that English spells as it sounds, or that names a river, a lake and the like."""
    forms = lexicon.called(zh)
    spelled = "".join(syllables(zh)).replace("v", "u")
    plain = (without_accents(form).replace(" ", "").replace("v", "u") for form in forms)
    return bool(forms) and (
        all(form == spelled for form in plain)
        or any(form.rsplit(" ", 1)[-1] in _WATERS and " " in form for form in forms)
    )


def _is_mentioned(bitext: Bitext, at: int, size: int) -> bool:
    words = bitext.coverage.en[at : at + size]
    own = [word for word in words if word.text not in _KINDS] or words
    if bitext.lexicon is None or any(word.level is Level.STRONG for word in own):
        return True
    name = _name(bitext, at, size)
    known = bitext.lexicon.named(name)
    if any(
        zh in bitext.zh or zh[:2] in bitext.zh or zh.rstrip(_SUFFIXES) in bitext.zh or _is_shortened(bitext, zh)
        for zh in known
    ):
        return True
    mentioned = (form for word in bitext.coverage.zh for form in bitext.lexicon.called(word.text))
    plain = without_accents(name).lower()
    forms = (without_accents(form) for form in mentioned)
    return any(plain in form.split() or plain == form for form in forms) or _sounds(name, bitext.zh)


def _is_shortened(bitext: Bitext, zh: str) -> bool:
    """True where one character stands for a name, as in the names of railways: 渝昆 for Chongqing and Kunming."""
    lexicon = bitext.lexicon or ()
    return any(
        {zh[0], zh.rstrip(_SUFFIXES)[-1:]} & set(w.text)
        for w in bitext.coverage.zh
        if w.text[0] not in ZH_DIGITS and (len(w.text) == 1 or (len(w.text) == 2 and w.text not in lexicon))
    )


def _lost(bitext: Bitext) -> Iterator[int]:
    """Names of the source that stand there more often than anything they are called stands in the rendering."""
    for i, word in enumerate(bitext.coverage.zh):
        if len(word.text) < 2 or word.text in EMPTY_ZH or not _stands_alone(bitext, word):
            continue
        if any(term.found and term.span.overlaps(word.span) for term in bitext.coverage.terms):
            continue
        forms = _called(bitext, word)
        if forms and bitext.zh.count(word.text) > max(_count(form, bitext.en) for form in forms):
            yield i


def _called(bitext: Bitext, name: Word) -> frozenset[str]:
    """What English may call a name; pinyin for one that no dictionary has, where the next word tells that it is one."""
    known = bitext.lexicon.called(name.text) if bitext.lexicon else None
    spelled = "".join(syllables(name.text))
    if known:
        parts = {part for form in known for part in form.split() if len(part) >= _SHORTEST and part not in _KINDS}
        return known | {spelled} | parts
    following = bitext.zh[name.span.end : name.span.end + 1]
    unknown = bitext.lexicon is not None and name.text not in bitext.lexicon
    return frozenset({spelled}) if unknown and following and following in _SUFFIXES else frozenset()


def _count(form: str, text: str) -> int:
    return len(re.findall(rf"\b{re.escape(form)}", text.lower().replace("ü", "u").replace("'", "").replace("’", "")))


def _stands_alone(bitext: Bitext, name: Word) -> bool:
    """False within a longer name that no dictionary has: 田东 of 黑田东彦, 安娜 of 爱莉安娜."""
    lexicon = bitext.lexicon or ()
    beside = [w for w in bitext.coverage.zh if w.span.end == name.span.start or w.span.start == name.span.end]
    return all(
        w.text in lexicon if len(w.text) > 1 else w.level is not Level.NONE or w.text in EMPTY_ZH or w.text in _SUFFIXES
        for w in beside
    )


def _spelled(bitext: Bitext, name: str) -> str:
    known = sorted(bitext.lexicon.called(name) if bitext.lexicon else ())
    spelled = "".join(syllables(name))
    return spelled.capitalize() if spelled in known or not known else known[0].title()


def _sounds(name: str, zh: str) -> bool:
    """True where some run of the Chinese is read so, in any of its characters' readings."""
    letters = re.sub(r"[^a-z]", "", without_accents(name).lower())
    return sounds(letters, zh)


def _finding(span: Span, source: Span | None, severity: Severity, en: str, zh: str) -> Finding:
    return Finding(FindingType.NAME, severity, en, zh, span, source, None)
