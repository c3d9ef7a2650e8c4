"""What an encoder is measured on: questions, paragraphs in units, and which paragraph is right.

A pool is searched as the product searches: the best unit of a paragraph stands for it, each language's mean is taken
out of questions and of units, cosine ranks.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.types import Lang
from training.contrast import is_held_out, lang_of, units
from training.sources import Asked, Data, beir, report

Matrix = npt.NDArray[np.float32]
Embed = Callable[[Sequence[str]], Matrix]
"""Texts that carry their prefix → (n, dimension) of unit norm."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Questions over paragraphs. `right[i]` are the paragraphs that answer question i."""

    name: str
    questions: tuple[str, ...]
    langs: tuple[Lang, ...]
    right: tuple[frozenset[int], ...]
    units: tuple[str, ...]
    owner: npt.NDArray[np.int64]
    """(units,): the paragraph of each unit, ascending."""


@dataclass(frozen=True, slots=True)
class Hits:
    """Shares of questions whose right paragraph is first, and among the first five."""

    pool: str
    lang: Lang
    n: int
    at_1: float
    at_5: float


def make_pool(name: str, asked: Sequence[Asked], others: Sequence[str], grains: Sequence[str]) -> Pool:
    """A pool of the paragraphs asked about and `others`, every paragraph in units of these grains."""
    paragraphs = list(dict.fromkeys([*(a.text for a in asked), *others]))
    at = {p: i for i, p in enumerate(paragraphs)}
    found: dict[tuple[int, str], None] = {}
    for i, p in enumerate(paragraphs):
        for grain in grains:
            found.update(dict.fromkeys((i, u.of(p)) for u in units(p, grain)))
    return Pool(
        name,
        tuple(a.question for a in asked),
        tuple(a.lang for a in asked),
        tuple(frozenset({at[a.text]}) for a in asked),
        tuple(u for _, u in found),
        np.array([i for i, _ in found], np.int64),
    )


def centred(vectors: Matrix, langs: Sequence[Lang]) -> Matrix:
    """Vectors (n, dimension) with the mean of each language taken out, of unit norm."""
    out = vectors.copy()
    for lang in set(langs):
        rows = [i for i, x in enumerate(langs) if x == lang]
        out[rows] -= vectors[rows].mean(0)
    unit: Matrix = out / np.linalg.norm(out, axis=1, keepdims=True)
    return unit


def paragraph_scores(pool: Pool, embed: Embed) -> Matrix:
    """(questions, paragraphs): the cosine of each paragraph's best unit."""
    queries = centred(embed([f"query: {q}" for q in pool.questions]), pool.langs)
    passages = centred(embed([f"passage: {u}" for u in pool.units]), [lang_of(u) for u in pool.units])
    best = np.full((len(queries), int(pool.owner.max()) + 1), -1, np.float32)
    owners, starts = np.unique(pool.owner, return_index=True)
    best[:, owners] = np.maximum.reduceat(queries @ passages.T, starts, axis=1)
    return best


def judge(pool: Pool, scores: Matrix) -> tuple[Hits, ...]:
    """Hits by the language of the question."""
    order = np.argsort(-scores, axis=1)[:, :5]
    rank_1 = np.array([row[0] in right for row, right in zip(order, pool.right, strict=True)])
    rank_5 = np.array([any(p in right for p in row) for row, right in zip(order, pool.right, strict=True)])
    found: list[Hits] = []
    for lang in sorted(set(pool.langs)):
        mine = np.array([x == lang for x in pool.langs])
        found.append(Hits(pool.name, lang, int(mine.sum()), float(rank_1[mine].mean()), float(rank_5[mine].mean())))
    return tuple(found)


def held_out_pools(data: Data, seed: int = 7) -> tuple[Pool, ...]:
    """Pools of the groups that no training saw: on these, and on no reported set, choices are made."""
    rng = random.Random(seed)  # noqa: S311
    gov = [a for a in data.gov if a.answer and is_held_out(a.group)]
    near = [p for g in sorted({a.group for a in gov}) for p in report(data.docs, g)]
    pools = [make_pool("reports", gov, rng.sample(near, min(60, len(near))), ("clause",))]
    cross = [a for a in data.crosslingual if a.answer and is_held_out(a.group)]
    for lang, other, source in (("zh", "en", "cmrc2018/train"), ("en", "zh", "squad11/train_subset_du_test")):
        kept = [a for a in data.public[source] if a.answer and is_held_out(a.group)]
        chosen = set(rng.sample(sorted({a.text for a in kept}), 35))
        within = [a for a in kept if a.text in chosen]
        across = [a for a in cross if a.lang == other]
        texts = [a.text for a in (*within, *across)]
        pools.append(make_pool(f"general {lang}", within, texts, ("sentence",)))
        pools.append(make_pool(f"general {other} → {lang}", across, texts, ("sentence",)))
    return tuple(pools)


def quoted_pool(name: str, cases: Path, docs: Path, grains: Sequence[str], limit: int | None = None) -> Pool:
    """A gold file over whole documents: right is every paragraph that holds a quote of the case's evidence.

    With `limit`, only as many of its documents (drawn by a fixed seed) as are needed for so many questions.
    """
    rows = [json.loads(line) for line in cases.read_text("utf-8").splitlines()]
    rows = _limited([r for r in rows if r["answerable"]], limit)
    names = sorted({e["doc"] for r in rows for e in r["evidence"]})
    paragraphs = [(n, p) for n in names for p in report(docs, n)]
    right = tuple(
        frozenset(
            i for i, (n, p) in enumerate(paragraphs) if any(e["doc"] == n and e["quote"] in p for e in r["evidence"])
        )
        for r in rows
    )
    found = [
        (i, u)
        for i, (_, p) in enumerate(paragraphs)
        for u in dict.fromkeys(u.of(p) for g in grains for u in units(p, g))
    ]
    return Pool(
        name,
        tuple(r["question"] for r in rows),
        tuple(r["lang"] for r in rows),
        right,
        tuple(u for _, u in found),
        np.array([i for i, _ in found], np.int64),
    )


def _limited(rows: list[dict[str, Any]], limit: int | None) -> list[dict[str, Any]]:
    if limit is None:
        return rows
    by_doc: dict[str, list[dict[str, Any]]] = {}
    for r in rows:
        by_doc.setdefault(r["evidence"][0]["doc"], []).append(r)
    kept: list[dict[str, Any]] = []
    for name in random.Random(11).sample(sorted(by_doc), len(by_doc)):  # noqa: S311
        if len(kept) < limit:
            kept += by_doc[name]
    return kept


def mlqa_pools(folder: Path, limit: int | None = None) -> tuple[Pool, ...]:
    """MLQA dev as four pools: the questions asked in both languages over their paragraphs in each; report only."""
    sides = {lang: dict(zip(_ids(folder / lang), beir(folder / lang, lang), strict=True)) for lang in ("zh", "en")}
    both = [i for i in sides["zh"] if i in sides["en"]][:limit]
    pools = []
    for q_lang in ("zh", "en"):
        for p_lang in ("zh", "en"):
            questions, answers = sides[q_lang], sides[p_lang]
            asked = [replace(answers[i], question=questions[i].question, lang=questions[i].lang) for i in both]
            pools.append(make_pool(f"MLQA {q_lang} → {p_lang}", asked, (), ("sentence",)))
    return tuple(pools)


def _ids(folder: Path) -> list[str]:
    rows = [json.loads(line) for line in (folder / "queries.jsonl").read_text("utf-8").splitlines()]
    return [row["_id"] for row in rows]
