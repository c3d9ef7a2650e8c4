"""Trains the reader: `python -m training.reader DATA BASE OUT`. Resumes from OUT/checkpoint.pt after a kill.

One pass over `<s> query: question </s> </s> head: window </s>` gives a relevance logit from the first token, and span
start and end logits from the window's tokens. Windows of one question compete with each other and with a learned
"none".

One process a core, each with its share of a step's questions, their gradients summed: threads of one process would wait
for each other at every operation, and on a busy machine for whoever else is running.
"""

from __future__ import annotations

import argparse
import math
import os
import pickle
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.distributed
import torch.nn.functional as F  # noqa: N812
from tokenizers import Tokenizer
from torch import Tensor, nn

from index.types import Span
from training.body import Body, Packed
from training.reading import Reading, Window
from training.sources import read_all
from training.workload import SEED, work

QUESTIONS = 24
RATE, HEAD_RATE, WARM_STEPS = 6e-5, 3e-4, 60
QUESTION_TOKENS, HEAD_TOKENS, MAX_TOKENS = 56, 40, 224
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
    asked = [*asked[: QUESTION_TOKENS - 1], asked[-1]]
    title = tokenizer.encode(f"{window.head}: ").ids[1:-1][:HEAD_TOKENS] if window.head else []
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
        states = packed.states.float()
        return self.relevance(states[starts]).squeeze(-1), Packed(self.span(states), packed.lengths)

    def heads(self) -> dict[str, Tensor]:
        """The weights of the heads by name."""
        own = {k: v.detach().clone() for k, v in self.state_dict().items() if not k.startswith("body.")}
        return {f"reader.{k}": v for k, v in own.items()}

    def load(self, weights: Mapping[str, Tensor]) -> None:
        """Puts the weights of a trained.pt in place."""
        self.body.load_trained(weights)
        self.load_heads(weights)

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


def _rate(step: int, total: int) -> float:
    if step < WARM_STEPS:
        return (step + 1) / WARM_STEPS
    return 0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * (step - WARM_STEPS) / max(1, total - WARM_STEPS)))


@dataclass(frozen=True, slots=True)
class Crew:
    """The processes that train together, one of which this is."""

    rank: int
    size: int

    def mine(self, rows: Sequence[Reading]) -> Sequence[Reading]:
        """This process's share of a step: as much text as every other's, since all wait for the slowest."""
        by_length = sorted(rows, key=lambda r: sum(len(w.text.encode()) + len(w.head.encode()) for w in r.windows))
        return [r for i, r in enumerate(by_length) if _turn(i, self.size) == self.rank]

    def average(self, parameters: Sequence[nn.Parameter]) -> None:
        """Puts the mean of all processes' gradients in place of each one's own."""
        if self.size == 1:
            return
        grads = [p.grad if p.grad is not None else torch.zeros_like(p) for p in parameters]
        flat = torch.cat([g.reshape(-1) for g in grads])
        torch.distributed.all_reduce(flat)
        flat /= self.size
        for p, g in zip(parameters, flat.split([p.numel() for p in parameters]), strict=True):
            p.grad = g.view_as(p)


def _turn(i: int, size: int) -> int:
    """Whose turn it is where cards are dealt there and back: 0, 1, 1, 0, 0, 1, …"""
    there, at = divmod(i, size)
    return at if there % 2 == 0 else size - 1 - at


def train(
    model: ReaderModel, tokenizer: Tokenizer, rows: Sequence[Reading], out: Path, crew: Crew, questions: int = QUESTIONS
) -> None:
    """Runs over all rows once, `questions` a step, with a checkpoint every 25 steps; leaves OUT/trained.pt."""
    heads_only = [*model.span.parameters(), *model.relevance.parameters(), model.none]
    body = [p for p in model.body.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW([{"params": body, "lr": RATE}, {"params": heads_only, "lr": HEAD_RATE}], fused=True)
    rates = [g["lr"] for g in optimiser.param_groups]
    checkpoint, start, total = out / "checkpoint.pt", 0, len(rows) // questions
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
        loss = loss_of(model, tokenizer, crew.mine(rows[i * questions : (i + 1) * questions]))
        loss.backward()
        crew.average([*body, *heads_only])
        torch.nn.utils.clip_grad_norm_([*body, *heads_only], 1.0)
        optimiser.step()
        optimiser.zero_grad()
        losses = [*losses[-39:], loss.item()]
        if crew.rank == 0 and i % 5 == 4:
            left = (time.monotonic() - began) / (i - start + 1) * (total - i - 1) / 60
            print(f"step {i + 1}/{total}  loss {sum(losses) / len(losses):.3f}  {left:.1f} min left", flush=True)
        if crew.rank == 0 and (i % 25 == 24 or i + 1 == total):
            _save(checkpoint, model, optimiser, i + 1)
    if crew.rank == 0:
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


def arguments(about: str | None, questions: int = QUESTIONS, examples: int = 22_000) -> argparse.ArgumentParser:
    """What every training on this network is given."""
    parser = argparse.ArgumentParser(description=about)
    for name in ("data", "base", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument(
        "--examples", type=int, default=examples, help="of the shuffled examples, so many are trained on"
    )
    parser.add_argument("--questions", type=int, default=questions, help="of one step")
    parser.add_argument("--start", type=Path, help="a trained.pt of an earlier run, to go on from")
    parser.add_argument("--processes", type=int, default=2)
    return parser


Work = Callable[[argparse.Namespace], tuple[Reading, ...]]


def _work(given: argparse.Namespace) -> tuple[Reading, ...]:
    return work(read_all(given.data), given.scale, given.out / "vectors")


def _work_kept(given: argparse.Namespace, make: Work) -> Path:
    """The file with the work, made once."""
    kept: Path = given.out / "work.pickle"
    if not kept.exists():
        part = kept.with_suffix(".part")
        part.write_bytes(pickle.dumps(make(given)))
        part.replace(kept)
    return kept


def run(rank: int, given: argparse.Namespace) -> None:
    """One of the processes."""
    crew = Crew(rank, given.processes)
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    if hasattr(os, "sched_setaffinity") and crew.size <= len(os.sched_getaffinity(0)):
        os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[rank]})
    if crew.size > 1:
        meeting = (given.out / "meeting").resolve().as_uri()
        torch.distributed.init_process_group("gloo", init_method=meeting, rank=rank, world_size=crew.size)
    rows: tuple[Reading, ...] = pickle.loads((given.out / "work.pickle").read_bytes())  # noqa: S301 — our own file
    rows = rows[: given.examples]
    model = ReaderModel(Body(given.base))
    if given.start:
        model.load(torch.load(given.start, weights_only=True))
    tokenizer = Tokenizer.from_file(str(given.base / "tokenizer.json"))
    train(model, tokenizer, rows, given.out, crew, given.questions)


def launch(given: argparse.Namespace, make: Work) -> None:
    """Makes the work where it is not there, and trains on it in `given.processes` processes."""
    given.out.mkdir(parents=True, exist_ok=True)
    rows: tuple[Reading, ...] = pickle.loads(_work_kept(given, make).read_bytes())  # noqa: S301 — our own, just made
    print(f"{len(rows)} examples, {sum(r.right is None for r in rows)} without an answer", flush=True)
    (given.out / "meeting").unlink(missing_ok=True)
    torch.multiprocessing.spawn(run, (given,), nprocs=given.processes)


def main() -> None:
    """Command line."""
    parser = arguments(__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="share of the public questions")
    launch(parser.parse_args(), _work)


if __name__ == "__main__":
    main()
