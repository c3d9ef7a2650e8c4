"""The desk, the administration and the widget in a real Chromium, and every page under axe."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tarfile
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.service.browsing import Site, served

SOURCE = "新建5G基站1000个以上。实施农村清洁取暖改造4.5万户。"
RENDERING = "We will build at least 10,000 5G base stations. Clean heating will reach 45,000 households."
QUESTION = "计划新建多少个5G基站？"


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing."""

    def log_message(self, format: str, *args: object) -> None:
        """Keeps the test's output clean."""


@contextlib.contextmanager
def hosting(folder: Path) -> Iterator[str]:
    """Serves `folder` as somebody else's site: another port is another origin."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@pytest.fixture(name="host_page", scope="module")
def _host_page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder = tmp_path_factory.mktemp("host")
    with hosting(folder) as origin:
        yield origin, folder


@pytest.fixture(name="site", scope="module")
def _site(tmp_path_factory: pytest.TempPathFactory, host_page: tuple[str, Path]) -> Iterator[Site]:
    with served(tmp_path_factory.mktemp("pages"), widget_origins=(host_page[0],)) as site:
        yield site


def reply(route: Route) -> None:
    """A check that knows one wrong figure: 10,000 where the source says 1000."""
    told = route.request.post_data_json
    assert isinstance(told, dict)
    source, rendering = told["source"], told["rendering"]
    findings = []
    if "1000个" in source and "10,000" in rendering:
        at, of = rendering.index("10,000"), source.index("1000个")
        findings.append(
            {
                "type": "number",
                "severity": "error",
                "message_en": "The source says 1,000",
                "message_zh": "原文为1000",
                "span": {"start": at, "end": at + 6, "text": "10,000"},
                "source_span": {"start": of, "end": of + 5, "text": "1000个"},
                "suggestion": "1,000",
            }
        )
    cut, stop = source.find("。") + 1, rendering.find(". ") + 1
    pairs = [{"source": [0, len(source)], "rendering": [0, len(rendering)], "score": 1}]
    if 0 < cut < len(source) and stop:
        pairs = [
            {"source": [0, cut], "rendering": [0, stop], "score": 0.9},
            {"source": [cut, len(source)], "rendering": [stop, len(rendering)], "score": 0.9},
        ]
    route.fulfill(json={"findings": findings, "pairs": pairs, "took_ms": 1})


def desk(page: Page, site: Site) -> None:
    page.route("**/v1/check", reply)
    page.goto(f"{site.url}/translate")
    page.locator("#source").fill(SOURCE)
    page.locator("#rendering").fill(RENDERING)
    page.get_by_role("button", name="校核", exact=True).click()
    expect(page.locator(".pair")).to_have_count(2)


def test_a_wrong_figure_is_marked_in_both_texts_with_its_reason(page: Page, site: Site) -> None:
    desk(page, site)
    mark = page.locator(".src mark")
    expect(mark).to_have_text("1000个")
    expect(page.locator(".paint mark")).to_have_text("10,000")
    mark.hover()
    expect(page.get_by_role("tooltip")).to_have_text("原文为1000")
    page.mouse.move(0, 0)
    expect(page.locator("#tip")).to_be_hidden()
    mark.focus()
    expect(page.get_by_role("tooltip")).to_have_text("原文为1000")
    expect(page.locator(".paint mark")).to_have_class("error on")


def test_an_accepted_suggestion_mends_the_rendering_and_is_checked_again(page: Page, site: Site) -> None:
    desk(page, site)
    page.keyboard.press("F8")
    expect(page.get_by_role("button", name="采纳建议：1,000")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".pair textarea").first).to_have_value("We will build at least 1,000 5G base stations.")
    expect(page.locator(".finding")).to_have_count(0)
    expect(page.locator("#summary")).to_contain_text("没有发现问题")
    page.keyboard.press("Control+z")
    expect(page.locator(".finding")).to_have_count(1)


def test_typing_checks_its_own_sentence_again(page: Page, site: Site) -> None:
    desk(page, site)
    area = page.locator(".pair textarea").first
    area.fill("We will build at least 1,000 5G base stations.")
    expect(page.locator(".finding")).to_have_count(0)
    area.fill("We will build at least 10,000 5G base stations.")
    expect(page.locator(".finding")).to_have_count(1)


def test_a_finding_is_ignored_with_a_reason_that_lasts(page: Page, site: Site) -> None:
    desk(page, site)
    page.get_by_role("button", name="忽略").click()
    page.get_by_label("忽略的理由").fill("原文有误")
    page.keyboard.press("Enter")
    expect(page.locator(".finding.ignored")).to_contain_text("原文有误")
    expect(page.locator("#summary")).to_contain_text("1 处已忽略")
    page.reload()
    expect(page.locator(".finding.ignored")).to_contain_text("原文有误")


@pytest.mark.parametrize("ending", ["json", "csv", "xlf", "tmx", "html", "txt"])
def test_the_pairs_are_exported(page: Page, site: Site, ending: str) -> None:
    desk(page, site)
    with page.expect_download() as waiting:
        page.locator("#export").select_option(ending)
    text = Path(waiting.value.path()).read_text("utf-8-sig")
    assert "10,000" in text
    assert ending in ("tmx", "txt") or "原文为1000" in text
    assert ending != "txt" or text.strip() == RENDERING


@pytest.mark.parametrize("name", ["memory.tmx", "work.xlf", "table.tsv"])
def test_a_file_is_opened_and_checked_pair_by_pair(page: Page, site: Site, tmp_path: Path, name: str) -> None:
    zh, en = "新建5G基站1000个以上", "Build at least 10,000 &lt;5G&gt; stations"
    tmx = f'<tuv xml:lang="zh-CN"><seg>{zh}</seg></tuv><tuv xml:lang="en"><seg>{en}</seg></tuv>'
    xliff = f'<file source-language="zh-CN"><trans-unit id="1"><source>{zh}</source><target>{en}</target></trans-unit>'
    text = {
        "memory.tmx": f'<?xml version="1.0"?><tmx version="1.4"><body><tu tuid="a">{tmx}</tu></body></tmx>',
        "work.xlf": f'<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2">{xliff}</file></xliff>',
        "table.tsv": f"{zh}\t{en}\n",
    }[name]
    (tmp_path / name).write_text(text, "utf-8")
    page.route("**/v1/check", reply)
    page.goto(f"{site.url}/translate")
    page.locator("#file").set_input_files(tmp_path / name)
    expect(page.locator(".pair")).to_have_count(1)
    expect(page.locator(".finding")).to_contain_text("原文为1000")
    shown = en if name.endswith("tsv") else en.replace("&lt;", "<").replace("&gt;", ">")
    expect(page.locator(".pair textarea")).to_have_value(shown)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "work.xlf",
            '<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"><file source-language="zh-CN" '
            'target-language="en" original="a.docx" datatype="x"><header><note>keep me</note></header><body>'
            '<trans-unit id="1" approved="yes"><source>新建5G基站<g id="1">1000个</g>以上</source>'
            "<target>Build at least 10,000 stations</target></trans-unit>"
            '<trans-unit id="2"><source>你好<x id="2"/></source><target>Hello<x id="2"/></target></trans-unit>'
            "</body></file></xliff>",
        ),
        (
            "memory.tmx",
            '<tmx version="1.4"><header srclang="zh-CN" o-tmf="other"/><body><tu tuid="a"><prop type="p">keep me</prop>'
            '<tuv xml:lang="zh-CN"><seg>新建5G基站1000个以上</seg></tuv>'
            '<tuv xml:lang="en"><seg>Build at least 10,000 stations</seg></tuv></tu>'
            '<tu tuid="b"><tuv xml:lang="zh-CN"><seg>你好<ph x="2"/></seg></tuv>'
            '<tuv xml:lang="en"><seg>Hello<ph x="2"/></seg></tuv></tu></body></tmx>',
        ),
    ],
    ids=["xliff", "tmx"],
)
def test_a_file_goes_back_out_with_only_its_mended_rendering_changed(
    page: Page, site: Site, tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    page.route("**/v1/check", reply)
    page.goto(f"{site.url}/translate")
    page.locator("#file").set_input_files(tmp_path / name)
    page.get_by_role("button", name="采纳建议：1,000").click()
    expect(page.locator(".finding")).to_have_count(0)
    with page.expect_download() as waiting:
        page.locator("#export").select_option(name.rpartition(".")[2])
    written = Path(waiting.value.path()).read_text("utf-8")
    assert written.partition("?>")[2].strip() == text.replace("10,000", "1,000")


def test_a_document_of_the_knowledge_base_opens_with_its_renderings(page: Page, site: Site) -> None:
    page.route("**/v1/check", reply)
    page.goto(f"{site.url}/translate")
    page.locator("#open").select_option(label="2025年政府工作报告")
    expect(page.locator(".pair")).to_have_count(1)
    expect(page.locator(".src")).to_have_text("计划新建5G基站1000个以上，新增就业4.5万户。")


def test_a_document_of_endless_paragraphs_is_checked_sentence_by_sentence(page: Page, tmp_path: Path) -> None:
    rendered = "计划新建5G基站1000个以上。"
    with served(tmp_path) as site:
        text = f"长文\n\n{rendered}{'建设算力中心。' * 1000}\n"
        httpx.post(f"{site.url}/v1/documents", files={"file": ("long.txt", text.encode())})
        page.goto(f"{site.url}/translate")
        page.locator("#open").select_option(label="长文")
        expect(page.locator("#said")).to_have_text("已校核 1 / 1")
        expect(page.locator(".src")).to_have_text(rendered)


def test_a_long_file_is_checked_past_a_pair_that_is_refused_and_a_service_that_is_busy(
    page: Page, site: Site, tmp_path: Path
) -> None:
    busy = [{"status": 429, "headers": {"Retry-After": "1"}, "json": {}}] * 2
    refused = {"status": 422, "json": {"title": "太长", "detail": "8000 字"}}

    def answer(route: Route) -> None:
        told = route.request.post_data_json
        assert isinstance(told, dict)
        if told["source"] == "第2句":
            route.fulfill(**refused)  # type: ignore[arg-type]
        elif told["source"] == "第4句" and busy:
            route.fulfill(**busy.pop())  # type: ignore[arg-type]
        else:
            reply(route)

    page.route("**/v1/check", answer)
    (tmp_path / "table.tsv").write_text("".join(f"第{n}句\tSentence {n}\n" for n in range(9)), "utf-8")
    page.goto(f"{site.url}/translate")
    page.locator("#file").set_input_files(tmp_path / "table.tsv")
    expect(page.locator("#said")).to_have_text("1 句没有校核：太长。8000 字")
    expect(page.locator(".pair.fine")).to_have_count(8)
    expect(page.locator("#progress")).to_be_hidden()


def test_a_broken_file_is_named_and_nothing_is_lost(browser: Browser, site: Site, tmp_path: Path) -> None:
    (tmp_path / "broken.tmx").write_text("<tmx><body>", "utf-8")
    # The browser's own report of broken XML carries a style, which the policy forbids: a line in the console.
    with browser.new_context(locale="zh-CN") as context:
        page = context.new_page()
        desk(page, site)
        page.locator("#file").set_input_files(tmp_path / "broken.tmx")
        expect(page.locator("#said")).to_contain_text("broken.tmx")
        expect(page.locator(".pair")).to_have_count(2)


def test_an_uploaded_document_answers_the_next_question(page: Page, site: Site, tmp_path: Path) -> None:
    (tmp_path / "towers.txt").write_text("铁塔计划\n\n新建通信铁塔370座。\n", "utf-8")
    page.goto(f"{site.url}/admin")
    page.locator("#files").set_input_files(tmp_path / "towers.txt")
    expect(page.locator("#uploads .good")).to_have_text("已加入")
    row = page.locator("#documents tr", has_text="towers.txt")
    expect(row).to_be_visible()
    expect(page.locator("#jobs")).to_contain_text("完成")
    page.goto(site.url)
    page.locator("#talk textarea").fill("通信铁塔多少座？")
    page.keyboard.press("Enter")
    expect(page.locator(".figure strong")).to_have_text("370")
    page.goto(f"{site.url}/admin")
    row.get_by_role("button", name="移除").click()
    page.get_by_role("button", name="确定").click()
    expect(row).to_have_count(0)


def test_what_was_refused_and_marked_bad_is_listed(page: Page, site: Site) -> None:
    page.goto(site.url)
    page.locator("#talk textarea").fill("火星上有几个人？")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="有误").click()
    page.get_by_role("button", name="提交").click()
    expect(page.locator(".thanks")).to_be_visible()
    page.goto(f"{site.url}/admin")
    page.get_by_role("button", name="未能回答").click()
    row = page.locator("#asked tr", has_text="火星上有几个人？")
    expect(row.locator(".refused").first).to_have_text("没有找到")
    expect(row.locator(".bad").first).to_have_text("有误")


def test_the_widget_answers_in_a_page_of_another_origin(page: Page, site: Site, host_page: tuple[str, Path]) -> None:
    origin, folder = host_page
    # A host page with styles that would wreck anything they reached.
    (folder / "index.html").write_text(
        "<!doctype html><html lang='zh'><style>*{font-size:3px!important} button{display:none!important}</style>"
        f"<link rel=icon href=data:,><p>主页</p><script src='{site.url}/widget.js' async></script></html>",
        "utf-8",
    )
    page.goto(f"{origin}/index.html")
    widget = page.locator("yinju-widget")
    widget.get_by_role("button", name="引据问答").click()
    widget.locator("textarea").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(widget.locator(".figure strong")).to_have_text("1000")
    card = widget.locator(".card .open").first
    expect(card).to_have_attribute("target", "_blank")
    assert str(card.get_attribute("href")).startswith(f"{site.url}/documents/")
    page.keyboard.press("Escape")
    expect(widget.locator("textarea")).to_be_hidden()
    expect(widget.get_by_role("button", name="引据问答")).to_be_focused()


def test_the_widget_gets_nothing_on_an_origin_that_is_not_allowed(browser: Browser, site: Site, tmp_path: Path) -> None:
    script = f"<script src='{site.url}/widget.js' async></script>"
    (tmp_path / "index.html").write_text(f"<!doctype html><html lang='zh'><p>x</p>{script}</html>", "utf-8")
    with hosting(tmp_path) as stranger, browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{stranger}/index.html")
        widget = page.locator("yinju-widget")
        widget.get_by_role("button").first.click()
        widget.locator("textarea").fill(QUESTION)
        page.keyboard.press("Enter")
        expect(widget.locator(".turn .alert")).to_be_visible()
        expect(widget.locator(".figure")).to_have_count(0)


def test_with_keys_the_widget_asks_with_a_token_of_its_origin_and_no_key(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "host").mkdir()
    with (
        hosting(tmp_path / "host") as origin,
        served(tmp_path / "data", widget_origins=(origin, "self")) as locked,
        browser.new_context(locale="zh-CN") as context,
    ):
        script = f"<script src='{locked.url}/widget.js' async></script>"
        (tmp_path / "host" / "index.html").write_text(
            f"<!doctype html><html lang='zh'>{script}<p>x</p></html>", "utf-8"
        )
        made = httpx.post(f"{locked.url}/v1/keys", json={"name": "head", "scopes": ["admin"]}).json()
        page = context.new_page()
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.headers.get("authorization", "")))
        page.goto(f"{origin}/index.html")
        widget = page.locator("yinju-widget")
        widget.get_by_role("button").first.click()
        widget.locator("textarea").fill(QUESTION)
        page.keyboard.press("Enter")
        expect(widget.locator(".figure strong")).to_have_text("1000")
        assert any(one.startswith("Bearer yw.") for one in sent)
        assert not any(made["secret"] in one for one in sent)
        # The service's own page is an origin too, where the operator says so: no key is asked for.
        page.goto(locked.url)
        page.locator("#talk textarea").fill(QUESTION)
        page.keyboard.press("Enter")
        expect(page.locator(".figure strong")).to_have_text("1000")


def test_with_keys_the_page_asks_for_one_and_goes_on(page: Page, tmp_path: Path) -> None:
    with served(tmp_path) as locked:
        page.goto(f"{locked.url}/admin")
        page.locator("#key-name").fill("head")
        page.get_by_role("button", name="新建密钥").click()
        secret = str(page.locator(".secret code").text_content())
        expect(page.locator("#keys")).to_contain_text("head")
        page.evaluate("() => sessionStorage.clear()")
        page.goto(f"{locked.url}/")
        page.get_by_role("textbox", name="密钥").fill(secret)
        page.get_by_role("button", name="使用").click()
        page.locator("#talk textarea").fill(QUESTION)
        page.keyboard.press("Enter")
        expect(page.locator(".figure strong")).to_have_text("1000")


@pytest.fixture(name="axe", scope="module")
def _axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The axe-core script, from YINJU_AXE or from npm into the user's cache; a tool of these tests only."""
    given = os.environ.get("YINJU_AXE")
    if given:
        return Path(given).read_text("utf-8")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "yinju" / "axe-core-4.14.1"
    script = cache / "axe.min.js"
    npm = shutil.which("npm")
    if not script.exists():
        if npm is None:
            pytest.skip("no npm to fetch axe-core with: set YINJU_AXE to its axe.min.js")
        cache.mkdir(parents=True, exist_ok=True)
        fetched = subprocess.run([npm, "pack", "axe-core@4.14.1"], cwd=cache, capture_output=True, timeout=120)
        if fetched.returncode != 0:
            pytest.skip("npm could not fetch axe-core: set YINJU_AXE to its axe.min.js")
        with tarfile.open(cache / "axe-core-4.14.1.tgz") as archive:
            script.write_bytes(archive.extractfile("package/axe.min.js").read())  # type: ignore[union-attr]
    return script.read_text("utf-8")


