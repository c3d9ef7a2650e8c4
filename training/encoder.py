"""Trains the encoder: `python -m training.encoder DATA BASE OUT`. Resumes from OUT/checkpoint.pt after a kill.

Loss of a step: contrastive (InfoNCE) over the positives and negatives of all its questions; the teacher's
distribution over the same passages (Kullback-Leibler); and parallel sentences, both ways. Similarities are taken as the
product takes them: each language's mean out of queries and of passages, then cosine. The means run along
(exponentially) and get no gradient.
"""

from __future__ import annotations

import argparse
import math
import pickle
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F  # noqa: N812
from tokenizers import Tokenizer
from torch import Tensor

from training.body import Body, mean_pooled
from training.contrast import Example, examples, is_held_out, lang_of, question_pairs, report_units
from training.sources import Asked, Data, read_all
from training.teacher import Teacher

SEED = 20260101
QUESTIONS, PAIRS = 20, 13
TEMPERATURE, TEACHER_TEMPERATURE, TEACHER_WEIGHT = 0.04, 0.06, 0.6
RATE, WARM_STEPS, MAX_TOKENS = 3e-5, 20, 160


@dataclass(frozen=True, slots=True)
class Batch:
    """One step's work."""

    rows: tuple[Example, ...]
    pairs: tuple[tuple[str, str], ...]


class Means:
    """Running mean of raw embeddings by role, for example "en query"; no gradient goes through."""

    def __init__(self, keep: float = 0.95) -> None:
        self.keep = keep
        self.by_role: dict[str, Tensor] = {}

    def centred(self, roles: Sequence[str], vectors: Tensor) -> Tensor:
        """Vectors (n, hidden) with their role's mean out, of unit norm; updates the means first."""
        for role in set(roles):
            mean = vectors[[i for i, r in enumerate(roles) if r == role]].detach().mean(0)
            old = self.by_role.get(role)
            self.by_role[role] = mean if old is None else self.keep * old + (1 - self.keep) * mean
        return F.normalize(vectors - torch.stack([self.by_role[r] for r in roles]), dim=-1)


def _sample(rows: Sequence[Asked], n: int, rng: random.Random) -> list[Asked]:
    kept = [a for a in rows if a.answer is not None and not is_held_out(a.group)]
    return rng.sample(kept, min(n, len(kept)))


def work(data: Data, rounds: int, public_share: float) -> tuple[tuple[Example, ...], tuple[tuple[str, str], ...]]:
    """Everything that is trained on: own questions `rounds` times at drawn grains, public ones once, and pairs.

    `public_share` of 1 takes 2,700 public questions.
    """
    rng = random.Random(SEED)  # noqa: S311
    reports = report_units(data)
    own = [a for a in (*data.gov, *data.crosslingual) if not is_held_out(a.group)]
    public = _sample(data.public["cmrc2018/train"], int(1500 * public_share), rng)
    public += _sample(data.public["squad11/train_subset_du_test"], int(700 * public_share), rng)
    public += _sample(data.public["squadshifts/new_wiki"], int(500 * public_share), rng)
    rows = [r for n in range(rounds) for r in examples(own, reports, SEED + n)]
    rows += examples(public, {}, SEED)
    pairs = [*data.parallel, *question_pairs([a for a in data.gov if not is_held_out(a.group)])]
    rng.shuffle(rows)
    rng.shuffle(pairs)
    return tuple(rows), tuple(pairs)


def batches(rows: Sequence[Example], pairs: Sequence[tuple[str, str]]) -> tuple[Batch, ...]:
    """Steps of QUESTIONS rows; pairs go round as often as needed."""
    n = len(rows) // QUESTIONS
    return tuple(
        Batch(
            tuple(rows[i * QUESTIONS : (i + 1) * QUESTIONS]),
            tuple(pairs[(i * PAIRS + j) % len(pairs)] for j in range(PAIRS)),
        )
        for i in range(n)
    )


class Trainer:
    """Body, tokenizer, teacher and running means; `loss` is one step's."""

    def __init__(self, body: Body, tokenizer: Tokenizer, teacher: Teacher) -> None:
        self.body, self.tokenizer, self.teacher, self.means = body, tokenizer, teacher, Means()

    def embed(self, prefixed: Sequence[str]) -> Tensor:
        """(n, hidden) unit vectors of texts that carry their prefix."""
        encoded = self.tokenizer.encode_batch(list(prefixed))
        return mean_pooled(self.body([e.ids for e in encoded]))

    def loss(self, batch: Batch) -> Tensor:
        """Sum of the three parts."""
        queries = [r.query for r in batch.rows]
        passages = list(dict.fromkeys(t for r in batch.rows for t in (r.positive, *r.negatives)))
        zh, en = zip(*batch.pairs, strict=True)
        prefixed = [f"query: {q}" for q in queries] + [f"passage: {p}" for p in (*passages, *zh, *en)]
        roles = [f"{r.query_lang} query" for r in batch.rows] + [f"{lang_of(p)} passage" for p in passages]
        with torch.autocast("cpu", torch.bfloat16):
            raw = self.embed(prefixed)
        n = len(queries) + len(passages)
        vectors = self.means.centred(roles + ["zh pair"] * len(zh) + ["en pair"] * len(en), raw)
        q, p, z, e = vectors.split([len(queries), len(passages), len(zh), len(en)])
        return self._contrast(batch, passages, q @ p.T, roles[:n]) + _parallel(z @ e.T)

    def _contrast(self, batch: Batch, passages: Sequence[str], scores: Tensor, roles: Sequence[str]) -> Tensor:
        at = {p: i for i, p in enumerate(passages)}
        gold = torch.tensor([at[r.positive] for r in batch.rows])
        hard = F.cross_entropy(scores / TEMPERATURE, gold)
        texts = [r.query for r in batch.rows] + list(passages)
        known = torch.from_numpy(self.teacher.centred(roles, texts))
        wanted = known[: len(batch.rows)] @ known[len(batch.rows) :].T
        soft = F.kl_div(
            F.log_softmax(scores / TEACHER_TEMPERATURE, -1),
            F.log_softmax(wanted / TEACHER_TEMPERATURE, -1),
            log_target=True,
            reduction="batchmean",
        )
        return hard + TEACHER_WEIGHT * soft


