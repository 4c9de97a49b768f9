"""What is written down of each request: its figures, one line at INFO, and an id that its answer carries. Never a question's words."""

from __future__ import annotations

import logging
import re
import time
import uuid

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.logs import FACTS, current
from app.metrics import Metrics

_MOUNTS = ("/en", "/zh", "/mcp")  # whose own routes are told below them
_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_log = logging.getLogger("tessera.request")


class Journal:
    """The app, each of whose HTTP requests is counted by its route's pattern and status, logged, and answered with its X-Request-ID.

    An id that comes with a request (a proxy's) is kept where it is a plain word.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path, begun, status = scope["path"], time.perf_counter(), 500
        one = _id_of(scope)
        current.set(one)

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": [*message.get("headers", ()), (b"x-request-id", one.encode())]}
            await send(message)

        try:
            await self.app(scope, receive, watched)
        finally:
            self._written(scope["method"], _route(scope, path), status, time.perf_counter() - begun)

    def _written(self, method: str, route: str, status: int, seconds: float) -> None:
        self.metrics.served(method, route, status, seconds)
        ms = round(seconds * 1000, 1)
        facts = dict(zip(FACTS, (method, route, status, ms), strict=True))
        _log.info("%s %s %d in %.1f ms", method, route, status, ms, extra=facts)


def _id_of(scope: Scope) -> str:
    given = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
    return given if _ID.fullmatch(given) else uuid.uuid4().hex


def _route(scope: Scope, path: str) -> str:
    """The pattern of the route that answered: "/api/records/{kind}/{key}"; "other" where none did, so that labels stay few."""
    pattern = getattr(scope.get("route"), "path_format", None)
    mount = next((mount for mount in _MOUNTS if path == mount or path.startswith(f"{mount}/")), "")
    if isinstance(pattern, str):
        return pattern if pattern.startswith(mount) else mount + pattern
    return mount or "other"
