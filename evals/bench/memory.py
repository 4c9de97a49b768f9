"""`tessera serve` in a fresh process on a built index: seconds to the first answer, memory after 50 questions."""

from __future__ import annotations

import argparse
import re
import socket
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from itertools import cycle, islice
from pathlib import Path

import httpx

from evals.bench.measure import Figures, environment, gold_questions, run, running, tessera
from kb.base import current
from kb.errors import KbError
from kb.settings import Settings

PATIENCE = 120.0  # seconds until a server that does not answer is given up


def serve(command: Sequence[str], env: Mapping[str, str], port: int, questions: Sequence[str]) -> Figures:
    """Starts the command, asks every question at POST /api/ask on loopback, reads its memory, and ends it."""
    started = time.perf_counter()
    with (
        running(command, env) as process,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE, trust_env=False) as client,
    ):
        first_answer(client, questions[0], process)
        first = time.perf_counter() - started
        for question in questions[1:]:
            client.post("/api/ask", json={"question": question}).raise_for_status()
        return {"start to first answer s": first, **memory(process.pid), "questions": float(len(questions))}


def first_answer(client: httpx.Client, question: str, process: subprocess.Popen[bytes]) -> None:
    """Returns once the question has been answered; KbError if the server ends before, or never listens."""
    until = time.perf_counter() + PATIENCE
    while time.perf_counter() < until:
        if process.poll() is not None:
            raise KbError(f"server: ended with exit {process.returncode} before its first answer; run: tessera serve")
        try:
            client.post("/api/ask", json={"question": question}).raise_for_status()
        except httpx.ConnectError:
            time.sleep(0.05)
        else:
            return
    raise KbError(f"server: not listening after {PATIENCE:.0f} s; run: tessera serve")


def memory(pid: int) -> Figures:
    """Megabytes (10^6 bytes) resident now, and at most so far, of a Linux process."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    kib = dict(re.findall(r"^(VmRSS|VmHWM):\s+(\d+) kB$", status, re.MULTILINE))
    return {"RSS MB": int(kib["VmRSS"]) * 1024 / 1e6, "peak RSS MB": int(kib["VmHWM"]) * 1024 / 1e6}


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _measured(options: argparse.Namespace) -> list[Figures]:
    settings = Settings()
    current(settings)  # without an index the start would hold a build
    questions = list(islice(cycle(gold_questions()[:: options.every]), 50))
    rows = []
    for _ in range(options.rounds):
        port = free_port()
        env = environment(settings.data_dir) | {
            "TESSERA_PORT": str(port),
            "TESSERA_HOST": "127.0.0.1",
            "TESSERA_AUTH": "",
        }
        rows.append(serve(tessera("serve"), env, port, questions))
    return [{name: statistics.median(float(row[name]) for row in rows) for name in rows[0]}]


if __name__ == "__main__":
    run(_measured, __doc__, rounds=2)
