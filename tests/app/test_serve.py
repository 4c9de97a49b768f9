"""`tessera serve` as a process of its own: it starts, answers many at once the same, and stops at once."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from kb.settings import Settings
from tests.served import Served, serving

QUESTIONS = (
    "Does Japan accept my CB certificate for an LED lamp?",
    "出口新西兰的电饭煲，CCC证书有用吗？",
    "Is GB 4943.1 identical to IEC 62368-1?",
)


@pytest.fixture
def served(built: Settings) -> Iterator[Served]:
    with serving(built) as one:
        yield one


def test_it_answers_many_at_once_the_same_and_stops_at_once_with_a_reader_connected(served: Served) -> None:
    def answer(question: str) -> str:
        told = httpx.post(f"{served.address}/api/ask", json={"question": question}, timeout=60).json()
        return str({key: value for key, value in told.items() if key != "took_ms"})

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(answer, QUESTIONS * 10))
    assert len(set(told)) == len(QUESTIONS)

    def listen() -> None:
        httpx.get(f"{served.address}/en/gradio_api/heartbeat/someone", timeout=60)

    threading.Thread(target=listen, daemon=True).start()
    time.sleep(0.5)
    served.process.send_signal(signal.SIGTERM)
    _, stderr = served.process.communicate(timeout=5)
    assert "Tessera answers on" in stderr
    assert "Traceback" not in stderr
    assert "GB 4943" not in stderr
