"""The vocabulary of the translators' desk: what a check found, and which sentences belong together."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from index.types import Span


class FindingType(StrEnum):
    """What kind of thing is wrong."""

    NUMBER = "number"
    UNIT = "unit"
    BOUND = "bound"
    OMISSION = "omission"
    ADDITION = "addition"
    TERM = "term"
    NAME = "name"
    NEGATION = "negation"
    PUNCTUATION = "punctuation"
    CONSISTENCY = "consistency"


class Severity(StrEnum):
    """`ERROR` is what a reviser must fix; a doubt is a warning, a taste a note."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at. `span` is a range of the rendering, `source_span` of the source; None where there is none.

    `suggestion` is what could stand in place of `span`.
    """

    type: FindingType
    severity: Severity
    message_en: str
    message_zh: str
    span: Span | None
    source_span: Span | None
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class AlignedPair:
    """A range of the source and the range of the rendering that renders it. `score` is 0..1."""

    source: Span
    rendering: Span
    score: float


@dataclass(frozen=True, slots=True)
class Checked:
    """A source, its rendering, and what was found; findings in the order of the rendering."""

    source: str
    rendering: str
    findings: tuple[Finding, ...]
    pairs: tuple[AlignedPair, ...] = ()

    @property
    def has_errors(self) -> bool:
        """True where a reviser must fix something."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)
