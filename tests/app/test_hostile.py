"""Hostile strings through every view, the API and MCP: each is text, and nothing else."""

from __future__ import annotations

import asyncio
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from fastapi.testclient import TestClient
from mcp.client import Client
from playwright.sync_api import Dialog, Page, expect, sync_playwright

from app.asked import Asked
from app.views.conversation import asked
from app.web import create_app
from kb.base import Kb
from kb.index import Index
from kb.model import Language
from tests.app.hostile import ELSEWHERE, MARK, STRINGS
from tests.app.test_page_in_a_browser import CHROMIUM, QUIET
from tests.conftest import WordEncoder
from tests.served import Served

FIELDS = {
    "coverage": ("from", "to", "economies", "sector", "stage", "as_of", "view", "economy", "body", "scope"),
    "route": ("held", "to", "made", "product", "by", "on"),
    "compare": ("product", "market", "standard"),
    "standards": ("number", "q"),
    "sources": ("q", "tier", "fresh", "since", "page"),
}
STRANGE = {
    "img",
    "iframe",
    "object",
    "embed",
    "base",
    "video",
    "audio",
    "source",
    "marquee",
    "dialog",
    "plaintext",
    "math",
    "frame",
}


class _Read(HTMLParser):
    """What a page is made of: its elements, its scripts, and whatever of it could run or load."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.suspect: list[str] = []
        self.scripts: set[str] = set()
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self._inside = tag
        for name, value in attrs:
            told = (value or "").strip().lower()
            leads = name in ("href", "src", "action", "formaction", "srcdoc", "data")
            if name.startswith("on") or (leads and re.match(r"javascript:|data:text|//", told)):
                self.suspect.append(f"{tag} {name}={told[:60]}")
            if (name in ("src", "action", "formaction") or tag == "link") and leads and told.startswith("http"):
                self.suspect.append(f"{tag} {name}={told[:60]}")
            if name == "style" and re.search(r"fixed|url\(|inset", told):
                self.suspect.append(f"{tag} {name}={told[:60]}")

    def handle_endtag(self, _tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside in ("script", "style"):
            self.scripts.add(data)


def _read(html: str) -> _Read:
    read = _Read()
    read.feed(html)
    return read


@pytest.fixture(scope="module")
def client(kb: Kb) -> Iterator[TestClient]:
    with TestClient(create_app(kb), raise_server_exceptions=False) as opened:
        yield opened


def test_there_are_enough_of_them() -> None:
    assert len(set(STRINGS)) >= 60


@pytest.mark.parametrize("view", FIELDS)
def test_a_view_takes_them_as_text(view: str, client: TestClient) -> None:
    language = "zh" if view in ("coverage", "standards") else "en"
    plain = _read(client.get(f"/{language}/{view}").text)
    for string in STRINGS:
        told = client.get(f"/{language}/{view}?" + urlencode(dict.fromkeys(FIELDS[view], string)))
        assert told.status_code in (200, 400), (view, string)
        read = _read(told.text)
        assert read.suspect == [], (view, string)
        assert not set(read.tags) & STRANGE - set(plain.tags), (view, string)
        assert read.scripts <= plain.scripts, (view, string)
        assert "set-cookie" not in told.headers


def test_a_sheet_of_them_comes_back_and_none_is_a_formula(client: TestClient) -> None:
    rows = "id,held,market\n" + "".join(
        f'"{one.replace(chr(34), chr(34) * 2)}",x,y\n' for one in STRINGS if len(one) < 500 and "\0" not in one
    )
    told = client.post("/en/route", data={"rows": rows})
    assert told.status_code == 200  # a byte 0 is refused for the whole sheet
    assert not re.search(r'^"?[=+@]', told.text, re.M)


def test_the_api_answers_each_in_json_and_never_fails(client: TestClient) -> None:
    for string in STRINGS:
        told = [
            client.post("/api/ask", json={"question": string}),
            client.post("/api/route", json={"held": [string], "markets": [string[:200]], "products": [string]}),
            client.get("/api/search", params={"q": string}),
            client.get("/api/coverage", params={"from": string, "to": string[:200], "sector": string[:200]}),
            client.get(f"/api/standards/{quote(string[:90], safe='')}"),
            client.get(f"/api/records/agreements/{quote(string[:150], safe='')}"),
            client.get("/api/changes", params={"since": string}),
        ]
        assert all(one.status_code < 500 for one in told), (string, [one.status_code for one in told])
        assert all(one.headers["content-type"] == "application/json" for one in told), string
        assert all(one.headers["x-content-type-options"] == "nosniff" for one in told)


def test_mcp_answers_each_and_never_fails(live: Served) -> None:
    async def all_of_them() -> list[Any]:
        async with Client(f"{live.address}/mcp") as client:
            told = []
            for string in STRINGS:
                told.append(await client.call_tool("ask", {"question": string}))
                told.append(await client.call_tool("search", {"query": string[:1500]}))
                told.append(await client.call_tool("standard", {"number": string[:90]}))
            return told

    for result in asyncio.run(all_of_them()):
        assert not result.is_error or "Traceback" not in result.content[0].text


_COVERS = """() => [...document.querySelectorAll('body *')]
  .filter(one => ['fixed', 'sticky'].includes(getComputedStyle(one).position) || one.tagName === 'DIALOG' && one.open)
  .map(one => one.tagName + '#' + one.id + '.' + one.getAttribute('class'))"""
_WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Watched:
    """A page of which is noted what it asks of others, what it says by itself, and what fails."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.noted: list[str] = []
        page.on("request", lambda one: self._asked(one.url))
        page.on("pageerror", lambda error: self.noted.append(f"error {error}"))
        page.on("dialog", self._dialog)

    def _asked(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:")):
            self.noted.append(f"asked {url}")

    def _dialog(self, dialog: Dialog) -> None:
        self.noted.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def proved(self, string: str, covers: set[str]) -> None:
        page = self.page
        assert self.noted == [], string
        assert page.evaluate(f"window.{MARK}") is None, string
        assert set(page.evaluate(_COVERS)) <= covers, string
        assert page.evaluate(_WIDER) == 0, string
        assert page.url.startswith(self.address), string


@pytest.fixture(scope="module")
def watched(live: Served) -> Iterator[Watched]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield Watched(browser.new_page(viewport={"width": 390, "height": 844}), live.address)
        browser.close()


_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(bool(os.environ.get("TESSERA_SKIP_BROWSER")), reason="TESSERA_SKIP_BROWSER is set"),
]


