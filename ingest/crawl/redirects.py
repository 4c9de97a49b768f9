"""What an answer says of going elsewhere, or of coming back later; pure but for the clock."""

from __future__ import annotations

import datetime as dt

from ingest.crawl.exchange import Answer
from ingest.crawl.politeness import retry_after


def redirected(answer: Answer) -> str:
    """Where an answer sends us, as it stands in Location; "" where it sends us nowhere."""
    return answer.header("location").strip() if answer.status in (301, 302, 303, 307, 308) else ""


def waits(answer: Answer) -> float | None:
    """Seconds that an answer asks us to wait; None where it does not say."""
    said = answer.header("retry-after")
    return retry_after(said, dt.datetime.now(dt.UTC)) if said else None
