"""After the encoder's training: how far to go from the old weights to the new, decided on what no training saw.

`python -m training.choose DATA BASE OUT` prints hits on the held-out pools for several shares of the way and keeps
them in OUT/shares.jsonl; `--write FILE --share S` writes the delta. The rule: the best mean of all pools, provided that
no pool within a language falls by more than .01. (The shipped half falls by .02 on general zh: see its card.)
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor

from training.body import Body, mean_pooled
from training.delta import write_delta
from training.pools import Embed, Matrix, held_out_pools, judge, paragraph_scores
from training.sources import read_all

SHARES = (0.0, 0.5, 0.75, 1.0)


def body_embed(body: Body, tokenizer: Tokenizer) -> Embed:
    """Embeds prefixed texts with the weights that `body` has now, each text once."""
    known: dict[str, Matrix] = {}

    @torch.no_grad()
    def embed(texts: Sequence[str]) -> Matrix:
        body.eval()
        fresh = sorted(dict.fromkeys(t for t in texts if t not in known), key=len)
        for at in range(0, len(fresh), 64):
            part = fresh[at : at + 64]
            with torch.autocast("cpu", torch.bfloat16):
                vectors = mean_pooled(body([e.ids for e in tokenizer.encode_batch(part)])).numpy()
            known.update(zip(part, vectors, strict=True))
        return np.stack([known[t] for t in texts])

    return embed


def mixed(old: dict[str, Tensor], new: dict[str, Tensor], share: float) -> dict[str, Tensor]:
    """`share` of the way from old to new."""
    return {k: old[k] + share * (v - old[k]) for k, v in new.items()}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("data", "base", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--share", type=float)
    parser.add_argument("--write", type=Path)
    given = parser.parse_args()
    torch.set_num_threads(2)
    old = load_file(given.base / "model.safetensors")
    new = torch.load(given.out / "trained.pt", weights_only=True)
    if given.write:
        before, after = ({k: v.numpy() for k, v in weights.items()} for weights in (old, new))
        size = write_delta(before, after, given.share, given.write)
        print(f"{given.write}: {size / 1e6:.1f} MB")
        return
    body, tokenizer = Body(given.base), Tokenizer.from_file(str(given.base / "tokenizer.json"))
    tokenizer.enable_truncation(200)
    pools = held_out_pools(read_all(given.data))
    for share in (given.share,) if given.share is not None else SHARES:
        body.load_trained(mixed(old, new, share))
        embed = body_embed(body, tokenizer)
        hits = [h for p in pools for h in judge(p, paragraph_scores(p, embed))]
        print(f"share {share}: " + "  ".join(f"{h.pool}/{h.lang} {h.at_1:.3f} {h.at_5:.3f}" for h in hits), flush=True)
        with (given.out / "shares.jsonl").open("a") as file:
            row = {"share": share, **{f"{h.pool} ({h.lang}, {h.n})": [h.at_1, h.at_5] for h in hits}}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
