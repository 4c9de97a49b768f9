"""What changed since a day, for pages, feeds and programs: as `tessera changes` tells it, kept until the ledger or the day changes."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from threading import Lock

from ingest.changes import Changes, changes
from ingest.ledger import Ledger, Run
from kb.base import Kb

_kept = Lock()
LEDGER = "ledger.sqlite"


def changed(kb: Kb, since: dt.date, until: dt.date) -> Changes:
    """One comparison at a time, since each takes a processor; the last few are kept. InputError where the ledger is damaged."""
    with _kept:
        return _compared(_Of(kb), since, until, _written(kb))


def _written(kb: Kb) -> int:
    """When the ledger of crawls was last written to; 0 where there is none."""
    files = [kb.settings.data_dir / name for name in (LEDGER, f"{LEDGER}-wal")]
    return max((file.stat().st_mtime_ns for file in files if file.exists()), default=0)


def last_crawls(kb: Kb) -> dict[str, Run]:
    """The newest crawl of each source that was ever crawled."""
    if not (kb.settings.data_dir / LEDGER).is_file():
        return {}
    with Ledger(kb.settings.data_dir.resolve()) as ledger:
        return {run.source: run for run in reversed(ledger.runs())}


class _Of:
    """An open base as a key: one base is served, and is never changed."""

    def __init__(self, kb: Kb) -> None:
        self.kb = kb

    def __hash__(self) -> int:
        return hash(self.kb.settings.data_dir)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Of) and other.kb is self.kb


@lru_cache(maxsize=16)
def _compared(of: _Of, since: dt.date, until: dt.date, _ledger: int) -> Changes:
    return changes(of.kb.settings, of.kb.library, since=since, until=until, freshness=of.kb.freshness)
