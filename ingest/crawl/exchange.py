"""One request and its answer, by Scrapy's downloader. No retries, redirects, cookies or robots here: others decide."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    StopDownload,
)
from scrapy.http import Headers, Response
from service_identity import VerificationError
from twisted.internet.error import ConnectError, ConnectionClosed

from ingest.crawl.guard import Guard, Unresolved
from ingest.crawl.job import Limits
from ingest.crawl.media import may_be_document, too_large, unpacked
from kb.errors import InputError

_HEADERS = ("content-type", "etag", "last-modified", "location", "retry-after", "x-robots-tag")
_LONGEST = 2000  # characters of a header that are taken in
_BROKEN = (ConnectError, ConnectionClosed, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one request brought. `problem`: why there is no whole answer; `passing`: asking again may help."""

    status: int  # 0: none
    headers: Mapping[str, str] = field(default_factory=dict)  # the few we read, their names in small letters
    content: bytes = field(default=b"", repr=False)
    problem: str = ""
    passing: bool = False

    def header(self, name: str) -> str:
        return self.headers.get(name, "")


class Exchange(Protocol):
    """One request. InputError where the address may not be called."""

    async def __call__(self, url: str, headers: Mapping[str, str], *, documents: bool) -> Answer: ...


class Downloads:
    """An Exchange over the network, to addresses a guard admits. With `documents`, bytes that cannot be a document are not waited for."""

    def __init__(self, crawler: Crawler, guard: Guard, limits: Limits) -> None:
        self._crawler = crawler
        self._guard = guard
        self._limits = limits
        self._gate = asyncio.Semaphore(limits.concurrent)
        crawler.signals.connect(_stop_what_is_no_document, signal=signals.headers_received)
        logging.getLogger("scrapy").setLevel(logging.CRITICAL)  # what it warns of is in the ledger, with its reason

    async def __call__(self, url: str, headers: Mapping[str, str], *, documents: bool) -> Answer:
        meta = {"download_timeout": self._limits.download, "download_maxsize": self._limits.size, "tessera": documents}
        request = Request(url, headers=dict(headers), meta=meta, dont_filter=True)
        try:
            await self._guard.admit(url)
        except Unresolved as error:
            return Answer(0, problem=str(error), passing=True)
        async with self._gate:
            response = await self._fetched(request)
        return self._answer(response) if isinstance(response, Response) else response

    async def _fetched(self, request: Request) -> Response | Answer:
        started = time.monotonic()
        assert self._crawler.engine is not None
        try:
            return await self._crawler.engine.download_async(request)
        except DownloadTimeoutError:
            return Answer(0, problem=f"took more than {self._limits.download:g} s", passing=True)
        except DownloadCancelledError:
            return Answer(0, problem=too_large(self._limits.size))
        except ResponseDataLossError:
            return Answer(0, problem="ended too early", passing=True)
        except (DownloadConnectionRefusedError, CannotResolveHostError, DownloadFailedError, *_BROKEN) as error:
            seconds = time.monotonic() - started
            return Answer(0, problem=f"no answer after {seconds:.0f} s ({_said(error)})", passing=True)

    def _answer(self, response: Response) -> Answer:
        headers = _read(response.headers)
        coding = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
        try:
            content = unpacked(response.body, coding, self._limits.size)
        except InputError as error:
            return Answer(response.status, headers, problem=str(error))
        passing = response.status in (408, 425, 429) or response.status >= 500
        problem = f"answered {response.status}" if passing else ""
        return Answer(response.status, headers, content, problem, passing)


def _stop_what_is_no_document(headers: Headers, body_length: int, request: Request, spider: Spider) -> None:  # noqa: ARG001
    if request.meta["tessera"] and not may_be_document(_text(headers.get("Content-Type"))):
        raise StopDownload(fail=False)


def _read(headers: Headers) -> dict[str, str]:
    found = {name: headers.getlist(name) for name in _HEADERS if name in headers}
    return {
        name: _text(b"\n".join(values) if name == "x-robots-tag" else values[0])[:_LONGEST]
        for name, values in found.items()
        if values
    }


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""


def _said(error: BaseException) -> str:
    cause = error.__cause__
    for one in getattr(cause, "reasons", None) or ():
        if "certificate verify failed" in str(one.value):
            return "its certificate cannot be verified"
        if isinstance(one.value, VerificationError):
            return "its certificate is another host's"
    return (str(cause or error) or type(error).__name__).splitlines()[0][:120]
