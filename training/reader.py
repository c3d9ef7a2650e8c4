"""Trains the reader: `python -m training.reader DATA BASE OUT`. Resumes from OUT/checkpoint.pt after a kill.

One pass over `<s> query: question </s> </s> title: window </s>` gives a relevance logit from the first token, and span
start and end logits from the window's tokens. Windows of one question compete with each other and with a learned
"none".
"""

from __future__ import annotations

import argparse
import math
import pickle
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F  # noqa: N812
from tokenizers import Tokenizer
from torch import Tensor, nn

from index.types import Span
from training.body import Body, Packed
from training.contrast import is_held_out
from training.reading import WINDOW_CHARS, Reading, Window, readings, windows
from training.sources import Asked, Data, read_all, report

SEED = 20260102
QUESTIONS = 12
RATE, HEAD_RATE, WARM_STEPS, MAX_TOKENS = 5e-5, 5e-4, 20, 220
SPAN_WEIGHT = 1.0


@dataclass(frozen=True, slots=True)
class Encoded:
    """Token ids of a pair; window tokens are `ids[first:last]`, with their ranges in the window's text."""

    ids: tuple[int, ...]
    first: int
    last: int
    offsets: tuple[Span, ...]

    def tokens_of(self, answer: Span) -> tuple[int, int] | None:
        """Places in `ids` of the first and last token that overlap `answer`."""
        touched = [i for i, o in enumerate(self.offsets) if o.overlaps(answer)]
        return (self.first + touched[0], self.first + touched[-1]) if touched else None


def encode(tokenizer: Tokenizer, question: str, window: Window) -> Encoded:
    """The pair as ids; what is over MAX_TOKENS is cut from the window's end."""
    asked = tokenizer.encode(f"query: {question}").ids
    title = tokenizer.encode(f"{window.title}: ").ids[1:-1] if window.title else []
    text = tokenizer.encode(window.text)
    body, offsets = text.ids[1:-1], text.offsets[1:-1]
    head = [*asked, asked[-1], *title]
    kept = max(1, MAX_TOKENS - len(head) - 1)
    ids = (*head, *body[:kept], asked[-1])
    spans = tuple(Span(a, b) for a, b in offsets[:kept])
    return Encoded(ids, len(head), len(head) + len(spans), spans)


class ReaderModel(nn.Module):
    """Body and heads: span (start, end) on tokens, relevance on the first token, and the bias of "none"."""

    def __init__(self, body: Body, hidden: int = 384) -> None:
        super().__init__()
        self.body = body
        self.span = nn.Linear(hidden, 2)
        self.relevance = nn.Linear(hidden, 1)
        self.none = nn.Parameter(torch.zeros(1))

    def forward(self, batch: Sequence[Encoded]) -> tuple[Tensor, Packed]:
        """Relevance (n,) and packed span logits (tokens, 2)."""
        packed = self.body([e.ids for e in batch])
        starts = [0]
        for n in packed.lengths[:-1]:
            starts.append(starts[-1] + n)
        first = packed.states[starts]
        return self.relevance(first).squeeze(-1).float(), Packed(self.span(packed.states).float(), packed.lengths)

    def heads(self) -> dict[str, Tensor]:
        """The weights of the heads by name."""
        own = {k: v.detach().clone() for k, v in self.state_dict().items() if not k.startswith("body.")}
        return {f"reader.{k}": v for k, v in own.items()}

    @torch.no_grad()
    def load_heads(self, weights: Mapping[str, Tensor]) -> None:
        """Puts weights as from `heads` in place."""
        own = self.state_dict()
        for k in own:
            if f"reader.{k}" in weights:
                own[k].copy_(weights[f"reader.{k}"])


def loss_of(model: ReaderModel, tokenizer: Tokenizer, rows: Sequence[Reading]) -> Tensor:
    """Listwise cross-entropy over windows and "none", and span cross-entropy where there is one; mean of the rows."""
    encoded = [[encode(tokenizer, r.question, w) for w in r.windows] for r in rows]
    with torch.autocast("cpu", torch.bfloat16):
        relevance, spans = model([e for group in encoded for e in group])
    logits = spans.split()
    total, at = torch.zeros(()), 0
    for row, group in zip(rows, encoded, strict=True):
        scores = torch.cat([relevance[at : at + len(group)], model.none])
        gold = len(group) if row.right is None else row.right
        total = total + F.cross_entropy(scores[None], torch.tensor([gold]))
        if row.right is not None:
            total = total + SPAN_WEIGHT * _span_loss(group[row.right], row.windows[row.right], logits[at + row.right])
        at += len(group)
    return total / len(rows)


def _span_loss(encoded: Encoded, window: Window, logits: Tensor) -> Tensor:
    places = encoded.tokens_of(window.answer) if window.answer else None
    if places is None:
        return torch.zeros(())
    inside = logits[encoded.first : encoded.last]
    gold = torch.tensor([p - encoded.first for p in places])
    return F.cross_entropy(inside.T, gold, reduction="mean")


