"""Snapshots → parsed documents, several at a time and in order; and those that people bring themselves, stored."""

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
from ingest.stored import holds, store
from ingest.worker import Limits, Parsed, ParserFailed, Worker
from kb.documents import Snapshot, document_id
from kb.errors import InputError
from kb.passages import BUDGET
from kb.settings import Settings

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Input:
    """Something to be taken in. `read` gives its bytes, or raises InputError or OSError."""

    target: str
    read: Callable[[], Snapshot]


@dataclass(frozen=True, slots=True)
class Met:
    """What became of one input: parsed now, or held already (neither parsed nor a reason), or refused for a reason."""

    target: str
    snapshot: Snapshot | None  # None where the bytes could not be had
    parsed: Parsed | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A snapshot without its bytes."""

    address: str
    name: str
    url: str
    fetched: str
    content_type: str
    sha256: str
    size: int


def receipt(one: Snapshot) -> Receipt:
    return Receipt(one.address, one.name, one.url, one.fetched, one.content_type, one.sha256, len(one.content))


class Intake:
    """Parses snapshots in processes of their own; a context manager."""

    def __init__(
        self, settings: Settings, ledger: Ledger, *, budget: int = BUDGET, limits: Limits | None = None
    ) -> None:
        self._data_dir = settings.data_dir.resolve()
        self._ledger = ledger
        self.made = f"parsers {parsers.VERSION}, budget {budget}, {settings.embedding_model}"
        count = settings.workers or len(os.sched_getaffinity(0))
        self._workers = [Worker(limits, budget=budget, embedding_model=settings.embedding_model) for _ in range(count)]
        self._idle: SimpleQueue[Worker] = SimpleQueue()
        for worker in self._workers:
            self._idle.put(worker)
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="intake")

    def __enter__(self) -> Intake:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
        for worker in self._workers:
            worker.close()

    def meet(self, inputs: Iterable[Input]) -> Iterator[Met]:
        """What becomes of each input, in their order. The bytes of no more than three inputs a process are in memory.

        Of inputs with the same bytes one is parsed; the others are held already, or refused with it.
        """
        waiting: deque[tuple[Input, Snapshot | None, Future[Parsed] | str, bool]] = deque()
        underway: dict[str, Future[Parsed] | str] = {}  # or why the parse was refused
        for one in inputs:
            waiting.append(self._begun(one, underway))
            if len(waiting) > 2 * len(self._workers):
                yield _ended(*waiting.popleft(), underway)
        while waiting:
            yield _ended(*waiting.popleft(), underway)

    def _begun(
        self, one: Input, underway: dict[str, Future[Parsed] | str]
    ) -> tuple[Input, Snapshot | None, Future[Parsed] | str, bool]:
        """An input, its bytes, the parse under way or why there is none ("": held), and whether that parse is its own."""
        try:
            snapshot = one.read()
        except (InputError, OSError) as error:
            return one, None, str(error), False
        if self.held(snapshot.sha256):
            return one, snapshot, "", False
        own = snapshot.sha256 not in underway
        if own:
            underway[snapshot.sha256] = self._pool.submit(self._parsed, snapshot)
        return one, snapshot, underway[snapshot.sha256], own

    def held(self, sha256: str) -> Content | None:
        """What the base holds of these very bytes, if it is whole and made as it would be made now."""
        for address in dict.fromkeys(visit.address for visit in self._ledger.holding(sha256)):
            if holds(document_id(address), sha256, self.made, self._data_dir):
                return self._ledger.content(sha256, address)
        return None

    def lends(self, snapshot: Snapshot) -> bool:
        """Whether the base holds these bytes under another address only, whose document may be replaced."""
        own = holds(document_id(snapshot.address), snapshot.sha256, self.made, self._data_dir)
        return not own and self.held(snapshot.sha256) is not None

    def content(self, snapshot: Snapshot | Receipt, parsed: Parsed) -> Content:
        """The ledger's note of what was made of some bytes."""
        return Content(
            snapshot.sha256, snapshot.address, self.made, parsed.digest, parsed.title, parsed.tables, parsed.rows,
            parsed.withdrawn,
        )  # fmt: skip

    def _parsed(self, snapshot: Snapshot) -> Parsed:
        worker = self._idle.get()
        try:
            return parsed_by(worker, snapshot, self.made)
        finally:
            self._idle.put(worker)


def parsed_by(worker: Worker, snapshot: Snapshot, made: str) -> Parsed:
    """As Worker.parse, of these very bytes whatever becomes of the file they came from."""
    with tempfile.NamedTemporaryFile(prefix="tessera-") as file:
        file.write(snapshot.content)
        file.flush()
        return worker.parse(snapshot, Path(file.name), made=made)


def ours(error: Exception) -> str:
    """How an error nobody foresaw is told."""
    return f"{error}: an error of ours, it is in the log; please report it with the file"


def _ended(
    one: Input,
    snapshot: Snapshot | None,
    parse: Future[Parsed] | str,
    own: bool,
    underway: dict[str, Future[Parsed] | str],
) -> Met:
    if isinstance(parse, str) or snapshot is None:
        return Met(one.target, snapshot, None, str(parse))
    try:
        parsed = parse.result()
    except InputError as error:
        underway[snapshot.sha256] = str(error)  # the error itself would keep the bytes
        return Met(one.target, snapshot, None, str(error))
    except (ParserFailed, OSError) as error:
        _LOG.error("%s: %s\n%s", one.target, error, getattr(error, "trace", ""))
        underway[snapshot.sha256] = ours(error)
        return Met(one.target, snapshot, None, ours(error))
    if not own:
        return Met(one.target, snapshot)
    underway.pop(snapshot.sha256)
    for remark in parsed.remarks:
        _LOG.warning("%s: %s", one.target, remark)
    return Met(one.target, snapshot, parsed)


def take(met: Met, run: int, intake: Intake, ledger: Ledger, data_dir: Path) -> None:
    """Stores what was parsed, and its receipt; what was refused leaves nothing behind but its receipt.

    Bytes first, then the document, then the receipt: what the ledger says is there is there.
    """
    if met.snapshot is None:
        return
    if met.parsed:
        keep(met.snapshot, data_dir)
        store(document_id(met.snapshot.address), met.parsed.stored, data_dir)
    note(receipt(met.snapshot), met.parsed, met.reason, run, intake, ledger)


def note(receipt: Receipt, parsed: Parsed | None, reason: str, run: int, intake: Intake, ledger: Ledger) -> None:
    """The receipt of one input goes into the ledger, after its bytes and its document were stored."""
    outcome = "refused" if reason else "unchanged"
    if parsed:
        before = ledger.last(receipt.address)
        outcome = "new" if before is None else "unchanged" if before.sha256 == receipt.sha256 else "changed"
        ledger.describe(intake.content(receipt, parsed))
    ledger.record(run, _visit(receipt, outcome, intake.made, reason))


def _visit(receipt: Receipt, outcome: str, made: str, reason: str) -> Visit:
    return Visit(
        address=receipt.address,
        final=receipt.url or receipt.address,
        fetched=receipt.fetched,
        status=200 if receipt.url else 0,
        outcome=outcome,
        reason=reason,
        media_type=receipt.content_type,
        sha256="" if outcome == "refused" else receipt.sha256,
        size=receipt.size,
        parser=made,
    )
