"""How the pages behave in a real Chromium: where things stand, what has the focus, what a switch of language leaves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.service.browsing import Site, quiet_page, served

QUESTION = "计划新建多少个5G基站？"
PHONE = {"width": 360, "height": 740}
SCREENS = (PHONE, {"width": 1280, "height": 800})
FITS = "() => document.documentElement.scrollWidth <= innerWidth"


@pytest.fixture(name="page")
def _page(browser: Browser, site: Site) -> Iterator[Page]:
    site.clerk.pause_s = 0.0
    with quiet_page(browser, viewport=SCREENS[1], reduced_motion="reduce") as page:
        yield page


def ask(place: Page | Locator, question: str) -> None:
    """Asks on the page or in the widget, and waits for the answer."""
    before = place.locator(".turn").count()
    place.locator("form.composer textarea").fill(question)
    place.locator("form.composer textarea").press("Enter")
    expect(place.locator(".turn.done")).to_have_count(before + 1)


def box(found: Locator) -> dict[str, float]:
    """Where an element stands in the window."""
    expect(found).to_be_visible()
    stands = found.bounding_box()
    assert stands is not None
    return dict(stands)


# --- where things stand


@pytest.mark.parametrize("size", SCREENS, ids=["phone", "desk"])
def test_a_further_question_goes_to_the_top_and_leaves_the_screen_to_its_answer(
    page: Page, site: Site, size: dict[str, int]
) -> None:
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.goto(site.url)
    for question in (QUESTION, "火星上有几个人？", "取暖改造多少户？"):
        ask(page, question)
        page.wait_for_timeout(100)
    assert box(page.locator(".turn").last)["y"] < 60


def test_the_widget_on_a_phone_keeps_its_head_and_its_question_box_in_place(page: Page, site: Site) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(f"{site.url}/embed")
    page.locator("#try").click()
    widget = page.locator("yinju-widget")
    for question in (QUESTION, "火星上有几个人？", "取暖改造多少户？"):
        ask(widget, question)
        page.wait_for_timeout(100)
    assert box(widget.locator(".head"))["y"] == 0
    composer = box(widget.locator(".composer"))
    assert composer["y"] + composer["height"] == PHONE["height"]
    assert box(widget.locator(".turn").last)["y"] < 100
    expect(widget.get_by_role("button", name="关闭")).to_be_in_viewport()


@pytest.mark.parametrize("needle", ["建设", "没有的词"])
def test_searching_a_document_on_a_phone_leaves_it_as_wide_as_the_screen(page: Page, site: Site, needle: str) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(f"{site.url}/documents/{site.document('report.txt').id}")
    page.get_by_role("searchbox").fill(needle)
    expect(page.locator("#count")).to_have_text("1 / 2" if needle == "建设" else "没有找到")
    count = box(page.locator("#count"))
    assert count["x"] + count["width"] <= PHONE["width"]
    assert page.evaluate(FITS)
    page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
    assert page.evaluate(FITS)


def told(route: Route) -> None:
    """A job that failed with a long reason, in the language asked for."""
    zh = route.request.headers["accept-language"] == "zh"
    detail = "文件已损坏，请重新保存" if zh else "the file is broken: save it again"
    job = {"id": "a", "kind": "add", "subject": "预算.docx", "state": "failed", "created": "2026-01-01T00:00:00Z"}
    route.fulfill(json={"jobs": [job | {"finished": job["created"], "problem": {"detail": detail}}]})


def test_the_tables_of_the_administration_keep_words_whole_and_endless_questions_short(page: Page, site: Site) -> None:
    entry = {"time": "2026-01-01T00:00:00Z", "question": "新建" * 1000, "answer": "1000个", "feedback": []}
    scopes = ["ask", "check", "edit", "admin"]
    page.route("**/v1/audit?*", lambda route: route.fulfill(json={"entries": [entry]}))
    page.route("**/v1/jobs", told)
    key = {"id": "k", "name": "head office", "scopes": scopes, "created": entry["time"]}
    page.route("**/v1/keys", lambda route: route.fulfill(json={"keys": [key]}))
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(f"{site.url}/admin")
    expect(page.locator("#keys")).to_contain_text("head office")
    for cell in (page.locator("#jobs td").nth(1), page.locator("#keys td").nth(1)):
        assert box(cell)["width"] >= 7 * 16
    assert box(page.locator("#asked tbody tr"))["height"] < PHONE["height"] / 2
    page.locator("#asked summary").click()
    expect(page.locator("#asked details")).to_contain_text("新建" * 1000)


def test_the_reason_of_an_upload_that_failed_has_the_width_that_its_bar_left(
    page: Page, site: Site, tmp_path: Path
) -> None:
    (tmp_path / "long.txt").write_text("x", "utf-8")
    why = {"title": "The document cannot be read", "detail": "words " * 12}

    def refuse(route: Route) -> None:
        route.fulfill(status=422, json=why) if route.request.method == "POST" else route.continue_()

    page.route("**/v1/documents", refuse)
    page.goto(f"{site.url}/admin")
    page.locator("#files").set_input_files(tmp_path / "long.txt")
    expect(page.locator("#uploads .bad")).to_contain_text("未加入")
    assert box(page.locator("#uploads .bad"))["width"] > 12 * 16


def test_ignoring_a_finding_on_a_phone_keeps_its_button_on_one_line(page: Page, site: Site) -> None:
    found = {
        "type": "number",
        "severity": "error",
        "message_en": "No " * 20,
        "message_zh": "原文为1000",
        "suggestion": "",
    }
    page.route("**/v1/check", lambda route: route.fulfill(json={"findings": [found], "pairs": [], "took_ms": 1}))
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(f"{site.url}/translate")
    page.get_by_role("button", name="看一个例子").click()
    page.get_by_role("button", name="忽略").click()
    pair, confirm = box(page.locator(".pair").first), box(page.get_by_role("button", name="确定"))
    assert confirm["width"] > confirm["height"]
    finding = box(page.locator(".finding").first)
    assert finding["x"] + finding["width"] <= pair["x"] + pair["width"]


# --- what has the focus


def test_the_conversation_keeps_the_focus_where_the_keyboard_was(page: Page, site: Site) -> None:
    page.goto(site.url)
    page.locator(".suggestions button").first.press("Enter")
    turn = page.locator(".turn").first
    expect(turn).to_have_class(re.compile("done"))
    expect(turn).to_be_focused()
    turn.get_by_role("button", name="重新提问").press("Enter")
    expect(turn).to_have_class(re.compile("done"))
    expect(turn).to_be_focused()
    turn.get_by_role("button", name="有用").press("Enter")
    expect(turn.locator(".thanks")).to_be_focused()
    site.clerk.pause_s = 1.0
    page.locator("#talk textarea").fill("慢慢找：新建多少个5G基站？")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="停止").press("Enter")
    expect(page.locator(".turn").last).to_contain_text("已停止")
    expect(page.locator("#talk textarea")).to_be_focused()


def test_the_desk_keeps_the_focus_where_the_keyboard_was(page: Page, site: Site) -> None:
    found = {"type": "number", "severity": "error", "message_en": "No", "message_zh": "不对", "suggestion": ""}
    page.route("**/v1/check", lambda route: route.fulfill(json={"findings": [found], "pairs": [], "took_ms": 1}))
    page.goto(f"{site.url}/translate")
    page.locator("#source").fill("你好")
    page.locator("#paste .primary").press("Enter")
    expect(page.locator("#rendering")).to_be_focused()
    page.get_by_role("button", name="看一个例子").press("Enter")
    expect(page.locator("#work")).to_be_focused()
    page.get_by_role("button", name="忽略").press("Enter")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="恢复")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="去修改")).to_be_focused()


def test_the_administration_keeps_the_focus_and_tells_what_was_removed(page: Page, site: Site, tmp_path: Path) -> None:
    (tmp_path / "gone.txt").write_text("去处\n\n新建公园3座。\n", "utf-8")
    page.goto(f"{site.url}/admin")
    page.locator("#files").set_input_files(tmp_path / "gone.txt")
    remove = page.get_by_role("button", name="移除《去处》")
    expect(remove).to_be_visible()
    page.get_by_role("button", name=re.compile("^未能回答")).press("Enter")
    expect(page.get_by_role("button", name=re.compile("^未能回答"))).to_be_focused()
    remove.press("Enter")
    page.get_by_role("button", name="确定").press("Enter")
    expect(page.locator("#said")).to_have_text("已移除《去处》")
    expect(remove).to_have_count(0)
    expect(page.locator(".scroll", has=page.locator("#documents"))).to_be_focused()


def test_the_widget_takes_what_is_typed_once_it_is_first_opened(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/embed")
    page.locator("#try").click()
    expect(page.locator("yinju-widget textarea")).to_be_focused()
    page.locator("#theme").click()
    theme = str(page.locator("html").get_attribute("data-theme"))
    expect(page.locator("yinju-widget")).to_have_attribute("data-theme", theme)


# --- which language, and which state


def test_after_a_switch_of_language_no_old_words_stay(page: Page, site: Site, tmp_path: Path) -> None:
    page.route("**/v1/ask", lambda route: route.fulfill(status=429, headers={"Retry-After": "7"}, json={}))
    page.goto(site.url)
    page.locator("#talk textarea").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator(".turn .alert")).to_contain_text("7 秒后")
    page.locator("#lang").click()
    expect(page.locator(".turn .alert")).to_contain_text("in 7 seconds")
    page.goto(f"{site.url}/documents/{site.document('report.txt').id}")
    page.get_by_role("searchbox").fill("nowhere")
    expect(page.locator("#count")).to_have_text("No matches")
    page.locator("#lang").click()
    expect(page.locator("#count")).to_have_text("没有找到")
    expect(page).to_have_title(re.compile("^2025年政府工作报告 · "))
    page.goto(f"{site.url}/translate")
    (tmp_path / "broken.json").write_text("{", "utf-8")
    page.locator("#file").set_input_files(tmp_path / "broken.json")
    expect(page.locator("#said")).to_have_text("无法读取 broken.json：不是有效的 JSON")
    page.locator("#lang").click()
    expect(page.locator("#said")).to_have_text("Cannot read broken.json: it is not valid JSON")


def test_after_a_switch_of_language_the_administration_speaks_it_throughout(page: Page, tmp_path: Path) -> None:
    (tmp_path / "new.txt").write_text("新\n\n新建公园3座。\n", "utf-8")
    with served(tmp_path / "data") as site:
        page.route("**/v1/jobs", told)
        page.goto(f"{site.url}/admin")
        page.locator("#key-name").fill("head")
        page.get_by_role("button", name="新建密钥").click()
        expect(page.locator(".secret")).to_contain_text("请立即保存")
        expect(page.locator("#jobs")).to_contain_text("文件已损坏")
        page.locator("#files").set_input_files(tmp_path / "new.txt")
        expect(page.locator("#uploads .good")).to_have_text("已加入")
        page.locator("#lang").click()
        expect(page.locator("#uploads .good")).to_have_text("Added")
        expect(page.locator(".secret")).to_contain_text("Save it now")
        expect(page.locator("#jobs")).to_contain_text("the file is broken")


def test_the_administration_waits_for_a_service_that_is_loading_and_says_nothing_false(page: Page, site: Site) -> None:
    answers = iter([{"status": 503, "headers": {"Retry-After": "1"}, "json": {"title": "x"}}])

    def once(route: Route) -> None:
        first = next(answers, None)
        route.fulfill(**first) if first else route.continue_()  # type: ignore[arg-type]

    page.route("**/v1/documents", once)
    page.goto(f"{site.url}/admin")
    expect(page.locator("#said")).to_contain_text("1 秒后")
    expect(page.get_by_text("还没有文件")).to_have_count(0)
    expect(page.locator("#documents")).to_contain_text("2025年政府工作报告")
    expect(page.locator("#said")).to_have_text("\u00a0")


def test_without_a_key_both_pages_say_so_and_take_one_later(page: Page, tmp_path: Path) -> None:
    with served(tmp_path) as locked:
        secret = httpx.post(f"{locked.url}/v1/keys", json={"name": "head", "scopes": ["admin"]}).json()["secret"]
        page.goto(f"{locked.url}/admin")
        page.get_by_role("button", name="取消").click()
        expect(page.locator("#said")).to_contain_text("没有访问权限")
        expect(page.get_by_text("还没有文件")).to_have_count(0)
        page.get_by_role("button", name="输入密钥").click()
        page.get_by_role("textbox", name="密钥").fill(secret)
        page.get_by_role("button", name="使用").click()
        expect(page.locator("#documents")).to_contain_text("2025年政府工作报告")
        page.evaluate("() => sessionStorage.clear()")
        page.goto(locked.url)
        page.get_by_role("textbox", name="密钥").fill("yj_wrong")
        page.get_by_role("button", name="使用").click()
        expect(page.locator("#documents summary")).to_contain_text("没有有效的密钥")
        expect(page.locator(".ghost")).to_have_count(0)
        page.get_by_role("button", name="输入密钥").click()
        page.get_by_role("textbox", name="密钥").fill(secret)
        page.get_by_role("button", name="使用").click()
        expect(page.locator("#documents summary")).to_contain_text("份文件")
        expect(page.locator(".suggestions button").first).to_be_visible()


def test_an_address_that_names_nothing_is_answered_with_a_page(page: Page, site: Site) -> None:
    reply = page.goto(f"{site.url}/nope")
    assert reply is not None
    assert reply.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("没有这个页面", use_inner_text=True)
    page.locator("#lang").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such page", use_inner_text=True)
    assert httpx.get(f"{site.url}/nope").headers["content-type"] == "application/problem+json"
    reply = page.goto(f"{site.url}/documents/nope")
    assert reply is not None
    assert reply.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such document", use_inner_text=True)
    page.locator("#lang").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("没有这份文件", use_inner_text=True)


def test_a_document_that_was_removed_since_is_told_by_its_own_page(page: Page, site: Site) -> None:
    here = site.document("report.txt").id
    page.route("**/v1/documents/*", lambda route: route.fulfill(status=404, json={"title": "Not found"}))
    page.goto(f"{site.url}/documents/{here}")
    expect(page.get_by_role("heading", level=1)).to_have_text("没有这份文件")
    page.locator("#lang").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such document")
    expect(page.locator(".alert")).to_contain_text(here)
    expect(page.locator(".alert button")).to_have_count(0)
    expect(page.get_by_role("searchbox")).to_be_hidden()
    page.locator(".alert a").click()
    expect(page).to_have_url(f"{site.url}/")


def test_a_document_is_searched_in_the_rendering_too_while_that_is_shown(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/documents/{site.document('report.txt').id}")
    page.get_by_role("searchbox").fill("households")
    expect(page.locator("#count")).to_have_text("没有找到")
    page.locator("#beside").click()
    expect(page.locator("#count")).to_have_text("1 / 1")
    expect(page.locator(".other mark.found")).to_have_text("households")
    page.locator("#beside").click()
    expect(page.locator("#count")).to_have_text("没有找到")


def test_the_page_of_the_api_speaks_the_language_chosen(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/docs")
    expect(page.get_by_role("heading", level=1)).to_have_text("接口", use_inner_text=True)
    expect(page.locator("caption").first).to_have_text("请求体", use_inner_text=True)
    assert "`" not in str(page.locator("main").inner_text())
    page.locator("#lang").click()
    expect(page.locator("caption").first).to_have_text("Body", use_inner_text=True)
    expect(page.get_by_role("button", name="Switch dark or light")).to_be_visible()
