"""Who may come in: passwords by their hash, a proxy's word from that proxy alone."""

from __future__ import annotations

import asyncio
import base64
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest
from fastapi.testclient import TestClient
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client
from typer.testing import CliRunner

from app.cli import app
from app.security import guard
from app.users import Users, line, shown
from kb.errors import InputError
from kb.settings import Settings
from tests.served import Served, serving

WORD = "pässword, ok"
ME = line("me", WORD)
PROXIED = {"trusted_proxies": "10.1.0.0/16 ::1", "auth_header": "X-Forwarded-User"}


def basic(words: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(words.encode()).decode()}


async def echo(scope: Any, _receive: Any, send: Any) -> None:
    told = f"{scope.get('tessera.user')} {scope['tessera.address']}".encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": told})


def _client(peer: str = "192.0.2.7", **settings: Any) -> TestClient:
    return TestClient(guard(echo, Settings(**settings)), base_url="http://localhost", client=(peer, 50000))


@pytest.fixture(scope="module")
def behind(built: Settings) -> Any:
    with serving(built, TESSERA_AUTH=f"you:{ME.partition(':')[2]},{ME}") as one:
        yield one


def test_the_right_word_opens_pages_api_and_mcp(behind: Served) -> None:
    headers = basic(f"me:{WORD}")
    assert httpx.get(f"{behind.address}/en/", headers=headers).status_code == 200
    assert httpx.get(f"{behind.address}/en/config", headers=basic(f"you:{WORD}")).status_code == 200
    assert httpx.get(f"{behind.address}/api/search?q=lamp", headers=headers).json()

    async def tools() -> Any:
        async with (
            httpx2.AsyncClient(headers=headers) as http,
            Client(streamable_http_client(f"{behind.address}/mcp", http_client=http)) as client,
        ):
            return await client.list_tools()

    assert asyncio.run(tools()).tools


@pytest.mark.parametrize(
    "path",
    ["/", "/en/", "/zh/", "/en/coverage", "/en/config", "/en/theme.css", "/en/gradio_api/info", "/api/search?q=lamp",
     "/api/docs", "/api/openapi.json", "/api/metrics", "/api/health/", "/mcp", "/favicon.svg", "/nothing"],
)  # fmt: skip
def test_every_door_asks_for_a_user(behind: Served, path: str) -> None:
    for headers in ({}, basic("me:wrong"), {"authorization": "Basic %%%"}, {"x-forwarded-user": "me"}):
        response = httpx.get(f"{behind.address}{path}", headers=headers)
        if response.status_code == 429:  # by then several were wrong
            continue
        assert response.status_code == 401
        assert response.json()["error"]["code"] == "unauthorized"
        assert response.headers["www-authenticate"].startswith("Basic")


def test_a_page_in_the_making_posts_nothing_without_a_user(behind: Served) -> None:
    assert httpx.post(f"{behind.address}/en/gradio_api/queue/join", json={}).status_code == 401
    assert httpx.post(f"{behind.address}/api/ask", json={"question": "lamp?"}).status_code == 401


def test_health_is_open_to_probes(behind: Served) -> None:
    assert httpx.get(f"{behind.address}/api/health").json()["status"] == "ok"


def test_wrong_words_are_slowed_down_and_the_right_one_goes_on() -> None:
    client = _client(auth=ME)
    assert client.get("/", headers=basic(f"me:{WORD}")).text == "me 192.0.2.7"
    told = [client.get("/", headers=basic(f"me:{n}")) for n in range(12)]
    assert [one.status_code for one in told[:10]] == [401] * 10
    slowed = next(one for one in told if one.status_code == 429)
    assert 1 <= int(slowed.headers["retry-after"]) <= 10
    assert client.get("/", headers=basic(f"me:{WORD}")).status_code == 200


def test_a_proxy_that_is_trusted_names_the_user_and_nobody_else_does() -> None:
    said = {"x-forwarded-user": "ana", "x-forwarded-for": "198.51.100.9, 10.1.2.3"}
    assert _client("10.1.9.9", **PROXIED).get("/", headers=said).text == "ana 198.51.100.9"
    assert _client("::1", **PROXIED).get("/", headers=said).text == "ana 198.51.100.9"
    assert _client("10.1.9.9", **PROXIED).get("/", headers={}).status_code == 401
    refused = _client("10.2.0.1", **PROXIED).get("/", headers=said)
    assert (refused.status_code, "www-authenticate" in refused.headers) == (401, False)


def test_users_and_a_proxy_go_together() -> None:
    both = {**PROXIED, "auth": ME}
    assert _client("10.2.0.1", **both).get("/", headers=basic(f"me:{WORD}")).text == "me 10.2.0.1"
    assert _client("10.1.0.1", **both).get("/", headers={"x-forwarded-user": "ana"}).text == "ana 10.1.0.1"


def test_a_header_that_anybody_could_send_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="TESSERA_TRUSTED_PROXIES"):
        Settings(auth_header="X-User")
    with pytest.raises(ValueError, match="no network"):
        Settings(trusted_proxies="proxy.example")


@pytest.mark.parametrize(
    "auth",
    ["user", "user:", ":password", "user:password", "/nowhere/users", f"{ME} {ME}", f"{ME},x:scrypt.99.8.1.AA.AA",
     "x:scrypt.15.8.1.!.!", "x:scrypt.15.8.1.AA.AA"],
)  # fmt: skip
def test_what_is_no_list_of_users_is_an_error_that_repeats_no_password(auth: str) -> None:
    with pytest.raises(InputError, match="TESSERA_AUTH") as told:
        guard(echo, Settings(auth=auth))
    assert auth.partition(":")[2] not in str(told.value) or ":" not in auth[:-1]


def test_users_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "users"
    file.write_text(f"# who may come in\n{ME}  # me\n\n", encoding="utf-8")
    users = Users.of(str(file))
    assert users.names() == ("me",)
    assert users.proved(f"me:{WORD}".encode()) == "me"
    assert users.proved(b"you:x") is None
    assert (shown(str(file)), shown(ME), shown("me:plain")) == (str(file), "me:***", "***")
    file.write_text("# nobody\n", encoding="utf-8")
    with pytest.raises(InputError, match="holds no user"):
        Users.of(str(file))


def test_the_same_password_has_another_hash_each_time() -> None:
    assert line("me", WORD) != ME
    assert set(ME) & set("$,;&|<>\"'` ") == set()


@pytest.mark.parametrize(("name", "word"), [("a b", WORD), ("a:b", WORD), ("", WORD), ("a#", WORD), ("me", "brief")])
def test_a_name_or_password_that_will_not_do_is_told(name: str, word: str) -> None:
    result = CliRunner().invoke(app, ["passwd", name], input=f"{word}\n")
    assert (result.exit_code, result.stdout) == (1, "")
    assert word not in result.stderr


def test_passwd_prints_the_line_and_nothing_else() -> None:
    result = CliRunner().invoke(app, ["passwd", "ana"], input=f"{WORD}\n")
    assert Users.of(result.stdout.strip()).proved(f"ana:{WORD}".encode()) == "ana"
    assert WORD not in result.stdout
