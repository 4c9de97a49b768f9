"""The steps of intake that run on other machines, and the rows that travel between them: receipts, never a document."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

from ingest.fetch import Resolve
from ingest.ingest import from_file, is_address, read_input
from ingest.intake import Receipt, ours, parsed_by, receipt
from ingest.snapshots import keep, write_whole
from ingest.stored import store
from ingest.worker import Parsed, ParserFailed, Worker
from kb.documents import Snapshot, document_id
from kb.encoder import Vectors, open_encoder
from kb.errors import InputError
from kb.settings import Settings

Row = dict[str, bytes]  # of Ray Data: one line of JSON in ASCII, since a path may hold what is no UTF-8


@dataclass(frozen=True, slots=True)
class Seen:
    """One input on its way: `receipt` once it is read, `parsed` (its document stored already) or why it is refused."""

    n: int  # its place among the inputs
    target: str
    receipt: Receipt | None = None
    parsed: Parsed | None = None
    reason: str = ""
    trace: str = ""  # for the log, where the error is ours


def read(row: Row, *, allow_loopback: bool, spool: Path, resolve: Resolve) -> Row:
    """An input with its receipt, or why it cannot be read; the bytes of an address go into the spool."""
    one = as_seen(row)
    try:
        snapshot = read_input(one.target, allow_loopback, resolve)
    except (InputError, OSError) as error:
        return as_row(replace(one, reason=str(error)))
    if is_address(one.target):  # it may answer otherwise a second time
        write_whole(spool / snapshot.sha256, snapshot.content)
    return as_row(replace(one, receipt=receipt(snapshot)))


class Taking:
    """Parses one input after another in a capped process of its own, and stores bytes, then document."""

    def __init__(self, *, data_dir: Path, spool: Path, made: str, worker: partial[Worker]) -> None:
        self._data_dir, self._spool, self._made, self._worker = data_dir, spool, made, worker()

    def __call__(self, row: Row) -> Row:
        one = as_seen(row)
        assert one.receipt is not None
        try:
            snapshot = self._snapshot(one.target, one.receipt)
            parsed = parsed_by(self._worker, snapshot, self._made)
        except InputError as error:
            return as_row(replace(one, reason=str(error)))
        except (ParserFailed, OSError) as error:
            return as_row(replace(one, reason=ours(error), trace=getattr(error, "trace", "") or str(error)))
        keep(snapshot, self._data_dir)
        store(document_id(snapshot.address), parsed.stored, self._data_dir)
        return as_row(replace(one, parsed=replace(parsed, stored=b"")))

    def _snapshot(self, target: str, told: Receipt) -> Snapshot:
        """The bytes that the receipt tells of; InputError where they have changed since."""
        aside = self._spool / told.sha256
        content = aside.read_bytes() if is_address(target) else from_file(Path(target)).content
        snapshot = Snapshot(content, told.address, told.name, told.url, told.fetched, told.content_type)
        if snapshot.sha256 != told.sha256:
            raise InputError("changed while it was being read; ingest it again")
        return snapshot


def as_row(one: Seen) -> Row:
    value = asdict(one)
    if value["parsed"]:
        del value["parsed"]["stored"]
    return {"seen": json.dumps(value).encode("ascii")}


def as_seen(row: Mapping[str, bytes]) -> Seen:
    value = json.loads(row["seen"])
    if value["receipt"]:
        value["receipt"] = Receipt(**value["receipt"])
    if value["parsed"]:
        value["parsed"] = Parsed(**{**value["parsed"], "remarks": tuple(value["parsed"]["remarks"])}, stored=b"")
    return Seen(**value)


class Encoding:
    """An encoder in an actor."""

    def __init__(self, settings: Settings) -> None:
        self._encoder = open_encoder(settings)

    def encode(self, texts: list[str]) -> Vectors:
        """As Encoder.encode."""
        return self._encoder.encode(texts)
