"""Library, statements and freshness → for each source what rests on it and how fresh that is. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from kb.cautions import RECHECK
from kb.freshness import Freshness
from kb.library import Library
from kb.model import Statement
from kb.records import Source, SourceRef


class Fresh(StrEnum):
    """How fresh the facts of a source are, gravest first."""

    unreachable = "unreachable"  # no crawl has reached one of its pages for twice its refresh
    changed = "changed"  # a page changed, or went, after facts were checked on it
    overdue = "overdue"  # facts were checked longer ago than the source allows
    unverified = "unverified"  # facts that nobody has read on a page yet
    fresh = "fresh"
    unused = "unused"  # no fact rests on it


@dataclass(frozen=True, slots=True)
class SourceState:
    """What rests on one source. Days are ISO 8601, "" where there is none."""

    source: Source
    facts: int  # references of statements to it
    newest: str  # the newest day on which a fact was checked on a page of it
    unverified: int  # references that nobody has checked
    changed: int  # references to pages that changed, or went, since they were checked
    overdue: int  # references checked longer ago than its refresh allows
    confirmed: str  # the newest day on which a crawl met a page of it as it is held
    lost: str  # the day of the last success of a page that crawls no longer reach

    @property
    def fresh(self) -> Fresh:
        graver = ((self.lost, Fresh.unreachable), (self.changed, Fresh.changed), (self.overdue, Fresh.overdue))
        met = [state for found, state in graver if found]
        if not self.facts and not met:
            return Fresh.unused
        return (met + ([Fresh.unverified] if self.unverified else []) + [Fresh.fresh])[0]


def states(
    library: Library, statements: Iterable[Statement], freshness: Freshness, today: dt.date
) -> tuple[SourceState, ...]:
    """Every source, that on which most rests first."""
    refs: dict[str, list[SourceRef]] = {key: [] for key in library.sources}
    for statement in statements:
        for ref in statement.sources:
            refs[ref.source].append(ref)
    pages = _pages(library, freshness)
    found = [_state(source, refs[key], pages.get(key, ()), freshness, today) for key, source in library.sources.items()]
    return tuple(sorted(found, key=lambda one: (-one.facts, one.source.title)))


def chosen(
    every: Iterable[SourceState], *, words: str = "", tier: str = "", fresh: str = ""
) -> tuple[SourceState, ...]:
    """Those whose title, publisher, key or host holds every one of the words, of a tier, of a freshness."""
    wanted = words.casefold().split()
    return tuple(
        one
        for one in every
        if (not tier or one.source.tier == tier)
        and (not fresh or one.fresh == fresh)
        and all(word in _told(one.source) for word in wanted)
    )


def _told(source: Source) -> str:
    names = (source.title, source.publisher.name, source.publisher.zh or "", source.key, *source.hosts)
    return " ".join(names).casefold()


def _state(
    source: Source, refs: list[SourceRef], pages: Iterable[tuple[str, str]], freshness: Freshness, today: dt.date
) -> SourceState:
    days = [ref.checked for ref in refs if ref.checked]
    oldest = today - dt.timedelta(RECHECK[source.refresh])
    due = [ref for ref in refs if ref.checked and ref.url in freshness.due]
    changed = sum(1 for ref in due if freshness.due_since(ref.url, str(ref.checked)))
    return SourceState(
        source,
        facts=len(refs),
        newest=max(days).isoformat() if days else "",
        unverified=len(refs) - len(days),
        changed=changed,
        overdue=sum(1 for day in days if day < oldest),
        confirmed=max((confirmed for confirmed, _ in pages), default=""),
        lost=min((stale for _, stale in pages if stale), default=""),
    )


def _pages(library: Library, freshness: Freshness) -> dict[str, list[tuple[str, str]]]:
    """For each source that is crawled, when its pages were confirmed and since when they are stale."""
    hosts: dict[str, list[str]] = {}
    for key, source in library.sources.items():
        for host in source.hosts if source.crawled else ():
            hosts.setdefault(host, []).append(key)
    found: dict[str, list[tuple[str, str]]] = {}
    for url, page in freshness.pages.items():
        for key in next((hosts[one] for one in _domains(url) if one in hosts), ()):
            found.setdefault(key, []).append((page.confirmed, page.stale))
    return found


def _domains(url: str) -> Iterator[str]:
    """The host of an address and the domains above it, the nearest first."""
    parts = (urlsplit(url).hostname or "").split(".")
    return (".".join(parts[n:]) for n in range(len(parts)))
