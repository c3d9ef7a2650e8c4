"""The reader on sets that no training saw: `python -m training.measure_reader DATA LAYERS [LAYERS …]`.

It runs as it is served: int8, in onnxruntime. Of several networks the joint reader is measured that they make.

Reading: the paragraph is given in windows; the best span of the most relevant one is compared with the answers
(exact match and F1 over Chinese characters and Latin words, as CMRC 2018 and SQuAD do). Refusal: only wrong passages
are given, or the right ones among them; refused is where "none" beats every window. RGB files passages among the wrong
ones that do answer: they are counted once as filed, and once left out (`eval/gold/rgb_answering.tsv`).
"""

from __future__ import annotations

import argparse
import math
import random
import re
import string
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from eval.public import rgb_answering
from index.models.prepare import default_model_dir
from index.models.reader import compile_reader
from index.pairs import PairReader, Window
from index.types import Span
from service import protocols
from service.joint import JointReader
from service.windows import WINDOW_CHARS
from training.contrast import lang_of
from training.reading import windows
from training.sources import corpus, head_of_paragraph, lines

_PUNCTUATION = re.compile(r"[^\w%％.]|(?<!\d)\.|\.(?!\d)")
_ARTICLES = re.compile(r"\b(a|an|the)\b")


@dataclass(frozen=True, slots=True)
class Read:
    """What the reader says of one question: the words, and how far the best window is above "none" (logits)."""

    text: str
    margin: float


def pieces(text: str) -> list[str]:
    """Comparable units: Latin words and figures whole, Chinese characters one by one; no articles, no punctuation.

    >>> pieces("The 1000个 5G base stations.")
    ['1000', '个', '5g', 'base', 'stations']
    """
    plain = _ARTICLES.sub(" ", _PUNCTUATION.sub(" ", text.lower()))
    return re.findall(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+(?:\.\d+)?%?", plain)


def exact_and_f1(said: str, answers: Sequence[str]) -> tuple[float, float]:
    """The best exact match and F1 over the answers."""
    best = (0.0, 0.0)
    mine = pieces(said)
    for answer in answers:
        its = pieces(answer)
        shared = sum((Counter(mine) & Counter(its)).values())
        f1 = 2 * shared / (len(mine) + len(its)) if mine and its else 0.0
        best = max(best, (float(mine == its), f1), key=lambda x: (x[1], x[0]))
    return best


def read(reader: protocols.PairReader, question: str, shown: Sequence[Window]) -> Read:
    """The best words of the windows, and how far the best window is above "none"."""
    scores = reader.read(question, shown)
    best = [s.best() for s in scores]
    top = max(range(len(scores)), key=lambda i: _log_share(scores[i].margin) + math.log(best[i][1] + 1e-9))
    words = best[top][0].of(shown[top].text).strip(string.punctuation + " ，。；：、")
    return Read(words, max(s.margin for s in scores))


def _log_share(margin: float) -> float:
    """Logarithm of the logistic function."""
    return -math.log1p(math.exp(-margin)) if margin > 0 else margin - math.log1p(math.exp(margin))


def shown_windows(document: Mapping[str, Any]) -> tuple[Window, ...]:
    """A paragraph of a BEIR folder as windows."""
    text, title = document["text"], head_of_paragraph(document)
    cut = windows(text, WINDOW_CHARS[lang_of(text)]) or (Span(0, len(text)),)
    return tuple(Window(w.of(text), title) for w in cut)


def reading_cases(data: Path, limit: int) -> dict[str, list[tuple[str, tuple[Window, ...], list[str]]]]:
    """(question, windows, answers) by set; `limit` of each, drawn by a fixed seed."""
    public = data / "public"
    sides = {lang: corpus(public / f"mlqa-dev/{lang}") for lang in ("en", "zh")}
    asked = {lang: {r["_id"]: r for r in lines(public / f"mlqa-dev/{lang}/queries.jsonl")} for lang in ("en", "zh")}
    cmrc, texts = lines(public / "cmrc2018/dev/queries.jsonl"), corpus(public / "cmrc2018/dev")
    cases = {
        "CMRC 2018 dev": [(r["text"], texts[r["doc_id"]], r) for r in cmrc],
        "MLQA dev en": [(r["text"], sides["en"][r["doc_id"]], r) for r in asked["en"].values()],
        "MLQA dev zh": [(r["text"], sides["zh"][r["doc_id"]], r) for r in asked["zh"].values()],
        "MLQA dev en → zh": [
            (asked["en"][i]["text"], sides["zh"][r["doc_id"]], r) for i, r in asked["zh"].items() if i in asked["en"]
        ],
    }
    rng = random.Random(5)  # noqa: S311
    return {
        name: [
            (q, shown_windows(d), [a["text"] for a in r["answers"]]) for q, d, r in rng.sample(v, min(limit, len(v)))
        ]
        for name, v in cases.items()
    }


class Refusal(NamedTuple):
    """A question with wrong windows only, and the same with right ones among them."""

    question: str
    wrong: tuple[Window, ...]
    right: tuple[Window, ...]


_N_WRONG = 5
"""Wrong passages that are shown."""


def refusal_cases(data: Path, name: str, limit: int, answering: Collection[str] = ()) -> list[Refusal]:
    """The questions of one RGB set; passages of `answering` are not shown as wrong ones."""
    folder = data / "public/rgb" / name
    texts = corpus(folder)
    pools: dict[str, dict[str, list[str]]] = {}
    for line in (folder / "pools.tsv").read_text("utf-8").splitlines()[1:]:
        query, document, kind = line.split("\t")
        pools.setdefault(query, {}).setdefault(kind, []).append(document)
    cases = []
    for row in islice(lines(folder / "queries.jsonl"), limit):
        pool = pools[row["_id"]]
        negative = [d for d in pool.get("negative", []) if d not in answering][:_N_WRONG]
        wrong = [w for d in negative for w in shown_windows(texts[d])]
        right = [w for d in pool.get("positive", [])[:1] for w in shown_windows(texts[d])]
        if wrong and right:
            cases.append(Refusal(row["text"], tuple(wrong), (*wrong, *right)))
    return cases


def _refusals(reader: protocols.PairReader, cases: Sequence[Refusal], name: str) -> str:
    shares = [
        sum(read(reader, case.question, shown(case)).margin < 0 for case in cases) / len(cases)
        for shown in (lambda case: case.wrong, lambda case: case.right)
    ]
    return f"| {name} | {len(cases)} | refused {shares[0]:.2f} | false refusals {shares[1]:.2f} |"


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("layers", type=Path, nargs="+")
    parser.add_argument("--limit", type=int, default=100_000)
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    reader = JointReader(
        [PairReader(compile_reader(default_model_dir(), path), given.threads) for path in given.layers]
    )
    for name, cases in reading_cases(given.data, given.limit).items():
        scores = [exact_and_f1(read(reader, q, shown).text, answers) for q, shown, answers in cases]
        exact, f1 = (100 * sum(x) / len(x) for x in zip(*scores, strict=True))
        print(f"| {name} | {len(cases)} | EM {exact:.1f} | F1 {f1:.1f} |", flush=True)
    for name in ("zh_refine", "zh_fact", "en_fact"):
        print(_refusals(reader, refusal_cases(given.data, name, given.limit), f"RGB {name}"), flush=True)
    answering = rgb_answering()
    for name in ("zh_fact", "en_fact"):
        left = refusal_cases(given.data, name, given.limit, answering)
        print(_refusals(reader, left, f"RGB {name}, nothing answers"), flush=True)


if __name__ == "__main__":
    main()
