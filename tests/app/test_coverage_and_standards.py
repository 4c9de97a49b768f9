"""The views Coverage, Standards, Sources and changes: deep links, files, both languages, and whatever is sent."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterator
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook
from playwright.sync_api import sync_playwright

from app.web import create_app
from kb.base import Kb
from kb.library import Library
from tests.app.samples import HOSTILE
from tests.served import Served

ADDRESSES = (
    "coverage", "coverage?view=list&sector=emc", "coverage?from=CN&to=NZ", "coverage?from=EU&to=GB&view=list",
    "coverage?show=body", "coverage?body=cn-cnas", "coverage?economy=JP&scope=testing", "standards",
    "standards?number=IEC+62368-1", "standards?number=IEC+60335", "sources", "sources?q=iec&since=2026-01-01",
)  # fmt: skip


@pytest.fixture(scope="module")
def client(kb: Kb) -> Iterator[TestClient]:
    with TestClient(create_app(kb), raise_server_exceptions=False) as opened:
        yield opened


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_view_is_a_whole_page_in_its_language(client: TestClient, address: str, language: str) -> None:
    told = client.get(f"/{language}/{address}")
    assert told.status_code == 200
    assert told.text.count("<h1") == 1
    assert f'<html lang="{"zh-CN" if language == "zh" else "en"}"' in told.text
    assert len(told.content) < 600_000
    own = re.sub(r"<style>.*?</style>|<script>.*?</script>", "", told.text, flags=re.S)
    assert not re.search(r'(?:src|href|action)="(?!https?://|/|#)', own.replace('href="#', 'href="/#'))


def test_a_cell_of_the_matrix_leads_to_its_agreements_with_what_was_chosen(client: TestClient) -> None:
    told = client.get("/en/coverage?economies=CN,NZ,Japan&sector=emc&as_of=2026-06-30").text
    link = re.search(r'href="(/en/coverage\?from=CN&amp;to=NZ[^"]*)"', told)
    assert link
    assert "sector=emc" in link[1]
    assert "as_of=2026-06-30" in link[1]
    detail = client.get(link[1].replace("&amp;", "&")).text
    assert "China → New Zealand" in detail
    assert "Conditions" in detail
    assert "History" in detail


def test_a_cell_says_in_words_what_its_letter_sign_and_colour_say(client: TestClient) -> None:
    told = client.get("/en/coverage?economies=CN,NZ").text
    assert re.search(r'aria-label="China → New Zealand: [a-z].*?, .*?, \d+"', told)
    assert "government agreement" in told


def test_the_files_hold_the_rows_that_the_view_shows(client: TestClient) -> None:
    query = "from=CN&to=NZ&sector=electrical-safety"
    text = client.get(f"/zh/coverage.csv?{query}")
    rows = list(csv.DictReader(io.StringIO(text.content.decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(client.get(f"/zh/coverage.xlsx?{query}").content)).active
    page = client.get(f"/zh/coverage?{query}").text
    assert rows
    assert len(rows) == sheet.max_row - 1 == page.count("<article")
    assert {(row["from"], row["to"]) for row in rows} == {("CN", "NZ")}
    assert 'attachment; filename="coverage.csv"' in text.headers["content-disposition"]


def test_an_accreditation_body_is_told_with_what_it_does_not_mean(client: TestClient) -> None:
    told = client.get("/en/coverage?body=cn-cnas").text
    assert "What it does not mean" in told
    assert "binds no government" in told
    assert "Global ACI MRA" in told


def test_a_standard_is_shown_with_its_family_as_table_and_graph(client: TestClient) -> None:
    told = client.get("/en/standards?number=gb4943.1-2022").text
    assert 'role="img"' in told
    assert "AS/NZS 62368.1" in told.partition("<table")[2]
    assert "modified (MOD)" in told
    near = client.get("/en/standards?number=IEC 62638-1").text
    assert "/en/standards?number=IEC+62368-1" in near


def test_each_adoption_says_whose_it_is_and_those_of_unknown_status_stand_behind(client: TestClient) -> None:
    rows = client.get("/zh/standards?number=IEC+62368-1").text.partition("<tbody>")[2].split("<tr>")[1:]
    assert 'data-label="市场">澳大利亚、新西兰</td>' in rows[0]
    unknown = ["状态未记录" in one for one in rows]
    assert unknown == sorted(unknown)


def test_no_note_speaks_of_memory(library: Library) -> None:
    notes = [ref.note or "" for row in library.equivalences.values() for ref in row.sources]
    assert not [one for one in notes if "from memory" in one]


def test_sources_are_filtered_and_paged(client: TestClient) -> None:
    first, second = (client.get(f"/en/sources?tier=official&page={n}").text for n in (1, 2))
    assert "Page 1 of" in first
    assert (
        first.partition("<tbody>")[2].partition("</tbody>")[0]
        != second.partition("<tbody>")[2].partition("</tbody>")[0]
    )
    assert "No source fits" in client.get("/en/sources?q=nosuchpublisher").text


def test_changes_since_a_day_are_told_in_the_readers_language_and_as_a_feed(client: TestClient) -> None:
    assert "entered into force" in client.get("/en/sources?since=2020-01-01").text
    assert "entered into force" not in client.get("/zh/sources?since=2020-01-01").text
    feed = client.get("/en/changes.xml?since=2026-01-01")
    assert feed.headers["content-type"].startswith("application/atom+xml")
    assert ET.fromstring(feed.content).tag.endswith("feed")
    assert client.get("/en/changes.xml?since=never").status_code == 400


def test_changes_of_one_market_are_named_and_lead_to_their_records(client: TestClient) -> None:
    told = client.get("/zh/sources?since=2020-01-01&market=OM").text
    listed = told.partition('id="changes"')[2]
    assert "阿曼</a>" in listed
    assert "/zh/record?id=requirements/om%23" in listed
    assert "requirements/om: " not in listed
    assert "requirements/sa" not in listed
    assert "requirements/sa" in client.get("/zh/sources?since=2020-01-01&market=SA").text


def test_a_phone_folds_the_form_of_a_pair_and_places_with_records_come_first(client: TestClient) -> None:
    told = client.get("/en/coverage?from=CN&to=EU").text
    assert '<details class="again on-phone">' in told
    assert 'class="again' not in client.get("/en/coverage").text
    assert told.index('label="With records"') < told.index('value="CN"') < told.index('label="Without records"')


@pytest.mark.parametrize(
    "value",
    [
        HOSTILE,
        "Narnia",
        "'\"><svg onload=alert(1)>",
        "\u202e\u200b\x00",
        "=cmd|' /C calc'!A0",
        "9" * 3000,
        "0000-99-99",
    ],
)
def test_whatever_is_chosen_gets_a_page_and_never_runs(client: TestClient, value: str) -> None:
    names = ("from", "to", "economies", "sector", "stage", "as_of", "view", "economy", "body", "scope", "number", "q", "since",
             "tier", "fresh", "page")  # fmt: skip
    for view in ("coverage", "standards", "sources"):
        for name in names:
            told = client.get(f"/en/{view}?{name}={quote(value)}")
            assert told.status_code == 200, (view, name)
            assert HOSTILE not in told.text
            assert "<svg onload" not in told.text
    told = client.get(f"/en/coverage.csv?from={quote(value)}&sector={quote(value)}")
    assert told.status_code == 200


def test_what_cannot_be_taken_is_said_with_what_to_do(client: TestClient) -> None:
    told = client.get("/zh/coverage?from=Narnia&sector=magic&as_of=2026-02-30").text
    assert told.count('role="alert"') == 3
    assert "Narnia" in told
    same = client.get("/en/coverage?from=CN&to=China").text
    assert "choose two" in same


@pytest.mark.browser
@pytest.mark.skipif(bool(os.environ.get("TESSERA_SKIP_BROWSER")), reason="TESSERA_SKIP_BROWSER is set")
def test_on_a_telephone_nothing_scrolls_sideways_nothing_fails_and_the_keyboard_reaches_the_cells(live: Served) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 390, "height": 844})
        failed: list[str] = []
        page.on("console", lambda told: failed.append(told.text) if told.type == "error" else None)
        page.on("pageerror", lambda error: failed.append(str(error)))
        page.on("request", lambda asked: None if asked.url.startswith(live.address) else failed.append(asked.url))
        for address in ADDRESSES:
            page.goto(f"{live.address}/zh/{address}")
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide == 0, address
        page.goto(f"{live.address}/zh/standards?number=IEC+62368-1")
        assert page.locator(".adoptions tbody tr").first.evaluate("row => getComputedStyle(row).display") == "block"
        scrolled = page.locator(".scroll:has(.adoptions)").evaluate("box => box.scrollWidth - box.clientWidth")
        assert scrolled == 0
        page.goto(f"{live.address}/en/coverage?economies=CN,NZ")
        page.locator(".matrix td a").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/en/coverage?from=CN&to=NZ")
        browser.close()
    assert failed == []
