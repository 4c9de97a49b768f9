"""An OpenAI-compatible server on loopback that behaves as it is told to, well or badly."""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

Behaviour = Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True)
class Request:
    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def data(self) -> dict[str, Any]:
        """What the last message holds."""
        held: dict[str, Any] = json.loads(self.body["messages"][-1]["content"])
        return held


@dataclass
class ModelServer:
    """Serves one behaviour while it is open, and keeps what it was asked."""

    behaviour: Behaviour
    requests: list[Request] = field(default_factory=list)

    def __enter__(self) -> ModelServer:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.requests.append(Request(self.path, dict(self.headers), body))
                self.close_connection = True
                try:
                    outer.behaviour(self)
                except (BrokenPipeError, ConnectionResetError):
                    return  # whoever asked has gone

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1"


def completion(text: object, *, ended: object = "stop") -> bytes:
    """The body of a chat completion."""
    choice = {"index": 0, "finish_reason": ended, "message": {"role": "assistant", "content": text}}
    told = {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
    return json.dumps(told, ensure_ascii=False).encode()


def sends(body: bytes, *, status: int = 200, kind: str = "application/json", **headers: str) -> Behaviour:
    def behave(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        length = {"Content-Type": kind, "Content-Length": str(len(body))}
        for name, value in {**length, **{n.replace("_", "-"): v for n, v in headers.items()}}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return behave


def says(text: object, *, ended: object = "stop") -> Behaviour:
    return sends(completion(text, ended=ended))


def zipped(text: str) -> Behaviour:
    return sends(gzip.compress(completion(text)), Content_Encoding="gzip")


def stalls(_: BaseHTTPRequestHandler) -> None:
    """Takes the question and says nothing for longer than anyone waits."""
    time.sleep(4)


def drips(handler: BaseHTTPRequestHandler) -> None:
    """A byte now and then: no single read is ever late."""
    body = completion("The reply that never ends. [1]")
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    for n in range(len(body)):
        handler.wfile.write(body[n : n + 1])
        handler.wfile.flush()
        time.sleep(0.1)


def dies(handler: BaseHTTPRequestHandler) -> None:
    """Breaks off in the middle of the body it has announced."""
    body = completion("A reply that breaks off. [1]")
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body[: len(body) // 2])
    handler.wfile.flush()


def floods(handler: BaseHTTPRequestHandler) -> None:
    """Megabytes, of no announced length."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.end_headers()
    for _ in range(400):
        handler.wfile.write(b" " * 65536)
