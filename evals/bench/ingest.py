"""Taking documents in: what becomes of every file, HTML parsed alone, throughput beside the encoder alone, peak memory.

The files are the folders below --files; by default the real documents beside the checkout, or else our golden inputs.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from queue import SimpleQueue

from evals.bench.footprint import peak
from evals.bench.measure import Figures, environment, seconds, table
from ingest.build import build
from ingest.ingest import from_file, ingest
from ingest.parsers import html, parse
from ingest.parsers.encoding import decode
from ingest.worker import ParserFailed, Worker
from kb.documents import Snapshot
from kb.encoder import open_encoder
from kb.errors import InputError, KbError
from kb.settings import Settings
from kb.shelf import Shelf

ROOT = Path(__file__).resolve().parents[2]
REALDOCS, GOLDEN = ROOT.parent / "shared" / "realdocs", ROOT / "tests" / "golden"
TEXT = frozenset({".html", ".htm", ".md", ".txt", ".csv", ".json", ".jsonl", ".xml"})
SHORT = 100_000  # bytes: one file must not outweigh all others
TOO_LONG = 60.0  # seconds for one file
PARTS = ("files", "html", "throughput", "memory")


def found(files: Path, *, of: frozenset[str] = frozenset(), some: int = 0) -> list[Path]:
    """The files of every folder (of these suffixes; of each folder the first `some` that are short); no expectations."""
    chosen: list[Path] = []
    for folder in sorted(one for one in files.iterdir() if one.is_dir()):
        inputs = [path for path in sorted(folder.rglob("*")) if path.is_file() and not _left_out(path)]
        inputs = [path for path in inputs if not of or path.suffix.lower() in of]
        chosen += [path for path in inputs if path.stat().st_size < SHORT][:some] if some else inputs
    return chosen


def _left_out(path: Path) -> bool:
    return path.name.startswith(".") or (path.suffix == ".json" and path.with_suffix("").is_file())


# ---- what becomes of every file ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: `reason` why it was refused, `crash` how a parser broke; both "" where it was parsed."""

    path: Path
    seconds: float
    reason: str = ""
    crash: str = ""


def outcomes(paths: Sequence[Path], workers: Sequence[Worker]) -> Iterator[Outcome]:
    """Each file parsed and split as ingest does it, on as many processes as there are workers."""
    idle: SimpleQueue[Worker] = SimpleQueue()
    for worker in workers:
        idle.put(worker)

    def outcome(path: Path) -> Outcome:
        worker, started = idle.get(), time.perf_counter()
        try:
            reason, crash = _refusal(worker, path)
        finally:
            idle.put(worker)
        return Outcome(path, time.perf_counter() - started, reason, crash)

    with ThreadPoolExecutor(len(workers)) as pool:
        yield from pool.map(outcome, paths)


def _refusal(worker: Worker, path: Path) -> tuple[str, str]:
    try:
        worker.parse(from_file(path), path)
    except InputError as error:
        return str(error), ""
    except ParserFailed as error:
        return "", str(error)
    return "", ""


def told(found: Sequence[Outcome]) -> list[Figures]:
    """Counts, refusals by reason, and the slowest file."""
    slowest = max(found, key=lambda one: one.seconds)
    crashes = Counter(_kind(one.crash) for one in found if one.crash)
    reasons = Counter(_kind(one.reason) for one in found if one.reason)
    return [
        _figure("files", len(found)),
        _figure("parsed", sum(not one.reason and not one.crash for one in found)),
        *(_figure(f"refused: {reason}", count) for reason, count in reasons.most_common()),
        *(_figure(f"crash: {crash}", count) for crash, count in crashes.most_common()),
        _figure("crashes", crashes.total()),
        _figure(f"files over {TOO_LONG:.0f} s", sum(one.seconds > TOO_LONG for one in found)),
        _figure(f"slowest, s: {slowest.path.name}", slowest.seconds),
    ]


def _figure(what: str, figure: float) -> Figures:
    return {"what": what, "figure": figure}


