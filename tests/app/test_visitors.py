"""At which name, and how often, each client may ask."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from app import visitors
from app.security import guard
from app.visitors import Buckets
from kb.settings import PACE, Settings
from tests.app.test_users import echo
from tests.served import serving


def _client(peer: str = "192.0.2.7", **settings: Any) -> TestClient:
    return TestClient(guard(echo, Settings(**settings)), base_url="http://localhost", client=(peer, 50000))


@pytest.mark.parametrize(
    ("settings", "host", "status"),
    [
        ({}, "localhost:7860", 200),
        ({}, "127.0.0.1", 200),
        ({}, "[::1]:7860", 200),
        ({}, "LOCALHOST", 200),
        ({}, "evil.example", 400),
        ({}, "127.0.0.1.evil.example", 400),
        ({}, "localhost@evil.example", 400),
        ({}, "192.0.2.1", 400),
        ({}, "", 400),
        ({}, "[::1", 400),
        ({}, "a b", 400),
        ({"host": "192.0.2.1"}, "192.0.2.1:7860", 200),
        ({"host": "0.0.0.0"}, "192.0.2.1:7860", 200),
        ({"host": "0.0.0.0"}, "evil.example", 400),
        ({"hosts": "tessera.example, *.org.example"}, "tessera.example:443", 200),
        ({"hosts": "tessera.example, *.org.example"}, "a.b.org.example", 200),
        ({"hosts": "tessera.example, *.org.example"}, "org.example", 400),
        ({"hosts": "tessera.example, *.org.example"}, "notorg.example", 400),
        ({"hosts": "*"}, "any.example", 200),
    ],
)
def test_only_names_of_the_app_are_answered(settings: Any, host: str, status: int) -> None:
    response = _client(**settings).get("/mcp", headers={"host": host})
    assert response.status_code == status
    assert status == 200 or response.json()["error"]["code"] == "wrong_host"


def test_a_name_that_a_trusted_proxy_passes_on_is_looked_at_too() -> None:
    proxied = {"trusted_proxies": "10.0.0.1", "hosts": "tessera.example"}
    for said, status in (("tessera.example", 200), ("evil.example", 400)):
        client = _client("10.0.0.1", **proxied)
        assert client.get("/", headers={"x-forwarded-host": said}).status_code == status
    assert _client().get("/", headers={"x-forwarded-host": "evil.example"}).status_code == 200  # not even read


def test_a_client_that_asks_too_often_is_told_when_again() -> None:
    client = _client(rate=30)
    told = [client.get("/") for _ in range(31)]
    assert [one.status_code for one in told] == [200] * 30 + [429]
    assert told[-1].json()["error"]["code"] == "too_many"
    assert 1 <= int(told[-1].headers["retry-after"]) <= 2
    assert client.get("/api/health").status_code == 200
    assert client.get("/en/assets/index.js").status_code == 200


def test_clients_are_counted_apart_also_behind_a_proxy_and_no_one_can_pretend_to_be_many() -> None:
    client = _client("10.0.0.1", rate=2, trusted_proxies="10.0.0.1")
    for address in ("198.51.100.1", "198.51.100.2", "2001:db8::1"):
        sent = {"x-forwarded-for": f"203.0.113.5, {address}"}
        assert [client.get("/", headers=sent).status_code for _ in range(3)] == [200, 200, 429]
    assert client.get("/", headers={"x-forwarded-for": "2001:db8::2"}).status_code == 429  # of the same network
    alone = _client(rate=2)
    told = [alone.get("/", headers={"x-forwarded-for": f"198.51.100.{n}"}).status_code for n in range(3)]
    assert told == [200, 200, 429]


def test_a_bucket_fills_again_and_only_so_many_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    buckets = Buckets(2, 60, clock=lambda: now[0])
    assert [buckets.take("a") for _ in range(3)] == [0, 0, 1]
    now[0] = 1.0
    assert (buckets.take("a"), buckets.take("a")) == (0, 1)
    now[0] = 100.0
    assert [buckets.take("a") for _ in range(3)] == [0, 0, 1]
    monkeypatch.setattr(visitors, "MOST_CLIENTS", 10)
    for n in range(50):
        buckets.take(f"client {n}")
    assert len(buckets) == 10


@pytest.mark.parametrize(
    ("settings", "pace"),
    [({}, 0), ({"host": "0.0.0.0"}, PACE), ({"trusted_proxies": "127.0.0.1"}, PACE), ({"rate": 5}, 5), ({"host": "0.0.0.0", "rate": 0}, 0)],
)  # fmt: skip
def test_the_pace_is_set_where_others_than_this_machine_can_ask(settings: Any, pace: int) -> None:
    assert Settings(**settings).pace == pace


def test_the_served_app_keeps_the_pace_at_every_door(built: Settings) -> None:
    with serving(built, TESSERA_RATE="3") as one:
        doors = ("/api/search?q=lamp", "/en/", "/zh/standards", "/en/coverage", "/zh/config")
        told = [httpx.get(f"{one.address}{path}") for path in doors]
    assert [response.status_code for response in told][3:] == [429, 429]
    assert told[-1].headers["x-content-type-options"] == "nosniff"
