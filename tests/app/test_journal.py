"""What is written down of a request: a line, an id, figures; and no question's words, by whatever door it came."""

from __future__ import annotations

import asyncio
import json
import signal
from typing import Any

import httpx
import pytest
from mcp.client import Client

from kb.settings import Settings
from tests.served import Served, serving

WORD = "abracadabra"
QUESTION = f"Does Japan accept my CB certificate for an {WORD} lamp?"


@pytest.fixture
def logged(built: Settings) -> Any:
    with serving(built, TESSERA_LOG_FORMAT="json", TESSERA_LOG_LEVEL="INFO") as one:
        yield one


def _on_the_page(address: str) -> str:
    """The question asked as the page asks it; what the page is told."""
    config = httpx.get(f"{address}/en/config").json()
    fn = next(one["id"] for one in config["dependencies"] if one["targets"][0][1] == "ask")
    sent = {
        "data": [None] * len(next(one["inputs"] for one in config["dependencies"] if one["id"] == fn)),
        "event_data": {"question": QUESTION},
        "fn_index": fn,
        "session_hash": "abcdefghij",
    }
    httpx.post(f"{address}/en/gradio_api/queue/join", json=sent).raise_for_status()
    return httpx.get(
        f"{address}/en/gradio_api/queue/data", params={"session_hash": sent["session_hash"]}, timeout=60
    ).text


def _by_mcp(address: str) -> str:
    async def ask() -> Any:
        async with Client(f"{address}/mcp") as client:
            return await client.call_tool("ask", {"question": QUESTION})

    return str(asyncio.run(ask()).structured_content)


def _answers(address: str) -> float:
    lines = httpx.get(f"{address}/api/metrics").text.splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.startswith("tessera_answers_total{"))


def test_answers_are_counted_once_at_every_door_and_logged_without_a_word_of_the_question(logged: Served) -> None:
    address = logged.address
    assert _answers(address) == 0
    assert WORD in _on_the_page(address)
    assert _answers(address) == 1
    assert WORD in _by_mcp(address)
    assert _answers(address) == 2
    response = httpx.post(f"{address}/api/ask", json={"question": QUESTION}, headers={"x-request-id": "from-proxy-1"})
    assert WORD in response.text
    assert _answers(address) == 3
    httpx.get(f"{address}/en/", params={"q": QUESTION})
    httpx.get(f"{address}/en/route", params={"held": "cb-test-certificate", "to": "JP"})
    assert _answers(address) == 4
    httpx.get(f"{address}/nothing/{WORD}")
    httpx.get(f"{address}/api/search", params={"q": QUESTION})
    logged.process.send_signal(signal.SIGTERM)
    _, stderr = logged.process.communicate(timeout=10)
    lines = [json.loads(line) for line in stderr.splitlines() if line.startswith("{")]
    assert WORD not in stderr
    told = [line for line in lines if line["logger"] == "tessera.request"]
    by_route = {line["route"]: line for line in told}
    assert {"/api/ask", "/api/search", "/en/", "/en/route", "/mcp", "other"} <= set(by_route)
    asked = by_route["/api/ask"]
    assert (asked["id"], asked["method"], asked["status"], asked["level"]) == ("from-proxy-1", "POST", 200, "INFO")
    assert asked["ms"] > 0
    assert len({line["id"] for line in told}) == len(told)


@pytest.mark.parametrize("given", ["", "a b", "x" * 100, "<b>bold</b>", "short"])
def test_every_answer_carries_an_id_of_its_own(live: Served, given: str) -> None:
    told = {
        httpx.get(f"{live.address}/api/health", headers={"x-request-id": given}).headers["x-request-id"] for _ in "ab"
    }
    assert len(told) == 2
    assert given not in told
