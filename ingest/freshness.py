"""Ledger and records → which pages are confirmed, gone or stale, and which records are due for re-checking."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from w3lib.url import canonicalize_url

from ingest.check import every_record, walk
from ingest.crawl.due import period
from ingest.ledger import KEPT, Ledger, Visit
from ingest.snapshots import write_whole
from kb.freshness import FILE, Due, Freshness, Page, as_json
from kb.library import Library
from kb.records import Source, SourceRef

_PATIENCE = 2  # times its refresh may pass before a source that cannot be reached is stale


@dataclass(frozen=True, slots=True)
class Stale:
    """A source that could not be reached for too long; `since` is the day of the last success."""

    source: str
    since: str
    reason: str  # of the last failure


@dataclass(frozen=True, slots=True)
class DueRecord:
    """A curated record one of whose pages changed, or went, after it was checked there."""

    record: str  # as the corpus names it: "agreements/eu-au.yaml: coverage[0]"
    url: str
    checked: str
    since: str
    gone: bool


def measure(library: Library, ledger: Ledger, today: dt.date) -> Freshness:
    """What the ledger knows of every page, and of those that records cite."""
    histories = {address: ledger.history(address) for address in ledger.addresses()}
    crawled = {host: source for source in library.sources.values() if source.crawled for host in source.hosts}
    pages = {}
    for address, visits in histories.items():
        if page := _page(visits, _source_of(address, crawled), today):
            pages[address] = page
    due: dict[str, Due] = {}
    known = {_same(visit.address): visits for visits in histories.values() for visit in visits[:1]}
    known |= {_same(visit.final): visits for visits in histories.values() for visit in visits if visit.final}
    for _, ref in references(library):
        visits_ = known.get(_same(ref.url))
        if visits_ and ref.checked and (found := _due(visits_, ref.checked.isoformat(), ledger)):
            due[ref.url] = max(found, due.get(ref.url, found), key=lambda one: one.since)
    return Freshness(pages, due)


def write(freshness: Freshness, data_dir: Path) -> None:
    """Leaves it where answers read it; the file is touched only where it says something else."""
    path, text = data_dir / FILE, as_json(freshness).encode()
    if not path.is_file() or path.read_bytes() != text:
        write_whole(path, text)


def due_records(library: Library, freshness: Freshness) -> tuple[DueRecord, ...]:
    """Every record that is to be checked again, in the order of the corpus."""
    if not freshness.due:
        return ()
    found = []
    for record, ref in references(library):
        checked = ref.checked.isoformat() if ref.checked else None
        due = freshness.due_since(ref.url, checked)
        if due and checked:
            found.append(DueRecord(record, ref.url, checked, due.since, due.gone))
    return tuple(dict.fromkeys(found))


def stale_sources(library: Library, ledger: Ledger, today: dt.date) -> tuple[Stale, ...]:
    """Sources whose last crawls all failed, for longer than twice their refresh."""
    found = []
    for source in library.sources.values():
        visits = [visit for run in ledger.runs(source.key) for visit in ledger.of_run(run.id)] if source.crawled else []
        good = max((visit.fetched for visit in visits if visit.outcome in KEPT), default="")
        bad = [visit for visit in visits if visit.outcome == "failed" and visit.fetched > good]
        if bad and _days(good or visits[-1].fetched, today) > _PATIENCE * period(source).days:
            found.append(Stale(source.key, good[:10], bad[0].reason))
    return tuple(found)


def references(library: Library) -> Iterator[tuple[str, SourceRef]]:
    """Every source reference of the corpus with the record it stands in: "agreements/eu-au: coverage[0]"."""
    for kind, key, record in every_record(library):
        for place, part in walk(record):
            if isinstance(part, SourceRef):
                yield f"{kind}/{key}: {place.rpartition('sources[')[0].rstrip('.')}".removesuffix(": "), part


def _source_of(address: str, crawled: dict[str, Source]) -> Source | None:
    """The crawled source whose host, or a domain above it, the address has."""
    parts = (urlsplit(address).hostname or "").split(".")
    return next((crawled[one] for n in range(len(parts)) if (one := ".".join(parts[n:])) in crawled), None)


def _page(visits: tuple[Visit, ...], source: Source | None, today: dt.date) -> Page | None:
    good = [visit for visit in visits if visit.outcome in KEPT]
    if not good:
        return None
    confirmed, last = good[-1].fetched[:10], visits[-1]
    gone = last.fetched[:10] if last.outcome == "gone" else ""
    late = source is not None and _days(confirmed, today) > _PATIENCE * period(source).days
    return Page(confirmed, gone, confirmed if late and last.outcome == "failed" else "")


def _due(visits: tuple[Visit, ...], checked: str, ledger: Ledger) -> Due | None:
    """The newest change that a crawl met after the day of the check."""
    found = None
    before = ""
    for visit in visits:
        day = visit.fetched[:10]
        if visit.outcome == "gone" and day > checked:
            found = Due(day, gone=True)
        elif visit.sha256:
            content = ledger.content(visit.sha256, visit.address)
            now = content.digest if content else visit.sha256
            if before and now != before and day > checked:
                found = Due(day)
            before = now
    return found


def _same(url: str) -> str:
    """One name for the addresses under which one page is known: scheme, fragment and a last slash do not matter."""
    return canonicalize_url(url).split("://", 1)[-1].rstrip("/").removeprefix("www.")


def _days(day: str, today: dt.date) -> int:
    return (today - dt.date.fromisoformat(day[:10])).days