AXE_RUN = """async () => (await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa",
"best-practice"]})).violations.map((one) => one.id + ": " + one.nodes.map((node) => node.html.slice(0, 90) + " " +
node.failureSummary).join(" | "))"""


def violations(page: Page, axe: str) -> list[str]:
    # Through the debugger, not a script element: the pages' policy lets no foreign script in, and shall not.
    page.evaluate(f"() => {{ {axe}\n }}")
    # At the end nothing lies under the question box, which stays in view wherever one reads.
    page.evaluate('() => scrollTo({top: document.body.scrollHeight, behavior: "instant"})')
    return list(page.evaluate(AXE_RUN))


@pytest.mark.parametrize(("lang", "dark"), [("zh-CN", False), ("en-GB", True)], ids=["zh-light", "en-dark"])
def test_no_page_breaks_a_rule_of_accessibility(browser: Browser, site: Site, axe: str, lang: str, dark: bool) -> None:
    with browser.new_context(
        locale=lang, color_scheme="dark" if dark else "light", viewport={"width": 1300, "height": 850}
    ) as context:
        page = context.new_page()
        page.route("**/v1/check", reply)
        page.goto(site.url)
        page.locator(".suggestions button").first.wait_for()
        assert violations(page, axe) == []
        page.locator("#talk textarea").fill(QUESTION)
        page.keyboard.press("Enter")
        page.locator(".card button").first.click()
        page.locator(".whole p").nth(1).wait_for()
        page.locator("#talk textarea").fill("火星 Mars?")
        page.keyboard.press("Enter")
        page.locator(".refusal").wait_for()
        assert violations(page, axe) == []
        page.goto(f"{site.url}/documents/{site.document('report.txt').id}?mark=20-30#p3")
        page.locator("mark.cited").wait_for()
        page.get_by_role("searchbox").fill("建设")
        page.locator("mark.found.now").wait_for()
        assert violations(page, axe) == []
        page.goto(f"{site.url}/translate")
        page.locator("#source").fill(SOURCE)
        page.locator("#rendering").fill(RENDERING)
        assert violations(page, axe) == []
        page.locator("#paste .primary").click()
        page.locator(".finding").wait_for()
        assert violations(page, axe) == []
        for path in ("/docs", "/none", "/admin", "/embed"):
            page.goto(site.url + path)
            page.wait_for_load_state("networkidle")
            assert violations(page, axe) == [], path
        page.locator("#try").click()
        page.locator("yinju-widget .shell textarea").wait_for()
        assert violations(page, axe) == []
