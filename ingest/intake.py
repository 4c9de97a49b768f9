"""Snapshots → stored documents: several parsed at a time, each stored whole or not at all, every one with its receipt."""

from __future__ import annotations

import logging
import os
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from ingest import parsers
from ingest.ledger import Content, Ledger, Visit
from ingest.snapshots import keep
from ingest.stored import is_whole, store
from ingest.worker import Limits, Parsed, ParserFailed, Worker
from kb.documents import Snapshot, document_id
from kb.errors import InputError
from kb.passages import BUDGET
from kb.settings import Settings

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one input; `passages`, `tables` and `rows` are those of a document parsed now."""

    target: str
    outcome: str  # as of a Visit: new, changed, unchanged, refused
    reason: str = ""  # of what was refused, in one line
    parsed: bool = False  # also where the bytes are unchanged, and the parsers are not
    passages: int = 0
    tables: int = 0
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Input:
    """Something to be taken in. `read` gives its bytes, or raises InputError or OSError."""

    target: str
    read: Callable[[], Snapshot]


class Intake:
    """Takes snapshots in, in processes of their own; a context manager."""

    def __init__(
        self, settings: Settings, ledger: Ledger, *, budget: int = BUDGET, limits: Limits | None = None
    ) -> None:
        self._data_dir = settings.data_dir.resolve()
        self._ledger = ledger
        self.made = f"parsers {parsers.VERSION}, budget {budget}, {settings.embedding_model}"
        count = settings.workers or len(os.sched_getaffinity(0))
        self._workers: SimpleQueue[Worker] = SimpleQueue()
        self._all = [Worker(limits, budget=budget, embedding_model=settings.embedding_model) for _ in range(count)]
        for worker in self._all:
            self._workers.put(worker)
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="intake")
        self._ahead = 2 * count  # inputs whose bytes are in memory at once

    def __enter__(self) -> Intake:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
        for worker in self._all:
            worker.close()

    def take(self, inputs: Iterable[Input], run: int) -> Iterator[Taken]:
        """What became of each input, in their order; visits are recorded in `run`.

        Bytes that are in the base already, under whatever name, are `unchanged`. What cannot be used is `refused` and
        leaves nothing behind but its receipt.
        """
        waiting: deque[tuple[Input, Snapshot | None, Future[Parsed] | None, str]] = deque()
        underway: dict[str, Future[Parsed]] = {}
        for one in inputs:
            waiting.append(self._begun(one, underway))
            if len(waiting) > self._ahead:
                yield self._ended(*waiting.popleft(), run, underway)
        while waiting:
            yield self._ended(*waiting.popleft(), run, underway)

    def _begun(
        self, one: Input, underway: dict[str, Future[Parsed]]
    ) -> tuple[Input, Snapshot | None, Future[Parsed] | None, str]:
        """An input with its bytes and, unless they are held already, the parse that is under way."""
        try:
            snapshot = one.read()
        except (InputError, OSError) as error:
            return one, None, None, str(error)
        if self.holds(snapshot.sha256):
            return one, snapshot, None, ""
        if snapshot.sha256 not in underway:
            underway[snapshot.sha256] = self._pool.submit(self._parsed, snapshot)
            return one, snapshot, underway[snapshot.sha256], "first"
        return one, snapshot, underway[snapshot.sha256], ""

    def holds(self, sha256: str) -> bool:
        """Whether the base holds a document of these very bytes, made as it would be made now."""
        for address in dict.fromkeys(visit.address for visit in self._ledger.holding(sha256)):
            content = self._ledger.content(sha256, address)
            last = self._ledger.last(address)
            if content and content.parser == self.made and last and last.sha256 == sha256:
                return is_whole(document_id(address), self._data_dir)
        return False

    def _parsed(self, snapshot: Snapshot) -> Parsed:
        worker = self._workers.get()
        try:
            with tempfile.NamedTemporaryFile(prefix="tessera-") as file:
                file.write(snapshot.content)
                file.flush()
                return worker.parse(snapshot, Path(file.name), made=self.made)
        finally:
            self._workers.put(worker)

    def _ended(
        self, one: Input, snapshot: Snapshot | None, parse: Future[Parsed] | None, told: str, run: int,
        underway: dict[str, Future[Parsed]],
    ) -> Taken:  # fmt: skip
        if snapshot is None:
            return Taken(one.target, "refused", told)
        try:
            parsed = parse.result() if parse else None
        except InputError as error:
            return self._refused(one, snapshot, str(error), run)
        except (ParserFailed, OSError) as error:
            _LOG.error("%s: %s\n%s", one.target, error, getattr(error, "trace", ""))
            reason = f"{error}: an error of ours, it is in the log; please report it with the file"
            return self._refused(one, snapshot, reason, run)
        if parsed is None or told != "first":
            self._ledger.record(run, _receipt(snapshot, "unchanged", self.made))
            return Taken(one.target, "unchanged")
        underway.pop(snapshot.sha256)
        return self._stored(one, snapshot, parsed, run)

    def _refused(self, one: Input, snapshot: Snapshot, reason: str, run: int) -> Taken:
        self._ledger.record(run, _receipt(snapshot, "refused", self.made, reason))
        return Taken(one.target, "refused", reason)

    def _stored(self, one: Input, snapshot: Snapshot, parsed: Parsed, run: int) -> Taken:
        """Bytes first, then the document, then the receipt: what the ledger says is there is there."""
        for remark in parsed.remarks:
            _LOG.warning("%s: %s", one.target, remark)
        before = self._ledger.last(snapshot.address)
        outcome = "new" if before is None else "unchanged" if before.sha256 == snapshot.sha256 else "changed"
        keep(snapshot, self._data_dir)
        store(document_id(snapshot.address), parsed.stored, self._data_dir)
        self._ledger.describe(
            Content(
                snapshot.sha256,
                snapshot.address,
                self.made,
                parsed.digest,
                parsed.title,
                parsed.tables,
                parsed.rows,
                parsed.withdrawn,
            )
        )
        self._ledger.record(run, _receipt(snapshot, outcome, self.made))
        return Taken(one.target, outcome, "", True, parsed.passages, parsed.tables, parsed.rows)


def _receipt(snapshot: Snapshot, outcome: str, made: str, reason: str = "") -> Visit:
    return Visit(
        address=snapshot.address,
        final=snapshot.url or snapshot.address,
        fetched=snapshot.fetched,
        status=200 if snapshot.url else 0,
        outcome=outcome,
        reason=reason,
        media_type=snapshot.content_type,
        sha256="" if outcome == "refused" else snapshot.sha256,
        size=len(snapshot.content),
        parser=made,
    )
