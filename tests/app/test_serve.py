"""`tessera serve` as a process of its own: it starts, answers many at once the same, and stops at once."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx
import pytest

from kb.settings import Settings
from tests.conftest import CORPUS, ROOT

QUESTIONS = (
    "Does Japan accept my CB certificate for an LED lamp?",
    "出口新西兰的电饭煲，CCC证书有用吗？",
    "Is GB 4943.1 identical to IEC 62368-1?",
)


@dataclass
class Served:
    process: subprocess.Popen[str]
    address: str


@pytest.fixture
def served(built: Settings) -> Iterator[Served]:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    environment = {
        **os.environ,
        "TESSERA_DATA_DIR": str(built.data_dir),
        "TESSERA_CORPUS_DIR": str(CORPUS),
        "TESSERA_PORT": str(port),
    }
    command = [sys.executable, "-c", "from app.cli import main; main()", "serve"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    address = f"http://127.0.0.1:{port}"
    for _ in range(600):
        assert process.poll() is None, process.stderr and process.stderr.read()
        try:
            httpx.get(f"{address}/api/health")
            break
        except httpx.TransportError:
            time.sleep(0.1)
    yield Served(process, address)
    process.kill()
    process.wait()


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
