"""The load bench counts what its users met; how fast anything is stays out of the tests."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from evals.bench.load import Done, load, rows


class _Server(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status = 503 if self.path.startswith("/api/search") else 200
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    do_POST = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


def test_every_user_asks_and_every_failure_is_counted(address: str) -> None:
    met = load(address, ["lamp?"], users=4, seconds=1.5, pause=0.02)
    told = {row["request"]: row for row in rows(met, 1.5)}
    assert set(told) == {"ask", "page", "route", "search", "all"}
    assert told["all"]["n"] == len(met)
    assert told["search"]["errors"] == told["search"]["n"] == told["all"]["errors"]


def test_a_server_that_is_gone_is_an_error_of_each_request() -> None:
    met = load("http://127.0.0.1:9", ["lamp?"], users=1, seconds=0.3, pause=0.05)
    assert {one.status for one in met} == {0}


def test_the_row_of_all_holds_every_kind() -> None:
    met = [Done("ask", 0.1, 200), Done("page", 0.3, 500)]
    last = rows(met, 1)[-1]
    assert (last["request"], last["n"], last["errors"], last["max ms"]) == ("all", 2, 1, 300)
