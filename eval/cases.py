"""Gold files → validated, frozen cases: the first step of every evaluation.

A gold label is a document and words of it, never a chunk number, so the truth outlives every re-chunking.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from index.errors import InvalidInput
from index.types import Lang

BOUNDS = ("exactly", "at_least", "more_than", "about", "at_most", "less_than")
"""What a figure may claim; the names of `service.types.Bound`, spelled out so that a gold file is judged alone."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words (`quote`) of the document whose file name is `doc`; any passage that holds them is right."""

    doc: str
    quote: str


@dataclass(frozen=True, slots=True)
class GoldValue:
    """The right figure in base units and its bound; see `service.types.Value`."""

    number: float
    bound: str


@dataclass(frozen=True, slots=True)
class Case:
    """One question with what a right answer must say and cite.

    `answers` are accepted wordings, any one will do. An unanswerable case has no answers and no evidence.
    `kind` groups cases in reports: numeric, entity, list, descriptive, yesno, compare, followup, span, unanswerable.
    """

    id: str
    lang: Lang
    question: str
    kind: str
    answerable: bool
    answers: tuple[str, ...] = ()
    value: GoldValue | None = None
    evidence: tuple[Evidence, ...] = ()
    history: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    """File names that the question is limited to; empty means everywhere."""


class _Fields:
    """One JSON object on its way to a case; every complaint names file and line."""

    def __init__(self, where: str, data: Mapping[str, object]) -> None:
        self.where = where
        self._data = data

    def fail(self, rule: str, remedy: str) -> InvalidInput:
        return InvalidInput(self.where, rule, remedy)

    def get(self, key: str) -> object:
        return self._data.get(key)

    def text(self, key: str, default: str | None = None) -> str:
        value = self._data.get(key, default)
        if not isinstance(value, str) or not value.strip():
            raise self.fail(f'"{key}" must be a text that is not empty, found {_shown(value)}', f'Give "{key}".')
        return value

    def flag(self, key: str, default: bool) -> bool:
        value = self._data.get(key, default)
        if not isinstance(value, bool):
            raise self.fail(f'"{key}" must be true or false, found {_shown(value)}', f'Correct "{key}".')
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._data.get(key) or []
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.fail(f'"{key}" must be a list of texts, found {_shown(value)}', f'Correct "{key}".')
        return tuple(value)

    def lang(self) -> Lang:
        value = self._data.get("lang")
        if value == "zh":
            return "zh"
        if value == "en":
            return "en"
        raise self.fail(f'"lang" must be "zh" or "en", found {_shown(value)}', 'Correct "lang".')

    def objects(self, key: str) -> Iterator[_Fields]:
        value = self._data.get(key) or []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.fail(f'"{key}" must be a list of objects, found {_shown(value)}', f'Correct "{key}".')
        return (_Fields(self.where, item) for item in value)


def _shown(value: object, width: int = 60) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= width else text[: width - 1] + "…"


def read_objects(path: Path) -> Iterator[_Fields]:
    """The JSON objects of a JSONL file, a line each, blank lines skipped; InvalidInput names file:line."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(
            str(path), f"cannot be read ({error})", "Give a UTF-8 file of one JSON object a line."
        ) from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        try:
            data = json.loads(line)
        except json.JSONDecodeError as error:
            raise InvalidInput(where, f"is not JSON ({error})", "Write one JSON object on each line.") from error
        if not isinstance(data, dict):
            raise InvalidInput(where, f"must be a JSON object, found {_shown(data)}", "Write one JSON object a line.")
        yield _Fields(where, data)


def _value(fields: _Fields) -> GoldValue | None:
    raw = fields.get("value")
    if raw is None:
        return None
    if not isinstance(raw, dict):
        raise fields.fail(f'"value" must be an object or null, found {_shown(raw)}', 'Correct "value".')
    number, bound = raw.get("number"), raw.get("bound", "exactly")
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise fields.fail(f'"value.number" must be a number, found {_shown(number)}', "Give it in base units.")
    if bound not in BOUNDS:
        raise fields.fail(f'"value.bound" must be one of {", ".join(BOUNDS)}, found {_shown(bound)}', "Correct it.")
    return GoldValue(float(number), str(bound))


def case_from(fields: _Fields) -> Case:
    """One validated case; InvalidInput names file:line, the field and the rule."""
    answerable = fields.flag("answerable", True)
    case = Case(
        id=fields.text("id"),
        lang=fields.lang(),
        question=fields.text("question"),
        kind=fields.text("kind", "span" if answerable else "unanswerable"),
        answerable=answerable,
        answers=fields.texts("answers"),
        value=_value(fields),
        evidence=tuple(Evidence(item.text("doc"), item.text("quote")) for item in fields.objects("evidence")),
        history=fields.texts("history"),
        documents=fields.texts("documents"),
    )
    if answerable and not (case.evidence and (case.answers or case.value)):
        raise fields.fail("an answerable case needs evidence and an answer or a value", 'Or set "answerable": false.')
    if not answerable and (case.answers or case.evidence or case.value):
        raise fields.fail("an unanswerable case has no answers, value or evidence", 'Or set "answerable": true.')
    return case


def load_cases(path: Path) -> tuple[Case, ...]:
    """The cases of a JSONL file of ours, in file order.

    Raises:
        InvalidInput: names file:line, what was found and what belongs there; also for an id given twice.
    """
    seen: dict[str, str] = {}
    cases: list[Case] = []
    for fields in read_objects(path):
        case = case_from(fields)
        if case.id in seen:
            raise fields.fail(f'id "{case.id}" was given before at {seen[case.id]}', "Give each case an id of its own.")
        seen[case.id] = fields.where
        cases.append(case)
    if not cases:
        raise InvalidInput(str(path), "holds no cases", "Give one JSON object a line.")
    return tuple(cases)


def case_to_json(case: Case) -> str:
    """The line of a gold file that `load_cases` reads back to an equal case."""
    value = {"number": case.value.number, "bound": case.value.bound} if case.value else None
    data: dict[str, object] = {
        "id": case.id,
        "lang": case.lang,
        "question": case.question,
        "kind": case.kind,
        "answerable": case.answerable,
        "answers": list(case.answers),
        "value": value,
        "evidence": [{"doc": item.doc, "quote": item.quote} for item in case.evidence],
    }
    if case.history:
        data["history"] = list(case.history)
    if case.documents:
        data["documents"] = list(case.documents)
    return json.dumps(data, ensure_ascii=False)
