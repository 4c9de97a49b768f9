"""Figures of use for Prometheus: how many requests and answers, how long, how large the base. Never a question's words."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from kb.base import Kb
from kb.model import Answer
from kb.recorded import KINDS

MEDIA_TYPE = CONTENT_TYPE_LATEST
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3, 6, 15, 60)
_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "DELETE"})


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
            "tessera_answers", "Answers made, to questions and to routes, row by row of a sheet; by page, REST and MCP.", ("status", "verdict"),
            registry=self.registry,
        )  # fmt: skip
        records = Gauge("tessera_records", "Records of the base.", ("kind",), registry=self.registry)
        for kind in KINDS:
            records.labels(kind).set(len(getattr(kb.library, kind)))
        passages = Gauge("tessera_passages", "Statements and passages that search knows.", registry=self.registry)
        passages.set(len(kb.index.shelf))

    def answered(self, answer: Answer) -> None:
        self._answers.labels(answer.status, answer.verdict.value if answer.verdict else "none").inc()

    def served(self, method: str, route: str, status: int, seconds: float) -> None:
        self._requests.labels(method if method in _METHODS else "other", route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """Everything counted, in Prometheus' text format."""
        return generate_latest(self.registry)