@pytest.mark.parametrize("view", [pytest.param(view, marks=_BROWSER) for view in FIELDS])
def test_in_a_browser_none_runs_loads_or_covers_anything(view: str, watched: Watched) -> None:
    page, address = watched.page, watched.address
    page.goto(f"{address}/en/{view}")
    covers = set(page.evaluate(_COVERS))
    for string in STRINGS:
        page.goto(f"{address}/en/{view}?" + urlencode(dict.fromkeys(FIELDS[view], string)))
        assert page.locator("#main").is_visible(), string
        watched.proved(string, covers)


@pytest.mark.parametrize("language", [pytest.param(one, marks=_BROWSER) for one in ("en", "zh")])
def test_asked_in_a_conversation_none_runs_loads_or_covers_anything(language: str, watched: Watched) -> None:
    page, address = watched.page, watched.address
    page.goto(f"{address}/{language}/?q=lamp")
    expect(page.locator("#t1")).to_be_visible(timeout=20_000)
    covers = set(page.evaluate(_COVERS))
    own = {one for one in STRINGS if one.strip()}
    for string in sorted(own)[language == "zh" :: 2]:  # half of them in each language
        page.goto(f"{address}/{language}/?" + urlencode({"q": string}))
        expect(page.locator("#t1 .tools, #t1 .notice").first).to_be_visible(timeout=20_000)
        watched.proved(string, covers)
        assert (
            page.locator("#talk img, #talk iframe, #talk script, #talk object, #talk [onerror], #talk [onload]").count()
            == 0
        )
        assert (
            page.locator(f"#talk a[href*='{ELSEWHERE}'], #talk form[action], #talk a[href^='javascript']").count() == 0
        )


# ---- documents ------------------------------------------------------------------------------------------------


def _documents() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """For each string a document that is hostile in its title, publisher, place, day, address, prose and table."""
    for n, string in enumerate(one for one in STRINGS if one.strip()):
        about = {
            "kind": "passage", "title": string, "url": string, "at": string, "tier": "unverified", "publisher": string,
            "published": string, "fetched": "2026-11-22T00:00:00+00:00", "document": f"d{n}",
        }  # fmt: skip
        yield (
            f"d{n}#1",
            f"Zanzibarium rule {n} holds for lamps of make {n}. {string} The rule ends with zanzibarium {n}.",
            about,
        )
        cells = f"Zanzibarium table {n}: lamps of make {n}; {string}: {string}"
        middle = cells.index("; ")
        yield f"d{n}#t1r1", cells, {**about, "cells": ((1, 0, middle), (2, middle + 2, len(cells)))}


@pytest.fixture(scope="module")
def hostile(records: Kb, tmp_path_factory: pytest.TempPathFactory) -> Kb:
    index = Index.build(_documents(), tmp_path_factory.mktemp("hostile") / "index", encoder=WordEncoder())
    return replace(records, index=index)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_hostile_document_is_quoted_as_text(language: Language, hostile: Kb) -> None:
    quoted, tables = set(), 0
    for n in range(len(hostile.index.ids) // 2):
        for question in (
            f"What does zanzibarium rule {n} say of make {n}?",
            f"zanzibarium table {n} lamps of make {n}",
        ):
            (turn,) = asked((), Asked(question), hostile, language)
            read = _read(turn.html)
            assert not STRANGE & set(read.tags), (n, question)
            assert read.suspect == [], (n, question)
            assert not read.scripts, (n, question)
            quoted |= {one.id for one in turn.answer.citations} if turn.answer else set()
            tables += "<tr class=cited>" in turn.html
    assert len(quoted) > len(STRINGS) // 2
    assert tables
