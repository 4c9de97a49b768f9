"""One address → Visit: asked for within what robots, hosts and patterns allow, its bytes kept, its receipt written.

The receipt stands in the ledger, and before it the bytes on the disk, while the turn at the host is still ours:
whatever is killed when, the next request to that host was not yet made.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Literal

from ingest.crawl.addresses import canonical, follows, host_of, is_of, name_of
from ingest.crawl.exchange import Answer, Exchange
from ingest.crawl.job import SITEMAP, SITEMAP_INDEX, Limits
from ingest.crawl.links import Leads, leads, sitemap
from ingest.crawl.media import is_page, media_type, not_a_document
from ingest.crawl.politeness import HostLeft, Hosts
from ingest.crawl.redirects import redirected, waits
from ingest.crawl.robots import Robots, directives
from ingest.ledger import Ledger, Visit
from ingest.snapshots import keep, kept, place
from kb.documents import Snapshot
from kb.errors import InputError
from kb.records import Source, StartPage

_BELIEVED = dt.timedelta(days=90)  # how long a date alone may say "not modified" before the bytes are asked for again
_SETTLED = dt.timedelta(minutes=1)  # a page written just before it was fetched may have changed within the same second


@dataclass(frozen=True, slots=True)
class Errand:
    """One address to be asked for."""

    address: str
    start: str  # id of the document or start page in the source
    depth: int
    kind: Literal["document", "page", "sitemap"]
    page: StartPage | None = None  # whose links are followed

    @property
    def declared(self) -> bool:
        """Named in the source itself, not found on the way."""
        return self.depth == 0


@dataclass(frozen=True, slots=True)
class Means:
    """What all sources of a crawl share."""

    data_dir: Path
    ledger: Ledger
    limits: Limits
    exchange: Exchange
    hosts: Hosts
    robots: Robots


class Fetching:
    """The requests of one run of one source."""

    def __init__(self, source: Source, run: int, means: Means, until: float) -> None:
        self.seen: set[str] = set()  # addresses that answered in this run, after redirects
        self._source = source
        self._run = run
        self._means = means
        self._until = until  # moment of time.monotonic

    async def visit(self, errand: Errand) -> Visit:
        """The visit as recorded. HostLeft where the host is not asked in this run; TimeUp."""
        at, trail = errand.address, [errand.address]
        answer: Answer | None = None
        while True:
            try:
                found = await self._asked(errand, at)
            except InputError as error:
                return self._record(errand, trail[-1], "refused", str(error), answer)
            if isinstance(found, Visit):
                return found
            answer = found
            at, reason = self._next(errand, redirected(answer), trail)
            if reason:
                return self._record(errand, trail[-1], "refused", reason, answer)
            trail.append(at)

    def _next(self, errand: Errand, target: str, trail: list[str]) -> tuple[str, str]:
        """Where a redirect leads, and why it is not followed there, if it is not."""
        try:
            at = canonical(target, trail[-1])
        except InputError as error:
            return target, f"is redirected to {error}"
        if at in trail:
            return at, "is redirected in a circle"
        if len(trail) > self._means.limits.redirects:
            return at, f"is redirected more than {self._means.limits.redirects} times"
        if not is_of(at, self._source.hosts):
            return at, f"leads to {host_of(at)}, no host of this source"
        if errand.page and not errand.declared and errand.kind == "page":
            if not follows(errand.page, at):
                return at, f"leads outside the patterns: {at}"
            if at in self.seen:
                return at, f"leads to an address already visited: {at}"
        return at, ""

    async def _asked(self, errand: Errand, at: str) -> Visit | Answer:
        """The recorded visit, or an answer that sends us on. InputError: why it is not asked for."""
        means = self._means
        rules = await means.robots.of(at, self._source.hosts, self._source.delay)
        if rules.problem and not rules.lasting:
            raise HostLeft(rules.problem)
        if not rules.allows(at):
            raise InputError(rules.problem or "robots.txt disallows it")
        host = means.hosts.at(host_of(at))
        attempt = 0
        while True:
            attempt += 1
            async with host.turn(max(self._source.delay, rules.delay), self._until):
                answer = await means.exchange(at, self._validators(errand, at), documents=errand.kind != "sitemap")
                if not answer.passing:
                    host.answered(answer.status)
                    return answer if redirected(answer) else await self._settled(errand, at, answer)
                host.troubled(attempt, waits(answer))
                if attempt == means.limits.tries or host.left:
                    return self._failed(errand, at, answer)

    def _validators(self, errand: Errand, at: str) -> dict[str, str]:
        """Headers that ask for the bytes only if they are others than those we still hold."""
        last = self._last(errand)
        if last is None or last.final != at or not place(last.sha256, self._means.data_dir).exists():
            return {}
        if last.etag:
            return {"If-None-Match": last.etag}
        whole = [visit for visit in self._means.ledger.history(errand.address) if visit.status == 200 and visit.sha256]
        return {"If-Modified-Since": last.last_modified} if whole and _is_trusted(whole[-1], last.last_modified) else {}

    def _last(self, errand: Errand) -> Visit | None:
        return None if errand.kind == "sitemap" else self._means.ledger.last(errand.address)

    # ---- what an answer becomes ------------------------------------------------------------------------------

    async def _settled(self, errand: Errand, at: str, answer: Answer) -> Visit:
        self.seen.add(at)
        if answer.problem:
            return self._record(errand, at, "refused", answer.problem, answer)
        if answer.status == 200:
            taken = (
                self._sitemap(errand, at, answer) if errand.kind == "sitemap" else self._document(errand, at, answer)
            )
            return await taken
        if answer.status == 304 and (last := self._last(errand)):
            return await self._unchanged(errand, at, answer, last)
        if answer.status in (404, 410):
            return self._record(errand, at, "gone", f"answered {answer.status}", answer)
        if answer.status in (401, 403, 451):
            return self._record(errand, at, "refused", f"answered {answer.status}", answer)
        return self._failed(errand, at, replace(answer, problem=f"answered {answer.status}"))

    def _failed(self, errand: Errand, at: str, answer: Answer) -> Visit:
        """Its last good bytes stay; where they led, the crawl goes on."""
        last = self._last(errand)
        return self._record(errand, at, "failed", answer.problem, answer, links=last.links if last else ())

    async def _document(self, errand: Errand, at: str, answer: Answer) -> Visit:
        kind = answer.header("content-type")
        found = await self._leads(errand, at, answer.content, kind)
        asked = directives(answer.header("x-robots-tag"), found.metas)
        links = () if "nofollow" in asked else found.links
        if reason := not_a_document(answer.content, kind, name_of(at)):
            return self._record(errand, at, "refused", reason, answer)
        if "noindex" in asked:
            return self._record(
                errand, at, "refused", "noindex: its publisher asks not to keep it", answer, links=links
            )
        snapshot = Snapshot(answer.content, errand.address, name_of(at), at, _now(), kind)
        await asyncio.to_thread(keep, snapshot, self._means.data_dir)
        last = self._last(errand)
        outcome = "new" if last is None else "unchanged" if last.sha256 == snapshot.sha256 else "changed"
        return self._record(
            errand, at, outcome, "", answer, sha256=snapshot.sha256, size=len(answer.content), links=links
        )

    async def _unchanged(self, errand: Errand, at: str, answer: Answer, last: Visit) -> Visit:
        """Not modified, says the server: the bytes are those we hold, and lead where they led."""
        links = last.links
        if errand.page:
            try:
                snapshot = await asyncio.to_thread(kept, last.sha256, self._means.data_dir)
            except InputError as error:
                return self._failed(errand, at, replace(answer, problem=str(error)))
            found = await self._leads(errand, at, snapshot.content, snapshot.content_type)
            asked = directives(answer.header("x-robots-tag"), found.metas)
            links = () if "nofollow" in asked else found.links
        return self._record(
            errand, at, "unchanged", "", answer, sha256=last.sha256, size=last.size, links=links, last=last
        )

    async def _sitemap(self, errand: Errand, at: str, answer: Answer) -> Visit:
        try:
            found, index = await asyncio.to_thread(sitemap, answer.content, at, self._means.limits.size)
        except InputError as error:
            return self._failed(errand, at, replace(answer, problem=str(error)))
        links = tuple(one for one in found if self._is_ours(errand, one, pattern=not index))
        return self._record(errand, at, "refused", SITEMAP_INDEX if index else SITEMAP, answer, links=links)

    async def _leads(self, errand: Errand, at: str, content: bytes, kind: str) -> Leads:
        if not is_page(content, kind):
            return Leads(())
        found = await asyncio.to_thread(leads, content, at, kind)
        last = errand.page is None or errand.depth >= errand.page.depth
        return replace(found, links=() if last else tuple(one for one in found.links if self._is_ours(errand, one)))

    def _is_ours(self, errand: Errand, url: str, *, pattern: bool = True) -> bool:
        return is_of(url, self._source.hosts) and (not pattern or errand.page is None or follows(errand.page, url))

    def _record(
        self,
        errand: Errand,
        at: str,
        outcome: str,
        reason: str,
        answer: Answer | None = None,
        *,
        sha256: str = "",
        size: int = 0,
        links: tuple[str, ...] = (),
        last: Visit | None = None,
    ) -> Visit:
        answer = answer or Answer(0)
        visit = Visit(
            address=errand.address,
            final=at,
            fetched=_now(),
            status=answer.status,
            outcome=outcome,
            reason=reason,
            media_type=media_type(answer.header("content-type")) or (last.media_type if last else ""),
            sha256=sha256,
            size=size,
            etag=answer.header("etag") or (last.etag if last else ""),
            last_modified=answer.header("last-modified") or (last.last_modified if last else ""),
            depth=errand.depth,
            start=errand.start,
            links=links,
        )
        self._means.ledger.record(self._run, visit)
        return visit

    def left(self, errand: Errand, reason: str) -> Visit:
        """A declared address that was not asked for, since its host is left in peace: recorded as failed."""
        return self._record(errand, errand.address, "failed", reason)


def _is_trusted(whole: Visit, modified: str) -> bool:
    """Whether a date alone may tell that nothing changed since the bytes came."""
    fetched = dt.datetime.fromisoformat(whole.fetched)
    try:
        then = parsedate_to_datetime(modified)
    except (ValueError, TypeError, IndexError, OverflowError):
        return False
    then = then if then.tzinfo else then.replace(tzinfo=dt.UTC)
    return then <= fetched - _SETTLED and dt.datetime.now(dt.UTC) - fetched < _BELIEVED


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
