"""Every view in a real Chromium, in both languages, light and dark, wide or as on a telephone: axe-core finds nothing, nothing
fails, nothing is asked of another host, and nothing scrolls sideways."""

from __future__ import annotations

import os
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.app.test_page_in_a_browser import CHROMIUM, COOKER, LAMP, QUIET
from tests.served import Served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(bool(os.environ.get("TESSERA_SKIP_BROWSER")), reason="TESSERA_SKIP_BROWSER is set"),
]
ASKED = (LAMP, COOKER, "Can I sell drones in Fiji?", "which GB standard adopts IEC 62368-1?", "什么是CB体系？")
VIEWS = (
    "", *(f"?q={quote(one)}" for one in ASKED),
    "coverage", "coverage?view=list&sector=emc", "coverage?from=CN&to=NZ", "coverage?show=body", "coverage?body=cn-cnas",
    "coverage?economy=JP&scope=testing", "route", "route?held=CB+test+certificate&to=SA&to=JP&to=EU&product=LED+lamp&made=CN",
    "compare", "compare?product=toy&to=EU&to=US&to=CN", "compare?standards=GB+2626,EN+149", "standards",
    "standards?number=IEC+62368-1", "sources", "sources?q=iec&since=2026-01-01", "record", "record?id=agreements/eu-au%23telecom",
    "record?id=requirements/sa%23lighting",
)  # fmt: skip
ASTRAY = ("record?id=agreements/nix", "coverage?from=Narnia&to=CN", "nowhere")  # told with a status that Chromium logs
_WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@pytest.mark.parametrize(
    ("language", "theme", "width"),
    [("en", "light", 1280), ("en", "dark", 390), ("zh", "light", 390), ("zh", "dark", 1280)],
)
def test_a_view_is_open_to_everyone(language: str, theme: str, width: int, chromium: Browser, live: Served) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 844}, color_scheme=theme)  # type: ignore[arg-type]
    failed: list[str] = []
    page.on("console", lambda told: failed.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.on("request", lambda one: None if one.url.startswith((live.address, "data:")) else failed.append(one.url))
    found = {view: _faults(page, f"{live.address}/{language}/{view}") for view in VIEWS}
    assert failed == []
    found |= {view: _faults(page, f"{live.address}/{language}/{view}") for view in ASTRAY}
    page.close()
    assert {view: faults for view, faults in found.items() if faults} == {}


def _faults(page: Page, address: str) -> list[str]:
    page.goto(address)
    if "/?q=" in address:
        expect(page.locator("#t1 .tools")).to_be_visible(timeout=20_000)
    else:
        expect(page.locator("h1")).to_be_visible()
    violations = Axe().run(page).response["violations"]
    told = [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in violations]
    return told + (["scrolls sideways"] if page.evaluate(_WIDER) else [])
