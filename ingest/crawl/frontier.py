"""The addresses of one source still to be asked for, host by host, the nearest to their start first; nothing twice."""

from __future__ import annotations

import heapq
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from ingest.crawl.addresses import canonical, follows, host_of, is_of, is_trap
from ingest.crawl.fetching import Errand
from ingest.crawl.job import SITEMAP_INDEX
from ingest.ledger import Visit
from kb.errors import InputError
from kb.records import Source

_WAITING = 5  # times the limit of a start page: as many addresses may wait
_SITEMAPS = 100  # of one start page


class Frontier:
    """What waits. Bounded: by the depth and limit of each start page, whatever its pages lead to."""

    def __init__(self, source: Source) -> None:
        self._starts = {one.id: one for one in source.start}
        self._hosts = source.hosts
        self._waiting: dict[str, list[tuple[int, int, Errand]]] = {}
        self._known: set[str] = set()
        self._added: Counter[str] = Counter()
        self._taken: Counter[str] = Counter()

    def hosts(self) -> list[str]:
        """Those at which something waits."""
        return [host for host, heap in self._waiting.items() if heap]

    def next(self, host: str) -> Errand | None:
        """What to ask a host for, or None where nothing waits or the limits are met."""
        heap = self._waiting.get(host, [])
        while heap:
            _, _, errand = heapq.heappop(heap)
            if self._taken[_count(errand)] < _limit(errand):
                self._taken[_count(errand)] += 1
                return errand
        return None

    def declare(self, source: Source) -> tuple[str, ...]:
        """Adds the documents and start pages of the source; says what is wrong with those it cannot."""
        wrong = []
        declared = [Errand(one.url, one.id, 0, "document") for one in source.documents]
        declared += [Errand(one.url, one.id, 0, one.kind, one) for one in source.start]
        for errand in declared:
            try:
                address = canonical(errand.address)
            except InputError as error:
                wrong.append(f"{errand.start}: {error}")
                continue
            if is_of(address, self._hosts):
                self._add(replace(errand, address=address))
            else:
                wrong.append(f"{errand.start}: {host_of(address)} is no host of this source")
        return tuple(wrong)

    def follow(self, errand: Errand, visit: Visit) -> None:
        """Adds what a visit led to."""
        if errand.page is None:
            return
        index = visit.reason == SITEMAP_INDEX
        if not index and errand.depth >= errand.page.depth:
            return
        for link in visit.links:
            if index:
                self._add(Errand(link, errand.start, errand.depth, "sitemap", errand.page))
            else:
                self._add(Errand(link, errand.start, errand.depth + 1, "page", errand.page))

    def look_again(self, earlier: Iterable[Visit]) -> None:
        """Adds addresses kept before to which nothing leads any more: they may be gone."""
        for visit in earlier:
            page = self._starts.get(visit.start)
            if page and visit.depth and follows(page, visit.address):
                self._add(Errand(visit.address, visit.start, page.depth, "page", page))

    def _add(self, errand: Errand) -> None:
        kind = _count(errand)
        if errand.address in self._known or self._added[kind] >= _WAITING * _limit(errand):
            return
        if not errand.declared and (is_trap(errand.address) or not is_of(errand.address, self._hosts)):
            return
        self._known.add(errand.address)
        self._added[kind] += 1
        heap = self._waiting.setdefault(host_of(errand.address), [])
        heapq.heappush(heap, (errand.depth, len(self._known), errand))


def _limit(errand: Errand) -> int:
    """How many of its kind are asked for; documents, which the source names one by one, have no limit."""
    if errand.page is None:
        return sys.maxsize
    return _SITEMAPS if errand.kind == "sitemap" else errand.page.limit


def _count(errand: Errand) -> str:
    return f"{errand.kind} {errand.start}"
