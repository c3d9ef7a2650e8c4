"""The protocol's own client against a real server: the tools, their answers, their errors and their scopes."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp.client.client import Client

from service.api.app import create_app
from service.api.services import Loading, services_for
from service.settings import Settings
from tests.fakes import QUOTE, fake_knowledge, fake_services
from tests.live import serving


@pytest.fixture(name="url", scope="module")
def _url() -> Iterator[str]:
    with serving(create_app(fake_services())) as url:
        yield f"{url}/mcp"


def with_client(url: str, work: Callable[[Client], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        async with Client(url) as client:
            return await work(client)

    return asyncio.run(run())


def test_the_official_client_finds_the_tools(url: str) -> None:
    async def names(client: Client) -> set[str]:
        return {tool.name for tool in (await client.list_tools()).tools}

    assert {"ask", "search", "check_rendering"} == with_client(url, names)


def test_an_answer_comes_whole_and_structured(url: str) -> None:
    async def ask(client: Client) -> Any:
        return await client.call_tool("ask", {"question": "新建多少5G基站？"})

    told = with_client(url, ask)
    assert not told.is_error
    assert told.structured_content["answer"] == "1000个以上"
    assert told.structured_content["citations"][0]["quote"] == QUOTE


def test_search_finds_paragraphs(url: str) -> None:
    async def search(client: Client) -> Any:
        return await client.call_tool("search", {"query": "5G", "lang": "en", "k": 1})

    assert with_client(url, search).structured_content["hits"][0]["paragraph"] == 3


def test_a_rendering_is_checked(url: str) -> None:
    async def check(client: Client) -> Any:
        texts = {"source": "新建5G基站1000个以上。", "rendering": "Build at least 2,000 5G base stations."}
        return await client.call_tool("check_rendering", texts)

    found = with_client(url, check).structured_content["findings"]
    assert ("number", "error") in {(one["type"], one["severity"]) for one in found}


@pytest.mark.parametrize("arguments", [{}, {"question": 5}, {"question": "x" * 2001}, {"question": "a", "k": 99}])
def test_a_bad_call_is_an_error_of_the_tool(url: str, arguments: dict[str, object]) -> None:
    async def ask(client: Client) -> Any:
        return await client.call_tool("ask", arguments)

    assert with_client(url, ask).is_error


def test_without_a_key_of_scope_ask_nothing_is_served(tmp_path: Path) -> None:
    services = services_for(Settings(data_dir=tmp_path, audit="off"), Loading.ready_with(fake_knowledge()))
    services.keys.create("a", ["ask"])
    with serving(create_app(services)) as url:
        reply = httpx.post(f"{url}/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"})
    assert reply.status_code == 401
    assert reply.headers["content-type"] == "application/problem+json"


def test_the_sdk_is_not_imported_before_it_is_asked_for() -> None:
    code = "import sys; import service.api.app; sys.exit('mcp' in sys.modules or 'openai' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
