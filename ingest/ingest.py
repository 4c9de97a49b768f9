"""Files, folders and addresses → documents and passages on the disk. One bad input never stops the others."""

from __future__ import annotations

import datetime as dt
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from ingest.fetch import Caps, Resolve, fetch, system_resolve
from ingest.intake import Input, Intake, take
from ingest.ledger import Ledger
from ingest.stored import stored, stored_passages
from ingest.worker import Limits, Parsed
from kb.documents import Snapshot
from kb.errors import InputError
from kb.passages import BUDGET
from kb.settings import Settings

__all__ = ["MAX_BYTES", "Refusal", "Report", "ingest", "stored", "stored_passages"]

Progress = Callable[[int, int, str], None]  # inputs done, inputs in all, the one that was just done

MAX_BYTES = 100 * 1024 * 1024  # of one file
OWN = ""  # the source under which the ledger keeps what people ingest themselves


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
    settings: Settings,
    *,
    progress: Progress | None = None,
    budget: int = BUDGET,
    limits: Limits | None = None,
    resolve: Resolve = system_resolve,
) -> Report:
    """Takes in every target; folders are walked, hidden files in them left out.

    Bytes that are in the base already, under whatever name, are `unchanged`. What cannot be used is in `refused` and
    leaves nothing behind; no target raises.
    """
    started = time.perf_counter()
    data_dir = settings.data_dir.resolve()
    names = [one for target in targets for one in inputs_of(str(target), data_dir)]
    inputs = (Input(name, partial(read_input, name, settings.allow_loopback, resolve)) for name in names)
    tally = Tally()
    with Ledger(data_dir) as ledger, Intake(settings, ledger, budget=budget, limits=limits) as intake:
        run = ledger.begin(OWN, now())
        lent: list[tuple[int, str]] = []  # held under another name, whose document may be replaced in this very run
        for n, met in enumerate(intake.meet(inputs), 1):
            if met.snapshot and not met.parsed and not met.reason and intake.lends(met.snapshot):
                lent.append((n, met.target))
            else:
                take(met, run, intake, ledger, data_dir)
                tally.add(n, met.target, met.parsed, met.reason)
            if progress:
                progress(n, len(names), met.target)
        again = [Input(name, partial(read_input, name, settings.allow_loopback, resolve)) for _, name in lent]
        for (n, _), met in zip(lent, intake.meet(again), strict=True):
            take(met, run, intake, ledger, data_dir)
            tally.add(n, met.target, met.parsed, met.reason)
        ledger.finish(run, now(), complete=True)
        ledger.accept(run)
    return tally.report(time.perf_counter() - started)


class Tally:
    """What became of the inputs of one run, in whatever order they are told."""

    def __init__(self) -> None:
        self._parsed = self._passages = self._tables = self._unchanged = 0
        self._refused: list[tuple[int, Refusal]] = []

    def add(self, n: int, target: str, parsed: Parsed | None, reason: str) -> None:
        """The n-th input: parsed, or refused for a reason, or else unchanged."""
        if reason:
            self._refused.append((n, Refusal(target, reason)))
        elif parsed:
            self._parsed += 1
            self._passages, self._tables = self._passages + parsed.passages, self._tables + parsed.tables
        else:
            self._unchanged += 1

    def report(self, seconds: float) -> Report:
        """All of it, what was refused in the order of the inputs."""
        refused = tuple(one for _, one in sorted(self._refused, key=lambda pair: pair[0]))
        return Report(self._parsed, self._passages, self._tables, self._unchanged, refused, seconds)


def is_address(target: str) -> bool:
    """Whether a target is an address rather than a path; of any scheme, so that ftp:// is refused by name."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", target) is not None


def inputs_of(target: str, data_dir: Path) -> Iterator[str]:
    """A folder's files in order, all else as it is; neither hidden files nor our own data folder."""
    if is_address(target) or not Path(target).is_dir():
        yield target
        return
    for folder, folders, files in os.walk(target):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and (Path(folder) / f).resolve() != data_dir)
        for name in sorted(files):
            if not name.startswith("."):
                yield str(Path(folder) / name)


def read_input(target: str, allow_loopback: bool, resolve: Resolve) -> Snapshot:
    """The bytes of a path or an address. InputError: why they cannot be had."""
    if is_address(target):
        return fetch(target, allow_loopback=allow_loopback, caps=Caps(size=MAX_BYTES), resolve=resolve)
    return from_file(Path(target))


def from_file(path: Path) -> Snapshot:
    """The bytes of a file. InputError: why they cannot be had, or that they are too many."""
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
    return Snapshot(content, str(path.resolve()), path.name, "", now())


def now() -> str:
    """This moment, ISO 8601, UTC."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
