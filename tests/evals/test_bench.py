"""The benchmarks measure what they say; how fast anything is stays out of the tests."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from evals.bench import build, encoder, latency, memory
from evals.bench.measure import interleaved, shipped_texts, table
from kb.base import Kb
from kb.errors import KbError
from kb.statements import found_by_likeness

ANSWERING = """
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
class Hello(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")
HTTPServer(("127.0.0.1", int(sys.argv[1])), Hello).serve_forever()
"""


def _lengths(texts: Sequence[str]) -> NDArray[np.float32]:
    vectors = np.array([[1.0, len(text)] for text in texts], np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def test_works_take_turns() -> None:
    said: list[str] = []
    took = interleaved({"a": lambda: said.append("a"), "b": lambda: said.append("b")}, 2)
    assert said == ["a", "b", "a", "b"]
    assert {name: len(times) for name, times in took.items()} == {"a": 2, "b": 2}


def test_an_encoder_agrees_with_itself_and_its_ratio_is_to_the_first() -> None:
    first, second = encoder.compare({"one": _lengths, "two": _lengths}, ["a", "bb"], ["c"], rounds=1)
    assert first["ratio"] == 1
    assert second["cosine min"] == pytest.approx(1)
    assert list(first) == list(second)


def test_agreement_is_the_cosine_row_by_row() -> None:
    straight, mixed = np.eye(2, dtype=np.float32), np.array([[1, 0], [1, 0]], np.float32)
    assert encoder.agreement(straight, mixed) == pytest.approx(
        {"cosine mean": 0.5, "cosine p1": 0.01, "cosine min": 0.0}
    )


def test_a_build_is_held_against_the_encoder_and_repeated_unchanged() -> None:
    asked: list[bool] = []

    def built(full: bool) -> dict[str, Any]:
        asked.append(full)
        return {"passages": 3, "seconds": 1.0}

    changed: list[int] = []
    (row,) = build.measure(built, lambda: None, lambda: changed.append(len(asked)), rounds=2)
    assert asked == [True, False, False, True, False, False]
    assert changed == [2, 5]  # between the build of nothing new and the one after it
    assert (row["passages"], row["full build s"]) == (3, 1.0)


def test_latency_tells_both_times_and_their_ratio() -> None:
    answer, encode, ratio = latency.compare(str.upper, str.lower, ["one", "two"], rounds=2)
    assert [row["ms"] for row in (answer, encode, ratio)] == ["answer", "encoding the question", "ratio"]
    assert ratio["p95"] == float(answer["p95"]) / float(encode["p95"])


def test_a_server_is_asked_measured_and_ended() -> None:
    port = memory.free_port()
    row = memory.serve([sys.executable, "-c", ANSWERING, str(port)], os.environ, port, ["one", "two"])
    assert row["questions"] == 2
    assert 0 < float(row["RSS MB"]) <= float(row["peak RSS MB"])


def test_a_server_that_ends_early_is_an_error_with_a_remedy() -> None:
    with pytest.raises(KbError, match=r"exit 3 .*run: tessera serve"):
        memory.serve([sys.executable, "-c", "raise SystemExit(3)"], os.environ, memory.free_port(), ["one"])


def test_the_texts_measured_are_those_that_were_embedded(kb: Kb) -> None:
    texts = shipped_texts(kb.index)
    assert len(texts) == len(tuple(found_by_likeness(kb.library)))
    assert all(texts)


def test_a_table_is_markdown() -> None:
    assert table([{"name": "x", "ms": 2.0}]) == "| name | ms |\n| --- | --- |\n| x | 2.00 |"
