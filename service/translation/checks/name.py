"""Names of places: one of the source replaced by another, by glossary, by the names of provinces and by sound."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.types import Span
from service.translation.bitext import Bitext
from service.translation.romanization import syllables
from service.translation.types import Finding, FindingType, Severity


def check_names(bitext: Bitext) -> Iterator[Finding]:
    """Names in the rendering that belong to what the source does not mention, where a name of the source is lost."""
    if bitext.lang != "zh":
        return
    told = [gap.instead for gap in bitext.gaps if gap.instead]
    spelled = "".join(syllables(bitext.zh))
    for match in bitext.glossary.find(bitext.en, "en"):
        entries = [entry for entry in match.entries if entry.subject in ("place", "enterprise")]
        words = match.span.of(bitext.en)
        if not entries or len(entries) < len(match.entries) or not words[0].isupper():
            continue
        if any(entry.zh in bitext.zh or entry.zh.rstrip("市县省州区") in bitext.zh for entry in entries):
            continue
        if re.sub(r"[^a-z]", "", words.lower()) in spelled or any(span.overlaps(match.span) for span in told):
            continue
        yield _finding(bitext, match.span, entries[0].zh)


def _finding(bitext: Bitext, span: Span, zh: str) -> Finding:
    words = span.of(bitext.en)
    return Finding(
        FindingType.NAME,
        Severity.WARNING,
        f"{words} is {zh}, which the source does not mention",
        f"“{words}”即“{zh}”，原文未提及",
        span,
        None,
        None,
    )
