"""Figures of use for Prometheus: how many requests and answers, how long, how large the base. Never a question's words."""

from __future__ import annotations

import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kb.base import Kb
from kb.recorded import KINDS

MEDIA_TYPE = CONTENT_TYPE_LATEST
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3, 6, 15, 60)
_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "DELETE"})
_MOUNTS = ("/en", "/zh", "/mcp")  # whose addresses are told by where they begin


class Metrics:
    """The figures of one app, in a registry of its own."""

    def __init__(self, kb: Kb) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "tessera_requests", "Requests answered.", ("method", "route", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "tessera_request_seconds", "Seconds until the last byte of an answer.", ("route",),
            registry=self.registry, buckets=_SECONDS,
        )  # fmt: skip
        self._answers = Counter(
            "tessera_answers", "Answers to questions and routes, by REST and MCP.", ("status", "verdict"),
            registry=self.registry,
        )  # fmt: skip
        records = Gauge("tessera_records", "Records of the base.", ("kind",), registry=self.registry)
        for kind in KINDS:
            records.labels(kind).set(len(getattr(kb.library, kind)))
        passages = Gauge("tessera_passages", "Statements and passages that search knows.", registry=self.registry)
        passages.set(len(kb.index.shelf))

    def answered(self, status: str, verdict: str) -> None:
        self._answers.labels(status, verdict).inc()

    def served(self, method: str, route: str, status: int, seconds: float) -> None:
        self._requests.labels(method if method in _METHODS else "other", route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """Everything counted, in Prometheus' text format."""
        return generate_latest(self.registry)


class Counted:
    """The app, each of whose HTTP requests is counted by its route's pattern and the status it got."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path, begun, status = scope["path"], time.perf_counter(), 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, watched)
        finally:
            self.metrics.served(scope["method"], _route(scope, path), status, time.perf_counter() - begun)


def _route(scope: Scope, path: str) -> str:
    """The pattern of the route that answered: "/api/records/{kind}/{key}"; "other" where none did, so that labels stay few."""
    pattern = getattr(scope.get("route"), "path_format", None)
    if isinstance(pattern, str):
        return pattern
    return next((mount for mount in _MOUNTS if path == mount or path.startswith(f"{mount}/")), "other")
