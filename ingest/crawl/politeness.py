"""How often one host is asked, and when it is left in peace: one request at a time, spaced, slower where it is troubled."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.utils import parsedate_to_datetime

from ingest.crawl.job import Limits


class HostLeft(Exception):
    """A host is not asked again in this run."""


class TimeUp(Exception):
    """The time of a source has run out before its turn came."""


class Host:
    """One host as we meet it in this run: when it may be asked again, and whether it is asked at all."""

    def __init__(self, name: str, limits: Limits, since: float) -> None:
        self.name = name
        self.left = ""  # why it is not asked again
        self._limits = limits
        self._turn = asyncio.Lock()
        self._answered = since  # moments of time.monotonic
        self._not_before = 0.0
        self._failures = 0
        self._refusals = 0

    @asynccontextmanager
    async def turn(self, delay: float, until: float) -> AsyncIterator[None]:
        """Ours alone, `delay` seconds after the last answer. HostLeft; TimeUp where it would come after `until`."""
        async with self._turn:
            ready = max(self._answered + delay, self._not_before)
            if self.left:
                raise HostLeft(self.left)
            if max(ready, time.monotonic()) > until:
                raise TimeUp
            while (wait := ready - time.monotonic()) > 0:
                await asyncio.sleep(wait)
            yield

    def answered(self, status: int) -> None:
        """An answer that stands: nothing is held against the host, unless it turns us away again and again."""
        self._answered = time.monotonic()
        self._failures = 0
        self._refusals = self._refusals + 1 if status in (401, 403) else 0
        if self._refusals >= self._limits.refusals:
            self.left = f"{self.name} turned us away {self._refusals} times in a row (answer {status})"

    def troubled(self, attempt: int, wait: float | None) -> None:
        """No answer that stands, at this attempt; `wait`: as it asks in Retry-After."""
        self._answered = time.monotonic()
        if wait is not None and wait > self._limits.patience:
            self.left = f"{self.name} asks to wait {wait:.0f} s, longer than this crawl waits"
            return
        pause = self._limits.backoff * 2 ** (attempt - 1) * random.uniform(0.75, 1.5)
        self._not_before = self._answered + max(pause, wait or 0.0)
        self._failures += attempt == self._limits.tries
        if self._failures >= self._limits.failures:
            self.left = f"{self.name} failed {self._failures} times in a row"


class Hosts:
    """Every host met in this run. The first request to each waits too: an earlier run may have ended just now."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._since = time.monotonic()
        self._hosts: dict[str, Host] = {}

    def at(self, name: str) -> Host:
        if name not in self._hosts:
            self._hosts[name] = Host(name, self._limits, self._since)
        return self._hosts[name]


def retry_after(value: str, now: dt.datetime) -> float | None:
    """Seconds to wait, from a Retry-After header in seconds or as a date; None where it says nothing readable."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        then = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    then = then if then.tzinfo else then.replace(tzinfo=dt.UTC)
    return max(0.0, (then - now).total_seconds())
