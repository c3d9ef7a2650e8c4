"""What an encoder is measured on: questions, paragraphs in units, and which paragraph is right.

A pool is searched as the product searches: the best unit of a paragraph stands for it, each language's mean is taken
out of questions and of units, cosine ranks.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.types import Lang
from training.contrast import is_held_out, lang_of, units
from training.sources import Asked, Data, report

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
    """(units,): the paragraph of each unit."""


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


def _centred(vectors: Matrix, langs: Sequence[Lang]) -> Matrix:
    out = vectors.copy()
    for lang in set(langs):
        rows = [i for i, x in enumerate(langs) if x == lang]
        out[rows] -= vectors[rows].mean(0)
    unit: Matrix = out / np.linalg.norm(out, axis=1, keepdims=True)
    return unit


def paragraph_scores(pool: Pool, embed: Embed) -> Matrix:
    """(questions, paragraphs): the cosine of each paragraph's best unit."""
    queries = _centred(embed([f"query: {q}" for q in pool.questions]), pool.langs)
    passages = _centred(embed([f"passage: {u}" for u in pool.units]), [lang_of(u) for u in pool.units])
    best = np.full((len(queries), int(pool.owner.max()) + 1), -1, np.float32)
    np.maximum.at(best, (slice(None), pool.owner), queries @ passages.T)
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
    others = rng.sample(near, min(120, len(near)))
    cross = [a for a in data.crosslingual if a.answer and is_held_out(a.group)]

    def general(name: str, set_name: str) -> Pool:
        kept = [a for a in data.public[set_name] if a.answer and is_held_out(a.group)]
        asked = rng.sample(kept, min(200, len(kept)))
        mixed = [a.text for a in cross if lang_of(a.text) == lang_of(asked[0].text)]
        return make_pool(name, asked, mixed, ("sentence",))

    zh = general("general zh", "cmrc2018/train")
    en = general("general en", "squad11/train_subset_du_test")
    return (make_pool("reports", gov, others, ("clause", "pair")), *_crossed(cross, zh, en), zh, en)


def _crossed(cross: Sequence[Asked], zh: Pool, en: Pool) -> tuple[Pool, ...]:
    """Each cross-lingual question over the paragraphs of the general pool in the other language."""
    found = []
    for lang, pool in (("en", zh), ("zh", en)):
        asked = [a for a in cross if a.lang == lang]
        texts: dict[int, list[str]] = {}
        for unit, owner in zip(pool.units, pool.owner, strict=True):
            texts.setdefault(int(owner), []).append(unit)
        whole = ["".join(u) for u in texts.values()]
        found.append(make_pool(f"across {lang}", asked, whole, ("sentence",)))
    return tuple(found)


def mlqa_pools(folder: Path) -> tuple[Pool, ...]:
    """MLQA dev as four pools: questions of each language over the paragraphs of each; report only.

    Parallel questions share their id; a question is asked across languages where its id is in both.
    """
    from training.sources import beir, corpus  # kept here: nothing else of this module reads a folder

    sides = {}
    for lang in ("zh", "en"):
        asked = tuple(beir(folder / lang, lang))
        ids = [row_id for row_id in _ids(folder / lang)]
        sides[lang] = (dict(zip(ids, asked, strict=True)), [d["text"] for d in corpus(folder / lang).values()])
    pools = []
    for q_lang in ("zh", "en"):
        for p_lang in ("zh", "en"):
            questions, (answers, texts) = sides[q_lang][0], sides[p_lang]
            pairs = [(questions[i], answers[i]) for i in questions if i in answers or q_lang == p_lang]
            asked = [
                Asked(q.question, q.lang, a.text, a.answer, a.evidence, q.source, a.group) for q, a in pairs
            ]
            pools.append(make_pool(f"MLQA {q_lang} → {p_lang}", asked, texts, ("sentence",)))
    return tuple(pools)


def _ids(folder: Path) -> list[str]:
    import json

    rows = [json.loads(line) for line in (folder / "queries.jsonl").read_text("utf-8").splitlines()]
    return [row["_id"] for row in rows]
