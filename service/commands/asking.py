"""`yinju ask` and `yinju search`: the same answers as the service gives, in the terminal."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.types import Lang
from service.commands.output import FOUND_NOTHING, AsJson, print_json, progress_line, safe
from service.wording import SEE_ALSO

if TYPE_CHECKING:  # what answers takes a second to import, which the other commands need not wait for
    from service.api.schemas import AskResponse, SearchResponse

LANGS = {"zh": "zh", "en": "en", None: None}

LangOption = Annotated[str | None, typer.Option("--lang", help="Answer in zh or en / 以中文或英文作答")]
HistoryOption = Annotated[
    list[str] | None, typer.Option("--history", help="An earlier question; repeat it / 之前问过的问题，可多次")
]
DocumentsOption = Annotated[
    list[str] | None, typer.Option("--document", help="Look in this document only; repeat it / 只查此文件，可多次")
]


def ask(
    question: Annotated[str, typer.Argument(help="Question in Chinese or English / 中文或英文问题")],
    history: HistoryOption = None,
    lang: LangOption = None,
    k: Annotated[int, typer.Option("-k", min=1, max=20, help="Citations at most / 引文最多条数")] = 5,
    document: DocumentsOption = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question with its paragraph / 回答问题并给出依据段落."""
    from service.api import asking
    from service.api.schemas import AskRequest, HistoryTurn
    from service.wire import open_services

    body = AskRequest(
        question=question,
        lang=_lang(lang),
        k=k,
        history=[HistoryTurn(question=one) for one in history or []],
        documents=document or None,
    )
    services = open_services(progress=progress_line())
    knowledge = services.loading.get()
    origin = asking.Origin("cli", "cli")
    told = asyncio.run(asking.ask(services, knowledge, asking.question_of(body, knowledge, "zh"), origin))
    services.desk.close()
    if as_json:
        print_json(told)
    else:
        typer.echo(safe(_told(told)))
    if told.refusal is not None:
        raise typer.Exit(FOUND_NOTHING)


def search(
    query: Annotated[str, typer.Argument(help="What to look for / 检索词句")],
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="Hits at most / 最多条数")] = 10,
    lang: LangOption = None,
    document: DocumentsOption = None,
    rerank: Annotated[bool, typer.Option("--rerank", help="In the order of reading / 按阅读结果排序")] = False,
    as_json: AsJson = False,
) -> None:
    """Find paragraphs, best first / 检索段落."""
    from service.api import asking
    from service.api.schemas import SearchRequest
    from service.wire import open_services

    body = SearchRequest(query=query, k=k, lang=_lang(lang), documents=document or None, rerank=rerank)
    services = open_services(progress=progress_line())
    found = asyncio.run(asking.search(services, services.loading.get(), body, "zh"))
    services.desk.close()
    if as_json:
        print_json(found)
    else:
        typer.echo(safe(_listed(found)))
    if not found.hits:
        raise typer.Exit(FOUND_NOTHING)


def _lang(name: str | None) -> Lang | None:
    if name not in LANGS:
        raise typer.BadParameter("zh or en / 只能是 zh 或 en", param_hint="--lang")
    return "zh" if name == "zh" else "en" if name == "en" else None


def _told(response: AskResponse) -> str:
    lines = [response.answer or (response.refusal.message if response.refusal else "")]
    for cited in response.citations:
        if response.answer and not cited.supports and response.citations[cited.n - 2].supports:
            lines.append("\n" + SEE_ALSO[response.lang])
        place = " / ".join([cited.title, *cited.section])
        number = f"第{cited.paragraph}段" if response.lang == "zh" else f"paragraph {cited.paragraph}"
        lines.append(f"\n[{cited.n}] {place} · {number} · {Path(cited.source).name}\n    {cited.quote}")
        if cited.rendering:
            lines.append(f"    {cited.rendering}")
    return "\n".join(lines)


def _listed(found: SearchResponse) -> str:
    if not found.hits:
        return "没有找到。" if found.lang == "zh" else "Nothing found."
    return "\n".join(f"{hit.score:.3f}  {hit.title} ¶{hit.paragraph}\n       {hit.text}" for hit in found.hits)
