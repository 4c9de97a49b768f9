"""Files, folders and addresses → documents and passages on the disk. One bad input never stops the others."""

from __future__ import annotations

import datetime as dt
import logging
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ingest import parsers
from ingest.fetch import Caps, Resolve, fetch, system_resolve
from ingest.snapshots import keep, receipt_of
from ingest.stored import Stored, load, store, stored, stored_passages
from ingest.worker import Limits, ParserFailed, Worker
from kb.documents import Snapshot, document_id
from kb.errors import InputError
from kb.passages import BUDGET, Count
from kb.split import split

__all__ = ["MAX_BYTES", "Refusal", "Report", "ingest", "stored", "stored_passages"]

Progress = Callable[[int, int, str], None]  # inputs done, inputs in all, the one that was just done

MAX_BYTES = 100 * 1024 * 1024  # of one file
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Refusal:
    path: str
    reason: str  # one line: what is wrong, and what to do


@dataclass(frozen=True, slots=True)
class Report:
    """What one run did. `passages` and `tables` count those of the documents parsed in it."""

    parsed: int
    passages: int
    tables: int
    unchanged: int
    refused: tuple[Refusal, ...]
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """As `tessera ingest --json` prints it."""
        return {**asdict(self), "refused": [asdict(one) for one in self.refused], "seconds": round(self.seconds, 3)}


def ingest(
    targets: Iterable[str | Path],
    *,
    data_dir: Path,
    count: Count,
    allow_loopback: bool = False,
    progress: Progress | None = None,
    budget: int = BUDGET,
    limits: Limits | None = None,
    resolve: Resolve = system_resolve,
) -> Report:
    """Takes in every target; folders are walked, hidden files in them left out. `count` is the encoder's.

    Bytes that are in the base already, under whatever name, are `unchanged`. What cannot be used is in `refused` and
    leaves nothing behind; no target raises.
    """
    started = time.perf_counter()
    made = f"parsers {parsers.VERSION}, budget {budget}"
    base = _Base(data_dir.resolve(), count, budget, made, allow_loopback, resolve)
    inputs = [one for target in targets for one in _inputs(str(target), base.data_dir)]
    parsed = passages = tables = unchanged = 0
    refused: list[Refusal] = []
    with Worker(limits) as worker:
        for n, one in enumerate(inputs, 1):
            try:
                taken = _take(one, base, worker)
            except InputError as error:
                refused.append(Refusal(one, str(error)))
            except (ParserFailed, OSError) as error:
                _LOG.error("%s: %s\n%s", one, error, getattr(error, "trace", ""))
                refused.append(
                    Refusal(one, f"{error}: an error of ours, it is in the log; please report it with the file")
                )
            else:
                unchanged += taken is None
                if taken is not None:
                    parsed, passages = parsed + 1, passages + len(taken.passages)
                    tables += taken.document.tables
            if progress:
                progress(n, len(inputs), one)
    return Report(parsed, passages, tables, unchanged, tuple(refused), time.perf_counter() - started)


@dataclass(frozen=True, slots=True)
class _Base:
    data_dir: Path
    count: Count
    budget: int
    made: str  # by which parsers and budget documents are made now
    allow_loopback: bool
    resolve: Resolve


def _take(target: str, base: _Base, worker: Worker) -> Stored | None:
    """The document that is now stored, or None where these bytes are in the base. InputError, ParserFailed."""
    if is_address(target):
        snapshot = fetch(target, allow_loopback=base.allow_loopback, caps=Caps(size=MAX_BYTES), resolve=base.resolve)
        if _held(snapshot, base):
            return None
        with tempfile.TemporaryDirectory(prefix="tessera-") as folder:
            path = Path(folder) / "fetched"
            path.write_bytes(snapshot.content)
            document = worker.parse(snapshot, path)
    else:
        snapshot = _from_file(Path(target))
        if _held(snapshot, base):
            return None
        document = worker.parse(snapshot, Path(target))
    if document.sha256 != snapshot.sha256:
        raise InputError("changed while it was read; ingest it again")
    for remark in document.remarks:
        _LOG.warning("%s: %s", target, remark)
    taken = Stored(document, split(document, budget=base.budget, count=base.count), base.made)
    keep(snapshot, base.data_dir)
    store(taken, base.data_dir)
    return taken


def _held(snapshot: Snapshot, base: _Base) -> bool:
    """Whether the base holds a document of these very bytes, made as it would be made now."""
    receipt = receipt_of(snapshot.sha256, base.data_dir)
    if receipt is None:
        return False
    try:
        held = load(base.data_dir, document_id(receipt["address"], receipt["name"]))
    except InputError:
        return False  # damaged: it is made anew
    return held is not None and held.document.sha256 == snapshot.sha256 and held.made == base.made


def is_address(target: str) -> bool:
    """Whether a target is an address rather than a path; of any scheme, so that ftp:// is refused by name."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", target) is not None


def _inputs(target: str, data_dir: Path) -> Iterator[str]:
    """A folder's files in order, all else as it is; neither hidden files nor our own data folder."""
    if is_address(target) or not Path(target).is_dir():
        yield target
        return
    for folder, folders, files in os.walk(target):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and (Path(folder) / f).resolve() != data_dir)
        for name in sorted(files):
            if not name.startswith("."):
                yield str(Path(folder) / name)


def _from_file(path: Path) -> Snapshot:
    try:
        if not path.is_file():
            missing = "no such file or folder" if not path.exists() else "neither a file nor a folder"
            raise InputError(f"{missing}; check the path")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise InputError(
                f"{size / 1024 / 1024:.0f} MB, over the limit of {MAX_BYTES // 1024 // 1024} MB; ingest parts of it"
            )
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        raise InputError(
            f"cannot be read ({getattr(error, 'strerror', None) or error}); check path and permissions"
        ) from None
    fetched = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    return Snapshot(content, str(path.resolve()), path.name, "", fetched)
