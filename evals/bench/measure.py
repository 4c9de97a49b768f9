"""What the benchmarks share: interleaved timing, the shipped statements, the command line, a table or JSON."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from evals.dataset import HOME, read
from kb.base import open_base
from kb.errors import KbError
from kb.index import Index
from kb.settings import Settings

Figures = dict[str, float | str]  # one row of a table


def seconds(work: Callable[[], object]) -> float:
    """Wall-clock seconds of one call."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def interleaved(works: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Seconds of each work in each round. All take turns, so that a busy neighbour slows all and spares their ratios."""
    took: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            took[name].append(seconds(work))
    return took


@contextlib.contextmanager
def running(command: Sequence[str], env: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """The command as a process of its own, ended at the end."""
    process = subprocess.Popen(command, env=dict(env), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def shipped_texts(index: Index) -> list[str]:
    """The records' statements of a built index, as they were embedded."""
    told = (index.shelf.metadata(one) for one in index.ids)
    return [str(data["embed"]) for data in told if data["kind"] == "record"]


def built_texts(settings: Settings) -> list[str]:
    """As shipped_texts, of the index that serves; IndexUnusable where none does."""
    kb = open_base(settings)
    try:
        return shipped_texts(kb.index)
    finally:
        kb.index.close()


def gold_questions() -> list[str]:
    return [one.question for one in read(HOME / "gold.jsonl")]


def tessera(*arguments: str) -> list[str]:
    """The command line as its user starts it: evals import nothing of the rooms after them."""
    beside = sysconfig.get_path("scripts")
    found = shutil.which("tessera", path=os.pathsep.join([beside, os.environ.get("PATH", os.defpath)]))
    if found is None:
        raise KbError(f"tessera: no such command in {beside} or PATH; run: make run")
    return [found, *arguments]


def environment(data_dir: Path) -> dict[str, str]:
    """This process's environment with another data folder, for a process of Tessera."""
    return {**os.environ, "TESSERA_DATA_DIR": str(data_dir), "GRADIO_ANALYTICS_ENABLED": "False"}


def tessera_build(data_dir: Path, *, full: bool, corpus: Path | None = None) -> dict[str, Any]:
    """What `tessera build --json` reports, of the shipped corpus or another; KbError with its own last line where it fails."""
    command = tessera("build", "--json", *(["--full"] if full else []))
    env = environment(data_dir) | ({"TESSERA_CORPUS_DIR": str(corpus)} if corpus else {})
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise KbError((done.stderr.strip().splitlines() or ["tessera build failed"])[-1])
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def run(measured: Callable[[argparse.Namespace], Sequence[Figures]], about: str, *, rounds: int) -> None:
    """The command line of a benchmark: --rounds, --every (of the texts), --json; exit 1 and one line on an error."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--rounds", type=int, default=rounds, help="interleaved repetitions")
    parser.add_argument("--every", type=int, default=1, help="measure every n-th text only")
    parser.add_argument("--json", action="store_true", help="one JSON value on stdout")
    options = parser.parse_args()
    try:
        rows = measured(options)
    except KbError as error:
        sys.exit(f"{parser.prog}: {error}")
    print(json.dumps(rows, indent=2) if options.json else table(rows))


def table(rows: Sequence[Figures]) -> str:
    """A Markdown table; every row has the columns of the first."""
    head = list(rows[0])
    cells = [head, ["---"] * len(head), *([_cell(row[name]) for name in head] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in cells)


def _cell(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:,.4f}" if abs(value) < 1 else f"{value:,.2f}"
