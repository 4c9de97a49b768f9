"""Parsers in a process of their own, with a cap on memory and time: a hostile file can end the worker, never us.

Parent and worker exchange one line of JSON each way, so that nothing a worker says is ever executed. The line back
is a summary, a tab, and the document as it will be stored, which the parent writes without reading it.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import resource
import select
import subprocess
import sys
import time
import traceback
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from ingest.stored import Stored, as_json, digest
from kb.documents import Snapshot, Table
from kb.errors import InputError
from kb.passages import BUDGET
from kb.settings import BUNDLED

_SAY_AT_MOST = 512 * 1024 * 1024  # bytes of one answer
_READY = b"ready\n"
_START = 300.0  # seconds for the parsers to be loaded, which are no file's fault: a busy machine takes its time


@dataclass(frozen=True, slots=True)
class Limits:
    seconds: float = 60.0  # for one file
    memory: int = 3 * 1024**3  # bytes of address space
    files: int = 500  # after which a fresh worker takes over


@dataclass(frozen=True, slots=True)
class Parsed:
    """What became of one input. `stored` is the document with its passages as a file of JSON."""

    sha256: str
    title: str
    digest: str  # of all words and tables: the same digest, the same content
    tables: int
    rows: int
    passages: int
    withdrawn: str
    remarks: tuple[str, ...]
    stored: bytes


class ParserFailed(Exception):
    """A parser broke in a way nobody foresaw; the message is one line, `trace` is for the log."""

    def __init__(self, message: str, trace: str = "") -> None:
        self.trace = trace
        super().__init__(message)


class Worker:
    """Parses and splits one file after another. Use as a context manager; started when first needed."""

    def __init__(self, limits: Limits | None = None, *, budget: int = BUDGET, embedding_model: str = BUNDLED) -> None:
        self._limits = limits or Limits()
        self._told = {"budget": budget, "embedding_model": embedding_model}
        self._process: subprocess.Popen[bytes] | None = None
        self._done = 0

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._stop()

    def parse(self, snapshot: Snapshot, path: Path, *, made: str = "") -> Parsed:
        """The document of a snapshot whose bytes lie at `path`; `made` is noted in it.

        InputError for bad input, also where it takes too long or too much memory; ParserFailed for anything else.
        """
        process = self._running()
        receipt = {k: v for k, v in asdict(replace(snapshot, content=b"")).items() if k != "content"}
        question = {"path": str(path), "made": made, "receipt": receipt, **self._told}
        summary, _, document = self._ask(process, json.dumps(question).encode() + b"\n").partition(b"\t")
        self._done += 1
        if self._done >= self._limits.files:
            self._stop()
        answer = json.loads(summary)
        if "refused" in answer:
            raise InputError(answer["refused"])
        if "failed" in answer:
            raise ParserFailed(answer["failed"], answer.get("trace", ""))
        return Parsed(**{**answer, "remarks": tuple(answer["remarks"])}, stored=document.rstrip(b"\n"))

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._done = 0
            root = str(Path(__file__).resolve().parent.parent)
            env = {**os.environ, "PYTHONPATH": os.pathsep.join([root, *filter(None, sys.path)])}
            env |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONUTF8": "1"}
            command = [sys.executable, "-m", "ingest.worker", str(self._limits.memory)]
            self._process = subprocess.Popen(
                command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            self._await(self._process)
        return self._process

    def _await(self, process: subprocess.Popen[bytes]) -> None:
        """Returns once the parsers are loaded, so that a file's time is its own."""
        if process.stdout is None or self._line(process.stdout.fileno(), _START) != _READY:
            self._stop()
            raise ParserFailed("the parsers could not be loaded")

    def _ask(self, process: subprocess.Popen[bytes], question: bytes) -> bytes:
        if process.stdin is None or process.stdout is None:
            raise ParserFailed("the worker has no pipes")
        try:
            process.stdin.write(question)
            process.stdin.flush()
            line = self._line(process.stdout.fileno(), self._limits.seconds)
        except BrokenPipeError:
            line = b""
        if not line:
            code = process.poll()
            self._stop()
            raise InputError(
                f"the parser died on it (exit {code}): damaged or hostile file; save it anew in a simpler form"
            )
        return line

    def _line(self, handle: int, seconds: float) -> bytes:
        deadline = time.monotonic() + seconds
        said = bytearray()
        while not said.endswith(b"\n"):
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([handle], [], [], left)[0]:
                self._stop()
                raise InputError(f"took more than {seconds:.0f} s to parse; split the file and ingest the parts")
            chunk = os.read(handle, 1 << 20)
            said += chunk
            if not chunk:
                return b""
            if len(said) > _SAY_AT_MOST:
                self._stop()
                raise InputError("holds more text than one document can; split the file and ingest the parts")
        return bytes(said)

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()


def answer(question: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """A summary and the document as JSON; of what cannot be parsed `refused` (bad input) or `failed` (our fault)."""
    from ingest.parsers import parse
    from kb.encoder import open_count
    from kb.split import split

    try:
        document = parse(Snapshot(content=Path(question["path"]).read_bytes(), **question["receipt"]))
        passages = split(document, budget=question["budget"], count=open_count(question["embedding_model"]))
    except InputError as error:
        return {"refused": str(error)}, b""
    except MemoryError:
        return {"refused": "needs more memory than a document may; split the file and ingest the parts"}, b""
    except RecursionError:
        return {"refused": "nested too deeply to be read; save it in a simpler form and ingest it again"}, b""
    except Exception as error:
        return {"failed": f"{type(error).__name__}: {str(error)[:200]}", "trace": traceback.format_exc()}, b""
    tables = [block for block in document.blocks if isinstance(block, Table)]
    summary = {
        "sha256": document.sha256,
        "title": document.title,
        "digest": digest(document),
        "tables": len(tables),
        "rows": sum(len(table.rows) for table in tables),
        "passages": len(passages),
        "withdrawn": document.withdrawn,
        "remarks": document.remarks,
    }
    return summary, as_json(Stored(document, passages, question["made"]))


def main() -> None:
    """The worker's own loop: caps first, then a line in, a line out, until the parent closes the pipe."""
    memory = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    gc.set_threshold(50_000, 20, 20)  # a parse makes many small values that live until its end
    said = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get among the answers
    for module in ("ingest.parsers", "kb.encoder", "kb.split"):
        importlib.import_module(module)
    said.write(_READY)
    said.flush()
    for line in sys.stdin.buffer:
        summary, document = answer(json.loads(line))
        said.write(json.dumps(summary).encode() + b"\t" + document + b"\n")
        said.flush()


if __name__ == "__main__":
    main()
