"""What a report says of a run, in whatever form: groups with estimates, costs, and the questions that were missed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from eval.cases import Case
from eval.judge import Scores
from eval.metrics import GROUPINGS, Estimate, calibration, grouped, latency, n_errors, summarise
from eval.reply import Reply
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


_GROUPS: Mapping[str, Words] = {
    "all": ("全部", "all"),
    "zh": ("中文", "Chinese"),
    "en": ("英文", "English"),
    "zh → zh": ("中问中文", "zh → zh"),
    "zh → en": ("中问英文", "zh → en"),
    "en → zh": ("英问中文", "en → zh"),
    "en → en": ("英问英文", "en → en"),
    "numeric": ("数值", "numeric"),
    "entity": ("名称", "entity"),
    "list": ("列举", "list"),
    "descriptive": ("叙述", "descriptive"),
    "yesno": ("是非", "yes or no"),
    "compare": ("比较", "compare"),
    "followup": ("追问", "follow-up"),
    "span": ("原文片段", "span"),
    "unanswerable": ("无答案", "unanswerable"),
}


@dataclass(frozen=True, slots=True)
class Scored:
    """A run with the scores of its cases."""

    run: Run
    scores: Mapping[str, Scores]


@dataclass(frozen=True, slots=True)
class Missed:
    """A case that was not answered as it should be, and the measures that say so."""

    case: Case
    reply: Reply
    failed: tuple[str, ...]


def group_words(name: str) -> Words:
    """A group's name in both languages; a file name stands for itself."""
    return _GROUPS.get(name, (name, name))


def tables(item: Scored) -> list[tuple[Words, dict[str, dict[str, Estimate]]]]:
    """Title and group → measure → estimate, for the whole run and for each grouping."""
    whole = {"all": summarise(item.scores.values()), **grouped(item.run.cases, item.scores, GROUPINGS["language"])}
    found: list[tuple[Words, dict[str, dict[str, Estimate]]]] = [(("总览", "Overall"), whole)]
    for name, title in _GROUP_TITLES.items():
        # What cannot be answered has no pair of languages: the whole and the kinds show it.
        cases = [case for case in item.run.cases if case.answerable or name != "pair"]
        rows = grouped(cases, item.scores, GROUPINGS[name])
        if len(rows) > _MOST_DOCUMENTS:
            rows = dict(sorted(rows.items(), key=_weakness)[:_MOST_DOCUMENTS])
            title = (f"{title[0]}（最弱的 {_MOST_DOCUMENTS} 个）", f"{title[1]} (the weakest {_MOST_DOCUMENTS})")
        found.append((title, rows))
    return found


def _weakness(row: tuple[str, dict[str, Estimate]]) -> float:
    estimate = row[1].get("answer") or row[1].get("refused")
    return estimate.mean if estimate else 1.0


def n_cases(row: Mapping[str, Estimate]) -> int:
    """Cases of a group: the answerable and the unanswerable ones are asked different measures."""
    return sum(row[name].n for name in ("answer", "refused") if name in row)


def about(item: Scored) -> Words:
    """How many were asked, of what, how fast, and how far the stated confidence can be believed."""
    run = item.run
    versions = ", ".join(sorted({record.index_version for record in run.records.values()} - {""})) or "–"
    times = []
    for name, values in (("ask", times_of(run, "ask")), ("search", times_of(run, "search"))):
        found = latency(values)
        if found:
            times.append(f"{name} p50 {found.p50:.1f} ms, p95 {found.p95:.1f} ms")
    honest = calibration(run, item.scores)
    stated = f"; ECE {honest.ece:.3f}, Brier {honest.brier:.3f}" if honest else ""
    figures = "; ".join(times) + stated
    zh = f"{len(run.cases)} 题，{n_errors(run)} 题未得答复；对象 {run.target}，索引 {versions}；{figures}。"
    en = f"{len(run.cases)} cases, {n_errors(run)} unanswered; target {run.target}, index {versions}; {figures}."
    return zh, en


def times_of(run: Run, which: str) -> list[float]:
    """Milliseconds of each request, `ask` or `search`."""
    return [record.ask_ms if which == "ask" else record.search_ms for record in run.records.values()]


def missed(item: Scored) -> tuple[Missed, ...]:
    """Cases with a wrong answer or first citation, answered where they should be refused, or not answered at all."""
    found = []
    for case in item.run.cases:
        failed = tuple(name for name in _MUST if item.scores[case.id].get(name, 1.0) < 1.0)
        if failed:
            record = item.run.records.get(case.id)
            found.append(Missed(case, record.reply if record else Reply(error="not asked"), failed))
    return tuple(found)


_MUST = ("answer", "cite@1", "bound", "figures", "refused")
