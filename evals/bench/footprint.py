"""Memory of building and of opening an index, by its size: embedded, and with the vectors on a Chroma server.

Passages and vectors are of our own making, so that only the index is measured. `own`: what the process alone holds,
without pages of files, which the system takes back when it needs them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from evals.bench.measure import Figures, seconds, table
from evals.bench.memory import PATIENCE, free_port, memory
from kb.encoder import Vectors
from kb.errors import KbError
from kb.index import Index
from kb.vectors import EMBEDDED

SIZES = (5_000, 20_000, 60_000)  # passages
SERVER = "server"
_WORDS = (
    "luminaire portable fixed indoor outdoor class tested report issued under licence of recognised body rated".split()
)


@dataclass(frozen=True, slots=True)
class Held:
    """Bytes a process and its children held at most: resident, and of these their own."""

    resident: int
    own: int


def held(command: Sequence[str], env: Mapping[str, str]) -> Held:
    """What the command and all its children together hold at most, seen twenty times a second."""
    process = subprocess.Popen(command, env=dict(env), stdout=subprocess.DEVNULL)
    resident = own = 0
    while process.poll() is None:
        seen = [_pages(pid) for pid in _tree(process.pid)]
        resident, own = max(resident, sum(all_ for all_, _ in seen)), max(own, sum(all_ - of for all_, of in seen))
        time.sleep(0.05)
    if process.returncode:
        raise KbError(f"{command[0]}: ended with exit {process.returncode}; its own message stands above")
    size = os.sysconf("SC_PAGE_SIZE")
    return Held(resident * size, own * size)


def peak(command: Sequence[str], env: Mapping[str, str]) -> int:
    """Bytes resident at most, of the command and all its children together."""
    return held(command, env).resident


def _tree(pid: int) -> Iterator[int]:
    yield pid
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text(encoding="ascii").split():
                yield from _tree(int(child))


def _pages(pid: int) -> tuple[int, int]:
    """Pages resident, and how many of them are of files or shared."""
    try:
        _, resident, shared, *_ = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()
    except (OSError, ValueError):  # it has just ended
        return 0, 0
    return int(resident), int(shared)


# ---- what is built -------------------------------------------------------------------------------------------------


class StandIn:
    """An encoder that costs next to nothing: a text's digest as a point in few dimensions, turned into many."""

    name = "digest/384"
    dimension = 384
    _turn = np.random.default_rng(7).standard_normal((16, 384)).astype(np.float32)

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        digests = b"".join(hashlib.sha256(text.encode()).digest() for text in texts)
        points = np.frombuffer(digests, "<u2").reshape(-1, 16).astype(np.float32) - 2**15
        vectors = points @ self._turn
        if progress:
            progress(len(texts))
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)

    def count(self, text: str) -> int:
        return len(text.split())


def passages(count: int) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Rows of lists, as documents have them: words that recur, and a code of its own in each."""
    for n in range(count):
        words = " ".join(_WORDS[(n * step) % len(_WORDS)] for step in range(1, 25))
        text = f"{n // 1000:04}.{n % 1000:03} | {words} | {n % 900 + 100}"
        one = hashlib.sha256(text.encode()).hexdigest()[:20]
        yield (
            one,
            text,
            {"kind": "passage", "title": f"List {n // 500}", "at": f"row {n % 500 + 1}", "url": "/list.html"},
        )


def build(count: int, folder: Path, store: str) -> None:
    Index.build(passages(count), folder, encoder=StandIn(), store=store, total=count).close()


def search(count: int, folder: Path, store: str) -> None:
    index = Index(folder, StandIn(), store=store)
    for _, text, _ in passages(min(count, 50)):
        index.search(text)
    index.close()


# ---- how much it takes ---------------------------------------------------------------------------------------------


@contextmanager
def server(folder: Path) -> Iterator[tuple[str, int]]:
    """A Chroma server on loopback: its address, and the id of its process."""
    port, chroma = free_port(), Path(sysconfig.get_path("scripts")) / "chroma"
    command = [str(chroma), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _listening(port)
            yield f"http://127.0.0.1:{port}", process.pid
        finally:
            process.terminate()


def _listening(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise KbError(f"chroma: not listening after {PATIENCE:.0f} s; run: chroma run")


def measured(count: int, store: str, home: Path) -> Figures:
    """Megabytes (10^6 bytes) of a build and of an open index in processes of their own, and of the server."""
    with server(home / "server") if store == SERVER else nullcontext((EMBEDDED, 0)) as (address, pid):
        taken: dict[str, Held] = {}
        alone = [sys.executable, "-m", __spec__.name, "--size", str(count), "--folder", str(home / "index")]
        took = seconds(lambda: taken.update(build=held([*alone, "--alone", "build", "--store", address], os.environ)))
        taken["search"] = held([*alone, "--alone", "search", "--store", address], os.environ)
        told = {f"{name} MB": one.resident / 1e6 for name, one in taken.items()}
        own = {f"{name} own MB": one.own / 1e6 for name, one in taken.items()}
        on_server = memory(pid)["RSS MB"] if pid else 0.0
    return {"store": store, "passages": count, "build s": took, **told, **own, "server MB": on_server}


def growth(rows: Sequence[Figures]) -> list[Figures]:
    """The rows of one store, each with the kilobytes a passage more than the smallest takes: built, searched, on the server."""
    least = rows[0]

    def more(row: Figures, what: str) -> float:
        passages = float(row["passages"]) - float(least["passages"])
        return (float(row[what]) - float(least[what])) * 1000 / passages if passages else 0.0

    kinds = {"build own": "build own MB", "search own": "search own MB", "server": "server MB"}
    return [{**row, **{f"{kind}, kB a passage more": more(row, what) for kind, what in kinds.items()}} for row in rows]


def main() -> None:
    """--size N … --store embedded|server … --json; exit 1 and one line on an error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, action="append", help=f"passages; may be repeated; default {SIZES}")
    parser.add_argument("--store", action="append", help=f"{EMBEDDED} or {SERVER}; may be repeated; default both")
    parser.add_argument("--json", action="store_true", help="one JSON value on stdout")
    parser.add_argument("--alone", choices=("build", "search"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    sizes, stores = options.size or SIZES, options.store or (EMBEDDED, SERVER)
    if options.alone:
        {"build": build, "search": search}[options.alone](sizes[0], options.folder, stores[0])
        return
    try:
        rows = [row for store in stores for row in growth([_one(size, store) for size in sizes])]
    except KbError as error:
        sys.exit(f"{parser.prog}: {error}")
    print(json.dumps(rows, indent=2) if options.json else table(rows))


def _one(size: int, store: str) -> Figures:
    with tempfile.TemporaryDirectory() as folder:
        return measured(size, store, Path(folder))


if __name__ == "__main__":
    main()
