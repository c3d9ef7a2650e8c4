"""The reader on sets that no training saw: `python -m training.measure_reader DATA BASE OUT`.

Reading: the paragraph is given in windows; the best span of the most relevant one is compared with the answers
(exact match and F1 over Chinese characters and Latin words, as CMRC 2018 and SQuAD do). Refusal: only wrong passages
are given, or the right ones among them; refused is where "none" beats every window.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import string
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer

from index.types import Span
from training.body import Body
from training.contrast import lang_of
from training.reader import Encoded, ReaderModel, encode
from training.reading import WINDOW_CHARS, Window, windows
from training.sources import corpus

MAX_ANSWER_TOKENS = 40
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


def best_span(encoded: Encoded, logits: torch.Tensor) -> Span:
    """The range of the window's text with the greatest sum of start and end logit, at most MAX_ANSWER_TOKENS long."""
    inside = logits[encoded.first : encoded.last]
    sums = inside[:, 0][:, None] + inside[:, 1][None, :]
    allowed = torch.ones_like(sums).triu().tril(MAX_ANSWER_TOKENS - 1).bool()
    at = int(sums.masked_fill(~allowed, -1e9).argmax())
    start, end = divmod(at, len(inside))
    return Span(encoded.offsets[start].start, encoded.offsets[end].end)


@torch.no_grad()
def read(model: ReaderModel, tokenizer: Tokenizer, question: str, shown: Sequence[Window]) -> Read:
    """The best span of the most relevant window."""
    encoded = [encode(tokenizer, question, w) for w in shown]
    with torch.autocast("cpu", torch.bfloat16):
        relevance, spans = model(encoded)
    top = int(relevance.argmax())
    found = best_span(encoded[top], spans.split()[top])
    return Read(found.of(shown[top].text).strip(string.punctuation + " ，。；："), float(relevance[top] - model.none))


def shown_windows(document: Mapping[str, Any]) -> tuple[Window, ...]:
    """A paragraph of a BEIR folder as windows."""
    text, title = document["text"], str(document.get("title") or "").replace("_", " ")
    cut = windows(text, WINDOW_CHARS[lang_of(text)]) or (Span(0, len(text)),)
    return tuple(Window(w.of(text), title, None) for w in cut)


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def reading_cases(data: Path, limit: int) -> dict[str, list[tuple[str, tuple[Window, ...], list[str]]]]:
    """(question, windows, answers) by set; `limit` of each, drawn by a fixed seed."""
    public = data / "public"
    sides = {lang: corpus(public / f"mlqa-dev/{lang}") for lang in ("en", "zh")}
    asked = {lang: {r["_id"]: r for r in _rows(public / f"mlqa-dev/{lang}/queries.jsonl")} for lang in ("en", "zh")}
    cmrc, texts = _rows(public / "cmrc2018/dev/queries.jsonl"), corpus(public / "cmrc2018/dev")
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


def refusal_cases(data: Path, name: str, limit: int) -> list[tuple[str, tuple[Window, ...], tuple[Window, ...]]]:
    """(question, wrong windows, wrong windows and a right one) of one RGB set, five passages each."""
    folder = data / "public/rgb" / name
    texts = corpus(folder)
    pools: dict[str, dict[str, list[str]]] = {}
    for line in (folder / "pools.tsv").read_text("utf-8").splitlines()[1:]:
        query, document, kind = line.split("\t")
        pools.setdefault(query, {}).setdefault(kind, []).append(document)
    cases = []
    for row in _rows(folder / "queries.jsonl")[:limit]:
        pool = pools[row["_id"]]
        wrong = [w for d in pool.get("negative", [])[:5] for w in shown_windows(texts[d])]
        right = [w for d in pool.get("positive", [])[:1] for w in shown_windows(texts[d])]
        if wrong and right:
            cases.append((row["text"], tuple(wrong), (*wrong, *right)))
    return cases


def load_reader(base: Path, trained: Path) -> ReaderModel:
    """A reader as `training.reader` left it."""
    weights = torch.load(trained, weights_only=True)
    weights = {**weights.get("body", {}), **weights.get("heads", {})} if "body" in weights else weights
    model = ReaderModel(Body(base))
    model.body.load_trained(weights)
    model.load_heads(weights)
    return model.eval()


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("data", "base", "trained"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--limit", type=int, default=100_000)
    given = parser.parse_args()
    torch.set_num_threads(2)
    model = load_reader(given.base, given.trained)
    tokenizer = Tokenizer.from_file(str(given.base / "tokenizer.json"))
    for name, cases in reading_cases(given.data, given.limit).items():
        scores = [exact_and_f1(read(model, tokenizer, q, shown).text, answers) for q, shown, answers in cases]
        exact, f1 = (100 * sum(x) / len(x) for x in zip(*scores, strict=True))
        print(f"| {name} | {len(cases)} | EM {exact:.1f} | F1 {f1:.1f} |", flush=True)
    for name in ("zh_refine", "zh_fact", "en_fact"):
        cases_3 = refusal_cases(given.data, name, given.limit)
        wrong = [read(model, tokenizer, q, w).margin for q, w, _ in cases_3]
        right = [read(model, tokenizer, q, r).margin for q, _, r in cases_3]
        refused, false = (sum(m < 0 for m in x) / len(x) for x in (wrong, right))
        print(f"| RGB {name} | {len(cases_3)} | refused {refused:.2f} | false refusals {false:.2f} |", flush=True)


if __name__ == "__main__":
    main()
