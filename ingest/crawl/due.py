"""When a source is to be crawled again; told from the ledger."""

from __future__ import annotations

import datetime as dt

from ingest.ledger import Ledger
from kb.records import Source

_DAYS = {"daily": 1, "weekly": 7, "monthly": 30, "quarterly": 91, "yearly": 365}
_SLACK = 0.9  # a crawl started every day at six is not put off because yesterday's began a minute after


def period(source: Source) -> dt.timedelta:
    """The time after which a source is read again."""
    return dt.timedelta(days=_DAYS[source.refresh])


def is_due(source: Source, ledger: Ledger, now: dt.datetime) -> bool:
    """Whether no complete crawl of a source began within its period, or one was left in the middle."""
    runs = ledger.runs(source.key)
    if runs and runs[0].finished is None:
        return True
    last = next((run for run in runs if run.complete), None)
    return last is None or now - dt.datetime.fromisoformat(last.started) >= period(source) * _SLACK
