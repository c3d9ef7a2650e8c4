"""Finished runs → `report.md` and `report.html`: tables by language pair, kind and document, and four plots.

The page is one file without outside parts; a button switches it between Chinese and English.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import numpy as np

from eval.judge import Scores
from eval.metrics import (
    GROUPINGS,
    Estimate,
    calibration,
    grouped,
    language_pair,
    latency,
    n_errors,
    score_run,
    summarise,
    trade_off,
)
from eval.plots import UNIT, Axis, Line, line_plot, round_up
from eval.ranking import ranking_scores
from eval.run import Run

Words = tuple[str, str]
"""One text in Chinese and in English."""

SHOWN: Mapping[str, Words] = {
    "hit@1": ("首位命中", "hit@1"),
    "MRR@10": ("MRR@10", "MRR@10"),
    "nDCG@10": ("nDCG@10", "nDCG@10"),
    "R@5": ("召回@5", "recall@5"),
    "cite@1": ("首条引文正确", "cite@1"),
    "cite@k": ("任一引文正确", "cite@k"),
    "quote@1": ("引句正确", "quote@1"),
    "both": ("两文同引", "both cited"),
    "answer": ("答案正确", "answer"),
    "value": ("数值正确", "value"),
    "bound": ("界限正确", "bound"),
    "lang_ok": ("语言正确", "language"),
    "figures": ("数字有据", "figures held"),
    "refused": ("该拒即拒", "refused"),
    "false_refusal": ("误拒（越低越好）", "false refusals (less is better)"),
}
_GROUP_TITLES: Mapping[str, Words] = {
    "pair": ("按语言方向", "By language pair"),
    "kind": ("按题型", "By kind"),
    "document": ("按文件", "By document"),
}
_MOST_DOCUMENTS = 40


@dataclass(frozen=True, slots=True)
class Scored:
    """A run with the scores of its cases."""

    run: Run
    scores: Mapping[str, Scores]


def write_reports(runs: Sequence[Run], folder: Path) -> tuple[Path, Path]:
    """Writes both files and returns their paths, Markdown first."""
    folder.mkdir(parents=True, exist_ok=True)
    scored = [Scored(run, score_run(run)) for run in runs]
    markdown, page = folder / "report.md", folder / "report.html"
    markdown.write_text(to_markdown(scored), encoding="utf-8")
    page.write_text(to_html(scored), encoding="utf-8")
    return markdown, page


def to_markdown(runs: Sequence[Scored]) -> str:
    """All tables, headings in both languages."""
    parts = ["# 测评报告 / Evaluation report\n"]
    for item in runs:
        parts.append(f"## {item.run.name}\n\n{_about(item)[1]}\n")
        parts.extend(f"### {title[0]} / {title[1]}\n\n{markdown_table(rows)}" for title, rows in tables(item))
    return "\n".join(parts)


def tables(item: Scored) -> list[tuple[Words, dict[str, dict[str, Estimate]]]]:
    """Title and group → measure → estimate, for the whole run and for each grouping."""
    whole = {"all": summarise(item.scores.values()), **grouped(item.run.cases, item.scores, GROUPINGS["language"])}
    found: list[tuple[Words, dict[str, dict[str, Estimate]]]] = [(("总览", "Overall"), whole)]
    for name, title in _GROUP_TITLES.items():
        rows = grouped(item.run.cases, item.scores, GROUPINGS[name])
        if len(rows) > _MOST_DOCUMENTS:
            rows = dict(sorted(rows.items(), key=_weakness)[:_MOST_DOCUMENTS])
            title = (f"{title[0]}（最弱的 {_MOST_DOCUMENTS} 个）", f"{title[1]} (the weakest {_MOST_DOCUMENTS})")
        found.append((title, rows))
    return found


def _weakness(row: tuple[str, dict[str, Estimate]]) -> float:
    estimate = row[1].get("answer") or row[1].get("refused")
    return estimate.mean if estimate else 1.0


def markdown_table(rows: Mapping[str, Mapping[str, Estimate]]) -> str:
    """A group a line, a measure a column: mean with its 95 % interval."""
    measures = [name for name in SHOWN if any(name in row for row in rows.values())]
    lines = ["| | n | " + " | ".join(SHOWN[name][1] for name in measures) + " |", "|---" * (len(measures) + 2) + "|"]
    for group, row in rows.items():
        cells = (_cell(row.get(name)) for name in measures)
        lines.append(f"| {group} | {_n(row)} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _n(row: Mapping[str, Estimate]) -> int:
    """Cases of a group: the answerable and the unanswerable ones are asked different measures."""
    return sum(row[name].n for name in ("answer", "refused") if name in row)


def _cell(estimate: Estimate | None) -> str:
    if estimate is None:
        return ""
    return f"{estimate.mean:.3f} ({estimate.low:.2f}–{estimate.high:.2f})"


def _about(item: Scored) -> Words:
    run = item.run
    versions = ", ".join(sorted({record.index_version for record in run.records.values()} - {""})) or "–"
    times = []
    for name, values in (("ask", _times(run, "ask")), ("search", _times(run, "search"))):
        found = latency(values)
        if found:
            times.append(f"{name} p50 {found.p50:.1f} ms, p95 {found.p95:.1f} ms")
    honest = calibration(run, item.scores)
    stated = f"; ECE {honest.ece:.3f}, Brier {honest.brier:.3f}" if honest else ""
    figures = "; ".join(times) + stated
    zh = f"{len(run.cases)} 题，{n_errors(run)} 题未得答复；对象 {run.target}，索引 {versions}；{figures}。"
    en = f"{len(run.cases)} cases, {n_errors(run)} unanswered; target {run.target}, index {versions}; {figures}."
    return zh, en


def _times(run: Run, which: str) -> list[float]:
    return [record.ask_ms if which == "ask" else record.search_ms for record in run.records.values()]


def recall_plot(item: Scored) -> str:
    """Share of cases whose first k passages hold gold words, by language pair, k = 1..20."""
    lines = []
    for pair in sorted({language_pair(case) for case in item.run.cases if case.answerable}):
        cases = [case for case in item.run.cases if case.answerable and language_pair(case) == pair]
        ranked = ranking_scores(cases, item.run.rankings, item.run.passages, cutoffs=tuple(range(1, 21)))
        points = tuple((float(k), _mean([row[f"hit@{k}"] for row in ranked.values()])) for k in range(1, 21))
        lines.append(Line(pair, points))
    return line_plot(lines, Axis("k", 1, 20, (1, 5, 10, 15, 20)), Axis("hit@k", 0, 1, UNIT))


def reliability_plot(item: Scored) -> str:
    """Stated confidence against the share right; the dashed diagonal is a confidence that can be believed."""
    found = calibration(item.run, item.scores)
    points = tuple((part.confidence, part.right) for part in found.bins) if found else ()
    lines = [Line("答案 answers", points), Line("理想 ideal", ((0.0, 0.0), (1.0, 1.0)), dashed=True)]
    return line_plot(lines, Axis("置信度 confidence", 0, 1, UNIT), Axis("正确 right", 0, 1, UNIT))


def latency_plot(item: Scored) -> str:
    """Share of requests answered within so many milliseconds."""
    lines, longest = [], 1.0
    for name in ("ask", "search"):
        values = sorted(_times(item.run, name))
        if values and values[-1] > 0:
            share = np.linspace(0, 1, 101)
            points = zip(np.quantile(values, share), share, strict=True)
            lines.append(Line(name, tuple((float(a), float(b)) for a, b in points)))
            longest = max(longest, float(np.quantile(values, 0.99)))
    end = round_up(longest)
    lines = [Line(line.name, tuple(point for point in line.points if point[0] <= end)) for line in lines]
    ticks = tuple(end * part / 5 for part in range(6))
    return line_plot(lines, Axis("毫秒 ms", 0, end, ticks), Axis("占比 share", 0, 1, UNIT), dots=False)


def refusal_plot(item: Scored) -> str:
    """What a higher bar would cost: answers right against unanswerable questions refused."""
    points = tuple((point.refused, point.right) for point in trade_off(item.run, item.scores))
    axes = Axis("应拒已拒 unanswerable refused", 0, 1, UNIT), Axis("应答已对 answerable right", 0, 1, UNIT)
    return line_plot([Line("门槛 threshold 0 → 1", points)], *axes)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


_PLOTS = (
    (("各方向前 k 位命中", "Recall by k and direction"), recall_plot),
    (("置信度可靠性", "Reliability of confidence"), reliability_plot),
    (("响应时间分布", "Latency"), latency_plot),
    (("拒答取舍", "Refusal trade-off"), refusal_plot),
)

_STYLE = """
body{font:15px/1.6 system-ui,"Noto Sans SC","PingFang SC","Microsoft YaHei",sans-serif;max-width:1100px;
margin:2rem auto;padding:0 1rem;color:#1e293b;background:#fff}
table{border-collapse:collapse;font-size:13px;margin:.5rem 0 1.5rem;display:block;overflow-x:auto}
th,td{border-bottom:1px solid #e2e8f0;padding:.3rem .6rem;text-align:right;white-space:nowrap}
th:first-child,td:first-child{text-align:left}small{color:#64748b}
.plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(360px,1fr));gap:1rem}
svg{width:100%;height:auto}svg text{font-size:11px;fill:#475569}svg .grid{stroke:#e2e8f0}
.legend{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.8rem;font-size:12px;margin:0}
.legend span{display:inline-block;width:.8rem;height:.8rem;margin-right:.3rem}
body[data-lang=zh] [lang=en],body[data-lang=en] [lang=zh]{display:none}
button{font:inherit;padding:.2rem .8rem;float:right}
"""
_SCRIPT = "b=document.body;document.querySelector('button').onclick=()=>b.dataset.lang=b.dataset.lang=='zh'?'en':'zh'"


def _both(words: Words) -> str:
    return f'<span lang="zh">{escape(words[0])}</span><span lang="en">{escape(words[1])}</span>'


def to_html(runs: Sequence[Scored]) -> str:
    """The page, whole."""
    title = _both(("测评报告", "Evaluation report"))
    body = "".join(_section(item) for item in runs)
    return (
        '<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>Yinju 引据 · evaluation</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<style>{_STYLE}</style></head><body data-lang="zh"><button>中 / EN</button><h1>{title}</h1>{body}'
        f"<script>{_SCRIPT}</script></body></html>\n"
    )


def _section(item: Scored) -> str:
    drawn = "".join(f"<figure><figcaption>{_both(words)}</figcaption>{draw(item)}</figure>" for words, draw in _PLOTS)
    tabled = "".join(f"<h3>{_both(words)}</h3>{_html_table(rows)}" for words, rows in tables(item))
    head = f"<h2>{escape(item.run.name)}</h2><p>{_both(_about(item))}</p>"
    return f'<section>{head}<div class="plots">{drawn}</div>{tabled}</section>'


def _html_table(rows: Mapping[str, Mapping[str, Estimate]]) -> str:
    measures = [name for name in SHOWN if any(name in row for row in rows.values())]
    head = "".join(f"<th>{_both(SHOWN[name])}</th>" for name in measures)
    lines = []
    for group, row in rows.items():
        cells = "".join(f"<td>{_html_cell(row.get(name))}</td>" for name in measures)
        lines.append(f"<tr><td>{escape(group)}</td><td>{_n(row)}</td>{cells}</tr>")
    return f"<table><thead><tr><th></th><th>n</th>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def _html_cell(estimate: Estimate | None) -> str:
    if estimate is None:
        return ""
    return f"{estimate.mean:.3f} <small>{estimate.low:.2f}–{estimate.high:.2f}</small>"
