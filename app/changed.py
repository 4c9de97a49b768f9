"""What changed since a day, for pages and feeds: as `tessera changes` tells it, kept until the ledger or the day changes."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from threading import Lock

from ingest.changes import Changes, changes, dated
from ingest.ledger import Ledger, Run
from kb.base import Kb

_kept = Lock()  # one comparison at a time: it parses documents
LEDGER = "ledger.sqlite"


def changed(kb: Kb, since: dt.date, until: dt.date) -> Changes:
    """Where nothing was ever crawled, what took effect by the records' own dates. InputError where the ledger is damaged."""
    path = kb.settings.data_dir / LEDGER
    if not path.is_file():
        return Changes(since.isoformat(), until.isoformat(), (), tuple(dated(kb.library, since, until)), (), (), ())
    with _kept:
        return _compared(_Of(kb), since, until, path.stat().st_mtime_ns)


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
