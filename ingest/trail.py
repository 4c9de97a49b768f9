"""From a citation, an address or a digest back to the bytes: every receipt on the way, and whether the bytes are whole."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from ingest.ledger import Ledger, Visit
from ingest.snapshots import kept, place
from ingest.stored import load
from kb.base import cell_of
from kb.documents import Snapshot
from kb.errors import InputError
from kb.passages import Passage


@dataclass(frozen=True, slots=True)
class Trail:
    """What is known of some bytes. `document` and `passage` are "" and None where the way did not begin there."""

    sha256: str
    file: str  # the WARC
    whole: bool  # the bytes have the digest they are named by
    size: int
    visits: tuple[Visit, ...]  # that met these bytes, newest first
    document: str = ""
    passage: Passage | None = None
    cell: str = ""  # of the passage, where the way began there

    def as_json(self) -> dict[str, Any]:
        """As `tessera snapshot show --json` prints it."""
        visits = [{k: v for k, v in asdict(visit).items() if k != "links"} for visit in self.visits]
        return {**asdict(self), "visits": visits}


def trail(one: str, data_dir: Path) -> Trail:
    """The trail of a citation's id ("rules-0123456789#t2r5"), a document's id, an address, or a digest's first digits.

    InputError where nothing of that name is kept.
    """
    with Ledger(data_dir) as ledger:
        if re.fullmatch(r"[0-9a-f]{6,64}", one):
            return _of_bytes(one, ledger, data_dir)
        row, column = cell_of(one)
        document, _, suffix = row.partition("#")
        if "://" not in one and "/" not in one and (stored := load(data_dir, document)):
            passage = next((p for p in stored.passages if p.id == row), None) if suffix else None
            if suffix and passage is None:
                raise InputError(f"{one}: the document has no such passage; run: tessera snapshot show {document}")
            cell = (
                next((passage.text[start:end] for n, start, end in passage.cells if n == column), "") if passage else ""
            )
            return replace(_of_bytes(stored.document.sha256, ledger, data_dir, document, passage), cell=cell)
        last = ledger.last(one) or ledger.last(str(Path(one).resolve()))
        if last:
            return _of_bytes(last.sha256, ledger, data_dir)
    raise InputError(f"{one}: no snapshot of that name; give a citation's id, an address or the digits of a SHA-256")


def content(found: Trail, data_dir: Path) -> Snapshot:
    """The bytes at the end of a trail. InputError where they are missing or have changed."""
    return kept(found.sha256, data_dir)


def _of_bytes(sha256: str, ledger: Ledger, data_dir: Path, document: str = "", passage: Passage | None = None) -> Trail:
    visits = ledger.holding(sha256)
    full = {visit.sha256 for visit in visits}
    if len(full) != 1:
        many = f"{len(full)} snapshots begin so; give more digits" if full else "no visit met bytes of that digest"
        raise InputError(f"{sha256}: {many}")
    (sha256,) = full
    try:
        size, whole = len(kept(sha256, data_dir).content), True
    except InputError:
        size, whole = visits[0].size, False
    return Trail(sha256, str(place(sha256, data_dir)), whole, size, visits, document, passage)
