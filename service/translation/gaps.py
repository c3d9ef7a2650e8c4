"""What has no counterpart on the other side: glossary terms not rendered, and English that nothing explains."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

from index.phrases import fold_words
from index.types import Span
from service.translation.coverage import EMPTY_EN, Level, Term, Word
from service.translation.lexicon import FUNCTION_WORDS

if TYPE_CHECKING:
    from service.translation.bitext import Bitext

NAMED = frozenset({"place", "enterprise", "institution", "project"})
"""Subjects of the glossary whose terms are names."""

ALIKE = 0.42
"""Cosine from which on a word and a phrase may mean the same: paraphrases of the sample lie above, chance below."""


_NEGATORS = ("非", "不", "无", "未")


_SEVERAL = 2
_PREPOSITIONS = frozenset({"of", "in", "for", "to", "by", "from", "on", "at", "with", "abov", "above"})


class Fate(Enum):
    """What became of a term."""

    NAMED_OTHERWISE = "name"
    RENDERED_OTHERWISE = "term"
    LEFT_OUT = "omission"
    RENDERED_LOOSELY = "loose"


@dataclass(frozen=True, slots=True)
class Gap:
    """A glossary term without an allowed rendering: what became of it, and what stands there instead."""

    term: Term
    fate: Fate
    source: Span
    instead: Span | None
    negated: bool = False
    """True where the term itself negates (非现场): what is lost is then the negation."""


def find_gaps(bitext: Bitext) -> tuple[Gap, ...]:
    """The glossary's terms that the English lacks, left to right. What figures or units explain is left out."""
    lost = [term for term in bitext.coverage.terms if term.found is None and not _of_figures(bitext, term)]
    free = list(loose_phrases(bitext))
    found = []
    for term in lost:
        gap = replace(_gap(bitext, term, free), negated=term.span.of(bitext.zh).startswith(_NEGATORS))
        free = [phrase for phrase in free if gap.instead is None or not phrase.overlaps(gap.instead)]
        found.append(gap)
    return tuple(found)


def _of_figures(bitext: Bitext, term: Term) -> bool:
    figures = (*bitext.figures.matches,)
    if any(entry.subject == "unit" for entry in term.entries):
        return True
    text = term.span.of(bitext.zh)
    return any(char.isdigit() for char in text) or any(
        (m.source if bitext.lang == "zh" else m.rendering).span.covers(term.span) for m in figures
    )


def _gap(bitext: Bitext, term: Term, free: list[Span]) -> Gap:
    covered = [w for w in bitext.coverage.zh if term.span.covers(w.span)]
    if any(entry.subject in NAMED for entry in term.entries):
        rival = _capital(bitext, free)
        partial = _partial(bitext, covered)
        if rival or partial:
            return Gap(term, Fate.NAMED_OTHERWISE, term.span, rival or partial)
        return Gap(term, Fate.LEFT_OUT, term.span, None)
    head = _head(bitext, term) or _word_for_word(bitext, term, covered)
    if head:
        return Gap(term, Fate.RENDERED_LOOSELY, term.span, head)
    rival = _paraphrase(bitext, term, free)
    if rival:
        return Gap(term, Fate.RENDERED_OTHERWISE, term.span, rival)
    partial = _partial(bitext, covered)
    bare = [w for w in covered if w.level is Level.NONE and len(w.text) > 1 and w.text in (bitext.lexicon or ())]
    if partial and not bare:
        return Gap(term, Fate.RENDERED_OTHERWISE, term.span, _with_neighbours(partial, free))
    if partial:
        return Gap(term, Fate.LEFT_OUT, Span(bare[0].span.start, bare[-1].span.end), None)
    near = _nearest(bitext, term, free)
    if near:
        return Gap(term, Fate.RENDERED_OTHERWISE, term.span, near)
    return Gap(term, Fate.LEFT_OUT, term.span, None)


def loose_phrases(bitext: Bitext, least: int = 1) -> Iterator[Span]:
    """Runs of English words that nothing in the Chinese explains, at least `least` content words each."""
    run: list[Word] = []
    for word in (*bitext.coverage.en, None):
        if word is not None and word.is_content and word.level is Level.NONE:
            if run and _parted(bitext.en[run[-1].span.end : word.span.start]):
                yield from _run(run, least)
                run = []
            run.append(word)
        elif word is None or word.is_content or (word.text in EMPTY_EN and word.text.isdigit()):
            yield from _run(run, least)
            run = []


