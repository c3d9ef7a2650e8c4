"""What a check found, for machines and spreadsheets: JSON (read back without loss), CSV, notes for an XLIFF file."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from index.errors import InvalidInput
from index.types import Lang, Span
from service.translation.files.xliff_notes import UnitNote
from service.translation.types import AlignedPair, Checked, Finding, FindingType, Severity

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class CheckedUnit:
    """One unit of a bilingual file with its findings; `id` is the unit's."""

    id: str
    checked: Checked


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A bilingual file whose units were checked."""

    name: str
    units: tuple[CheckedUnit, ...]

    def count(self) -> Mapping[Severity, int]:
        """Findings by severity, zeros included."""
        found = Counter(finding.severity for unit in self.units for finding in unit.checked.findings)
        return {severity: found[severity] for severity in Severity}

    @property
    def has_errors(self) -> bool:
        """True where a reviser must fix something."""
        return any(unit.checked.has_errors for unit in self.units)


def message(finding: Finding, lang: Lang) -> str:
    """What the finding says, in `lang`."""
    return finding.message_zh if lang == "zh" else finding.message_en


def to_json(file: CheckedFile) -> str:
    """The findings as the API spells them, unit by unit, with a summary."""
    units = [{"id": unit.id, **_checked(unit.checked)} for unit in file.units]
    return json.dumps({"file": file.name, "summary": file.count(), "units": units}, ensure_ascii=False, indent=2)


def _checked(checked: Checked) -> dict[str, object]:
    return {
        "source": checked.source,
        "rendering": checked.rendering,
        "findings": [_finding(finding, checked) for finding in checked.findings],
        "pairs": [{"source": pair.source, "rendering": pair.rendering, "score": pair.score} for pair in checked.pairs],
    }


def _finding(finding: Finding, checked: Checked) -> dict[str, object]:
    return {
        "type": finding.type,
        "severity": finding.severity,
        "message_en": finding.message_en,
        "message_zh": finding.message_zh,
        "span": _span(finding.span, checked.rendering),
        "source_span": _span(finding.source_span, checked.source),
        "suggestion": finding.suggestion,
    }


def _span(span: Span | None, text: str) -> dict[str, object] | None:
    return None if span is None else {"start": span.start, "end": span.end, "text": span.of(text)}


def from_json(text: str) -> CheckedFile:
    """Reads what `to_json` wrote.

    Raises:
        InvalidInput: it is something else.
    """
    try:
        data = json.loads(text)
        return CheckedFile(data["file"], tuple(CheckedUnit(unit["id"], _read(unit)) for unit in data["units"]))
    except (KeyError, TypeError, ValueError) as error:
        remedy = "Give a file that the check wrote as JSON."
        raise InvalidInput("JSON report", f"is not of the expected form ({error!r})", remedy) from error


def _read(unit: Mapping[str, object]) -> Checked:
    findings = tuple(_read_finding(found) for found in cast(list[dict[str, str]], unit["findings"]))
    pairs = tuple(_read_pair(pair) for pair in cast(list[dict[str, object]], unit["pairs"]))
    return Checked(str(unit["source"]), str(unit["rendering"]), findings, pairs)


def _read_pair(data: Mapping[str, object]) -> AlignedPair:
    source, rendering = (Span(*cast(list[int], data[side])) for side in ("source", "rendering"))
    return AlignedPair(source, rendering, cast(float, data["score"]))


def _read_finding(data: Mapping[str, str]) -> Finding:
    spans = [cast("dict[str, int] | None", data[key]) for key in ("span", "source_span")]
    span, source_span = (None if one is None else Span(one["start"], one["end"]) for one in spans)
    kind, severity = FindingType(data["type"]), Severity(data["severity"])
    return Finding(kind, severity, data["message_en"], data["message_zh"], span, source_span, data["suggestion"])


def to_csv(file: CheckedFile, lang: Lang) -> bytes:
    """A line a finding, for a spreadsheet: UTF-8 with its mark; no cell can run as a formula."""
    head: dict[Lang, tuple[str, ...]] = {
        "zh": ("句段", "级别", "类型", "说明", "原文处", "译文处", "建议", "原文", "译文"),
        "en": ("unit", "severity", "type", "message", "source words", "words", "suggestion", "source", "rendering"),
    }
    lines = io.StringIO(newline="")
    writer = csv.writer(lines)
    writer.writerow(head[lang])
    for unit in file.units:
        source, rendering = unit.checked.source, unit.checked.rendering
        for found in unit.checked.findings:
            where = [
                found.source_span.of(source) if found.source_span else "",
                found.span.of(rendering) if found.span else "",
            ]
            row = [unit.id, found.severity, found.type, message(found, lang), *where, found.suggestion or ""]
            writer.writerow([_inert(cell) for cell in (*row, source, rendering)])
    return b"\xef\xbb\xbf" + lines.getvalue().encode()


def _words(span: Span | None, text: str) -> str:
    return span.of(text) if span else ""


def _inert(cell: str) -> str:
    return "'" + cell if cell.startswith(_FORMULA) else cell


def to_notes(file: CheckedFile, lang: Lang) -> Mapping[str, Sequence[UnitNote]]:
    """The findings as notes by unit id, for `add_notes`."""
    return {
        unit.id: [UnitNote(found.severity, _note(found, lang)) for found in unit.checked.findings]
        for unit in file.units
        if unit.checked.findings
    }


def _note(finding: Finding, lang: Lang) -> str:
    advice = f" → {finding.suggestion}" if finding.suggestion else ""
    return f"[{finding.severity}: {finding.type}] {message(finding, lang)}{advice}"
