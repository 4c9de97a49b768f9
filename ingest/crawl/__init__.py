"""Sources → snapshots and receipts, politely. Scrapy runs in a process of its own: whoever calls holds no reactor."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from pydantic import ValidationError

from ingest.crawl.due import is_due
from ingest.crawl.job import EVENT, JOB, Event, Job, Limits, SourceReport, Step, Trouble, told
from ingest.ledger import Ledger
from kb.errors import InputError
from kb.records import Source
from kb.settings import Settings

__all__ = ["Limits", "SourceReport", "Step", "crawl", "told"]

_ROOT = Path(__file__).parents[2]
_CONTACT = re.compile(r"[\x21-\x7e]+@[\x21-\x7e]+\.[\x21-\x7e]+|https?://[\x21-\x7e]+")
_AGAIN = "run the same command again, it goes on where it stopped"


def crawl(
    sources: Sequence[Source],
    settings: Settings,
    *,
    named: bool,
    progress: Callable[[Step], None] | None = None,
    limits: Limits | None = None,
    names: Mapping[str, tuple[str, ...]] | None = None,
) -> tuple[SourceReport, ...]:
    """A report of each source crawled, in the order in which they were given.

    Sources that were `named` are crawled whatever their refresh; else those that are due. What was fetched is in the
    snapshots, what was met in the ledger, run by run; nothing is taken into the base here. InputError where no contact
    is set, a named source gives no addresses, another crawl is at work, or the crawl ends early. `names` gives hosts
    their addresses, and works with `settings.allow_loopback` only.
    """
    chosen = _chosen(sources, settings, named=named)
    if not chosen:
        return ()
    limits = limits or Limits(seconds=settings.crawl_seconds, size=settings.crawl_size)
    contact = _contact(settings)
    job = Job(settings.data_dir.absolute(), contact, settings.allow_loopback, chosen, limits, names or {})
    reports = {}
    with closing(_events(job)) as events:
        for event in events:
            if isinstance(event, SourceReport):
                reports[event.source] = event
            elif isinstance(event, Step) and progress:
                progress(event)
    return tuple(reports[one.key] for one in chosen)


def _chosen(sources: Sequence[Source], settings: Settings, *, named: bool) -> tuple[Source, ...]:
    if named:
        for one in sources:
            if not one.crawled:
                raise InputError(f"source {one.key}: names no documents or start pages; add some to its file")
        return tuple({one.key: one for one in sources}.values())
    now = dt.datetime.now(dt.UTC)
    with Ledger(settings.data_dir) as ledger:
        return tuple(one for one in sources if one.crawled and is_due(one, ledger, now))


def _contact(settings: Settings) -> str:
    contact = settings.contact.strip()
    if not contact and settings.allow_loopback:
        return ""  # only this machine is crawled
    if not _CONTACT.fullmatch(contact):
        raise InputError(
            f"contact {contact!r}: set TESSERA_CONTACT to a mail address or page where publishers can reach you"
        )
    return contact


def _events(job: Job) -> Generator[Event]:
    command = [sys.executable, "-m", "ingest.crawl.process"]
    path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    environment = {**os.environ, "PYTHONPATH": path}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(JOB.dump_json(job) + b"\n")
            process.stdin.flush()  # and left open: the process ends when it closes
            yield from map(_event, process.stdout)
        except BaseException:  # the caller has stopped listening, or cannot read on
            process.terminate()
            raise
    if process.returncode:
        raise InputError(f"the crawl ended early ({_how(process.returncode)}); {_AGAIN}")


def _event(line: bytes) -> Event:
    try:
        event = EVENT.validate_json(line)
    except ValidationError:
        raise InputError(f"the crawl ended early in the middle of a line; {_AGAIN}") from None
    if isinstance(event, Trouble):
        raise InputError(event.message)
    return event


def _how(code: int) -> str:
    return f"killed by signal {-code}" if code < 0 else f"exit {code}"
