"""What changed since a day: documents and the rows of their lists, curated records that are due, sources that went stale."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from ingest.diff import Difference, difference
from ingest.freshness import DueRecord, Stale, due_records, measure, stale_sources
from ingest.ledger import Ledger, Visit
from ingest.snapshots import kept
from ingest.stored import document_from
from ingest.worker import ParserFailed, Worker
from kb.documents import Document
from kb.errors import InputError
from kb.freshness import Freshness
from kb.library import Library
from kb.model import Language
from kb.records import Agreement, Event, Requirement
from kb.settings import Settings

_NOTHING = Difference((), (), ())
_ENTERED: dict[Language, str] = {"en": "{} entered into force.", "zh": "{}生效。"}
_IN_EFFECT: dict[Language, str] = {"en": "{}: in effect.", "zh": "{}：开始实施。"}
_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class Change:
    """A document that was added, changed, withdrawn (it says so itself), gone (404 or 410) or is back."""

    kind: str
    address: str
    title: str
    on: str  # the day on which a crawl met it so
    before: str = ""  # SHA-256 of the bytes before
    after: str = ""
    difference: Difference = _NOTHING
    note: str = ""  # why the two versions could not be compared, where they could not


@dataclass(frozen=True, slots=True)
class Dated:
    """Something that took effect between the two days, by the records' own dates."""

    record: str
    date: str
    text: str


@dataclass(frozen=True, slots=True)
class Held:
    """A crawl that was not taken in."""

    source: str
    finished: str
    reason: str


@dataclass(frozen=True, slots=True)
class Changes:
    since: str
    until: str
    documents: tuple[Change, ...]
    records: tuple[Dated, ...]
    due: tuple[DueRecord, ...]
    stale: tuple[Stale, ...]
    held: tuple[Held, ...]

    def as_json(self) -> dict[str, Any]:
        """As `tessera changes --json` prints it."""
        return asdict(self)


def changes(
    settings: Settings, library: Library, *, since: dt.date, until: dt.date,
    freshness: Freshness | None = None, progress: Callable[[int, int], None] | None = None,
) -> Changes:  # fmt: skip
    """Everything that changed from `since` on, up to and with `until`. Nothing is fetched: the ledger is compared.

    `freshness` is what the last crawl left, where it is at hand; without it the ledger is measured anew.
    """
    data_dir = settings.data_dir.resolve()
    with Ledger(data_dir) as ledger, Worker(embedding_model=settings.embedding_model) as worker:
        addresses = ledger.addresses(since=since.isoformat())
        documents = []
        for n, address in enumerate(addresses, 1):
            change = _change(address, since, until, ledger, data_dir, worker)
            documents += [change] if change else []
            if progress:
                progress(n, len(addresses))
        return Changes(
            since.isoformat(),
            until.isoformat(),
            tuple(documents),
            tuple(dated(library, since, until)),
            due_records(library, freshness or measure(library, ledger, until)),
            stale_sources(library, ledger, until),
            tuple(
                Held(run.source, run.finished[:10], run.held)
                for run in ledger.runs()
                if run.held and run.finished and since.isoformat() <= run.finished[:10] <= until.isoformat()
            ),
        )


def _change(
    address: str, since: dt.date, until: dt.date, ledger: Ledger, data_dir: Path, worker: Worker
) -> Change | None:
    visits = [
        v
        for v in ledger.history(address, accepted=True)
        if v.fetched[:10] <= until.isoformat() and v.address == address
    ]
    earlier = [visit for visit in visits if visit.fetched[:10] < since.isoformat()]
    later = [visit for visit in visits if visit.fetched[:10] >= since.isoformat()]
    before = next((visit for visit in reversed(earlier) if visit.sha256), None)
    after = next((visit for visit in reversed(later) if visit.sha256), None)
    if later and later[-1].outcome == "gone":
        was_gone = bool(earlier) and earlier[-1].outcome == "gone"
        title = _title(before or after, ledger)
        return None if was_gone or not (before or after) else Change("gone", address, title, later[-1].fetched[:10])
    if after is None:
        return None
    met = next(visit for visit in later if visit.sha256 == after.sha256)
    title, on = _title(after, ledger), met.fetched[:10]
    if before is None:
        return Change("added", address, title, on, after=after.sha256)
    if earlier[-1].outcome == "gone":
        return Change("back", address, title, on, before.sha256, after.sha256)
    if before.sha256 == after.sha256 or _digest(before, ledger) == _digest(after, ledger):
        return None
    kind = "withdrawn" if _withdrawn(after, ledger) and not _withdrawn(before, ledger) else "changed"
    try:
        old, new = (_document(visit, data_dir, worker) for visit in (before, after))
    except (InputError, ParserFailed) as error:
        return Change(kind, address, title, on, before.sha256, after.sha256, note=str(error))
    return Change(kind, address, title, on, before.sha256, after.sha256, difference(old, new))


