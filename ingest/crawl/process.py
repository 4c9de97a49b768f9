"""The process that crawls: `python -m ingest.crawl.process`, a job in the first line of stdin, an event a line on stdout.

One crawl at a time writes a data directory. Killed at any moment, it loses at most the answers under way; so it ends
at once when stdin ends: whoever gave it the job is gone.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scrapy.crawler import AsyncCrawlerProcess

from ingest.crawl.job import EVENT, JOB, Event, Job, Trouble
from ingest.crawl.spider import CrawlSpider, scrapy_settings
from ingest.ledger import Ledger
from kb.errors import InputError, KbError


def main() -> int:
    """0, or 1 where the crawl ended early."""
    job = JOB.validate_json(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_stdin, daemon=True).start()
    try:
        _crawl(job)
    except (asyncio.CancelledError, BrokenPipeError):  # told to stop, or nobody listens
        return 1
    except KbError as error:
        _tell(Trouble(str(error)))
        return 1
    except (OSError, sqlite3.Error) as error:
        _tell(Trouble(f"{job.data_dir}: cannot be written ({error}); make room or mend it, then run the same command"))
        return 1
    return 0


def _crawl(job: Job) -> None:
    broken: list[BaseException] = []
    with _alone(job.data_dir), Ledger(job.data_dir) as ledger:
        scrapy = AsyncCrawlerProcess(scrapy_settings(job))
        scrapy.crawl(CrawlSpider, job=job, ledger=ledger, tell=_tell, broken=broken)
        scrapy.start()
    for error in broken:
        raise error


@contextmanager
def _alone(data_dir: Path) -> Iterator[None]:
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "crawl.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise InputError(f"{data_dir}: another crawl is at work there; wait until it has ended") from None
        yield


def _end_with_stdin() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os._exit(1)


def _tell(event: Event) -> None:
    print(EVENT.dump_json(event).decode(), flush=True)


if __name__ == "__main__":
    sys.exit(main())
