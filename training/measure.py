"""The encoder beside the default model, on sets that no training saw: `python -m training.measure DATA SEEDS OUT`.

Both models run as they are served (onnxruntime, int8) over the same pools; OUT gets one JSON line a model and pool, and
the table is printed as Markdown. Only the encoder is measured here: no lexical leg, no renderings, no reader.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.embed import open_embedder
from index.protocols import Embedder
from training.pools import Embed, Matrix, Pool, judge, mlqa_pools, paragraph_scores, quoted_pool


def embedder_embed(embedder: Embedder) -> Embed:
    """An Embedder as a function of prefixed texts; each text is embedded once."""
    known: dict[str, Matrix] = {}

    def embed(texts: Sequence[str]) -> Matrix:
        fresh = list(dict.fromkeys(t for t in texts if t not in known))
        queries = [t for t in fresh if t.startswith("query: ")]
        passages = [t for t in fresh if t.startswith("passage: ")]
        if queries:
            vectors = embedder.embed_queries([t.removeprefix("query: ") for t in queries])
            known.update(zip(queries, vectors, strict=True))
        if passages:
            vectors = embedder.embed_passages([t.removeprefix("passage: ") for t in passages])
            known.update(zip(passages, vectors, strict=True))
        return np.stack([known[t] for t in texts])

    return embed


def reported_pools(data: Path, seeds: Path, names: Sequence[str], limit: int | None) -> tuple[Pool, ...]:
    """The pools that are reported on: `gold`, `train_b`, `mlqa`."""
    pools: list[Pool] = []
    if "gold" in names:
        pools.append(quoted_pool("gold_dev", data / "gold_dev.jsonl", seeds, ("clause", "pair", "sentence")))
    if "train_b" in names:
        pools.append(quoted_pool("train_b", data / "gov/train_b.jsonl", data / "gov/docs", ("clause",), limit))
    if "mlqa" in names:
        pools.extend(mlqa_pools(data / "public/mlqa-dev", limit))
    return tuple(pools)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("data", "seeds", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--models", nargs="+", default=["base", "default"])
    parser.add_argument("--pools", nargs="+", default=["gold", "train_b", "mlqa"])
    parser.add_argument("--delta", type=Path, help="trained layers to measure as `default` instead of the shipped ones")
    parser.add_argument(
        "--limit", type=int, help="about so many questions of train_b and MLQA, with their documents only"
    )
    parser.add_argument("--threads", type=int, default=2, help="1 on a busy machine: threads that wait cost more")
    given = parser.parse_args()
    print("| model | pool | questions | n | hit@1 | hit@5 |\n|---|---|---|---|---|---|")
    for model in given.models:
        embed = embedder_embed(
            open_embedder(model, delta=given.delta if model != "base" else None, threads=given.threads)
        )
        for pool in reported_pools(given.data, given.seeds, given.pools, given.limit):
            began = time.monotonic()
            for h in judge(pool, paragraph_scores(pool, embed)):
                print(f"| {model} | {h.pool} | {h.lang} | {h.n} | {h.at_1:.3f} | {h.at_5:.3f} |", flush=True)
                row = {"model": model, "pool": h.pool, "lang": h.lang, "n": h.n, "at_1": h.at_1, "at_5": h.at_5}
                with given.out.open("a", encoding="utf-8") as file:
                    file.write(json.dumps({**row, "s": round(time.monotonic() - began)}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
