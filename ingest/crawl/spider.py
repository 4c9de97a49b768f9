"""The Scrapy spider that hosts the walks. Scrapy downloads; what is asked for, when and how often is decided in `walk`.

Scrapy's own robots, redirect, retry, cookie and proxy middlewares are off: each hop has to be admitted, spaced and
recorded, and a proxy would resolve names behind the guard's back.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from scrapy import Spider

from ingest.crawl.exchange import Downloads
from ingest.crawl.fetching import Means
from ingest.crawl.guard import Guard, Pinned
from ingest.crawl.job import Event, Job
from ingest.crawl.politeness import Hosts
from ingest.crawl.robots import Robots
from ingest.crawl.walk import Walk
from ingest.fetch import Resolve, system_resolve
from ingest.ledger import Ledger
from kb.records import Source

_SOURCES = 32  # walked side by side
_THREADS = 32  # slow name servers must not keep pages from being written
_OFF = (
    "offsite.OffsiteMiddleware robotstxt.RobotsTxtMiddleware httpauth.HttpAuthMiddleware retry.RetryMiddleware "
    "redirect.MetaRefreshMiddleware httpcompression.HttpCompressionMiddleware redirect.RedirectMiddleware "
    "cookies.CookiesMiddleware httpproxy.HttpProxyMiddleware httpcache.HttpCacheMiddleware"
).split()
_EXTENSIONS_OFF = "telnet.TelnetConsole memusage.MemoryUsage feedexport.FeedExporter logstats.LogStats".split()


def scrapy_settings(job: Job) -> dict[str, Any]:
    """How Scrapy downloads for a job."""
    return {
        "USER_AGENT": job.agent,
        "DEFAULT_REQUEST_HEADERS": {"Accept": "*/*", "Accept-Encoding": "gzip"},
        "DOWNLOADER_MIDDLEWARES": {f"scrapy.downloadermiddlewares.{name}": None for name in _OFF},
        "EXTENSIONS": {f"scrapy.extensions.{name}": None for name in _EXTENSIONS_OFF},
        "CONCURRENT_REQUESTS": job.limits.concurrent,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": 0,  # the turns of `politeness` space requests, from answer to request
        "DOWNLOAD_MAXSIZE": job.limits.size,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_TIMEOUT": job.limits.download,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "LOG_LEVEL": "ERROR",
        "STATS_DUMP": False,
    }


class CrawlSpider(Spider):
    """Walks every source of a job; events go to `tell`, one that ends the crawl early to `broken`."""

    name = "tessera"

    def __init__(self, job: Job, ledger: Ledger, tell: Callable[[Event], None], broken: list[BaseException]) -> None:
        super().__init__()
        self._job = job
        self._ledger = ledger
        self._tell = tell
        self._broken = broken

    async def start(self) -> AsyncIterator[Any]:
        """Yields nothing: every request is made by the walks."""
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(_THREADS))
        means = self._means()
        gate = asyncio.Semaphore(_SOURCES)
        walks = [asyncio.create_task(self._walk(source, means, gate)) for source in self._job.sources]
        try:
            await asyncio.gather(*walks)
        except BaseException as error:
            self._broken.append(error)
            raise
        finally:
            for walk in walks:
                walk.cancel()
        for never in list[None]():
            yield never

    async def _walk(self, source: Source, means: Means, gate: asyncio.Semaphore) -> None:
        async with gate:
            self._tell(await Walk(source, means, self._tell).walk())

    def _means(self) -> Means:
        job, limits = self._job, self._job.limits
        guard = Guard(_resolve(job), public=bool(job.contact), loopback=job.allow_loopback)
        _reactor().installNameResolver(Pinned(guard))
        exchange, hosts = Downloads(self.crawler, guard, limits), Hosts(limits)
        robots = Robots(exchange, hosts, limits)
        return Means(job.data_dir, self._ledger, limits, exchange, hosts, robots)


def _reactor() -> Any:
    from twisted.internet import reactor  # importing it installs one: only here, where Scrapy's is installed

    return reactor


def _resolve(job: Job) -> Resolve:
    if not job.allow_loopback:
        return system_resolve
    return lambda host, port: list(job.names[host]) if host in job.names else system_resolve(host, port)
