"""A Chromium, a site for it to visit and a page that is silent, for the tests of pages; a module may have its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.service.browsing import Site, launch, quiet_page, served


@pytest.fixture(name="browser", scope="module")
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(name="site", scope="module")
def _site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(tmp_path_factory.mktemp("pages")) as site:
        yield site


@pytest.fixture(name="page")
def _page(browser: Browser) -> Iterator[Page]:
    with quiet_page(browser, viewport={"width": 1300, "height": 850}) as page:
        yield page
