"""What `eval.bench_scale` measured → a page and a plot in docs/, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import matplotlib as mpl
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.font_manager import fontManager

from eval.add_rate import AddRate, Serving
from eval.large_cost import LargeCost
from eval.scale import Cost, K
from eval.watched import PARTS
from index.dense import EXACT_LIMIT

_GOALS = {"cpu_p95_ms": 40.0, "recall": 0.97, "resident_bytes": 4e9, "ready_s": 20.0}
_CHINESE_FONTS = ("Noto Sans CJK SC", "Source Han Sans SC", "Noto Serif CJK SC", "WenQuanYi Zen Hei")
_WORDS = (
    # English, Chinese, how the y axis runs
    ("search p95, ms of processor time", "查找 p95（处理器毫秒）", "log"),
    (f"recall@{K}", f"召回率@{K}", "linear"),
    ("resident, bytes", "常驻内存（字节）", "log"),
    ("ready, s of processor time", "就绪（处理器秒）", "log"),
)


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything that one report tells; empty or None where it was not measured."""

    bare: tuple[Cost, ...]
    whole: tuple[LargeCost, ...]
    added: AddRate | None
    serving: Serving | None


def plot(measured: Measured, path: Path) -> None:
    """Four panels over the number of vectors: the bare index as shipped and exhaustive, and whole knowledge bases."""
    mpl.use("Agg")
    mpl.rcParams["svg.hashsalt"] = "yinju"  # the same numbers give the same file
    # Outlines of the characters stand in the file, so that a reader needs no Chinese font.
    there = {font.name for font in fontManager.ttflist}
    mpl.rcParams["font.family"] = ["DejaVu Sans", *(name for name in _CHINESE_FONTS if name in there)]
    figure, axes = plt.subplots(1, 4, figsize=(16, 3.8), layout="constrained")
    for axis, (english, chinese, scale), goal in zip(axes, _WORDS, _GOALS, strict=True):
        _draw(axis, measured, goal)
        axis.axhline(_GOALS[goal], color="grey", linestyle=":", label="goal 目标")
        axis.set(xscale="log", yscale=scale, xlabel="vectors 向量数", title=f"{english}\n{chinese}")
    axes[0].legend()
    axes[1].set_ylim(0.94, 1.005)
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)


def _draw(axis: Axes, measured: Measured, goal: str) -> None:
    for exhaustive, style, label in ((False, "o-", "index 索引"), (True, "s--", "exhaustive 逐一比较")):
        costs = sorted((c for c in measured.bare if _is(c, exhaustive)), key=lambda c: c.rows)
        axis.plot([c.rows for c in costs], [_figure(c, goal) for c in costs], style, label=label)
    bases = sorted(measured.whole, key=lambda c: c.coarse_rows)
    if bases:
        axis.plot(
            [c.coarse_rows for c in bases], [_figure(c, goal) for c in bases], "D-", label="whole search 整个查找"
        )


def _is(cost: Cost, exhaustive: bool) -> bool:
    return cost.exhaustive == exhaustive or cost.rows <= EXACT_LIMIT


def _figure(cost: Cost | LargeCost, goal: str) -> float:
    if goal == "ready_s":
        return cost.ready_cpu_s
    if goal == "recall":
        return cost.recall
    if isinstance(cost, LargeCost):
        return cost.search_p95_cpu_ms if goal == "cpu_p95_ms" else cost.resident_bytes
    return cost.cpu_p95_ms if goal == "cpu_p95_ms" else cost.resident_bytes


def report(measured: Measured) -> str:
    """The page `docs/scale.md`."""
    lines = [*_HEAD, *_bare_table(measured.bare), "", *_whole_table(measured.whole)]
    if measured.added:
        lines += ["", "## Adding 添加", "", _adding_words(measured.added)]
    if measured.serving:
        lines += ["", "## Serving 运行", "", _serving_words(measured.serving)]
    return "\n".join(lines) + "\n"


_HEAD = (
    "# How finding grows 规模增长",
    "",
    "Written by `make bench-scale`. Vectors are those of real paragraphs and sentences, and copies of them, each moved",
    "by a difference that two neighbouring real vectors have (see `eval/scale.py`). Recall is against comparing every",
    f"row in single precision, at {K}; a row that scores what the {K}th does counts. *CPU* is processor time, which",
    "leaves out what other work on the machine takes; the clock's times stand beside it.",
    "",
    "本页由 `make bench-scale` 生成。向量取自真实段落与句子及其扰动副本；“CPU”为处理器时间，不含本机其他工作所占。",
    "",
    "![growth 增长](scale.svg)",
    "",
    "## The index alone 仅索引",
    "",
    "Clauses that are not in the index search it, one thread each. *Ready* is opening the file and the first search;",
    "*resident* is the process that searches. 用不在索引中的分句查找，单线程。",
    "",
)

