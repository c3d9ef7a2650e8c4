"""What a check found, as a page of its own: no script, no request, readable on paper and in the dark."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from importlib.resources import files
from itertools import pairwise

from index.types import Lang, Span
from service.translation.files.reports import CheckedFile, CheckedUnit, message
from service.translation.types import Finding, FindingType, Severity

_WORDS: dict[Lang, dict[str, str]] = {
    "zh": {
        "title": "译稿校核报告", "error": "错误", "warning": "存疑", "note": "提示", "units": "句段",
        "clean": "未发现问题", "suggest": "建议", "rest": "其余 {n} 段未发现问题。", "missing": "译文中缺失",
        "number": "数字", "unit": "单位", "bound": "范围", "omission": "漏译", "addition": "增译", "term": "术语",
        "name": "专名", "negation": "否定", "punctuation": "标点", "consistency": "一致性",
    },
    "en": {
        "title": "Translation check", "error": "error", "warning": "warning", "note": "note", "units": "segments",
        "clean": "Nothing found", "suggest": "Suggestion",
        "rest": "Nothing was found in the other {n}.", "missing": "missing from the rendering",
    } | {kind.value: kind.value for kind in FindingType},
}  # fmt: skip
_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def to_html(file: CheckedFile, lang: Lang) -> str:
    """The page: a summary, then every unit with findings, both texts marked. All text of the file is escaped."""
    words = _WORDS[lang]
    marked = [unit for unit in file.units if unit.checked.findings]
    cards = [_card("", len(file.units), words["units"])]
    cards += [_card(severity, n, words[severity]) for severity, n in file.count().items()]
    rest = len(file.units) - len(marked)
    tail = f"<p>{escape(words['rest'].format(n=rest) if marked else words['clean'])}</p>" if rest or not marked else ""
    title = f"{words['title']} · {file.name}" if file.name else words["title"]
    return (
        f'<!doctype html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_style()}</style></head><body><header><h1>{escape(words['title'])}</h1>"
        f'<p>{escape(file.name)}</p></header><main><ul class="sum">{"".join(cards)}</ul>'
        f"{''.join(_unit(unit, lang) for unit in marked)}{tail}</main></body></html>\n"
    )


def _style() -> str:
    return files(__package__).joinpath("report.css").read_text(encoding="utf-8")


def _card(kind: str, count: int, label: str) -> str:
    return f'<li class="{kind}"><b>{count}</b>{escape(label)}</li>'


def _unit(unit: CheckedUnit, lang: Lang) -> str:
    findings = unit.checked.findings
    source = _marked(unit.checked.source, [(found.source_span, found.severity) for found in findings])
    rendering = _marked(unit.checked.rendering, [(found.span, found.severity) for found in findings])
    listed = "".join(_listed(found, lang) for found in sorted(findings, key=lambda found: _RANK[found.severity]))
    return (
        f"<section><h2>{escape(unit.id)}</h2>"
        f'<div class="pair"><p lang="zh-CN">{source}</p><p lang="en">{rendering}</p></div>'
        f'<ul class="found">{listed}</ul></section>'
    )


def _listed(finding: Finding, lang: Lang) -> str:
    words = _WORDS[lang]
    advice = f" <i>{words['suggest']}: {escape(finding.suggestion)}</i>" if finding.suggestion else ""
    tag = f"{words[finding.severity]} · {words[finding.type]}"
    where = f' <i title="{words["missing"]}">∅</i>' if finding.span is None else ""
    said = f"{escape(message(finding, lang))}{where}{advice}"
    return f'<li class="{finding.severity}"><span class="tag">{tag}</span>{said}</li>'


def _marked(text: str, spans: Sequence[tuple[Span | None, Severity]]) -> str:
    """`text` escaped, each piece marked by the gravest finding that covers it."""
    marks = [(span, severity) for span, severity in spans if span is not None and span.start < span.end]
    cuts = sorted({0, len(text), *(edge for span, _ in marks for edge in span if edge <= len(text))})
    pieces = []
    for start, end in pairwise(cuts):
        piece = Span(start, end)
        over = [severity for span, severity in marks if span.covers(piece)]
        words = escape(piece.of(text))
        pieces.append(f'<mark class="{min(over, key=_RANK.__getitem__)}">{words}</mark>' if over else words)
    return "".join(pieces)
