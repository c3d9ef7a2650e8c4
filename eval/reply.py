"""What a system under test gave back for one case: the few fields of `/v1/ask` and `/v1/search` that are scored."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast


@dataclass(frozen=True, slots=True)
class Cited:
    """One citation. `source` is the document's file name, `text` the whole paragraph."""

    source: str
    text: str
    quote: str
    rendering: str | None


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer, refusal or failure. An `error` leaves all else empty, so that an unanswered case scores zero."""

    answer: str = ""
    refused: bool = False
    number: float | None = None
    bound: str | None = None
    confidence: float | None = None
    citations: tuple[Cited, ...] = ()
    index_version: str = ""
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A ranked passage. `id` is unique in the run and holds no white space, as TREC files need."""

    id: str
    source: str
    lang: str
    text: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage's id and its score, larger is better."""

    passage: str
    score: float


def reply_from(data: Mapping[str, object]) -> Reply:
    """The scored fields of an answer's JSON; what is missing or of another type counts as not given.

    >>> reply_from({"answer": "1000", "citations": [], "value": {"number": 1000, "bound": "exactly"}}).number
    1000.0
    """
    answer, value = _text(data.get("answer")), data.get("value")
    number, bound = None, None
    if isinstance(value, dict):
        number, bound = _number(value.get("number")), _text(value.get("bound")) or None
    citations = data.get("citations")
    return Reply(
        answer=answer,
        refused=not answer and bool(data.get("refusal")),
        number=number,
        bound=bound,
        confidence=_number(data.get("confidence")),
        citations=tuple(_cited(item) for item in citations if isinstance(item, dict))
        if isinstance(citations, list)
        else (),
        index_version=_text(data.get("index_version")),
        error=_text(data.get("error")) or None,
    )


def object_from(line: str) -> dict[str, object]:
    """A JSON object; ValueError where the text is something else."""
    data = json.loads(line)
    if not isinstance(data, dict):
        raise TypeError(f"not a JSON object: {line[:60]}")
    return cast("dict[str, object]", data)


def _cited(item: Mapping[str, object]) -> Cited:
    rendering = item.get("rendering")
    return Cited(
        source=_text(item.get("source")),
        text=_text(item.get("text")),
        quote=_text(item.get("quote")),
        rendering=rendering if isinstance(rendering, str) else None,
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
