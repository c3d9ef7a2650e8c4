"""The whole product behind the pages: real model, real index of the seeds, real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from service.api.app import create_app
from service.settings import Settings
from service.wire import make_services
from tests.live import serving
from tests.service.browsing import chromium_path, launch, listen

SEEDS = Path(__file__).parents[2] / "seeds"
PATIENCE_MS = 60_000


@pytest.fixture(name="url", scope="module")
def _url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    # Before the index is built: where there is no browser it would be built for nothing.
    chromium_path()
    # The shorter of the seeds with its rendering and the glossary: embedding the other would double the time.
    seeds = tmp_path_factory.mktemp("seeds")
    for path in (*SEEDS.glob("000_*"), *SEEDS.glob("*.tbx")):
        shutil.copy(path, seeds)
    services = make_services(Settings(data_dir=tmp_path_factory.mktemp("data"), seeds_dir=seeds))
    services.loading.load()
    assert services.loading.ready, services.loading.stage
    with serving(create_app(services)) as url:
        yield url


@pytest.fixture(name="page", scope="module")
def _page(url: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        with browser.new_context(locale="zh-CN") as context:
            page = context.new_page()
            page.set_default_timeout(PATIENCE_MS)
            expect.set_options(timeout=PATIENCE_MS)
            heard = listen(page)
            yield page
            assert heard == []
        browser.close()
        expect.set_options(timeout=5000)


def ask(page: Page, question: str) -> None:
    page.locator("#talk textarea").fill(question)
    page.keyboard.press("Enter")


def test_both_languages_are_answered_from_marked_words_of_the_source(page: Page, url: str) -> None:
    for question, number in (
        ("计划新建多少个5G基站？", "1000"),
        ("How many rural households will be converted to clean heating?", "45,000"),
    ):
        page.goto(url)
        ask(page, question)
        turn = page.locator(".turn").last
        expect(turn.locator(".figure strong")).to_have_text(number)
        quote = str(turn.locator(".card mark").first.text_content())
        turn.locator(".card .open").first.click()
        expect(page.locator("mark.cited")).to_have_text(quote)
        expect(page.locator("mark.cited")).to_be_in_viewport()


def test_every_suggested_question_has_an_answer(page: Page, url: str) -> None:
    for n in range(4):
        page.goto(url)
        page.evaluate("() => sessionStorage.clear()")
        page.reload()
        expect(page.locator(".suggestions button")).to_have_count(4)
        page.locator(".suggestions button").nth(n).click()
        expect(page.locator(".turn.done .card").first).to_be_visible()
        expect(page.locator(".refusal")).to_have_count(0)


def test_a_file_that_is_added_answers_the_next_question_until_it_is_rolled_back(
    page: Page, url: str, tmp_path: Path
) -> None:
    (tmp_path / "图书馆.md").write_text("# 图书馆开放计划\n\n全县新建乡镇图书馆37座，藏书达到12万册。\n", "utf-8")
    page.goto(f"{url}/admin")
    page.locator("#files").set_input_files(tmp_path / "图书馆.md")
    expect(page.locator("#uploads .good")).to_be_visible()
    expect(page.locator("#documents")).to_contain_text("图书馆开放计划")
    page.goto(url)
    ask(page, "全县新建多少座乡镇图书馆？")
    turn = page.locator(".turn").last
    expect(turn.locator(".figure strong")).to_have_text("37")
    expect(turn.locator(".card .doc").first).to_contain_text("图书馆")
    page.goto(f"{url}/admin")
    page.get_by_role("button", name="退回上一版").click()
    page.get_by_role("button", name="确定").click()
    expect(page.locator("#said")).to_contain_text("已退回")
    expect(page.locator("#documents")).not_to_contain_text("图书馆开放计划")


def test_a_wrong_figure_is_found_mended_and_gone(page: Page, url: str) -> None:
    page.goto(f"{url}/translate")
    page.locator("#source").fill("新建5G基站1000个以上。")
    page.locator("#rendering").fill("At least 10,000 new 5G base stations will be built.")
    page.get_by_role("button", name="校核", exact=True).click()
    expect(page.locator(".finding.error").first).to_contain_text("数字")
    page.locator(".pair textarea").fill("At least 1,000 new 5G base stations will be built.")
    expect(page.locator(".finding")).to_have_count(0)
    page.locator("#phrase").fill("5G基站")
    page.keyboard.press("Enter")
    expect(page.locator("#found li mark").first).to_contain_text("5G")
