"""A finished crawl is taken into the base as a whole, or held: a thinner one never takes the place of a fuller one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ingest.intake import Input, Intake
from ingest.ledger import KEPT, Content, Ledger, Run, Visit
from ingest.snapshots import kept
from ingest.stored import place, store
from ingest.worker import Parsed
from kb.documents import Snapshot, document_id
from kb.records import Source

SHRUNK = 0.5  # a crawl with fewer documents or rows than this share of the last accepted one is held


@dataclass(frozen=True, slots=True)
class Counts:
    """What a crawl found: documents of different bytes, their tables, and the rows of those."""

    documents: int
    tables: int
    rows: int


@dataclass(frozen=True, slots=True)
class Accepted:
    """Whether a run was taken in, and why not. `parsed` documents are new or changed ones."""

    source: str
    run: int
    counts: Counts
    parsed: int
    refused: tuple[tuple[str, str], ...]  # address, reason: bytes that no parser can use
    held: str = ""  # why the run was not taken in


@dataclass(frozen=True, slots=True)
class _Parsed:
    snapshot: Snapshot
    parsed: Parsed


def accept(
    source: Source, run: Run, ledger: Ledger, intake: Intake, data_dir: Path, *, force: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Accepted:  # fmt: skip
    """Parses what a run found and, where it is what the source leads one to expect, puts it in place.

    `force` takes it in whatever it holds. What is held leaves the documents as they were; its bytes stay kept.
    """
    staging = data_dir / "staging" / str(run.id)
    shutil.rmtree(staging, ignore_errors=True)
    visits = found(ledger, run.id)
    inputs = [Input(one.address, partial(_as_visited, one, data_dir)) for one in visits]
    refused: list[tuple[str, str]] = []
    contents: dict[str, Content] = {}
    staged: list[str] = []
    for n, (visit, met) in enumerate(zip(visits, intake.meet(inputs), strict=True), 1):
        if met.parsed and met.snapshot:
            contents[visit.sha256] = intake.content(met.snapshot, met.parsed)
            store(document_id(visit.address), met.parsed.stored, staging)
            staged.append(document_id(visit.address))
        elif met.reason:
            refused.append((visit.address, met.reason))
        elif visit.sha256 not in contents and (held := intake.held(visit.sha256)):
            contents[visit.sha256] = held
        if progress:
            progress(n, len(visits))
    counts = _counts(contents)
    reason = "" if force else _trouble(source, run, counts, _before(source, run, ledger))
    if reason:
        ledger.hold(run.id, reason)
    else:
        for one in staged:
            place(one, data_dir).parent.mkdir(parents=True, exist_ok=True)
            place(one, staging).replace(place(one, data_dir))
        for content in contents.values():
            ledger.describe(content)
        unusable = {address for address, _ in refused}
        for moved in _lost([visit for visit in visits if visit.address not in unusable], intake, data_dir):
            store(document_id(moved.snapshot.address), moved.parsed.stored, data_dir)
            ledger.describe(intake.content(moved.snapshot, moved.parsed))
        ledger.accept(run.id)
    shutil.rmtree(staging, ignore_errors=True)
    return Accepted(source.key, run.id, counts, len(staged), tuple(refused), reason)


def _lost(visits: list[Visit], intake: Intake, data_dir: Path) -> Iterator[_Parsed]:
    """Bytes whose only document stood under an address that has other bytes now: parsed for the address they moved to."""
    moved = [one for one in visits if intake.held(one.sha256) is None]
    for met in intake.meet(Input(one.address, partial(_as_visited, one, data_dir)) for one in moved):
        if met.snapshot and met.parsed:
            yield _Parsed(met.snapshot, met.parsed)


def found(ledger: Ledger, run: int) -> list[Visit]:
    """The newest visit of a run to each address whose bytes are known after it, in the order of the run."""
    newest = {visit.address: visit for visit in ledger.of_run(run)}
    return [visit for visit in newest.values() if visit.outcome in KEPT and visit.sha256]


def _as_visited(visit: Visit, data_dir: Path) -> Snapshot:
    """The bytes, as this visit had them: the archive may have them from another address."""
    snapshot = kept(visit.sha256, data_dir)
    told = (snapshot.address, visit.address)
    if told[0] == told[1]:
        return snapshot
    name = visit.address.rstrip("/").rsplit("/", 1)[-1]
    return Snapshot(snapshot.content, visit.address, name, visit.final, visit.fetched, visit.media_type)


def _counts(contents: dict[str, Content]) -> Counts:
    values = contents.values()
    return Counts(len(values), sum(one.tables for one in values), sum(one.rows for one in values))


def _before(source: Source, run: Run, ledger: Ledger) -> Counts | None:
    """What the newest accepted run before this one had found, as the parsers of that day counted it."""
    earlier = next((one for one in ledger.runs(source.key) if one.accepted and one.id < run.id), None)
    if earlier is None:
        return None
    known = {visit.sha256: ledger.content(visit.sha256, visit.address) for visit in found(ledger, earlier.id)}
    return _counts({sha256: content for sha256, content in known.items() if content})


def _trouble(source: Source, run: Run, counts: Counts, before: Counts | None) -> str:
    """Why a run should not be taken in, in one line; "" where nothing speaks against it."""
    for name, (least, most) in source.expect.items():
        number = int(getattr(counts, name))
        if not least <= number <= most:
            return f"{number} {name} found, {least} to {most} expected"
    if before is None:
        return ""
    for name in ("documents", "rows"):
        number, earlier = int(getattr(counts, name)), int(getattr(before, name))
        if number < SHRUNK * earlier:
            return f"{number} {name} found, {earlier} in the last crawl that was taken in"
    if not run.complete and counts.documents < before.documents:
        return f"the crawl was cut short at {counts.documents} documents, the last one had {before.documents}"
    return ""
