"""`tessera serve` as a process of its own, on a free port of this machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from kb.settings import Settings

ROOT = Path(__file__).parent.parent


@dataclass
class Served:
    process: subprocess.Popen[str]
    address: str


@contextmanager
def serving(built: Settings, **more: str) -> Iterator[Served]:
    """The app over a built base, with more environment variables; killed at the end where it still runs."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    environment = {
        **os.environ,
        "TESSERA_DATA_DIR": str(built.data_dir),
        "TESSERA_CORPUS_DIR": str(built.corpus_dir),
        "TESSERA_PORT": str(port),
        **more,
    }
    command = [sys.executable, "-c", "from app.cli import main; main()", "serve"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    address = f"http://127.0.0.1:{port}"
    try:
        _await(process, address)
        yield Served(process, address)
    finally:
        process.kill()
        process.wait()


def _await(process: subprocess.Popen[str], address: str) -> None:
    for _ in range(600):
        assert process.poll() is None, process.stderr and process.stderr.read()
        try:
            httpx.get(f"{address}/api/health")
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"{address}: no answer within a minute")
