"""A web site on this machine that behaves as it is told, also badly, and writes down when it was asked for what.

Several hosts are served on one port; the Host header tells them apart.
"""

from __future__ import annotations

import gzip
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from types import TracebackType
from typing import Any


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as the server saw it."""

    at: float  # time.monotonic, of this machine
    host: str
    path: str  # with its query
    headers: Mapping[str, str]  # names in small letters
    before: int  # times the same was asked before
    status: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    body: bytes = b""
    status: int = 200
    type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    drip: float = 0.0  # seconds between two bytes
    promised: int | None = None  # Content-Length, where it is not the true one; -1: none, the end is where it ends


Responder = Reply | Callable[[Asked], Reply]
_ABSENT = Reply(b"not here", 404)


class Site:
    """Pages by host and path; a path that ends in "*" answers for all that begin so. A context manager."""

    def __init__(self, pages: Mapping[tuple[str, str], Responder]) -> None:
        self.pages = dict(pages)
        self.asked: list[Asked] = []
        self._lock = threading.Lock()
        self._times: Counter[tuple[str, str]] = Counter()
        self._server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"site": self}))
        self.port = int(self._server.server_address[1])

    def __enter__(self) -> Site:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def url(self, host: str, path: str = "/") -> str:
        return f"http://{host}:{self.port}{path}"

    def paths(self, host: str, *, status: int | None = None) -> list[str]:
        """What a host was asked for, in order."""
        return [one.path for one in self.asked if one.host == host and status in (None, one.status)]

    def spacing(self, host: str) -> float:
        """The least number of seconds between two requests to a host."""
        moments = sorted(one.at for one in self.asked if one.host == host)
        return min((b - a for a, b in pairwise(moments)), default=float("inf"))

    def answer(self, host: str, path: str, headers: Mapping[str, str], at: float) -> Reply:
        with self._lock:
            asked = Asked(at, host, path, headers, self._times[(host, path)])
            self._times[(host, path)] += 1
            reply = self._reply(asked)
            self.asked.append(Asked(at, host, path, headers, asked.before, reply.status))
        return reply

    def _reply(self, asked: Asked) -> Reply:
        found = self.pages.get((asked.host, asked.path))
        if found is None:
            begins = [(host, path) for host, path in self.pages if host == asked.host and path.endswith("*")]
            fitting = [key for key in begins if asked.path.startswith(key[1][:-1])]
            found = self.pages[max(fitting, key=lambda key: len(key[1]))] if fitting else _ABSENT
        return found if isinstance(found, Reply) else found(asked)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # the usual five would make a caller wait a second where several call at once


class _Handler(BaseHTTPRequestHandler):
    site: Site
    protocol_version = "HTTP/1.1"
    timeout = 30
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        at = time.monotonic()
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.site.answer(headers.get("host", "").split(":")[0], self.path, headers, at)
        with suppress(OSError):
            self._send(reply)

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in {"Content-Type": reply.type, **reply.headers}.items():
            self.send_header(name, value)
        if reply.promised != -1:
            self.send_header("Content-Length", str(len(reply.body) if reply.promised is None else reply.promised))
        self.end_headers()
        if not reply.drip:
            self.wfile.write(reply.body)
        for place in range(len(reply.body) if reply.drip else 0):
            self.wfile.write(reply.body[place : place + 1])
            time.sleep(reply.drip)
        self.close_connection = self.close_connection or reply.promised is not None

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on stderr: what was asked is in `asked`."""


def page(*links: str, text: str = "Some words.", head: str = "") -> bytes:
    """A small HTML page that leads to other addresses."""
    anchors = "".join(f'<p><a href="{link}">{link}</a></p>' for link in links)
    return f"<!doctype html><html><head><title>Page</title>{head}</head><body><p>{text}</p>{anchors}</body></html>".encode()


def packed(body: bytes) -> Reply:
    return Reply(gzip.compress(body, 9), headers={"Content-Encoding": "gzip"})


def versioned(body: bytes, *, etag: str = "", modified: str = "") -> Responder:
    """A page that answers 304 where the request shows its entity tag or its date."""
    headers = {name: value for name, value in (("ETag", etag), ("Last-Modified", modified)) if value}

    def reply(asked: Asked) -> Reply:
        known = (etag and asked.headers.get("if-none-match") == etag) or (
            modified and asked.headers.get("if-modified-since") == modified
        )
        return Reply(b"", 304, headers=headers) if known else Reply(body, headers=headers)

    return reply
