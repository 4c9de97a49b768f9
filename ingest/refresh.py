"""One round of upkeep: crawl, take in or hold, forget what the settings do not keep, and measure how fresh all is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rapidfuzz import process

from ingest.accept import Accepted, accept
from ingest.crawl import Limits, SourceReport, Step, crawl
from ingest.freshness import measure, write
from ingest.intake import Intake
from ingest.ledger import Ledger, Run
from ingest.retention import prune
from kb.errors import InputError
from kb.library import Library
from kb.records import Source
from kb.settings import Settings


@dataclass(frozen=True, slots=True)
class Refreshed:
    """One source after a round: its crawl (None where a held one was taken in), and whether that was taken in."""

    source: str
    crawl: SourceReport | None
    accepted: Accepted | None  # None where the crawl did not end

    def as_json(self) -> dict[str, Any]:
        """As `tessera crawl --json` prints it."""
        return asdict(self)


def refresh(
    library: Library, settings: Settings, *, names: Sequence[str] = (), since: dt.date | None = None,
    force: bool = False, progress: Callable[[Step], None] | None = None, limits: Limits | None = None,
    hosts: Mapping[str, tuple[str, ...]] | None = None,
) -> tuple[Refreshed, ...]:  # fmt: skip
    """Crawls the named sources, or those that are due, and takes in what they gave where it is as expected.

    `since`: only sources that no complete crawl has read from that day on. `force`: what is held, or would be, is taken
    in; a source whose last crawl is held is not crawled again for it. Raises as `crawl`, and InputError for a name that
    is no source.
    """
    chosen = _chosen(library, names)
    with Ledger(settings.data_dir) as ledger:
        if since is not None:
            chosen = [one for one in chosen if not _read_since(one, since, ledger)]
        held = {one.key: run for one in chosen if (run := _held(one, ledger))} if force else {}
    asked = [one for one in chosen if one.key not in held]
    reports = crawl(asked, settings, named=bool(names), progress=progress, limits=limits, names=hosts) if asked else ()
    crawled = {report.source: report for report in reports}
    done = []
    with Ledger(settings.data_dir) as ledger, Intake(settings, ledger) as intake:
        for source in chosen:
            if source.key not in crawled and source.key not in held:
                continue  # not due
            report = crawled.get(source.key)
            run = held.get(source.key) or next((one for one in ledger.runs(source.key) if one.finished), None)
            ended = report is None or report.finished
            taken = (
                accept(source, run, ledger, intake, settings.data_dir.resolve(), force=force) if run and ended else None
            )
            done.append(Refreshed(source.key, report, taken))
        prune(settings, ledger)
        write(measure(library, ledger, dt.datetime.now(dt.UTC).date()), settings.data_dir)
    return tuple(done)


def _chosen(library: Library, names: Sequence[str]) -> list[Source]:
    unknown = next((name for name in names if name not in library.sources), None)
    if unknown is not None:
        near = process.extract(unknown, [*library.sources], limit=3, score_cutoff=60)
        hint = f"; did you mean {', '.join(one for one, _, _ in near)}?" if near else ""
        raise InputError(f"source {unknown!r}: there is no corpus/sources/{unknown}.yaml{hint}")
    return [library.sources[name] for name in names] if names else [*library.sources.values()]


def _held(source: Source, ledger: Ledger) -> Run | None:
    """The last crawl of a source, where it ended and was held."""
    last = next((run for run in ledger.runs(source.key) if run.finished), None)
    return last if last and last.held else None


def _read_since(source: Source, day: dt.date, ledger: Ledger) -> bool:
    return any(run.complete and run.started[:10] >= day.isoformat() for run in ledger.runs(source.key))
