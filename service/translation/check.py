"""Source and rendering → findings: aligns the sentences, runs every check on each pair, puts the findings in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import cast

from index.glossary import Glossary
from index.languages import LanguageMeans, Mean, sample_means
from index.protocols import Embedder
from index.text import language_of
from index.types import Lang, Span
from service.translation.align import align
from service.translation.bitext import Bitext, Meaning
from service.translation.checks.addition import check_additions
from service.translation.checks.aim import check_aims
from service.translation.checks.bound import check_bounds
from service.translation.checks.consistency import check_consistency
from service.translation.checks.contrast import check_contrasts
from service.translation.checks.name import check_names
from service.translation.checks.negation import check_negation
from service.translation.checks.number import check_numbers
from service.translation.checks.omission import check_omissions
from service.translation.checks.punctuation import check_punctuation
from service.translation.checks.term import check_terms
from service.translation.checks.unit import check_units
from service.translation.lexicon import Lexicon
from service.translation.types import AlignedPair, Checked, Finding, FindingType

CHECKS: tuple[Callable[[Bitext], Iterator[Finding]], ...] = (
    check_numbers,
    check_units,
    check_bounds,
    check_aims,
    check_negation,
    check_terms,
    check_contrasts,
    check_names,
    check_omissions,
    check_additions,
    check_punctuation,
)
"""Every check, in the order in which two findings of one place are shown."""

_LEFT_OR_ADDED = frozenset({FindingType.OMISSION, FindingType.ADDITION})

WHOLE = 1200
"""Texts up to so many characters a side are checked whole: a sentence moved within a paragraph is no finding."""


@dataclass(frozen=True)
class Checker:
    """Checks renderings with one model and one glossary; make it once, it may serve several threads.

    Attributes:
        embedder: None leaves out what needs meaning: figures, terms and names are still checked.
        glossary: what terms are called.
        means: the embedder's language means where they are kept; None embeds the built-in sample at first need.
        lexicon: the dictionary; None leaves out additions and omissions of what is no term.
    """

    embedder: Embedder | None = None
    glossary: Glossary = field(default_factory=Glossary)
    means: Callable[[], LanguageMeans] | None = None
    lexicon: Lexicon | None = None

    def check(
        self,
        source: str,
        rendering: str,
        glossary: Glossary | None = None,
        look: Callable[[], None] = lambda: None,
    ) -> Checked:
        """What is wrong with `rendering`, and which sentences belong together.

        `look` is called before each pair of a long text: what it raises ends the check.
        """
        lang = language_of(source)
        if not source.strip() or not rendering.strip() or lang == language_of(rendering):
            return Checked(source, rendering, ())
        pairs = align(source, rendering, lang, self.embedder, self._passage_means)
        regions = _regions(source, rendering, pairs)
        findings: list[Finding] = []
        for n, region in enumerate(regions):
            look()
            found = self._within(source, rendering, region, lang, glossary)
            if len(regions) > 1 and any(finding.type in _LEFT_OR_ADDED for finding in found):
                wider = self._within(source, rendering, _with_neighbours(regions, n), lang, glossary)
                found = _confirmed(found, wider)
            findings += found
        findings += check_consistency(source, rendering, pairs)
        return Checked(source, rendering, tuple(sorted(_once(findings), key=_order)), pairs)

    def _within(
        self, source: str, rendering: str, region: AlignedPair, lang: Lang, glossary: Glossary | None
    ) -> list[Finding]:
        words = region.source.of(source), region.rendering.of(rendering)
        bitext = Bitext(*words, lang, glossary or self.glossary, self.lexicon, self._meaning)
        return [_moved(finding, region) for run in CHECKS for finding in run(bitext)]

    def _passage_means(self) -> Mapping[Lang, Mean]:
        return self._means.passages

    @cached_property
    def _means(self) -> LanguageMeans:
        # Some seconds of embedding: not for a text of one sentence, nor where no model is at hand.
        return self.means() if self.means else sample_means(cast(Embedder, self.embedder))

    @property
    def _meaning(self) -> Meaning | None:
        return Meaning(self.embedder, self._passage_means) if self.embedder else None


def check(source: str, rendering: str, glossary: Glossary, embedder: Embedder | None) -> Checked:
    """One check by itself; `Checker` is for more than one."""
    return Checker(embedder, glossary).check(source, rendering)


def _regions(source: str, rendering: str, pairs: tuple[AlignedPair, ...]) -> tuple[AlignedPair, ...]:
    if len(source) <= WHOLE and len(rendering) <= 3 * WHOLE:
        return (AlignedPair(Span(0, len(source)), Span(0, len(rendering)), 1.0),)
    return pairs


def _with_neighbours(regions: Sequence[AlignedPair], n: int) -> AlignedPair:
    """Region `n` with the one before and the one after it."""
    near = regions[max(0, n - 1) : n + 2]
    ends = [
        Span(min(span.start for span in side), max(span.end for span in side))
        for side in ([one.source for one in near], [one.rendering for one in near])
    ]
    return AlignedPair(ends[0], ends[1], regions[n].score)


def _confirmed(found: Sequence[Finding], wider: Sequence[Finding]) -> list[Finding]:
    """Without what only seems left out or added since a sentence was aligned with its neighbour's rendering."""
    again = {(finding.type, finding.source_span, finding.span) for finding in wider}
    return [one for one in found if one.type not in _LEFT_OR_ADDED or (one.type, one.source_span, one.span) in again]


def _moved(finding: Finding, pair: AlignedPair) -> Finding:
    return replace(
        finding,
        span=_shifted(finding.span, pair.rendering.start),
        source_span=_shifted(finding.source_span, pair.source.start),
    )


def _once(findings: Iterable[Finding]) -> list[Finding]:
    """Without what a second check found again: the same type and severity at the same words of the source."""
    kept: list[Finding] = []
    for finding in findings:
        if not any(_is_again(finding, other) for other in kept):
            kept.append(finding)
    return kept


def _is_again(finding: Finding, other: Finding) -> bool:
    if (finding.type, finding.severity) != (other.type, other.severity):
        return False
    mine, theirs = finding.source_span, other.source_span
    one_place = mine == theirs or (mine is not None and theirs is not None and mine.overlaps(theirs))
    return one_place and (finding.span == other.span or finding.span is None or other.span is None)


def _shifted(span: Span | None, by: int) -> Span | None:
    return None if span is None else Span(span.start + by, span.end + by)


def _order(finding: Finding) -> tuple[float, int, str]:
    at = finding.span.start if finding.span else float("inf")
    return (at, finding.source_span.start if finding.source_span else 0, finding.type)
