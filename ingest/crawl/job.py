"""What the parent hands to the process that crawls, and what comes back line by line; plain data, written as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from ingest.ledger import Visit
from kb.records import Source

AGENT = "Tessera"  # the name by which robots.txt may speak to us
SITEMAP = "a sitemap, read for its addresses"
SITEMAP_INDEX = "a sitemap index, read for its sitemaps"


@dataclass(frozen=True, slots=True)
class Limits:
    """What we owe publishers, and what we put up with; in seconds, bytes and times."""

    seconds: float = 1800.0  # for one source
    size: int = 100 * 1024 * 1024  # of one document, unpacked
    download: float = 120.0  # for one answer from first to last byte
    concurrent: int = 8  # requests under way, never two to one host
    tries: int = 3  # of one address
    backoff: float = 2.0  # before the second try; twice that before the third, with jitter
    patience: float = 120.0  # the longest Retry-After that is waited for
    longest_delay: float = 60.0  # the longest Crawl-delay that is kept to
    failures: int = 5  # addresses in a row without an answer, after which a host is left in peace
    refusals: int = 10  # answers 401 and 403 in a row, after which it is too
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Job:
    data_dir: Path
    contact: str
    allow_loopback: bool
    sources: tuple[Source, ...]
    limits: Limits = Limits()
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # host → addresses; only with allow_loopback

    @property
    def agent(self) -> str:
        """How we name ourselves in every request."""
        return f"{AGENT}/0.1 (+{self.contact})" if self.contact else f"{AGENT}/0.1"


@dataclass(frozen=True, slots=True)
class Step:
    """One address done."""

    source: str
    address: str
    outcome: str
    reason: str
    done: int  # addresses of this source so far, in this run
    kind: Literal["step"] = "step"


@dataclass(frozen=True, slots=True)
class SourceReport:
    """One source after its crawl. The counts are those of the whole run, also of the part before a kill."""

    source: str
    run: int
    complete: bool  # every start answered, no host was left, time sufficed
    finished: bool  # False: the next crawl of this source goes on where this one stopped
    fetched: int  # addresses that answered
    new: int
    changed: int
    unchanged: int
    gone: int
    failed: int
    refused: tuple[tuple[str, int], ...]  # reason and how many, most frequent first
    problems: tuple[str, ...]  # why it is not complete
    resumed: int  # addresses done before a kill and not asked again
    seconds: float
    kind: Literal["report"] = "report"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why the process could not crawl at all."""

    message: str
    kind: Literal["trouble"] = "trouble"


Event = Step | SourceReport | Trouble
JOB: TypeAdapter[Job] = TypeAdapter(Job)
EVENT: TypeAdapter[Event] = TypeAdapter(Event)


def report(
    source: str,
    run: int,
    visits: Iterable[Visit],
    problems: tuple[str, ...],
    *,
    finished: bool,
    resumed: int,
    seconds: float,
) -> SourceReport:
    """The counts of the visits of a run."""
    outcomes: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    fetched = 0
    for visit in visits:
        fetched += visit.status > 0
        if visit.outcome != "refused":
            outcomes[visit.outcome] += 1
        elif visit.reason not in (SITEMAP, SITEMAP_INDEX):
            reasons[visit.reason.split(": http", 1)[0]] += 1  # however many addresses they name
    return SourceReport(
        source=source,
        run=run,
        complete=finished and not problems,
        finished=finished,
        fetched=fetched,
        new=outcomes["new"],
        changed=outcomes["changed"],
        unchanged=outcomes["unchanged"],
        gone=outcomes["gone"],
        failed=outcomes["failed"],
        refused=tuple(reasons.most_common()),
        problems=problems,
        resumed=resumed,
        seconds=round(seconds, 1),
    )


def told(report: SourceReport) -> str:
    """A report in one line for people."""
    counts = ", ".join(f"{getattr(report, name)} {name}" for name in ("new", "changed", "unchanged", "gone", "failed"))
    refused = "; ".join(f"{count} × {reason}" for reason, count in report.refused)
    parts = [f"{report.source}: {report.fetched} fetched", counts]
    parts += [f"refused: {refused}"] if refused else []
    parts += [f"{report.resumed} of them before it was cut off"] if report.resumed else []
    parts += [f"incomplete: {'; '.join(report.problems)}"] if report.problems else []
    return " | ".join([*parts, f"{report.seconds:.1f} s"])
