"""What the reader is trained on: questions of every source, in other words too, each over right and wrong windows."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from index.dictionary import open_dictionary
from index.embed import open_embedder
from index.models.prepare import default_model_dir
from training.changing import Things
from training.contrast import is_held_out
from training.mining import Source, Text, mined
from training.reading import Mix, Reading, readings
from training.sources import Asked, Data, drafted, heads
from training.wording import Manner, Rewording

SEED = 20260102

HELD_OUT_REPORTS = 5
"""One report in so many is kept from training: the confidence of answers is fitted on their questions."""
PUBLIC = {
    "cmrc2018/train": 8000,
    "squad11/train_subset_du_test": 3500,
    "squad20/dev": 5000,
    "squad20/train_subset_10articles": 1500,
    "squadshifts/new_wiki": 3500,
}
"""Questions taken of each public set; 1 in 8 of their paragraphs is held out."""
DRAFTED = 1200
"""Questions made of clauses of reports that nobody asks about, and as many again word for word in English."""
ROUNDS = 2
"""Times that the project's own questions are used, as they stand and in other words, each time with other windows."""
OWN_MIX, PUBLIC_MIX = Mix(4, 0.25, 0.35, crowded=0.05), Mix(2, 0.17, 0.12, crowded=0.05)
OWN_MANNER, ZH_MANNER, EN_MANNER = Manner(0.4, 0.3, 0.3), Manner(0.15, 0.15, 0.25), Manner(0.15, 0.12, 0.06)


def _texts(asked: Sequence[Asked]) -> tuple[Text, ...]:
    return tuple(dict.fromkeys(Text(a.text, a.head) for a in asked if a.text))


def _report_texts(data: Data) -> tuple[Text, ...]:
    """Every paragraph of the reports that are trained on."""
    groups = sorted({a.group for a in data.gov if a.group and not is_held_out(a.group, HELD_OUT_REPORTS)})
    return tuple(dict.fromkeys(Text(text, head) for g in groups for text, head in heads(data.docs, g).items()))


def _own(data: Data) -> list[Asked]:
    """Questions over the reports that are trained on, and of those that no report answers every other one."""
    kept = [a for a in data.gov if a.text and not is_held_out(a.group, HELD_OUT_REPORTS)]
    return kept + [a for a in data.gov if not a.text][::2]


def _drafted(data: Data, rng: random.Random) -> list[Asked]:
    """Drafts over the reports that no question of any set asks about, nor the confidence is fitted on."""
    asked = {a.group for a in data.gov if a.source == "train_a"}
    names = sorted(path.name for path in data.docs.glob("*.txt"))
    made = list(drafted(data.docs, [n for n in names if n not in asked and not is_held_out(n, HELD_OUT_REPORTS)]))
    return rng.sample(made, min(DRAFTED, len(made)))


def work(data: Data, scale: float, folder: Path) -> tuple[Reading, ...]:
    """What is trained on, shuffled; `scale` of 1 takes as many public questions as PUBLIC says.

    Args:
        data: all that may be used.
        scale: share of the public questions.
        folder: keeps the vectors that wrong windows are chosen by.
    """
    rng = random.Random(SEED)  # noqa: S311
    everything = (*data.gov, *data.crosslingual, *(a for asked in data.public.values() for a in asked))
    known = [words for a in everything for words in ((a.question,) if a.lang == "en" else (a.question, a.text))]
    words, things = Rewording(open_dictionary(default_model_dir()), dict.fromkeys(known), SEED), Things(everything)
    sources: dict[str, Source] = {}
    for name, n in PUBLIC.items():
        kept, file = [a for a in data.public[name] if not is_held_out(a.group)], name.replace("/", "-")
        chosen = words.reworded(
            rng.sample(kept, min(int(n * scale), len(kept))), ZH_MANNER if kept[0].lang == "zh" else EN_MANNER
        )
        sources[name] = Source(file, chosen, file, _texts(data.public[name]))
    for lang, name in (("en", "cmrc2018/train"), ("zh", "squad11/train_subset_du_test")):
        asked = [a for a in data.crosslingual if a.lang == lang and not is_held_out(a.group)]
        asked += words.reworded(asked, OWN_MANNER)
        sources[f"{lang} across"] = replace(sources[name], asked_file=f"across-{lang}", asked=asked)
    own = _own(data)
    sources["reports"] = Source("reports", [*own, *words.reworded(own, OWN_MANNER)], "reports", _report_texts(data))
    drafts = _drafted(data, rng)
    drafts += words.reworded(drafts, Manner(0, 0, 1))
    sources["drafted"] = Source("drafted", drafts, "drafted", _texts(drafts))
    rows: list[Reading] = []
    for name, questions in mined(sources, open_embedder("default"), folder).items():
        own_words = name not in PUBLIC
        for turn in range(ROUNDS if own_words and name != "drafted" else 1):
            rows += readings(questions, OWN_MIX if own_words else PUBLIC_MIX, SEED + turn, things)
    rng.shuffle(rows)
    return tuple(rows)