def _sampled(rows: Sequence[Asked], n: int, rng: random.Random) -> list[Asked]:
    kept = [a for a in rows if not is_held_out(a.group)]
    return rng.sample(kept, min(n, len(kept)))


def report_windows(data: Data, groups: Sequence[str]) -> tuple[Window, ...]:
    """Windows of these reports, with their titles."""
    found = []
    for g in groups:
        for p in report(data.docs, g):
            found += [Window(w.of(p), Path(g).stem, None) for w in windows(p, WINDOW_CHARS["zh"])]
    return tuple(found)


def work(data: Data, scale: float) -> tuple[Reading, ...]:
    """What is trained on, shuffled; `scale` of 1 takes 8,000 public questions and the project's own ones."""
    rng = random.Random(SEED)  # noqa: S311
    groups = sorted({a.group for a in data.gov if a.group and not is_held_out(a.group)})
    every = report_windows(data, groups)
    near = dict.fromkeys(groups, every)
    own = [a for a in (*data.gov, *data.crosslingual) if a.text and not is_held_out(a.group)]
    public: list[Asked] = []
    for name, n in (("cmrc2018/train", 3500), ("squad11/train_subset_du_test", 2000), ("squad20/dev", 1500),
                    ("squadshifts/new_wiki", 1000)):  # fmt: skip
        public += _sampled(data.public[name], int(n * scale), rng)
    rows = [*readings(own, near, 1, 0.6, SEED), *readings(public, {}, 1, 0.1, SEED)]
    rng.shuffle(rows)
    return tuple(rows)


def _rate(step: int, total: int) -> float:
    if step < WARM_STEPS:
        return (step + 1) / WARM_STEPS
    return 0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * (step - WARM_STEPS) / max(1, total - WARM_STEPS)))


def train(model: ReaderModel, tokenizer: Tokenizer, rows: Sequence[Reading], out: Path) -> None:
    """Runs over all rows once, with a checkpoint every 25 steps; leaves OUT/trained.pt."""
    heads = [*model.span.parameters(), *model.relevance.parameters(), model.none]
    body = [p for p in model.body.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW([{"params": body, "lr": RATE}, {"params": heads, "lr": HEAD_RATE}], fused=True)
    rates = [g["lr"] for g in optimiser.param_groups]
    checkpoint, start, total = out / "checkpoint.pt", 0, len(rows) // QUESTIONS
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        model.body.load_trained(state["body"])
        model.load_heads(state["heads"])
        optimiser.load_state_dict(state["optimiser"])
        start = state["step"]
    began, losses = time.monotonic(), list[float]()
    model.train()
    for i in range(start, total):
        for group, rate in zip(optimiser.param_groups, rates, strict=True):
            group["lr"] = rate * _rate(i, total)
        loss = loss_of(model, tokenizer, rows[i * QUESTIONS : (i + 1) * QUESTIONS])
        loss.backward()
        torch.nn.utils.clip_grad_norm_([*body, *heads], 1.0)
        optimiser.step()
        optimiser.zero_grad()
        losses = [*losses[-19:], loss.item()]
        if i % 5 == 4:
            left = (time.monotonic() - began) / (i - start + 1) * (total - i - 1) / 60
            print(f"step {i + 1}/{total}  loss {sum(losses) / len(losses):.3f}  {left:.1f} min left", flush=True)
        if i % 25 == 24 or i + 1 == total:
            _save(checkpoint, model, optimiser, i + 1)
    torch.save({**model.body.trained(), **model.heads()}, out / "trained.pt")


def _save(path: Path, model: ReaderModel, optimiser: torch.optim.Optimizer, step: int) -> None:
    state = {
        "body": model.body.trained(),
        "heads": model.heads(),
        "optimiser": optimiser.state_dict(),
        "step": step,
    }
    part = path.with_suffix(".part")
    torch.save(state, part)
    part.replace(path)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("data", "base", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--scale", type=float, default=1.0, help="share of the public questions")
    parser.add_argument("--start", type=Path, help="trained.pt of an encoder to start from")
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(SEED)
    torch.set_num_threads(given.threads)
    kept = given.out / "work.pickle"
    if not kept.exists():
        kept.write_bytes(pickle.dumps(work(read_all(given.data), given.scale)))
    rows: tuple[Reading, ...] = pickle.loads(kept.read_bytes())  # noqa: S301 — our own file of a moment ago
    body = Body(given.base, remember=False)
    if given.start:
        body.load_trained(torch.load(given.start, weights_only=True))
    train(ReaderModel(body), Tokenizer.from_file(str(given.base / "tokenizer.json")), rows, given.out)


if __name__ == "__main__":
    main()
