"""Documents without gold questions → draft cases from their figures, names and headings, for a person to judge.

A draft is a start, not a truth: what a person accepts or rewrites goes into the gold file, the rest is dropped.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from eval.cases import Case, Evidence, GoldValue, case_to_json
from index.loading import load
from index.parse import parse
from index.types import Document, Span
from service.quantity import Quantity, find

Ask = Callable[[str], str]
"""Shows a line, returns what the person typed."""

_NAME = re.compile(r"《[^《》]{2,40}》|“[^“”]{2,20}”")
_SHORTEST_CLAUSE = 6
"""Characters beside the figure; a shorter clause takes the one before it along, or nobody knows what is counted."""
_TRAILING = "，。；;,.!！？?：: "


def drafts(document: Document) -> Iterator[Case]:
    """Draft cases of one document: figures first, then names, then headings."""
    yield from _from_figures(document)
    yield from _from_names(document)
    yield from _from_headings(document)


def suggest_from(paths: Sequence[Path], known: Sequence[Case], limit: int) -> Iterator[Case]:
    """Drafts over all documents in turn, so that a limit leaves none out; none whose quote a known case has."""
    documents = [parse(load(path.name, path.read_bytes()).text, path.name) for path in paths]
    taken = {(item.doc, item.quote) for case in known for item in case.evidence}
    ids = {case.id for case in known}
    rounds = itertools.zip_longest(*map(drafts, documents))
    fresh = (case for row in rounds for case in row if case and not _is_taken(case, taken, ids))
    yield from itertools.islice(fresh, limit)


def _is_taken(case: Case, taken: set[tuple[str, str]], ids: set[str]) -> bool:
    return case.id in ids or any((item.doc, item.quote) in taken for item in case.evidence)


def _draft(document: Document, name: str, question: str, kind: str, answer: str, quote: str) -> Case:
    evidence = (Evidence(document.source, quote),)
    return Case(f"{document.id}-{name}", document.lang, question, kind, True, (answer,), None, evidence)


def _clauses(document: Document) -> Iterator[tuple[Span, Span]]:
    """(clause, the same with the clause before it where that is of the same sentence)."""
    for paragraph in document.paragraphs:
        for sentence in () if paragraph.is_heading else paragraph.sentences:
            for before, clause in zip((sentence.clauses[:1] + sentence.clauses)[:-1], sentence.clauses, strict=True):
                yield clause, Span(before.start, clause.end)


def _from_figures(document: Document) -> Iterator[Case]:
    for clause, wider in _clauses(document):
        words = clause.of(document.text)
        plain = [item for item in find(words, document.lang) if item.is_plain and item.unit]
        if len(plain) != 1:
            continue  # with two figures in a clause a question about one gives the other away
        (figure,) = plain
        if len(words) - len(figure.span.of(words)) < _SHORTEST_CLAUSE:
            words = wider.of(document.text)
            shift = clause.start - wider.start
            figure = replace(figure, span=Span(figure.span.start + shift, figure.span.end + shift))
        yield _figure_case(document, clause, words, figure)


def _figure_case(document: Document, clause: Span, words: str, figure: Quantity) -> Case:
    answer = figure.span.of(words)
    head, tail = words[: figure.span.start], words[figure.span.end :].rstrip(_TRAILING)
    if document.lang == "zh":
        asked = "百分之多少" if figure.unit == "%" else f"多少{figure.unit}"
        question = f"{head}{asked}{tail}？"
    else:
        question = f'Which figure belongs here: "{head}___{tail}"?'
    quote = clause.of(document.text).rstrip(_TRAILING)
    case = _draft(document, f"f{clause.start}", question, "numeric", answer, quote)
    return replace(case, value=GoldValue(figure.number, figure.bound.value))


def _from_names(document: Document) -> Iterator[Case]:
    seen: set[str] = set()
    for paragraph in document.paragraphs:
        for sentence in () if paragraph.is_heading else paragraph.sentences:
            words = sentence.span.of(document.text)
            for match in _NAME.finditer(words):
                name = match.group()
                if name in seen:
                    continue
                seen.add(name)
                question = f"文件怎样讲到{name}？" if document.lang == "zh" else f"What is said of {name}?"
                start = sentence.span.start + match.start()
                yield _draft(document, f"n{start}", question, "descriptive", words, words)


def _from_headings(document: Document) -> Iterator[Case]:
    for heading, paragraph in itertools.pairwise(document.paragraphs):
        if not heading.is_heading or paragraph.is_heading or not paragraph.sentences:
            continue
        title = heading.span.of(document.text).strip()
        words = paragraph.sentences[0].span.of(document.text)
        question = f"“{title}”部分首先讲了什么？" if document.lang == "zh" else f'What does "{title}" say first?'
        yield _draft(document, f"h{heading.n}", question, "descriptive", words, words)


_HELP = "[a]ccept  [q]uestion anew  a[n]swer anew  [s]kip  [x] stop  / a 采用 q 改问 n 改答 s 跳过 x 结束"


def review(found: Iterable[Case], out: Path, ask: Ask | None) -> int:
    """Shows each draft, adds what is accepted to `out` at once, and returns how many; `ask` None accepts all."""
    accepted = 0
    with out.open("a", encoding="utf-8") as lines:
        for draft in found:
            try:
                case = draft if ask is None else _judged(draft, ask)
            except StopIteration:
                break
            if case is None:
                continue
            lines.write(case_to_json(case) + "\n")
            lines.flush()
            accepted += 1
    return accepted


def _judged(case: Case, ask: Ask) -> Case | None:
    """The case as the person leaves it, None where it is skipped; StopIteration where the person wants no more."""
    while True:
        quote = case.evidence[0].quote
        choice = ask(f"\n{case.evidence[0].doc}: {quote}\n? {case.question}\n= {case.answers[0]}\n{_HELP}").strip()
        if choice == "a":
            return case
        if choice == "s":
            return None
        if choice == "x":
            raise StopIteration
        if choice == "q":
            case = replace(case, question=ask("?").strip() or case.question)
        elif choice == "n":
            case = replace(case, answers=(ask("=").strip() or case.answers[0],))
