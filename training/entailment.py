"""Trains the second network: `python -m training.entailment DATA BASE OUT --start READER`. Resumes after a kill.

It is the reader's own network (`training.reader`), gone on with over two tasks at once. Claims: a question answered
with words of one window, against the learned "none". Readings: a question over windows, as the reader has them, of
questions that the reader was not trained on, so that the two err elsewhere. READER is the trained.pt of the reader,
whose work.pickle lies beside it.
"""

from __future__ import annotations

import argparse
import pickle
import random
from collections.abc import Sequence
from pathlib import Path

from index.embed import open_embedder
from index.models.prepare import default_model_dir
from index.models.reader import compile_reader, shipped_reader
from index.pairs import PairReader
from index.types import Lang
from training import mining
from training.claims import mined, written
from training.contrast import lang_of
from training.mining import Source, Text
from training.reader import arguments, launch
from training.reading import Mix, Reading, readings
from training.workload import SEED
from training.written import written_questions

EXAMPLES = 48
"""Of one step; most have one window or two, a question of the reader's four."""
MINED = {"own": 1800, "public": 2200, "written": 6000}
"""Questions that claims are mined of: of the reader's training (written for this project; public), and new ones."""
AGAIN = 5000
"""Questions of the reader's training that are read again, so that what it knows is not lost."""
_OWN = ("train_", "en_questions", "zh_questions")
_MIX = Mix(n_wrong=1, withheld=0.06, changed=0.0, headless=0.25, crowded=0.03)
_LANGS: tuple[Lang, ...] = ("zh", "en")


def _new(data: Path, folder: Path) -> tuple[Reading, ...]:
    """The written questions over their windows and those that the encoder takes for them; `folder` keeps vectors."""
    asked = tuple(written_questions(data))
    sources = {}
    for lang in _LANGS:
        mine = [a for a in asked if lang_of(a.text) == lang]
        pool = tuple(dict.fromkeys(Text(a.text, a.head) for a in mine))
        sources[lang] = Source(f"written-{lang}", mine, f"written-{lang}", pool)
    found = mining.mined(sources, open_embedder("default"), folder)
    return tuple(row for lang in _LANGS for row in readings(found[lang], _MIX, SEED))


def work(given: argparse.Namespace) -> tuple[Reading, ...]:
    """What is trained on, shuffled."""
    rng = random.Random(SEED)  # noqa: S311
    kept: tuple[Reading, ...] = pickle.loads((given.start.parent / "work.pickle").read_bytes())  # noqa: S301 — our own
    kept = tuple(row for row in kept if not row.source.startswith("drafted"))
    new = _new(given.data, given.out / "vectors")
    pools: dict[str, Sequence[Reading]] = {
        "own": [row for row in kept if row.source.startswith(_OWN)],
        "public": [row for row in kept if not row.source.startswith(_OWN)],
        "written": new,
    }
    chosen = [row for name, n in MINED.items() for row in rng.sample(pools[name], min(n, len(pools[name])))]
    reader = PairReader(compile_reader(default_model_dir(), given.reader))
    print(f"reading the windows of {len(chosen)} questions", flush=True)
    claims = [*written(given.data), *mined(chosen, reader, rng)]
    print(f"{len(claims)} claims, {len(new)} new questions", flush=True)
    rows = [*claims, *new, *rng.sample(kept, min(AGAIN, len(kept)))]
    rng.shuffle(rows)
    return tuple(rows)


def main() -> None:
    """Command line."""
    parser = arguments(__doc__, questions=EXAMPLES, examples=1_000_000)
    parser.add_argument("--reader", type=Path, default=shipped_reader(), help="layers of the reader that mines claims")
    given = parser.parse_args()
    if given.start is None:
        parser.error("--start: name the trained.pt of a reader, with its work.pickle beside it")
    launch(given, work)


if __name__ == "__main__":
    main()
