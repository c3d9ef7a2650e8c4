"""Rankings → one ranking. Pure functions; each formula with its source or its measurement."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import TypeVar

Key = TypeVar("Key")


def interleave(rankings: Iterable[Sequence[tuple[Key, float]]], limit: int) -> tuple[Key, ...]:
    """The first `limit` distinct keys, taking the best of each ranking in turn.

    Scores of different searchers are not comparable, ranks are; a later, finer score decides the final order.

    >>> interleave([[("a", 9.0), ("b", 8.0)], [("c", 0.1), ("a", 0.05)]], 3)
    ('a', 'c', 'b')
    """

    def in_turn() -> Iterator[Key]:
        for row in zip_longest(*rankings):
            yield from (entry[0] for entry in row if entry is not None)

    return tuple(dict.fromkeys(in_turn()))[:limit]


def relative(ranking: Sequence[tuple[Key, float]]) -> dict[Key, float]:
    """Scores as shares of the best one, so that a BM25 score can stand beside a cosine; empty for no ranking.

    >>> relative([("a", 8.0), ("b", 2.0)])
    {'a': 1.0, 'b': 0.25}
    """
    best = max((score for _, score in ranking), default=0.0)
    return {key: score / best for key, score in ranking} if best > 0 else {}


def even(scores: Mapping[Key, float], strangers: Collection[Key]) -> dict[Key, float]:
    """Gives each of `strangers`, which are in another language than the question, half of what the best other key has.

    They cannot share the question's words, so that they do not tells nothing against them: half is midway between the
    two things it might have been. Where all are strangers nothing changes.

    >>> even({"zh1": 1.0, "zh2": 0.2}, ["en1"])
    {'zh1': 1.0, 'zh2': 0.2, 'en1': 0.5}
    """
    others = scores.keys() - set(strangers)
    level = max((scores[key] for key in others), default=0.0) / 2
    return {**scores, **{key: max(scores.get(key, 0.0), level) for key in strangers}} if level else dict(scores)
