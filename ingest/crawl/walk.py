"""One source from its starts to its last page: each host asked for one address at a time, several hosts side by side."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Callable, Iterator

from ingest.crawl.due import period
from ingest.crawl.fetching import Errand, Fetching, Means
from ingest.crawl.frontier import Frontier
from ingest.crawl.job import SourceReport, Step, report
from ingest.crawl.politeness import HostLeft, TimeUp
from ingest.ledger import KEPT, Ledger, Visit
from kb.records import Source

_OLD = dt.timedelta(days=7)

Tell = Callable[[Step], None]


class Walk:
    """A run of one source, begun or gone on with."""

    def __init__(self, source: Source, means: Means, tell: Tell) -> None:
        self._source = source
        self._ledger = means.ledger
        self._tell = tell
        self._started = time.monotonic()
        self._run = _begun(means.ledger, source)
        self._earlier = {visit.address: visit for visit in means.ledger.of_run(self._run)}
        self._resumed = len(self._earlier)
        self._done = self._resumed
        self._fetching = Fetching(source, self._run, means, self._started + means.limits.seconds)
        self._frontier = Frontier(source)
        self._problems: dict[str, None] = {}  # in the order met, each once
        self._time_up = False

    async def walk(self) -> SourceReport:
        """Asks for everything, then again for what was kept before and nothing leads to any more."""
        self._problems |= dict.fromkeys(self._frontier.declare(self._source))
        await self._work()
        if not self._time_up:
            self._frontier.look_again(_previous(self._ledger, self._source.key))
            await self._work()
        return self._end()

    async def _work(self) -> None:
        under_way: dict[str, asyncio.Task[None]] = {}
        try:
            while True:
                self._send(under_way)
                if not under_way:
                    return
                await asyncio.wait(under_way.values(), return_when=asyncio.FIRST_COMPLETED)
                for host in [host for host, task in under_way.items() if task.done()]:
                    under_way.pop(host).result()
        finally:
            for task in under_way.values():
                task.cancel()

    def _send(self, under_way: dict[str, asyncio.Task[None]]) -> None:
        """One errand to each host that has none."""
        while free := [host for host in self._frontier.hosts() if host not in under_way and not self._time_up]:
            for host in free:
                errand = self._frontier.next(host)
                if errand and not self._gone_on(errand):
                    under_way[host] = asyncio.create_task(self._do(errand))

    def _gone_on(self, errand: Errand) -> bool:
        """Whether an errand was done before a kill; then only what it led to is still to be followed."""
        visit = self._earlier.get(errand.address)
        if visit is None:
            return False
        if visit.status == 304 or visit.status // 100 in (2, 4):
            self._fetching.seen.add(visit.final)
        self._take(errand, visit)
        return True

    async def _do(self, errand: Errand) -> None:
        if not errand.declared and errand.address in self._fetching.seen:
            return  # meanwhile another address was redirected to it
        try:
            visit = await self._fetching.visit(errand)
        except TimeUp:
            self._time_up = True
            self._problems["time is up; crawl this source again to go on"] = None
            return
        except HostLeft as left:
            self._problems[str(left)] = None
            if not errand.declared:
                return
            visit = self._fetching.left(errand, str(left))
        self._done += 1
        self._take(errand, visit)
        self._tell(Step(self._source.key, visit.address, visit.outcome, visit.reason, self._done))

    def _take(self, errand: Errand, visit: Visit) -> None:
        self._frontier.follow(errand, visit)
        if errand.declared and visit.outcome == "failed" and visit.reason not in self._problems:
            self._problems[f"{errand.start}: {visit.reason}"] = None

    def _end(self) -> SourceReport:
        if not self._time_up:
            self._ledger.finish(self._run, _now(), complete=not self._problems)
        return report(
            self._source.key,
            self._run,
            self._ledger.of_run(self._run),
            tuple(self._problems),
            finished=not self._time_up,
            resumed=self._resumed,
            seconds=time.monotonic() - self._started,
        )


def _previous(ledger: Ledger, source: str) -> Iterator[Visit]:
    """What the last complete run of a source kept, or failed to get though it had been kept before."""
    complete = next((run for run in ledger.runs(source) if run.complete), None)
    for visit in ledger.of_run(complete.id) if complete else ():
        if visit.outcome in KEPT or (visit.outcome == "failed" and ledger.last(visit.address)):
            yield visit


def _begun(ledger: Ledger, source: Source) -> int:
    """The run to work on. One that was left in the middle long ago is not gone on with: what it saw is old."""
    now = dt.datetime.now(dt.UTC)
    for run in ledger.runs(source.key):
        if run.finished is None and now - dt.datetime.fromisoformat(run.started) > min(_OLD, period(source)):
            ledger.finish(run.id, _now(), complete=False)
    return ledger.begin(source.key, _now())


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