def _kind(reason: str) -> str:
    """A reason without its remedy, and without what differs from file to file."""
    return re.sub(r"\d+", "N", reason.partition(";")[0])


# ---- HTML parsed alone ---------------------------------------------------------------------------------------------


def html_speed(pages: Sequence[Snapshot], what: str, *, rounds: int) -> Figures:
    """MB (10^6 bytes) a second of a core's own time, the best of the rounds: `read`: bytes to blocks; `parse`: to the document."""
    works = {
        "read": lambda: [html.read(decode(one.content, one.content_type), base=one.url) for one in pages],
        "parse": lambda: [parse(one) for one in pages],
    }
    took = {name: min(_own_seconds(work) for _ in range(rounds)) for name, work in works.items()}
    size = sum(len(one.content) for one in pages) / 1e6
    return {"what": what, "MB": size, **{f"{name} MB/s": size / least for name, least in took.items()}}


def _own_seconds(work: Callable[[], object]) -> float:
    """Of this process's processors, whatever else the machine does."""
    started = time.process_time()
    work()
    return time.process_time() - started


def page(size: int) -> Snapshot:
    """A page of about so many bytes, of our own making: half of it prose with links, half of it tables."""
    prose = (
        "<p>Luminaires of class {n} are tested by a <a href='/bodies/{n}'>recognised body</a> before they are placed on "
        "the market; the report names the edition of the standard, and the <em>conditions</em> of each test.</p>\n"
    )
    rows = "<tr><td>0101.90.{n}</td><td>Luminaire, fixed, {n} W</td><td>1,200</td></tr>\n"
    table = f"<table><tr><th>Code<th>Product<th>Fee</tr>\n{rows * 20}</table>\n"
    part = f"<h2>Part {{n}}</h2>\n{prose * (len(table) // len(prose))}{table}"
    body = "".join(part.replace("{n}", str(n)) for n in range(size // len(part) + 1))
    content = f"<!doctype html><html lang=en><head><title>List</title></head><body>{body}</body></html>".encode()
    return Snapshot(content, "/list.html", "list.html", "", "2026-11-21T00:00:00+00:00", "text/html; charset=utf-8")


# ---- throughput ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Round:
    """Seconds of a first ingest and of its build, of the encoder alone on the same passages, and of all over again."""

    ingest: float
    build: float
    encoder: float
    again: float
    passages: int
    size: int  # bytes of the files


def throughput(rounds: Sequence[Round]) -> Figures:
    """Medians; each ratio is taken within its round, so that a busy neighbour spares it."""
    middle = {
        name: statistics.median(getattr(one, name) for one in rounds)
        for name in ("ingest", "build", "encoder", "again")
    }
    return {
        "passages": rounds[0].passages,
        "MB": rounds[0].size / 1e6,
        **{f"{name} s": value for name, value in middle.items()},
        "encoder / (ingest + build)": statistics.median(one.encoder / (one.ingest + one.build) for one in rounds),
        "again / first": statistics.median(one.again / (one.ingest + one.build) for one in rounds),
    }


def one_round(files: Sequence[Path], base: Path, home: Path) -> Round:
    """The files taken into a copy of a base that holds the shipped records, twice."""
    data_dir = home / "data"
    shutil.rmtree(data_dir, ignore_errors=True)
    shutil.copytree(base, data_dir)
    settings = Settings(data_dir=data_dir)
    ingesting = seconds(partial(ingest, files, settings))
    building = seconds(partial(build, settings))
    texts, encoder = _passages(data_dir), open_encoder(settings)
    encoder.encode(texts[:8])
    alone = seconds(partial(encoder.encode, texts))
    again = seconds(lambda: (ingest(files, settings), build(settings)))
    return Round(ingesting, building, alone, again, len(texts), sum(path.stat().st_size for path in files))


def _passages(data_dir: Path) -> list[str]:
    """The texts of ingested passages in the index that serves."""
    shelf = Shelf(data_dir / "index" / (data_dir / "index" / "current").read_text(encoding="utf-8"))
    return [shelf.text(one) for one in shelf.ids if shelf.metadata(one)["kind"] == "passage"]


# ---- memory --------------------------------------------------------------------------------------------------------


def corpus(folder: Path, passages: int) -> None:
    """Markdown files of our own making: lists of 499 rows, each a passage, with one passage for the list as a whole."""
    folder.mkdir(parents=True)
    for n in range(passages // 500):
        rows = (f"| {n:04}.{row:04} | luminaire {n * 499 + row} | 1,{row % 900 + 100} |" for row in range(499))
        head = f"# List {n}\n\n| Code | Product | Fee |\n|---|---|---|\n"
        (folder / f"list-{n:05}.md").write_text(head + "\n".join(rows) + "\n", encoding="utf-8")


def growth(peaks: Sequence[tuple[int, int]]) -> list[Figures]:
    """Passages and bytes of each run, against the first."""
    first, least = peaks[0]
    return [
        {
            "passages": float(count),
            "peak MB": most / 1e6,
            "ratio": most / least,
            "bytes a passage more": (most - least) / (count - first) if count > first else 0.0,
        }
        for count, most in peaks
    ]


# ---- the command line ----------------------------------------------------------------------------------------------


def main() -> None:
    """--files FOLDER --part NAME … --some N --rounds N --passages N --json; exit 1 and one line on an error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=Path, default=REALDOCS if REALDOCS.is_dir() else GOLDEN, help="their folder")
    parser.add_argument("--part", choices=PARTS, action="append", help="only this one; may be repeated")
    parser.add_argument("--some", type=int, default=1, help="throughput: text files of each folder, 0: all")
    parser.add_argument("--rounds", type=int, default=2, help="repetitions of what is timed")
    parser.add_argument("--passages", type=int, default=5000, help="memory: of the smaller of two runs")
    parser.add_argument("--json", action="store_true", help="one JSON value on stdout")
    options = parser.parse_args()
    try:
        parts = {one: measured(one, options) for one in options.part or PARTS}
    except KbError as error:
        sys.exit(f"{parser.prog}: {error}")
    print(json.dumps(parts, indent=2) if options.json else "\n\n".join(f"{n}\n{table(r)}" for n, r in parts.items()))


def measured(part: str, options: argparse.Namespace) -> list[Figures]:
    measure = {"files": _files, "html": _html, "throughput": _throughput, "memory": _memory}
    return measure[part](options)


def _files(options: argparse.Namespace) -> list[Figures]:
    workers = [Worker() for _ in os.sched_getaffinity(0)]
    try:
        return told([*outcomes(found(options.files), workers)])
    finally:
        for worker in workers:
            worker.close()


def _html(options: argparse.Namespace) -> list[Figures]:
    pages = [from_file(path) for path in found(options.files, of=frozenset({".html", ".htm"}))]
    rows = [html_speed([page(5_000_000)], "one page of our own", rounds=options.rounds)]
    return [html_speed(pages, f"{len(pages)} files", rounds=options.rounds), *rows] if pages else rows


def _throughput(options: argparse.Namespace) -> list[Figures]:
    files = found(options.files, of=TEXT, some=options.some)
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder) / "base"
        build(Settings(data_dir=base))  # unmeasured: the shipped records, and the encoder's files
        return [throughput([one_round(files, base, Path(folder)) for _ in range(options.rounds)])]


def _memory(options: argparse.Namespace) -> list[Figures]:
    run = [sys.executable, "-c", "from app.cli import main; main()", "ingest", "--json"]
    peaks = []
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        build(Settings(data_dir=home / "base"))
        for count in (options.passages, 4 * options.passages):
            corpus(home / f"files-{count}", count)
            shutil.copytree(home / "base", home / f"data-{count}")
            peaks.append((count, peak([*run, str(home / f"files-{count}")], environment(home / f"data-{count}"))))
    return growth(peaks)


if __name__ == "__main__":
    main()
