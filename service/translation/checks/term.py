"""Terms: what the glossary calls a thing, in any way it allows, whatever the inflection; never as it forbids."""

from __future__ import annotations

from collections.abc import Iterator

from index.phrases import PhraseTable
from service.translation.bitext import Bitext
from service.translation.gaps import Fate, allowed
from service.translation.types import Finding, FindingType, Severity

_TYPES = {Fate.NAMED_OTHERWISE: FindingType.NAME, Fate.RENDERED_OTHERWISE: FindingType.TERM}


def check_terms(bitext: Bitext) -> Iterator[Finding]:
    """Glossary terms rendered otherwise than allowed; names of the glossary called otherwise."""
    if bitext.lang != "zh":
        return
    for gap in bitext.gaps:
        if gap.fate is Fate.LEFT_OUT and not gap.negated:
            continue
        words = gap.source.of(bitext.zh)
        kind = FindingType.NEGATION if gap.negated else _TYPES.get(gap.fate, FindingType.TERM)
        should = allowed(gap.term)
        yield Finding(
            kind,
            Severity.WARNING if gap.fate is Fate.RENDERED_LOOSELY else Severity.ERROR,
            f"{words} is “{should}” in the glossary",
            f"“{words}”在术语表中译为“{should}”",
            gap.instead,
            gap.source,
            should,
        )
    yield from _forbidden(bitext)


def _forbidden(bitext: Bitext) -> Iterator[Finding]:
    lost = {gap.term.span for gap in bitext.gaps}
    for term in bitext.coverage.terms:
        words = [(word, entry) for entry in term.entries for word in entry.forbidden]
        if not words or term.span in lost:
            continue
        for span, entries in PhraseTable("en", words).find(bitext.en):
            if term.found and span.overlaps(term.found):
                continue
            should = entries[0].en[0]
            yield Finding(
                FindingType.TERM,
                Severity.WARNING,
                f"{span.of(bitext.en)} is not used for {term.span.of(bitext.zh)}; the glossary has “{should}”",
                f"“{term.span.of(bitext.zh)}”不译作“{span.of(bitext.en)}”，术语表为“{should}”",
                span,
                term.span,
                should,
            )
