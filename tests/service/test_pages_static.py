"""The pages as files: what they weigh, where they point, and that nothing in them is inline."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from service.api.app import create_app
from service.api.layout import WEB, modules_of
from service.api.services import Loading, services_for
from service.settings import Settings
from tests.fakes import fake_client, fake_knowledge, fake_services

CHAT_BUDGET = 120_000
PAGES = ("/", "/documents/doc-1", "/translate", "/admin", "/embed", "/docs")
LINKED = re.compile(r'(?:src|href)="(/web/[^"]+|/widget\.js)"')
ENTRY = re.compile(r'^\s*"([\w.-]+)": \[("(?:[^"\\]|\\.)*"), ("(?:[^"\\]|\\.)*")\],$', re.MULTILINE)
TABLES = sorted((WEB / "js").glob("strings*.js"))


@pytest.fixture(name="client")
def _client() -> Iterator[TestClient]:
    with fake_client() as client:
        yield client


@pytest.mark.parametrize("path", PAGES)
def test_every_page_and_all_it_links_to_is_served(client: TestClient, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    linked = LINKED.findall(page.text)
    assert len(linked) >= 5
    assert {name: client.get(name).status_code for name in linked} == dict.fromkeys(linked, 200)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_inline_script_or_style_or_an_outside_host(client: TestClient, path: str) -> None:
    html = client.get(path).text
    assert all(re.search(r'\ssrc="/', tag) for tag in re.findall(r"<script[^>]*>", html))
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html)
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', html)
    assert "<!--head-->" not in html
    assert "script-src 'self'" in client.get(path).headers["content-security-policy"]


def test_the_chat_page_weighs_at_most_120_kb(client: TestClient) -> None:
    html = client.get("/").text
    weights = {name: len(client.get(name).content) for name in set(LINKED.findall(html))}
    assert sum(name.endswith(".js") for name in weights) == len(modules_of("chat.js")) + len(["prefs.js"])
    weights["/"] = len(html.encode())
    assert sum(weights.values()) <= CHAT_BUDGET, weights


def test_the_widget_weighs_no_more_than_the_chat_page() -> None:
    files = [WEB / "js" / name for name in {"widget.js", *modules_of("panel.js")}]
    files += [WEB / "css" / f"{name}.css" for name in ("tokens", "talk", "widget")]
    assert sum(len(path.read_bytes()) for path in files) <= CHAT_BUDGET


def test_the_page_of_a_document_that_is_not_there_is_404_and_says_so_in_both_languages(client: TestClient) -> None:
    gone = client.get("/documents/none", headers={"Accept": "text/html"})
    assert gone.status_code == 404
    assert gone.headers["content-type"] == "text/html; charset=utf-8"
    assert "没有这份文件" in gone.text
    assert "There is no such document" in gone.text
    assert client.head("/documents/none").status_code == 404
    plain = client.get("/documents/none", headers={"Accept-Language": "zh"})
    assert plain.headers["content-type"] == "application/problem+json"
    assert plain.json()["detail"] == "没有编号为 none 的文件"


def test_which_documents_there_are_is_told_to_nobody_without_a_key_nor_while_they_are_loading(tmp_path: Path) -> None:
    with fake_client(fake_services(settings=Settings(audit="off", data_dir=tmp_path))) as locked:
        locked.post("/v1/keys", json={"name": "head", "scopes": ["admin"]})
        assert locked.get("/documents/none").text == locked.get("/documents/doc-1").text
    loading = services_for(Settings(audit="off"), Loading(lambda _progress: fake_knowledge()))
    client = TestClient(create_app(loading), "http://127.0.0.1", client=("127.0.0.1", 50000))
    assert client.get("/documents/doc-1").status_code == 200


def test_nothing_outside_the_web_folder_is_served(client: TestClient) -> None:
    for path in (
        "/web/../pages.py",
        "/web/%2e%2e/api/pages.py",
        "/web/..%2f..%2fapi/pages.py",
        "/web/",
        "/web/none.js",
    ):
        assert client.get(path).status_code == 404, path


def test_a_file_under_its_version_is_kept_for_good_and_under_another_one_is_not(client: TestClient) -> None:
    [script] = [name for name in LINKED.findall(client.get("/").text) if name.endswith("prefs.js")]
    assert "immutable" in client.get(script).headers["cache-control"]
    other = re.sub("v-[0-9a-f]{12}", f"v-{'0' * 12}", script)
    assert client.get(other).headers["cache-control"] == "no-cache"
    assert re.search(r"/web/v-[0-9a-f]{12}/js/panel\.js", client.get("/widget.js").text)


def test_an_unchanged_file_is_not_sent_twice(client: TestClient) -> None:
    first = client.get("/web/js/chat.js")
    again = client.get("/web/js/chat.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["cache-control"] == "no-cache"


def test_pages_of_other_origins_may_load_the_widgets_files(client: TestClient) -> None:
    for path in ("/widget.js", "/web/js/panel.js", "/web/css/widget.css"):
        assert client.get(path).headers["access-control-allow-origin"] == "*", path


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.stem)
def test_every_word_of_the_pages_is_there_in_chinese_and_in_english(table: object) -> None:
    text = table.read_text("utf-8")  # type: ignore[attr-defined]
    entries = {key: (json.loads(zh), json.loads(en)) for key, zh, en in ENTRY.findall(text)}
    assert len(entries) == sum(line.startswith('  "') or line.startswith("  stop") for line in text.splitlines()) - (
        "  stop" in text
    )
    for key, (zh, en) in entries.items():
        assert zh, key
        assert en, key
        assert set(re.findall(r"\{(\w+)", zh)) <= set(re.findall(r"\{(\w+)", en)), key


def test_no_script_of_ours_parses_html_or_runs_text() -> None:
    forbidden = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc")
    for path in (WEB / "js").glob("*.js"):
        assert not forbidden.search(path.read_text("utf-8")), path.name
