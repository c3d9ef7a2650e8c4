"""Keys on the administration page while other things go on: quick clicks, refused requests, open questions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from tests.service.browsing import Site, served

RUNNING = {"id": "a", "kind": "add", "subject": "a.txt", "state": "running", "created": "2026-01-01T00:00:00Z"}
NOTHING = "\u00a0"


@pytest.fixture(name="site")
def _site(tmp_path: Path) -> Iterator[Site]:
    with served(tmp_path) as site:
        yield site


def make_key(site: Site, name: str, by: str = "") -> dict[str, str]:
    """A new key of an administrator, made over HTTP."""
    made = httpx.post(f"{site.url}/v1/keys", json={"name": name, "scopes": ["admin"]}, headers=bearer(by))
    return dict(made.json())


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"} if secret else {}


def administer(page: Page, site: Site, secret: str) -> None:
    """Opens the page with a key."""
    page.goto(f"{site.url}/admin")
    page.get_by_role("textbox", name="密钥").fill(secret)
    page.get_by_role("button", name="使用").click()
    expect(page.locator("#keys")).to_contain_text("head")


def working(route: Route) -> None:
    """A job that is at work: the page then looks again every two seconds."""
    route.fulfill(json={"jobs": [RUNNING]})


def wait_for(page: Page, replies: list[int], expected: list[int]) -> None:
    """Waits until these are the statuses of the replies."""
    for _ in range(200):
        if replies == expected:
            return
        page.wait_for_timeout(20)
    raise AssertionError(replies)


def test_two_quick_clicks_make_one_key(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/admin")
    page.locator("#key-name").fill("head")
    page.get_by_role("button", name="新建密钥").dblclick()
    expect(page.locator("#keys")).to_contain_text("head")
    secret = str(page.locator(".secret code").text_content())
    kept = httpx.get(f"{site.url}/v1/keys", headers=bearer(secret)).json()["keys"]
    assert [key["name"] for key in kept] == ["head"]
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_requests_refused_at_once_wait_for_the_one_key_that_is_typed(page: Page, site: Site) -> None:
    head = make_key(site, "head")["secret"]
    second = make_key(site, "second", head)
    administer(page, site, second["secret"])
    httpx.delete(f"{site.url}/v1/keys/{second['id']}", headers=bearer(head))
    replies: list[int] = []
    page.on("response", lambda reply: replies.append(reply.status))
    # Each switch of language asks for the jobs anew.
    page.evaluate("() => { for (const _ of [1, 2]) document.getElementById('lang').click(); }")
    wait_for(page, replies, [401, 401])
    page.get_by_role("textbox", name="密钥").fill(head)
    page.get_by_role("button", name="使用").click()
    wait_for(page, replies, [401, 401, 200, 200])
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#said")).to_have_text(NOTHING)


def test_no_request_is_heaped_up_behind_the_question_for_a_key(page: Page, site: Site) -> None:
    head = make_key(site, "head")["secret"]
    second = make_key(site, "second", head)
    page.clock.install()
    page.route("**/v1/jobs", working)
    administer(page, site, second["secret"])
    httpx.delete(f"{site.url}/v1/keys/{second['id']}", headers=bearer(head))
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.clock.run_for(2_000)
    expect(page.get_by_role("dialog")).to_be_visible()
    before = len(sent)
    for _ in range(5):
        page.clock.run_for(2_000)
    assert len(sent) == before


def test_a_key_just_made_answers_the_question_for_one(page: Page, site: Site) -> None:
    held: list[tuple[Route, APIResponse]] = []

    def hold(route: Route) -> None:
        if route.request.method == "POST":
            held.append((route, route.fetch()))
        else:
            route.continue_()

    page.route("**/v1/keys", hold)
    page.goto(f"{site.url}/admin")
    expect(page.locator("#new-key")).to_be_visible()
    page.locator("#key-name").fill("head")
    page.get_by_role("button", name="新建密钥").click()
    while not held:
        page.wait_for_timeout(20)
    # The service asks for a key already, and the page does not know it yet.
    page.locator("#lang").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    [(route, made)] = held
    route.fulfill(response=made)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".secret code")).to_have_text(made.json()["secret"])
    expect(page.locator("#keys")).to_contain_text("head")
    expect(page.locator("#said")).to_have_text(NOTHING)


def test_a_rollback_leaves_the_version_that_was_shown_when_it_was_asked_for(page: Page, site: Site) -> None:
    page.route("**/v1/jobs", working)
    page.goto(f"{site.url}/admin")
    version = page.locator("#version")
    expect(version).to_have_text("索引 g000001")
    page.get_by_role("button", name="退回上一版").click()
    httpx.post(f"{site.url}/v1/documents", files={"file": ("new.txt", "新\n\n新建公园3座。\n".encode())})
    expect(version).to_have_text("索引 g000002")
    with page.expect_request("**/v1/rollback") as asked:
        page.get_by_role("button", name="确定").click()
    assert asked.value.post_data_json == {"index_version": "g000001"}
