"""The views Route and Compare through their door: the table, its files, a sheet sent, and what is refused."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from app.chosen import Chosen
from app.security import LARGEST_BODY, LARGEST_FORM
from app.sheets import csv_bytes, harmless, xlsx_bytes
from app.web import create_app
from kb.base import Kb
from tests.app.samples import HOSTILE

LAMP = "held=cb-test-certificate&made=CN&product=led-lamp&to=SA&to=JP"
SIDES = "product=led-lamp&market=EU&market=SA&market=JP"
SHEET = "id,held,market,product\n=1+1,CB certificate,沙特,LED lamp\n2,CB certificate,Nowhere,LED lamp\n"


@pytest.fixture(scope="module")
def client(kb: Kb) -> Iterator[TestClient]:
    with TestClient(create_app(kb), raise_server_exceptions=False) as opened:
        yield opened


def _rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_of_a_name_chosen_several_times_the_last_is_read_and_all_can_be() -> None:
    chosen = Chosen([("to", "SA"), ("to", "JP"), ("made", "CN")])
    assert dict(chosen) == {"to": "JP", "made": "CN"}
    assert chosen.all("to") == ("SA", "JP")
    assert chosen.all("product") == ()


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1"])
def test_no_cell_of_a_file_is_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert next(
        csv.reader(io.StringIO(csv_bytes(["a"], [[text]]).decode("utf-8-sig").partition("\n")[2], newline=""))
    ) == [f"'{text}"]
    sheet = load_workbook(io.BytesIO(xlsx_bytes("t", ["a"], [[text]]))).active
    assert sheet["A2"].data_type == "s"


def test_a_plain_cell_stays_as_it_is() -> None:
    assert harmless("IEC 62368-1: a-b @ c") == "IEC 62368-1: a-b @ c"
    assert harmless("a\x00b") == "ab"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_table_has_a_row_for_each_market_with_its_reasons(language: str, client: TestClient) -> None:
    page = client.get(f"/{language}/route?{LAMP}")
    assert page.status_code == 200
    assert page.text.index('id="to-SA"') < page.text.index('id="to-JP"')
    assert page.text.count("<details>") >= 2
    assert f'href="/{language}/?q=' in page.text
    for kind in ("csv", "xlsx", "json"):
        assert f'href="/{language}/route.{kind}?held=cb-test-certificate' in page.text


def test_the_files_of_a_table_say_the_same(client: TestClient) -> None:
    told = client.get(f"/en/route.json?{LAMP}").json()
    rows = _rows(client.get(f"/en/route.csv?{LAMP}").content)
    sheet = load_workbook(io.BytesIO(client.get(f"/en/route.xlsx?{LAMP}").content)).active
    assert [one["market"] for one in told["rows"]] == [row["market"] for row in rows] == ["SA", "JP"]
    assert [one["verdict"] for one in told["rows"]] == [row["verdict"] for row in rows]
    assert [cell.value for cell in sheet[1]] == list(rows[0])
    assert sheet.max_row == 3


@pytest.mark.parametrize(
    "query", ["held=nonsense&to=SA", "held=cb-test-certificate", "to=SA", f"{LAMP}&on=2026-02-30", "held=x&to=%00%FF"]
)
def test_a_choice_nobody_knows_is_told_on_the_page_and_refused_as_a_file(query: str, client: TestClient) -> None:
    page = client.get(f"/zh/route?{query}")
    assert page.status_code == 200
    assert 'role="alert"' in page.text
    assert client.get(f"/en/route.csv?{query}").status_code == 400


@pytest.mark.parametrize(
    "view", ["route?held={}&to={}&made={}&on={}", "compare?product={}&market={}&standard={}", "compare?standard={}"]
)
def test_what_is_hostile_is_only_shown(view: str, client: TestClient) -> None:
    hostile = HOSTILE + "\u202e[x](javascript:alert(1))"
    page = client.get(f"/en/{view.replace('{}', '')}", params=None)
    assert page.status_code == 200
    names = [part.partition("=")[0] for part in view.partition("?")[2].split("&")]
    page = client.get(f"/en/{view.partition('?')[0]}", params=[(name, hostile) for name in names])
    assert page.status_code == 200
    assert "<img src=x" not in page.text
    assert "<script>alert(2)" not in page.text
    assert 'href="javascript:' not in page.text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_sheet_comes_back_row_by_row(kind: str, client: TestClient) -> None:
    answer = client.post("/en/route", data={"as": kind}, files={"file": ("q.csv", SHEET.encode("gb18030"))})
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="tessera-verdicts.{kind}"'
    if kind == "csv":
        first, second = _rows(answer.content)
        assert (first["id"], first["error"]) == ("'=1+1", "")
        assert first["verdict"]
        assert (second["verdict"], second["error"][:8]) == ("", "market: ")
    else:
        assert load_workbook(io.BytesIO(answer.content)).active.max_row == 3


def test_pasted_rows_do_as_well_and_what_is_wrong_is_told_beside_them(client: TestClient) -> None:
    assert client.post("/en/route", data={"rows": SHEET}).headers["content-type"].startswith("text/csv")
    refused = client.post("/zh/route", data={"rows": f"{HOSTILE}\n1"})
    assert refused.status_code == 400
    assert "首行缺少列" in refused.text
    assert "&lt;script&gt;" in refused.text
    assert "<script>alert(2)" not in refused.text
    assert client.post("/en/route", data={}).status_code == 400


def test_a_sheet_says_how_many_rows_were_read_and_which_were_not(client: TestClient) -> None:
    told = client.post("/en/route", data={"rows": SHEET}).headers
    assert (told["x-read"], told["x-unread-count"]) == ("1", "1")
    assert told["x-unread"]


def test_pressed_with_nothing_chosen_the_form_says_what_is_missing(client: TestClient) -> None:
    page = client.get("/zh/route?product=&made=&by=&on=")
    assert page.status_code == 200
    assert 'role="alert"' in page.text
    assert 'role="alert"' not in client.get("/zh/route").text


def test_only_the_page_that_takes_sheets_takes_a_larger_body(client: TestClient) -> None:
    rows = "held,market\n" + "x" * LARGEST_BODY
    assert client.post("/en/route", data={"rows": rows}).status_code == 200
    assert client.post("/en/route", content=b"x" * (LARGEST_FORM + 1)).status_code == 413
    for other in ("/en/compare", "/en/route/", "/api/ask", "/en/route.csv"):
        assert client.post(other, content=b"x" * (LARGEST_BODY + 1)).status_code == 413


def test_what_differs_is_marked_without_colour_and_each_cell_has_its_citation(client: TestClient) -> None:
    page = client.get(f"/en/compare?{SIDES}").text
    assert 'class="differs-sign"' in page
    assert "differs from European Union" in page
    told = page.partition("<tbody>")[2].partition("</tbody>")[0].split("<td")[1:]
    assert all('class="cite"' in cell or "no record" in cell for cell in told)
    assert 'id="s1"' in page


def test_standards_and_markets_come_as_a_file_too(client: TestClient) -> None:
    rows = _rows(client.get(f"/zh/compare.csv?{SIDES}").content)
    assert {row["differs_from_first"] for row in rows} == {"yes", "no", ""}
    assert {row["differs_from_first"] for row in rows if row["column"] == rows[0]["column"]} <= {"no", ""}
    page = client.get("/en/compare?standard=GB%204943.1&standard=GB%209706.1").text
    assert "GB 4943.1-2022" in page


@pytest.mark.parametrize(
    "query",
    ["product=led-lamp&market=EU", "market=EU&market=SA", "product=zzz&market=EU&market=SA", "standard=QQ%2099999999"],
)
def test_what_cannot_be_compared_is_told(query: str, client: TestClient) -> None:
    page = client.get(f"/en/compare?{query}")
    assert page.status_code == 200
    assert 'role="alert"' in page.text
    assert "<table" not in page.text


@pytest.mark.parametrize("query", ["standard=GB+2626,+EN+149", "standard=GB+2626&standard=EN+149"])
def test_standards_that_adopt_nothing_lead_to_the_question_and_to_the_product(query: str, client: TestClient) -> None:
    page = client.get(f"/en/compare?{query}").text
    assert "GB 2626 and EN 149: neither is recorded as adopting the other" in page
    assert 'href="/en/?q=GB+2626+and+EN+149%3F"' in page
    assert 'href="#by-product"' in page


def test_a_list_of_standards_in_one_field_is_several(client: TestClient) -> None:
    page = client.get("/zh/compare", params={"standard": "GB 4943.1、GB 9706.1"}).text
    assert "GB 4943.1-2022" in page
    assert "GB 9706.1-2020" in page