def _run(run: list[Word], least: int) -> Iterator[Span]:
    if len(run) >= least:
        yield Span(run[0].span.start, run[-1].span.end)


def _parted(between: str) -> bool:
    return any(mark in between for mark in ",;:.()")


def _capital(bitext: Bitext, free: list[Span]) -> Span | None:
    """A loose phrase that is a name: it has a capital within the sentence."""
    for phrase in free:
        before = bitext.en[: phrase.start].rstrip()
        words = phrase.of(bitext.en)
        if words[0].isupper() and before and before[-1] not in ".!?":
            return phrase
    return None


def _partial(bitext: Bitext, covered: list[Word]) -> Span | None:
    """Where the words of a term that do have counterparts have them."""
    at = sorted({i for word in covered for i in word.counterpart})
    if not at:
        return None
    spans = [bitext.coverage.en[i].span for i in at]
    first = [spans[0]]
    for span in spans[1:]:
        if span.start - first[-1].end <= 24:
            first.append(span)
    return Span(first[0].start, first[-1].end)


def _word_for_word(bitext: Bitext, term: Term, covered: list[Word]) -> Span | None:
    """Where a term of several words stands when the dictionary has each of them there: state firms for 国有企业."""
    if len(covered) < _SEVERAL or any(word.level is not Level.STRONG for word in covered):
        return None
    stems = {word.text for word in bitext.coverage.en}
    if any(stems.issuperset(fold_words(words).forms) for entry in term.entries for words in entry.forbidden):
        return None
    return _partial(bitext, covered)


def _head(bitext: Bitext, term: Term) -> Span | None:
    """The head noun of an allowed rendering, free for this term: cows for dairy cows."""
    heads = {_noun(fold_words(words).forms) for entry in term.entries for words in entry.en}
    own = {i for w in bitext.coverage.zh if term.span.covers(w.span) for i in w.counterpart}
    for i, word in enumerate(bitext.coverage.en):
        if word.text in heads and word.text not in FUNCTION_WORDS and (word.level is not Level.STRONG or i in own):
            return word.span
    return None


def _noun(forms: tuple[str, ...]) -> str:
    """The head of a phrase: its last word, or the last before a preposition (places in preschool education: places)."""
    end = next((i for i, form in enumerate(forms) if i and form in _PREPOSITIONS), len(forms))
    return forms[end - 1] if forms else ""


def _with_neighbours(span: Span, free: list[Span]) -> Span:
    for phrase in free:
        if 0 <= phrase.start - span.end <= 2 or 0 <= span.start - phrase.end <= 2:
            span = Span(min(span.start, phrase.start), max(span.end, phrase.end))
    return span


def _paraphrase(bitext: Bitext, term: Term, free: list[Span]) -> Span | None:
    """The loose phrase whose meaning is near the term's; only where there is a model."""
    if bitext.meaning is None or not free:
        return None
    scores = bitext.meaning.likeness([term.span.of(bitext.zh)], [phrase.of(bitext.en) for phrase in free])[0]
    best = int(scores.argmax())
    return free[best] if float(scores[best]) >= ALIKE else None


def _nearest(bitext: Bitext, term: Term, free: list[Span]) -> Span | None:
    """The loose phrase at the place where the term should stand, by what its neighbours became."""
    place = _place(bitext, term)
    if place is None:
        return None
    close = [phrase for phrase in free if abs((phrase.start + phrase.end) / 2 - place) <= 45]
    return min(close, key=lambda phrase: abs(phrase.start - place), default=None)


def _place(bitext: Bitext, term: Term) -> float | None:
    words = bitext.coverage.zh
    before = [w for w in words if w.span.end <= term.span.start and w.counterpart and w.level is Level.STRONG][-1:]
    after = [w for w in words if w.span.start >= term.span.end and w.counterpart and w.level is Level.STRONG][:1]
    found = [float(t.found.start) for t in bitext.coverage.terms if t.found and abs(t.span.start - term.span.end) <= 6]
    at = [float(bitext.coverage.en[w.counterpart[0]].span.start) for w in (*before, *after)] + found
    return sum(at) / len(at) if at else None


def allowed(term: Term) -> str:
    """What the glossary would have, preferred first."""
    return term.entries[0].en[0]
