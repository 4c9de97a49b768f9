"""What is watched is named by its address; its fingerprint changes when a fact does, and never by order or wording."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
from fastapi.testclient import TestClient

from app.watch import Watch
from app.web import create_app
from kb.base import Kb
from kb.model import Part
from kb.records import Text
from kb.terms import Tier, Verdict
from kb.watched import Standing, Watched, of_answer, of_record, unworded
from tests.app.samples import CITED, HOSTILE, answer

LAMP = f"/en/?q={quote('Does Saudi Arabia accept my CB certificate for an LED lamp?')}"
ROUTE = "/zh/route?held=cb-test-certificate&to=SA&to=JP&product=led-lamp"
RECORD = "/en/record?id=agreements/eu-au"
_ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def client(kb: Kb) -> Iterator[TestClient]:
    with TestClient(create_app(kb), raise_server_exceptions=False) as opened:
        yield opened


def watched(**changes: object) -> Watched:
    made = Watched((Standing("SA", Verdict.conditional, Tier.unilateral),), (("a", "One."), ("b", "Two.")))
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changed",
    [
        {"standings": (Standing("SA", Verdict.not_accepted, Tier.unilateral),)},
        {"standings": (Standing("SA", Verdict.conditional, None),)},
        {"standings": (Standing("JP", Verdict.conditional, Tier.unilateral),)},
        {"statements": (("a", "One."),)},
        {"statements": (("a", "One."), ("b", "Two!"))},
        {"statements": (("a", "One."), ("c", "Two."))},
    ],
)
def test_a_fact_that_changes_changes_the_fingerprint(changed: dict[str, object]) -> None:
    assert watched(**changed).fingerprint != watched().fingerprint


def test_order_and_wording_of_an_answer_change_nothing(kb: Kb) -> None:
    one = replace(CITED, id="agreements/eu-au")
    two = replace(CITED, id="agreements/iecee-cb", n=2)
    first = of_answer(answer(citations=(one, two)), kb)
    assert first == of_answer(answer(citations=(two, one, one), markdown="Other words.", took_ms=9.0), kb)
    assert first.standings == (Standing("", Verdict.conditional, Tier.unilateral),)


def test_a_record_that_says_something_else_is_seen(kb: Kb) -> None:
    said = kb.statements["agreements/eu-au"]
    changed = replace(said, parts=(Part("statement", Text(en="It has ended.", zh="已终止。")), *said.parts[1:]))
    after = replace(kb, statements={**kb.statements, said.id: changed})
    before, now = (of_record(said.id, one, "en") for one in (kb, after))
    assert before.fingerprint != now.fingerprint
    assert now.statements[0][1].startswith("It has ended.")


def test_no_model_is_asked_for_what_is_watched(kb: Kb) -> None:
    named = replace(kb, settings=kb.settings.model_copy(update={"llm_url": "http://127.0.0.1:9", "llm_model": "x"}))
    assert unworded(named).settings.llm_url == ""


def test_questions_routes_and_records_are_told_in_one_request(client: TestClient) -> None:
    reply = client.post("/api/watch", json={"entries": [LAMP, ROUTE, RECORD]})
    assert reply.status_code == 200
    question, route, record = reply.json()["entries"]
    assert question["title"] == "Does Saudi Arabia accept my CB certificate for an LED lamp?"
    assert [one["market"] for one in question["standings"]] == ["SA"]
    assert [one["market"] for one in route["standings"]] == ["JP", "SA"]
    assert "沙特阿拉伯" in route["standings"][1]["words"]
    assert [one["id"] for one in record["statements"]] == ["agreements/eu-au"]
    assert reply.json() == client.post("/api/watch", json={"entries": [LAMP, ROUTE, RECORD]}).json()


@pytest.mark.parametrize(
    "address",
    [
        "", "x", "https://evil.example/en/?q=x", "//evil.example/en/", "/en/sources", "/fr/?q=x", "/en/record?id=no/such", "/en/?q=", "/en/a/b?q=x",
        "/zh/route", "/en/route?held=no-such&to=SA", f"/en/record?id={HOSTILE}", "/en/?q=" + "x" * 4000, "/en/?" + "a=1&" * 200, "http://[",
    ],
)  # fmt: skip
def test_what_cannot_be_watched_says_so_and_the_rest_is_told(address: str, client: TestClient, kb: Kb) -> None:
    told, record = Watch(kb).told([address, RECORD])["entries"]
    assert set(told) == {"address", "error"}
    assert record["title"] == "EU–Australia mutual recognition agreement"
    assert client.get("/api/watch.atom", params={"of": [address or "x", RECORD]}).status_code in (200, 422)


@pytest.mark.parametrize("entries", [[], [LAMP] * 51, ["x" * 4001], [7], "x", None])
def test_a_list_out_of_bounds_is_refused(entries: object, client: TestClient) -> None:
    reply = client.post("/api/watch", json={"entries": entries})
    assert reply.status_code == 422
    assert reply.json()["error"]["message"].startswith("entries")


def test_a_list_larger_than_a_body_may_be_is_refused(client: TestClient) -> None:
    assert client.post("/api/watch", json={"entries": ["x" * 3900] * 20}).status_code == 413


def test_an_atom_entry_is_a_new_one_when_its_fingerprint_is(client: TestClient) -> None:
    reply = client.get("/api/watch.atom", params={"of": [LAMP, RECORD]})
    assert reply.headers["content-type"].startswith("application/atom+xml")
    first, second = ET.fromstring(reply.content).findall(f"{_ATOM}entry")
    told = client.post("/api/watch", json={"entries": [LAMP, RECORD]}).json()["entries"]
    ids = [entry.findtext(f"{_ATOM}id") or "" for entry in (first, second)]
    assert [one.rsplit(":", 1)[1] for one in ids] == [one["fingerprint"] for one in told]
    link = first.find(f"{_ATOM}link")
    assert link is not None
    assert link.get("href") == f"http://testserver{LAMP}"


def test_the_json_feed_holds_the_same(client: TestClient) -> None:
    reply = client.get("/api/watch.json", params={"of": [RECORD, "/en/?q=\x01\ud7ff"]})
    assert reply.headers["content-type"] == "application/json"
    assert reply.json()["version"] == "https://jsonfeed.org/version/1.1"
    assert reply.json()["items"][0]["url"] == f"http://testserver{RECORD}"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_record_has_a_page_with_its_sentences_sources_and_a_way_to_watch_it(
    language: str, client: TestClient
) -> None:
    told = client.get(f"/{language}/record", params={"id": "requirements/sa#lighting"}).text
    assert f'data-watch="/{language}/record?id=requirements/sa%23lighting"' in told
    assert 'class="refs"' in told
    assert "/api/records/requirements/sa%23lighting" in told


def test_a_record_that_is_not_there_names_near_ones(client: TestClient) -> None:
    reply = client.get("/en/record", params={"id": "agreements/eu-aus"})
    assert reply.status_code == 400
    assert "agreements/eu-au" in reply.text
    assert client.get("/zh/record").status_code == 200


def test_a_follow_up_is_titled_by_what_was_understood(client: TestClient) -> None:
    address = "/en/?q=and+for+Malaysia%3F&h=Does+Korea+accept+my+CB+certificate+for+a+power+bank%3F"
    (told,) = client.post("/api/watch", json={"entries": [address]}).json()["entries"]
    assert told["title"] == "Power bank · Malaysia · IECEE CB test certificate: and for Malaysia?"
