"""The tools themselves: `ask`, `search` and `check_rendering`. The only module that imports the protocol's SDK."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Literal

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from index.errors import KnowledgeBaseError
from service.api import asking
from service.api.auth import Caller, caller_of
from service.api.check import MAX_TEXT, CheckRequest, CheckResponse, check_texts
from service.api.health import product_version
from service.api.schemas import MAX_QUESTION, AskRequest, AskResponse, SearchRequest, SearchResponse
from service.api.services import Services

ABOUT = (
    "Answers from official documents in Chinese or English, every answer with the paragraph that says so. "
    "Cite the `quote` and `url` of each citation. Where `answer` is null, the documents do not say it."
)

QuestionArgument = Annotated[str, Field(max_length=MAX_QUESTION, description="A question in Chinese or English")]
QueryArgument = Annotated[str, Field(max_length=MAX_QUESTION, description="What to look for, Chinese or English")]
TextArgument = Annotated[str, Field(max_length=MAX_TEXT, description="Chinese or English text")]
RerankArgument = Annotated[bool, Field(description="Read what was found and order it so; slower, oftener right")]
LangArgument = Annotated[
    Literal["zh", "en"] | None, Field(description="Language to answer in; default: the question's")
]


class ToolServer:
    """The SDK's server over `services`."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._server = MCPServer("yinju", title="Yinju 引据", instructions=ABOUT, version=product_version())
        self._server.add_tool(self.ask, description="Answer a question with citations, or refuse / 有据问答")
        self._server.add_tool(self.search, description="Find paragraphs, best first / 检索段落")
        self._server.add_tool(self.check_rendering, description="Check a rendering against its source / 校核译文")
        # Hosts and origins are the gate's business, which stands before every request.
        self._server.streamable_http_app(stateless_http=True, json_response=True)

    async def run(self, started: asyncio.Event, stop: asyncio.Event) -> None:
        """Keeps the SDK's sessions going until `stop`."""
        async with self._server.session_manager.run():
            started.set()
            await stop.wait()

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one HTTP request."""
        await self._server.session_manager.handle_request(scope, receive, send)

    async def ask(
        self,
        question: QuestionArgument,
        context: Context[Any, Any],
        lang: LangArgument = None,
        k: Annotated[int, Field(ge=1, le=20)] = 5,
    ) -> AskResponse:
        """Answers one question."""
        try:
            knowledge = self._services.loading.get()
            body = AskRequest(question=question, lang=lang, k=k)
            asked = asking.question_of(body, knowledge, "en")
            origin = asking.Origin(_caller(context, "ask").id, "mcp", _request_id(context))
            return await asking.ask(self._services, knowledge, asked, origin)
        except (KnowledgeBaseError, ValueError) as error:
            raise ToolError(str(error)) from error

    async def search(
        self,
        query: QueryArgument,
        context: Context[Any, Any],
        lang: LangArgument = None,
        k: Annotated[int, Field(ge=1, le=100)] = 10,
        rerank: RerankArgument = False,
    ) -> SearchResponse:
        """Finds paragraphs."""
        _caller(context, "ask")
        try:
            body = SearchRequest(query=query, lang=lang, k=k, rerank=rerank)
            return await asking.search(self._services, self._services.loading.get(), body, "en")
        except (KnowledgeBaseError, ValueError) as error:
            raise ToolError(str(error)) from error

    async def check_rendering(
        self, source: TextArgument, rendering: TextArgument, context: Context[Any, Any]
    ) -> CheckResponse:
        """Finds what is wrong with a rendering."""
        _caller(context, "check")
        try:
            body = CheckRequest(source=source, rendering=rendering)
            return await check_texts(body, self._services, self._services.loading.get())
        except (KnowledgeBaseError, ValueError) as error:
            raise ToolError(str(error)) from error


def _request(context: Context[Any, Any]) -> Request:
    request = context.request_context.request
    if not isinstance(request, Request):
        raise ToolError("only over HTTP")
    return request


def _caller(context: Context[Any, Any], scope: str) -> Caller:
    caller = caller_of(_request(context))
    if not caller.allows(scope):
        raise ToolError(f"scope {scope} is needed / 需要 {scope} 权限")
    return caller


def _request_id(context: Context[Any, Any]) -> str:
    return str(getattr(_request(context).state, "request_id", ""))