_WHOLE = (
    "## A whole knowledge base 整个知识库",
    "",
    "Copies of whole documents, written and opened as any generation is. A *search* is the question's embedding, both",
    "kinds of candidates and the scores of every clause of 60 paragraphs, read from disk; an *answer* is a search,",
    "reading and wording. Parts are the p95 of each alone. *Own* memory leaves out pages of files that the system",
    "takes back when it needs them. Every question is asked once of a base that was just opened.",
    "",
    "整份文件的副本，按正常流程写入与打开。“查找”含问题向量化、两路候选、60 段逐句打分（自磁盘读取）。",
    "",
)


def _bare_table(costs: Sequence[Cost]) -> list[str]:
    return [
        "| vectors | search | build CPU s | file MB | ready s | resident MB | p50 / p95 ms | p95 CPU ms | recall |",
        "|---:|---|---:|---:|---:|---:|---:|---:|---:|",
        *(
            f"| {c.rows:,} | {'as shipped' if _is(c, False) else 'exhaustive'} | {c.build_cpu_s:.1f} |"
            f" {c.file_bytes / 1e6:.0f} | {c.ready_s:.2f} | {c.resident_bytes / 1e6:.0f} | {c.p50_ms:.2f} /"
            f" {c.p95_ms:.2f} | {c.cpu_p95_ms:.2f} | {c.recall:.4f} |"
            for c in costs
        ),
    ]


def _part(name: str, cost: LargeCost) -> str:
    return f"{cost.parts[name]:.1f}"


def _whole_table(costs: Sequence[LargeCost]) -> list[str]:
    if not costs:
        return []
    lines: list[tuple[str, Callable[[LargeCost], str]]] = [
        ("paragraphs 段落", lambda c: f"{c.paragraphs:,}"),
        *_ABOUT,
        *((f"of it {name}, p95 CPU ms", partial(_part, name)) for name in PARTS),
    ]
    table = ["| " + " | ".join([label, *(shown(cost) for cost in costs)]) + " |" for label, shown in lines]
    return [*_WHOLE, table[0], "|---|" + "---:|" * len(costs), *table[1:]]


_ABOUT: tuple[tuple[str, Callable[[LargeCost], str]], ...] = (
    ("documents 文件", lambda c: f"{c.documents:,}"),
    ("vectors for candidates 候选向量", lambda c: f"{c.coarse_rows:,}"),
    ("fine vectors 分句向量", lambda c: f"{c.fine_rows:,}"),
    ("build, CPU s 构建", lambda c: f"{c.build_cpu_s:.0f}"),
    ("build, peak MB 构建内存", lambda c: f"{c.build_peak_bytes / 1e6:.0f}"),
    ("disk, GB 磁盘", lambda c: f"{c.disk_bytes / 1e9:.2f}"),
    ("ready, s (CPU s) 就绪", lambda c: f"{c.ready_s:.1f} ({c.ready_cpu_s:.1f})"),
    ("resident, MB (model alone) 常驻", lambda c: f"{c.resident_bytes / 1e6:.0f} ({c.model_bytes / 1e6:.0f})"),
    ("own, MB 独占", lambda c: f"{c.own_bytes / 1e6:.0f}"),
    (f"recall@{K} 召回", lambda c: f"{c.recall:.4f}"),
    ("search, p50 / p95 CPU ms 查找", lambda c: f"{c.search_p50_cpu_ms:.0f} / {c.search_p95_cpu_ms:.0f}"),
    ("search, p50 / p95 ms by the clock", lambda c: f"{c.search_p50_ms:.0f} / {c.search_p95_ms:.0f}"),
    ("answer, p50 / p95 CPU ms 回答", lambda c: f"{c.answer_p50_cpu_ms:.0f} / {c.answer_p95_cpu_ms:.0f}"),
)


def _adding_words(rate: AddRate) -> str:
    return (
        f"{rate.documents} documents, {rate.texts:,} distinct texts of {rate.tokens:,} tokens, by processor time: the"
        f" engine alone embeds {rate.engine_rate:,.0f} tokens a second, adding takes {rate.add_rate:,.0f}"
        f" ({rate.share:.0%})."
    )


def _serving_words(serving: Serving) -> str:
    return (
        f"{serving.documents} documents: the index is open after {serving.ready_s:.2f} s; the process with the model"
        f" has {serving.resident_bytes / 1e6:.0f} MB resident."
    )
