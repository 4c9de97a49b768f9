"""The Ask page in a real Chromium: what a reader sees and can do, and that nothing leaves this machine."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect, sync_playwright
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from app.web import create_app, listen
from kb.base import Kb
from tests.app.samples import HOSTILE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(bool(os.environ.get("TESSERA_SKIP_BROWSER")), reason="TESSERA_SKIP_BROWSER is set"),
]
CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-default-apps", "--no-first-run", "--metrics-recording-only",
)  # fmt: skip
LAMP = "Does Saudi Arabia accept my CB certificate for an LED lamp?"
COOKER = "出口新西兰的电饭煲，CCC证书有用吗？"


@contextmanager
def _served(kb: Kb) -> Iterator[str]:
    door = listen(kb.settings.model_copy(update={"port": 0}))
    server = uvicorn.Server(
        uvicorn.Config(create_app(kb), log_level="error", access_log=False, timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{door.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture(scope="module")
def address(kb: Kb) -> Iterator[str]:
    with _served(kb) as one:
        yield one


@pytest.fixture
def slow(kb: Kb, httpserver: HTTPServer) -> Iterator[str]:
    """The app with a model that takes four seconds to say nothing of use."""

    def reply(_: Request) -> Response:
        time.sleep(4)
        return Response("{}", content_type="application/json")

    httpserver.expect_request("/v1/chat/completions").respond_with_handler(reply)
    chosen = {"llm_url": httpserver.url_for("/v1"), "llm_model": "slow", "llm_seconds": 10.0}
    with _served(replace(kb, settings=kb.settings.model_copy(update=chosen))) as one:
        yield one


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    opened = chromium.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext, address: str) -> Iterator[Page]:
    """A page that fails its test when it asks another host for anything, or when a script of it fails."""
    opened = context.new_page()
    asked: list[str] = []
    failed: list[str] = []

    def refuse(dialog: Dialog) -> None:
        failed.append(dialog.message)
        dialog.dismiss()

    opened.on("request", lambda request: asked.append(request.url))
    opened.on("pageerror", lambda error: failed.append(str(error)))
    opened.on("dialog", refuse)
    yield opened
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
    assert failed == []


def _ask(page: Page, question: str) -> None:
    page.fill("#question", question)
    page.press("#question", "Enter")


def _overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def test_a_question_in_english_gets_a_verdict_and_sources(page: Page, address: str) -> None:
    page.goto(f"{address}/en/")
    _ask(page, LAMP)
    turn = page.locator("#t1")
    expect(turn.locator(".verdict h3")).to_be_visible()
    expect(turn.locator(".verdict")).to_contain_text("Legal tier")
    expect(turn.locator(".facts")).to_contain_text("As of")
    expect(turn.locator(".text")).to_contain_text("Still missing")
    card = turn.locator(".source").first
    expect(card.locator(".title a")).to_have_attribute("rel", "noopener noreferrer nofollow")
    expect(card.locator(".marks")).to_contain_text("checked")
    assert page.locator("html").get_attribute("lang") == "en"


def test_a_question_in_chinese_gets_a_chinese_answer(page: Page, address: str) -> None:
    page.goto(f"{address}/zh/")
    page.get_by_role("button", name=COOKER).click()
    turn = page.locator("#t1")
    expect(turn.locator(".verdict")).to_contain_text("法律层级")
    expect(turn.locator(".text")).to_contain_text("还缺什么")
    expect(turn.locator(".sources h3")).to_contain_text("来源")
    assert page.locator("html").get_attribute("lang") == "zh-CN"


def test_a_citation_leads_to_its_source_and_back_without_losing_the_conversation(page: Page, address: str) -> None:
    page.goto(f"{address}/en/?q={quote(LAMP)}")
    mark = page.locator("#t1 .text a.cite:visible").last
    name = (mark.get_attribute("href") or "").removeprefix("#")
    _ask(page, "And for Brazil?")
    expect(page.locator("#t2 .source").first).to_be_visible()
    mark.click()
    expect(page.locator(f"#{name}")).to_be_focused()
    expect(page.locator(f"#{name}")).to_have_class("source lit")
    expect(page.locator(f"#{name} details")).to_have_attribute("open", "")
    page.locator(f"#{name} [data-back]").click()
    expect(mark).to_be_focused()
    assert page.locator(".turn").count() == 2


def test_a_link_with_a_question_asks_it_and_the_language_switch_keeps_it(page: Page, address: str) -> None:
    page.goto(f"{address}/?q={quote(LAMP)}")
    expect(page.locator("#t1 .asked")).to_have_text(LAMP)
    page.locator("[data-switch]").click()
    page.wait_for_url("**/zh/?q=*")
    expect(page.locator("#t1 .asked")).to_have_text(LAMP)
    expect(page.locator("[data-switch]")).to_have_text("English")


def test_a_follow_up_button_asks_and_a_new_conversation_begins_empty(page: Page, address: str) -> None:
    page.goto(f"{address}/en/?q={quote(LAMP)}")
    page.locator("#t1 .next button").first.click()
    expect(page.locator("#t2")).to_be_visible()
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".hero h1")).to_be_visible()
    assert page.url == f"{address}/en/"
    _ask(page, LAMP)
    expect(page.locator(".turn")).to_have_count(1)


def test_a_follow_up_can_be_reloaded_and_watched(page: Page, address: str) -> None:
    page.goto(f"{address}/en/?q={quote(LAMP)}")
    expect(page.locator("#t1 .verdict")).to_be_visible()
    _ask(page, "And for Brazil?")
    verdict = page.locator("#t2 .verdict")
    expect(verdict).to_contain_text("Brazil")
    told = verdict.text_content()
    page.reload()
    expect(page.locator("#t1 .verdict")).to_have_text(str(told))
    page.get_by_role("link", name="Switch").or_(page.locator("[data-switch]")).first.click()
    expect(page.locator("#t1 .asked")).to_have_text("And for Brazil?")
    expect(page.locator("#t1 .verdict")).to_have_text(str(told))


def test_filters_are_used_where_the_question_names_none(page: Page, address: str) -> None:
    page.goto(f"{address}/en/")
    page.select_option("select[name=market]", "JP")
    page.select_option("select[name=product]", "lighting")
    _ask(page, "What certification is required?")
    expect(page.locator("#t1 .understood")).to_contain_text("Japan")
    assert "market=JP" in page.url


def test_the_answer_can_be_copied_and_saved_as_the_contract_has_it(
    page: Page, context: BrowserContext, address: str
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{address}/en/?q={quote(LAMP)}")
    page.get_by_role("button", name="Copy").click()
    expect(page.locator("#t1 .said")).to_have_text("Copied")
    assert "**Sources**" in page.evaluate("navigator.clipboard.readText()")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as JSON").click()
    told = json.loads(Path(saved.value.path()).read_text(encoding="utf-8"))
    assert (told["question"], told["query"]["to"]) == (LAMP, ["SA"])


def test_a_dislike_is_kept_with_its_reason_and_stays_when_more_is_asked(page: Page, address: str, kb: Kb) -> None:
    page.goto(f"{address}/en/?q={quote(LAMP)}")
    page.get_by_role("button", name="Not helpful").click()
    page.fill("#t1-reason", "which annex?")
    page.press("#t1-reason", "Enter")
    expect(page.locator("#t1 .said")).to_have_text("Thank you, noted.")
    _ask(page, "And for Japan?")
    expect(page.locator("#t2")).to_be_visible()
    expect(page.locator('#t1 [data-vote="down"]')).to_have_attribute("aria-pressed", "true")
    rows = [
        json.loads(line) for line in (kb.settings.data_dir / "feedback.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert (rows[-1]["reason"], rows[-1]["question"]) == ("which annex?", LAMP)


@pytest.mark.parametrize(
    "question",
    [HOSTILE, '"><svg onload=alert(3)>', "![x](https://evil.example/x.png) lamp in Japan", "${alert(4)} {{value}}"],
)
def test_a_hostile_question_is_text_and_nothing_else(question: str, page: Page, address: str) -> None:
    page.goto(f"{address}/en/?q={quote(question)}")
    expect(page.locator("#t1 .asked")).to_have_text(question)
    assert page.locator("#talk img, #talk script, #talk svg[onload]").count() == 0


@pytest.mark.parametrize("question", ["?!", "x" * 20_000])
def test_a_question_that_cannot_be_read_or_is_too_long_gets_a_clear_word(
    question: str, page: Page, address: str
) -> None:
    page.goto(f"{address}/en/?q={question}")
    expect(page.locator("#t1 .notice").first).to_be_visible()
    assert "Traceback" not in page.content()


@pytest.mark.parametrize("path", ["/en/", f"/en/?q={quote(LAMP)}", f"/zh/?q={quote(COOKER)}"])
@pytest.mark.parametrize("width", [390, 768, 1920])
def test_no_width_needs_sideways_scrolling(path: str, width: int, page: Page, address: str) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(address + path)
    expect(page.locator("#t1" if "q=" in path else ".hero")).to_be_visible()
    assert _overflow(page) == 0


def test_dark_is_followed_chosen_and_remembered(page: Page, address: str) -> None:
    def background() -> str:
        return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    page.goto(f"{address}/en/")
    expect(page.locator("#question")).to_be_visible()
    light = background()
    page.get_by_role("button", name="Light or dark").click()
    assert background() != light
    page.reload()
    expect(page.locator("#question")).to_be_visible()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert background() != light


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_has_enough_contrast(theme: str, page: Page, address: str) -> None:
    page.add_init_script(f"localStorage.setItem('tessera-theme', '{theme}')")
    page.goto(f"{address}/en/?q={quote(LAMP)}")
    expect(page.locator("#t1 .source").first).to_be_visible()
    assert page.evaluate(_CONTRAST) == []


def test_the_keyboard_alone_is_enough(page: Page, address: str) -> None:
    page.goto(f"{address}/en/")
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.type(LAMP)
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Backspace")
    page.keyboard.press("Enter")
    expect(page.locator("#t1 .verdict")).to_be_visible()
    page.locator("#t1 .text a.cite").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#t1 .source.lit")).to_be_focused()


def test_the_last_question_is_asked_again_or_edited_in_its_place_by_keyboard(page: Page, address: str) -> None:
    page.goto(f"{address}/en/?q={quote(LAMP)}")
    page.get_by_role("button", name="Ask again").press("Enter")
    expect(page.locator("#t2 .verdict")).to_be_visible()
    page.get_by_role("button", name="Edit the question").press("Enter")
    box = page.get_by_role("textbox", name="Edit the question")
    expect(box).to_be_focused()
    box.press("Escape")
    expect(page.get_by_role("button", name="Edit the question")).to_be_focused()
    page.keyboard.press("Enter")
    box.fill(LAMP.replace("Saudi Arabia", "Japan"))
    box.press("Enter")
    expect(page.locator("#t3 .verdict")).to_contain_text("Japan")
    assert page.locator("[data-turn]").count() == 1
    _ask(page, "And for Brazil?")
    expect(page.locator("#t4 .verdict")).to_be_visible()
    expect(page.locator("[data-again]:visible")).to_have_count(1)


def test_a_slow_answer_is_told_and_can_be_stopped(context: BrowserContext, slow: str) -> None:
    page = context.new_page()
    page.goto(f"{slow}/en/")
    _ask(page, LAMP)
    expect(page.locator(".pending")).to_contain_text(LAMP)
    page.keyboard.press("Escape")
    expect(page.locator("#question")).to_have_value(LAMP)
    expect(page.locator("#question")).to_be_focused()
    expect(page.locator("[data-status]")).to_contain_text("Stopped")
    expect(page.locator(".hero")).to_be_visible()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Stop").click()
    page.wait_for_timeout(5000)
    assert page.locator("[data-turn]").count() == 0
    page.keyboard.press("Enter")
    expect(page.locator("#t1 .verdict")).to_be_visible(timeout=15_000)


@pytest.mark.parametrize("ending", ["md", "docx", "json"])
def test_an_answer_is_taken_away_and_the_conversation_stays(ending: str, page: Page, address: str) -> None:
    page.goto(f"{address}/en/?q={quote(LAMP)}")
    with page.expect_download() as saved:
        page.locator(f"#t1 .away a[href*='answer.{ending}']").press("Enter")
    assert saved.value.suggested_filename.endswith(f".{ending}")
    expect(page.locator("#t1 .said")).to_have_text("Saved")
    expect(page.locator("#t1 .verdict")).to_be_visible()


def test_a_file_that_cannot_be_made_is_told_where_it_was_asked_for(page: Page, address: str) -> None:
    page.goto(f"{address}/en/?q={quote(LAMP)}")
    link = page.locator("#t1 .away a").first
    link.evaluate("(link) => link.setAttribute('href', '/en/answer.md?q=')")
    link.click()
    expect(page.locator("#t1 .said")).to_contain_text("question")


def test_what_is_watched_is_told_when_it_changes(page: Page, address: str) -> None:
    page.goto(f"{address}/en/sources")
    expect(page.locator("[data-watchlist]")).to_contain_text("Nothing is watched yet")
    page.goto(f"{address}/en/?q={quote(LAMP)}")
    page.get_by_role("button", name="Watch", exact=True).press("Enter")
    expect(page.get_by_role("button", name="Watching")).to_have_attribute("aria-pressed", "true")
    page.goto(f"{address}/zh/record?id=agreements/eu-au")
    page.get_by_role("button", name="关注").click()
    expect(page.get_by_role("button", name="已关注")).to_be_visible()
    page.goto(f"{address}/en/sources")
    expect(page.locator("[data-watchlist]")).to_contain_text("Nothing has changed")
    page.evaluate(_AGED, HOSTILE)
    page.goto(f"{address}/en/coverage")
    expect(page.locator(".views .badge")).to_contain_text("1")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/en/sources")
    expect(page.locator(".was-is del").first).to_contain_text("Not accepted once")
    expect(page.locator(".was-is")).to_contain_text("<script>")
    assert _overflow(page) == 0
    assert page.evaluate(_CONTRAST) == []
    page.get_by_role("button", name="Noted").press("Enter")
    expect(page.locator(".was-is")).to_have_count(0)
    page.get_by_role("button", name="Remove").first.press("Enter")
    expect(page.locator("[data-watchlist] .record")).to_have_count(1)


# The first entry of the watch list as if it had said something else when it was last looked at.
_AGED = """(hostile) => {
  const list = JSON.parse(localStorage.getItem("tessera-watch")), seen = list.entries[0].seen;
  seen.fingerprint = "0";
  Object.assign(seen.standings[0], { verdict: "not_accepted", words: "Not accepted once" });
  seen.statements.push({ id: "requirements/sa#gone", text: hostile });
  localStorage.setItem("tessera-watch", JSON.stringify({ ...list, checked: 0 }));
}"""


# Texts whose contrast to the nearest painted background is below 4.5 (3 for large ones), by WCAG 2's formula.
_CONTRAST = """() => {
  const rgb = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] > 0.99) return colour;
    }
    return [255, 255, 255];
  };
  const low = [];
  for (const element of document.querySelectorAll(".tessera *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    const style = getComputedStyle(element);
    if (!own || style.visibility === "hidden" || !element.getClientRects().length) continue;
    const [a, b] = [light(rgb(style.color)), light(behind(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) low.push(element.className + ": " + element.textContent.slice(0, 30) + " " + ratio.toFixed(2));
  }
  return low;
}"""
