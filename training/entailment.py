"""Trains the entailment model: `python -m training.entailment DATA BASE OUT --start READER`. Resumes after a kill.

It is the reader's own network (`training.reader`), gone on with over claims: a question answered with words of one
window, against the learned "none". READER is the trained.pt of the reader, whose work.pickle lies beside it.
"""

from __future__ import annotations

import argparse
import pickle
import random
from pathlib import Path

from index.models.prepare import default_model_dir
from index.models.reader import compile_reader, shipped_reader
from index.pairs import PairReader
from training.claims import mined, written
from training.reader import arguments, launch
from training.reading import Reading
from training.workload import SEED

CLAIMS = 48
"""Claims of one step; each has one window, a question of the reader's four."""
TIMES = 2
"""How often written claims are gone over."""
MINED = {True: 2600, False: 3400}
"""Questions that claims are mined of, by whether they were written for this project."""
_OWN = ("train_", "en_questions", "zh_questions")


def work(given: argparse.Namespace) -> tuple[Reading, ...]:
    """What is trained on, shuffled."""
    rng = random.Random(SEED)  # noqa: S311
    kept: tuple[Reading, ...] = pickle.loads((given.start.parent / "work.pickle").read_bytes())  # noqa: S301 — our own
    kept = tuple(row for row in kept if not row.source.startswith("drafted"))
    chosen: list[Reading] = []
    for is_own, n in MINED.items():
        rows = [row for row in kept if row.source.startswith(_OWN) is is_own]
        chosen += rng.sample(rows, min(n, len(rows)))
    reader = PairReader(compile_reader(default_model_dir(), given.reader))
    print(f"reading the windows of {len(chosen)} questions", flush=True)
    own = tuple(written(given.data))
    rows = [*own * TIMES, *mined(chosen, reader, rng)]
    rng.shuffle(rows)
    return tuple(rows)


def main() -> None:
    """Command line."""
    parser = arguments(__doc__, questions=CLAIMS, examples=1_000_000)
    parser.add_argument("--reader", type=Path, default=shipped_reader(), help="layers of the reader that mines claims")
    given = parser.parse_args()
    if given.start is None:
        parser.error("--start: name the trained.pt of a reader, with its work.pickle beside it")
    launch(given, work)


if __name__ == "__main__":
    main()
