"""What one may ask next: questions about the figures that stand beside the one that answered."""

from __future__ import annotations

from collections.abc import Iterator

from index.glossary import Glossary
from index.types import Lang, Span
from service.citations import trimmed
from service.quantity import Quantity, find
from service.types import Evidence, Reading

_MOST = 3
_NAMES = frozenset({"place", "unit"})
"""Subjects of glossary entries that nobody asks a figure of."""
_SUBJECT = range(3, 25)
"""Characters of words before a figure that can be the subject of a question."""


def follow_ups(item: Evidence, best: Reading, lang: Lang, glossary: Glossary) -> tuple[str, ...]:
    """Up to three questions in `lang`, each about another figure of the paragraph, those after the answer first."""
    asked = _subjects_zh(item, best) if lang == "zh" else _subjects_en(item, best, glossary)
    return tuple(dict.fromkeys(asked))[:_MOST]


def _others(item: Evidence, best: Reading) -> Iterator[tuple[str, Quantity]]:
    """The words before the one figure of each other clause, the clauses after the answer first."""
    clauses = [clause for sentence in item.paragraph.sentences for clause in sentence.clauses]
    later = [c for c in clauses if c.start >= best.span.end]
    for clause in (*later, *(c for c in clauses if c.end <= best.span.start)):
        words = clause.of(item.document.text)
        plain = [q for q in find(words, item.document.lang) if q.is_plain]
        if len(plain) == 1:
            before = Span(0, plain[0].span.start)
            yield trimmed(words, before).of(words), plain[0]


def _subjects_zh(item: Evidence, best: Reading) -> Iterator[str]:
    for subject, quantity in _others(item, best):
        if len(subject) in _SUBJECT and "、" not in subject:
            unit = "" if quantity.unit == "%" else quantity.unit.split("(")[0]
            yield f"{subject}多少{unit}？"


def _subjects_en(item: Evidence, best: Reading, glossary: Glossary) -> Iterator[str]:
    for subject, _ in _others(item, best):
        terms = [match.entries[0] for match in glossary.find(subject, "zh")]
        named = [term for term in terms if term.en and term.subject not in _NAMES]
        if named:
            yield f"What is the figure for {named[-1].en[0]}?"
