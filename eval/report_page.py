"""A report as one HTML page without outside parts; a button switches it between Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import numpy as np

from eval.metrics import Estimate, calibration, language_pair, trade_off
from eval.plots import UNIT, Axis, Line, line_plot, round_up
from eval.ranking import ranking_scores
from eval.report_tables import SHOWN, Missed, Scored, Words, about, group_words, missed, n_cases, tables, times_of


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
        values = sorted(times_of(item.run, name))
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

_HEADLINES = ("answer", "cite@1", "hit@1", "refused", "figures")
_MOST_MISSED = 200

_STYLE = """
:root{--ink:#1e293b;--soft:#64748b;--line:#e2e8f0;--faint:#f8fafc;--tint:#d5e8ef;--mark:#0b6e99}
*{box-sizing:border-box}
body{font:15px/1.6 system-ui,"Noto Sans CJK SC","Noto Sans SC","PingFang SC","Microsoft YaHei",sans-serif;
max-width:1280px;margin:0 auto;padding:1.5rem 1.25rem 4rem;color:var(--ink);background:#fff}
header{display:flex;align-items:baseline;justify-content:space-between;border-bottom:2px solid var(--ink)}
h1{font-size:1.5rem;margin:.3rem 0}h2{font-size:1.2rem;margin:1.6rem 0 .2rem}
h3{font-size:1rem;margin:1.8rem 0 .4rem}p{margin:.2rem 0 1rem}small,p{color:var(--soft)}
button{font:inherit;font-size:13px;padding:.15rem .8rem;border:1px solid var(--line);border-radius:99px;
background:var(--faint);color:inherit;cursor:pointer}
button:focus-visible,summary:focus-visible{outline:2px solid var(--mark);outline-offset:2px}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(190px,1fr));gap:.75rem;margin:1rem 0 1.5rem}
.tile{border:1px solid var(--line);border-radius:8px;padding:.6rem .9rem;background:var(--faint)}
.tile b{display:block;font-size:1.7rem;line-height:1.3;font-weight:600;font-variant-numeric:tabular-nums}
.tile div{font-size:12px;color:var(--soft);font-variant-numeric:tabular-nums}
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:8px}
table{border-collapse:collapse;font-size:13px;width:100%;font-variant-numeric:tabular-nums}
th,td{border-bottom:1px solid var(--line);padding:.35rem .5rem;text-align:right;vertical-align:top}
tbody tr:last-child td{border-bottom:0}
thead th{background:var(--faint);font-weight:600;vertical-align:bottom;word-break:keep-all}
td:not(.said){white-space:nowrap}
th:first-child,td:first-child{text-align:left;position:sticky;left:0;background:#fff}
th:first-child{background:var(--faint)}td small{display:block;font-size:11px;line-height:1.3}
td.mean{background:linear-gradient(var(--tint),var(--tint)) no-repeat left bottom/var(--share) 3px}
td.name{max-width:22rem;overflow:hidden;text-overflow:ellipsis}
td.said,th.said{text-align:left;min-width:11rem;overflow-wrap:anywhere}
summary{cursor:pointer;font-weight:600;margin:1.8rem 0 .4rem}
.plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));gap:1.25rem}
figure{margin:0;border:1px solid var(--line);border-radius:8px;padding:.75rem}figcaption{font-weight:600}
svg{width:100%;height:auto}svg text{font-size:11px;fill:#475569}svg .grid{stroke:#e2e8f0}
.legend{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.8rem;font-size:12px;margin:0}
.legend span{display:inline-block;width:.8rem;height:.8rem;margin-right:.3rem;border-radius:2px}
body[data-lang=zh] [data-in=en],body[data-lang=en] [data-in=zh]{display:none}
@media print{button{display:none}section{break-before:page}figure,.tile{break-inside:avoid}}
"""
_SCRIPT = (
    "b=document.body;s=l=>document.documentElement.lang=b.dataset.lang=l;"
    "document.querySelector('button').onclick=()=>s(b.dataset.lang=='zh'?'en':'zh');"
    "s(navigator.language.startsWith('zh')?'zh':'en')"
)


def _both(words: Words) -> str:
    if words[0] == words[1]:
        return escape(words[0])
    zh, en = (escape(text) for text in words)
    return f'<span data-in="zh" lang="zh">{zh}</span><span data-in="en" lang="en">{en}</span>'


def to_html(runs: Sequence[Scored]) -> str:
    """The page, whole; it opens in the reader's language."""
    title = _both(("测评报告", "Evaluation report"))
    body = "".join(_section(item) for item in runs)
    return (
        '<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>Yinju 引据 · evaluation</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<style>{_STYLE}</style></head><body data-lang="zh"><header><h1>{title}</h1>'
        f"<button>中文 / English</button></header>{body}<script>{_SCRIPT}</script></body></html>\n"
    )


def _section(item: Scored) -> str:
    drawn = "".join(f"<figure><figcaption>{_both(words)}</figcaption>{draw(item)}</figure>" for words, draw in _PLOTS)
    (_, whole), *others = tables(item)
    head = f"<h2>{escape(item.run.name)}</h2><p>{_both(about(item))}</p>{_tiles(whole)}"
    tabled = "".join(f"<h3>{_both(words)}</h3>{_html_table(rows)}" for words, rows in others)
    total = f"<h3>{_both(('总览', 'Overall'))}</h3>{_html_table(whole)}"
    return f'<section>{head}<div class="plots">{drawn}</div>{total}{tabled}{_missed_table(item)}</section>'


def _tiles(whole: Mapping[str, Mapping[str, Estimate]]) -> str:
    """What a reader wants to know first: the whole run's figure, its interval, and each language's."""
    tiles = []
    for name in _HEADLINES:
        found = whole["all"].get(name)
        if found is None:
            continue
        parts = [f"{_both(group_words(lang))} {whole[lang][name].mean:.3f}" for lang in whole if name in whole[lang]]
        low_high = f"<div>{found.low:.2f}–{found.high:.2f}, n={found.n}</div>"
        split = f"<div>{' · '.join(parts[1:])}</div>" if len(parts) > 2 else ""
        tiles.append(f'<div class="tile">{_both(SHOWN[name])}<b>{found.mean:.3f}</b>{low_high}{split}</div>')
    return f'<div class="tiles">{"".join(tiles)}</div>'


def _html_table(rows: Mapping[str, Mapping[str, Estimate]]) -> str:
    measures = [name for name in SHOWN if any(name in row for row in rows.values())]
    head = "".join(f"<th>{_both(SHOWN[name])}</th>" for name in measures)
    lines = []
    for group, row in rows.items():
        cells = "".join(_html_cell(row.get(name)) for name in measures)
        name = f'<td class="name" title="{escape(group)}">{_both(group_words(group))}</td>'
        lines.append(f"<tr>{name}<td>{n_cases(row)}</td>{cells}</tr>")
    return _wrapped(f"<th></th><th>n</th>{head}", lines)


def _html_cell(estimate: Estimate | None) -> str:
    if estimate is None:
        return "<td></td>"
    bounds = f"<small>{estimate.low:.2f}–{estimate.high:.2f}</small>"
    return f'<td class="mean" style="--share:{estimate.mean:.0%}">{estimate.mean:.3f}{bounds}</td>'


def _missed_table(item: Scored) -> str:
    """The questions to look at next, each with what was wanted and what came."""
    found = missed(item)
    if not found:
        return ""
    columns = (("问题", "question"), ("应答", "wanted"), ("实答", "given"), ("未达", "missed"))
    head = "".join(f'<th class="said">{_both(words)}</th>' for words in columns)
    count = _both((f"未答对的 {len(found)} 题", f"{len(found)} questions missed"))
    shown = [_missed_row(row) for row in found[:_MOST_MISSED]]
    left = len(found) - len(shown)
    more = f"<p>{_both((f'另有 {left} 题未列', f'{left} more are not shown'))}</p>" if left else ""
    return f"<details open><summary>{count}</summary>{_wrapped(head, shown)}{more}</details>"


def _missed_row(row: Missed) -> str:
    refusal = _both(("拒答", "a refusal"))
    wanted = escape(" | ".join(row.case.answers[:3])) if row.case.answerable else refusal
    given = escape(row.reply.error or row.reply.answer) or refusal
    failed = ", ".join(_both(SHOWN[name]) for name in row.failed)
    cells = (f"{escape(row.case.question)}<small>{escape(row.case.id)}</small>", wanted, given, failed)
    joined = "".join(f'<td class="said">{cell}</td>' for cell in cells)
    return f"<tr>{joined}</tr>"


def _wrapped(head: str, lines: Sequence[str]) -> str:
    body = f"<thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody>"
    return f'<div class="scroll"><table>{body}</table></div>'