def _parallel(scores: Tensor) -> Tensor:
    gold = torch.arange(len(scores))
    return 0.5 * (F.cross_entropy(scores / TEMPERATURE, gold) + F.cross_entropy(scores.T / TEMPERATURE, gold)) * 0.5


def _settle(trainer: Trainer, steps: Sequence[Batch]) -> None:
    """Fixes the teacher's means and starts the running ones, on the first steps' texts."""
    rows = [r for b in steps[:30] for r in b.rows]
    texts: dict[str, list[str]] = {}
    for r in rows:
        texts.setdefault(f"{r.query_lang} query", []).append(r.query)
        texts.setdefault(f"{r.passage_lang} passage", []).append(r.positive)
    for role, of_role in texts.items():
        trainer.teacher.settle(role, of_role)
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            prefix = role.split()[1]
            trainer.means.by_role[role] = trainer.embed([f"{prefix}: {t}" for t in of_role[:100]]).mean(0)


def scheduled(step: int, total: int) -> float:
    """Linear warm-up, then a cosine down to a twentieth."""
    if step < WARM_STEPS:
        return (step + 1) / WARM_STEPS
    return 0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * (step - WARM_STEPS) / max(1, total - WARM_STEPS)))


def _progress(step: int, total: int, began: float, done: int, losses: Sequence[float]) -> None:
    left = (time.monotonic() - began) / max(1, done) * (total - step - 1)
    recent = losses[-20:]
    print(f"step {step + 1}/{total}  loss {sum(recent) / len(recent):.3f}  {left / 60:.1f} min left", flush=True)


def train(trainer: Trainer, steps: Sequence[Batch], out: Path) -> None:
    """Runs all steps, with a checkpoint every 25; leaves OUT/trained.pt."""
    parameters = [p for p in trainer.body.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(parameters, lr=RATE, weight_decay=0.01, fused=True)
    checkpoint, start = out / "checkpoint.pt", 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        trainer.body.load_trained(state["body"])
        optimiser.load_state_dict(state["optimiser"])
        trainer.means.by_role, start = state["means"], state["step"]
    began, losses = time.monotonic(), []
    trainer.body.train()
    for i in range(start, len(steps)):
        for group in optimiser.param_groups:
            group["lr"] = RATE * scheduled(i, len(steps))
        loss = trainer.loss(steps[i])
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        optimiser.zero_grad()
        losses.append(loss.item())
        if i % 5 == 4:
            _progress(i, len(steps), began, i - start + 1, losses)
        if i % 25 == 24 or i + 1 == len(steps):
            _save(checkpoint, trainer, optimiser, i + 1)
    torch.save(trainer.body.trained(), out / "trained.pt")


def _save(path: Path, trainer: Trainer, optimiser: torch.optim.Optimizer, step: int) -> None:
    state = {
        "body": trainer.body.trained(),
        "optimiser": optimiser.state_dict(),
        "means": trainer.means.by_role,
        "step": step,
    }
    part = path.with_suffix(".part")
    torch.save(state, part)
    part.replace(path)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("data", "base", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--rounds", type=int, default=2, help="times that every question of the project is used")
    parser.add_argument("--public", type=float, default=1.0, help="share of the public questions")
    parser.add_argument("--start", type=Path, help="trained.pt of an earlier run to start from")
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def _steps(given: argparse.Namespace) -> tuple[Batch, ...]:
    """The work, made once and kept beside the checkpoint."""
    kept = given.out / "work.pickle"
    if not kept.exists():
        print("reading the data and choosing negatives", flush=True)
        kept.write_bytes(pickle.dumps(work(read_all(given.data), given.rounds, given.public)))
    rows, pairs = pickle.loads(kept.read_bytes())  # noqa: S301 — our own file of a moment ago
    return batches(rows, pairs)


def main() -> None:
    """Command line."""
    given = _arguments()
    base, out = given.base, given.out
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(SEED)
    torch.set_num_threads(given.threads)
    teacher = Teacher()
    steps = _steps(given)
    body = Body(base)
    if given.start:
        body.load_trained(torch.load(given.start, weights_only=True))
    trainer = Trainer(body, Tokenizer.from_file(str(base / "tokenizer.json")), teacher)
    trainer.tokenizer.enable_truncation(MAX_TOKENS)
    _settle(trainer, steps)
    train(trainer, steps, out)


if __name__ == "__main__":
    main()
