"""What publishers ask of robots: robots.txt of an origin, X-Robots-Tag and meta robots of a page.

A robots.txt that cannot be read closes its origin for this run; only one that is not there (404, 410) leaves it open.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urljoin

from protego import Protego

from ingest.crawl.addresses import canonical, host_of, is_of, origin
from ingest.crawl.exchange import Answer, Exchange
from ingest.crawl.job import AGENT, Limits
from ingest.crawl.politeness import HostLeft, Hosts
from ingest.crawl.redirects import redirected, waits
from kb.errors import InputError

_READ = 512 * 1024  # bytes of a robots.txt that count (RFC 9309 asks for 500 KiB at least)
_NAMED = re.compile(r"\s*(?!max-|unavailable_after)([\w-]+)\s*:(.*)")  # "googlebot: noindex" is for googlebot
_WORDS = frozenset("noindex nofollow none".split())


@dataclass(frozen=True, slots=True)
class Rules:
    """What one origin lets us ask for."""

    parsed: Protego | None = None  # None: everything, or nothing where there is a problem
    delay: float = 0.0  # seconds between two requests
    problem: str = ""  # why nothing of it is asked for
    lasting: bool = False  # the problem is the publisher's will, not an accident

    def allows(self, url: str) -> bool:
        return not self.problem and (self.parsed is None or bool(self.parsed.can_fetch(url, AGENT)))


class Robots:
    """The rules of every origin met in this run, each read once."""

    def __init__(self, exchange: Exchange, hosts: Hosts, limits: Limits) -> None:
        self._exchange = exchange
        self._hosts = hosts
        self._limits = limits
        self._rules: dict[str, asyncio.Task[Rules]] = {}

    async def of(self, url: str, allowed: Iterable[str], delay: float) -> Rules:
        """The rules for an address; robots.txt is followed to no other than the `allowed` hosts."""
        key = origin(url)
        if key not in self._rules:
            self._rules[key] = asyncio.create_task(self._read(key, tuple(allowed), delay))
        return await asyncio.shield(self._rules[key])

    async def _read(self, key: str, allowed: tuple[str, ...], delay: float) -> Rules:
        at = f"{key}/robots.txt"
        try:
            for _ in range(self._limits.redirects + 1):
                answer = await self._answer(at, delay)
                target = redirected(answer)
                if not target:
                    return rules_of(answer, self._limits.longest_delay)
                at = canonical(urljoin(at, target))
                if not is_of(at, allowed):
                    return Rules(problem=f"robots.txt of {host_of(key)} leads to {host_of(at)}")
        except HostLeft as error:
            return Rules(problem=f"robots.txt of {host_of(key)} cannot be read: {error}")
        except InputError as error:
            return Rules(problem=str(error), lasting=True)
        return Rules(problem=f"robots.txt of {host_of(key)} is redirected again and again")

    async def _answer(self, at: str, delay: float) -> Answer:
        host = self._hosts.at(host_of(at))
        answer = Answer(0)
        for attempt in range(1, self._limits.tries + 1):
            async with host.turn(delay, float("inf")):
                answer = await self._exchange(at, {}, documents=False)
                if not answer.passing:
                    host.answered(answer.status)
                    return answer
                host.troubled(attempt, waits(answer))
        return answer


def rules_of(answer: Answer, longest: float) -> Rules:
    """The rules that an answer to a request for robots.txt gives."""
    if answer.status in (404, 410):
        return Rules()
    if answer.status != 200 or answer.problem:
        return Rules(problem=f"robots.txt cannot be read: {answer.problem or f'answered {answer.status}'}")
    parsed = Protego.parse(answer.content[:_READ].decode("utf-8-sig", "replace"))
    delay = _delay(parsed)
    if delay > longest:
        return Rules(problem=f"robots.txt asks for {delay:.0f} s between requests, too long", lasting=True)
    return Rules(parsed, delay)


def _delay(parsed: Protego) -> float:
    rate = parsed.request_rate(AGENT)
    spaced = rate.seconds / rate.requests if rate and rate.requests else 0.0
    return max(parsed.crawl_delay(AGENT) or 0.0, spaced)


def directives(header: str, metas: Iterable[tuple[str, str]]) -> frozenset[str]:
    """ "noindex" and "nofollow", where X-Robots-Tag (a line for each) or a meta element (name, content) says so to everyone or to us."""
    said: set[str] = set()
    for line in header.lower().splitlines():
        named = _NAMED.fullmatch(line)
        if named is None or named[1] == AGENT.lower():
            said |= {one.strip() for one in (named[2] if named else line).split(",")}
    for name, content in metas:
        if name.strip().lower() in ("robots", AGENT.lower()):
            said |= {one.strip() for one in content.lower().split(",")}
    said &= _WORDS
    return frozenset({"noindex", "nofollow"} if "none" in said else said)
