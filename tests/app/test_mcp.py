"""The MCP endpoint, tried with the official client over a server of its own: tools, shapes, refusals, stopping."""

from __future__ import annotations

import asyncio
import signal
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from mcp.client import Client
from mcp_types import CallToolResult
from pydantic import BaseModel

from app import shapes
from app.mcp_server import OwnPages
from app.security import LARGEST_BODY
from kb.settings import Settings
from tests.served import Served, serving

TOOLS: dict[str, tuple[dict[str, Any], type[BaseModel]]] = {
    "ask": ({"question": "Does Saudi Arabia accept my CB certificate for an LED lamp?"}, shapes.Answered),
    "search": ({"query": "LED lamp Japan", "k": 3}, shapes.FoundAll),
    "route": ({"held": ["CB test certificate"], "markets": ["SA", "日本"], "products": ["led-lamp"]}, shapes.Routed),
    "coverage": ({"exporter": "CN", "market": "New Zealand", "sector": "emc"}, shapes.CoveredPair),
    "standard": ({"number": "GB 4943.1-2022"}, shapes.StandardFamily),
    "record": ({"kind": "agreements", "key": "eu-au#telecom"}, shapes.RecordFound),
    "changes": ({"since": "2026-01-01"}, shapes.Changed),
    "health": ({}, shapes.Health),
}
ASKING = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
ACCEPT = {"accept": "application/json, text/event-stream"}


def _with(live: Served, act: Callable[[Client], Awaitable[Any]], mode: str = "auto") -> Any:
    async def connected() -> Any:
        async with Client(f"{live.address}/mcp", mode=mode) as client:
            return await act(client)

    return asyncio.run(connected())


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_tools_are_listed_with_typed_schemas(live: Served, mode: str) -> None:
    tools = _with(live, lambda client: client.list_tools(), mode).tools
    assert {tool.name for tool in tools} == set(TOOLS)
    for tool in tools:
        assert tool.description
        assert tool.output_schema["title"] == TOOLS[tool.name][1].__name__
        assert all({"type", "anyOf"} & set(one) for one in tool.input_schema["properties"].values())
        assert tool.annotations.read_only_hint


def test_each_tool_gives_what_its_schema_says(live: Served) -> None:
    async def each(client: Client) -> dict[str, CallToolResult]:
        return {name: await client.call_tool(name, sent) for name, (sent, _) in TOOLS.items()}

    for name, result in _with(live, each).items():
        assert not result.is_error, result.content
        TOOLS[name][1].model_validate(result.structured_content)


def test_a_tool_and_the_rest_api_say_the_same(live: Served) -> None:
    sent = TOOLS["route"][0]
    told = _with(live, lambda client: client.call_tool("route", sent)).structured_content
    assert told == httpx.post(f"{live.address}/api/route", json=sent).json()


@pytest.mark.parametrize(
    ("tool", "sent", "told"),
    [
        ("route", {"held": ["cb-test-certifcate"], "markets": ["SA"]}, "near it: cb-test-certificate"),
        ("route", {"held": [], "markets": ["SA"]}, "held"),
        ("route", {}, "markets"),
        ("coverage", {"exporter": "CN", "market": "Atlantis"}, "economy 'Atlantis': not in the base"),
        ("standard", {"number": "GB 4943.7"}, "near it: GB 4943, GB 4943.1"),
        ("record", {"kind": "nothing", "key": "x"}, "one of economies"),
        ("ask", {"question": " "}, "is empty"),
        ("search", {"query": "lamp", "k": 0}, "k"),
        ("changes", {"since": "9999-01-01"}, "lies after today"),
        ("nothing", {}, "Unknown tool"),
    ],
)
def test_what_a_tool_cannot_use_is_told_to_the_caller(live: Served, tool: str, sent: dict[str, Any], told: str) -> None:
    result = _with(live, lambda client: client.call_tool(tool, sent))
    assert result.is_error
    assert told in result.content[0].text
    assert "Traceback" not in result.content[0].text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": "{address}"}, 200),
        ({"origin": "http://elsewhere.example"}, 403),
        ({"origin": "null"}, 403),
        ({"host": "elsewhere.example"}, 400),
        ({"host": "127.0.0.1.elsewhere.example"}, 400),
        ({"host": ""}, 400),
        ({"host": "[::1"}, 400),
    ],
)
def test_only_programs_and_pages_of_this_host_may_ask(live: Served, headers: dict[str, str], status: int) -> None:
    sent = {name: value.format(address=live.address) for name, value in headers.items()}
    response = httpx.post(f"{live.address}/mcp", json=ASKING, headers=ACCEPT | sent)
    assert response.status_code == status
    assert "x-content-type-options" in response.headers or not sent.get("host")  # the server's own, of no host


def test_pages_of_the_same_host_may_ask_at_whatever_name() -> None:
    async def inner(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    client = TestClient(OwnPages(inner), base_url="http://tessera.example")
    assert client.post("/mcp").status_code == 200
    assert client.post("/mcp", headers={"origin": "http://tessera.example"}).status_code == 200
    assert client.post("/mcp", headers={"origin": "http://elsewhere.example"}).status_code == 403
    assert client.post("/mcp", headers={"origin": "http://[broken"}).status_code == 403


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"{", 400), (b"[]", 400), (b'{"jsonrpc": "2.0"}', 400), (b"x" * (LARGEST_BODY + 1), 413), (b"[" * 60_000, 400)],
)
def test_what_is_no_request_is_refused(live: Served, content: bytes, status: int) -> None:
    headers = {**ACCEPT, "content-type": "application/json"}
    response = httpx.post(f"{live.address}/mcp", content=content, headers=headers)
    assert response.status_code == status
    assert response.json()["error"]["message"]


def test_it_stops_at_once_with_clients_connected_and_has_written_no_question(built: Settings) -> None:
    with serving(built) as own:
        connected = threading.Event()

        def listen() -> None:
            try:
                with httpx.stream(
                    "GET", f"{own.address}/mcp", headers={"accept": "text/event-stream"}, timeout=60
                ) as stream:
                    connected.set()
                    for _ in stream.iter_raw():
                        pass
            except httpx.HTTPError:
                pass

        async def stay(client: Client) -> None:
            await client.call_tool("ask", TOOLS["ask"][0])
            threading.Thread(target=listen, daemon=True).start()
            assert await asyncio.to_thread(connected.wait, 10)
            own.process.send_signal(signal.SIGTERM)
            begun = time.monotonic()
            await asyncio.to_thread(own.process.wait, 5)
            assert time.monotonic() - begun < 5

        _with(own, stay, "legacy")
        assert own.process.stderr
        stderr = own.process.stderr.read()
    assert "Traceback" not in stderr
    assert "Saudi" not in stderr