def _title(visit: Visit | None, ledger: Ledger) -> str:
    content = ledger.content(visit.sha256, visit.address) if visit else None
    return content.title if content else ""


def _digest(visit: Visit, ledger: Ledger) -> str:
    content = ledger.content(visit.sha256, visit.address)
    return content.digest if content else visit.sha256


def _withdrawn(visit: Visit, ledger: Ledger) -> bool:
    content = ledger.content(visit.sha256, visit.address)
    return bool(content and content.withdrawn)


def _document(visit: Visit, data_dir: Path, worker: Worker) -> Document:
    """Parsed anew from the kept bytes, so that both versions are read by the same parsers."""
    snapshot = kept(visit.sha256, data_dir)
    with tempfile.NamedTemporaryFile(prefix="tessera-") as file:
        file.write(snapshot.content)
        file.flush()
        parsed = worker.parse(snapshot, Path(file.name))
    return document_from(json.loads(parsed.stored)["document"])


def dated(library: Library, since: dt.date, until: dt.date, language: Language = "en") -> Iterator[Dated]:
    """What took effect between the two days, by the dates that the records themselves give, oldest first."""
    found: list[Dated] = []
    for key, agreement in library.agreements.items():
        found += _events(f"agreements/{key}", agreement, language)
    for market in library.markets.values():
        for requirement in market.requirements:
            found += _events(f"requirements/{market.market.lower()}: {requirement.key}", requirement, language)
    within = (one for one in found if since.isoformat() <= _whole(one.date) <= until.isoformat())
    yield from sorted(within, key=lambda one: (one.date, one.record))


def _events(record: str, value: Agreement | Requirement, language: Language) -> list[Dated]:
    events: tuple[Event, ...] = value.history if isinstance(value, Agreement) else value.next
    found = [Dated(record, event.date, getattr(event.text, language)) for event in events]
    if isinstance(value, Agreement) and value.in_force:
        found.append(Dated(record, value.in_force, _ENTERED[language].format(getattr(value.names, language))))
    if isinstance(value, Requirement) and value.effective:
        found.append(Dated(record, value.effective, _IN_EFFECT[language].format(getattr(value.title, language))))
    return found


def _whole(date: str) -> str:
    """The first day of what may be a year or a month."""
    return (date + "-01-01")[:10]


def feed(found: Changes, *, address: str = "urn:tessera:changes") -> bytes:
    """The changes as an Atom feed (RFC 4287): one entry a document, a due record, a stale source and a held crawl."""
    ET.register_namespace("", _ATOM)
    root = ET.Element(f"{{{_ATOM}}}feed")
    for name, text in (("id", address), ("title", "Tessera: what changed"), ("updated", _moment(found.until))):
        ET.SubElement(root, f"{{{_ATOM}}}{name}").text = text
    author = ET.SubElement(root, f"{{{_ATOM}}}author")
    ET.SubElement(author, f"{{{_ATOM}}}name").text = "Tessera"
    for one in found.documents:
        _entry(root, f"{one.kind}: {one.title or one.address}", one.address, one.on, _summary(one))
    for due in found.due:
        went = "is gone" if due.gone else "has changed"
        _entry(
            root, f"due for re-checking: {due.record}", due.url, due.since, f"Checked {due.checked}; the page {went}."
        )
    for stale in found.stale:
        _entry(
            root,
            f"stale: {stale.source}",
            f"urn:tessera:source:{stale.source}",
            stale.since or found.until,
            stale.reason,
        )
    for held in found.held:
        _entry(root, f"held: {held.source}", f"urn:tessera:source:{held.source}", held.finished, held.reason)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _entry(root: ET.Element, title: str, address: str, day: str, summary: str) -> None:
    entry = ET.SubElement(root, f"{{{_ATOM}}}entry")
    for name, text in (
        ("id", f"{address}#{day}"), ("title", title), ("updated", _moment(day)), ("summary", summary or title),
    ):  # fmt: skip
        ET.SubElement(entry, f"{{{_ATOM}}}{name}").text = "".join(c for c in text if c >= " " or c in "\t\n")
    if address.startswith(("http://", "https://")):
        ET.SubElement(entry, f"{{{_ATOM}}}link", href=address)


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"


def _summary(one: Change) -> str:
    lines = [told(row.kind, row.row, [(c.column, c.old, c.new) for c in row.cells]) for row in one.difference.rows[:50]]
    lines += [f"+ {text}" for text in one.difference.added[:20]] + [f"- {text}" for text in one.difference.removed[:20]]
    return "\n".join(lines) or one.note


def told(kind: str, row: str, cells: list[tuple[str, str, str]]) -> str:
    """A row that changed, in one line: "~ SGS: Scope: lamps → toys"."""
    mark = {"added": "+", "removed": "-"}.get(kind, "~")
    values = "; ".join(f"{column}: {old or '(empty)'} → {new or '(empty)'}" for column, old, new in cells)
    return f"{mark} {row}" + (f": {values}" if values else "")
