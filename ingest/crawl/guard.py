"""Where a connection may lead: public addresses only, each checked before it is called, and no name resolved twice.

Twisted asks `Pinned` for the addresses of a host. It resolves nothing: it gives what `admit` has checked, or nothing.
So no second answer of a name server can lead inside (DNS rebinding), and a request nobody checked finds no address.
"""

from __future__ import annotations

import asyncio
import ipaddress
import time
from typing import Any
from urllib.parse import urlsplit

import idna
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver, IHostResolution
from zope.interface import implementer

from ingest.fetch import IP, Resolve, is_public
from kb.errors import InputError

_FRESH = 60.0  # seconds for which checked addresses of a host are called without looking again
_PATIENCE = 20.0  # seconds for a name server


class Unresolved(InputError):
    """The name of a host leads nowhere now; it may later."""


class Guard:
    """Admits addresses, and remembers where their hosts were found."""

    def __init__(self, resolve: Resolve, *, public: bool, loopback: bool) -> None:
        self._resolve = resolve
        self._public = public
        self._loopback = loopback
        self._found: dict[str, tuple[float, tuple[IP, ...]]] = {}

    async def admit(self, url: str) -> None:
        """Checks every address of the host, and pins them. InputError with the reason where one may not be called."""
        parts = urlsplit(url)
        host, port = str(parts.hostname), parts.port or (443 if parts.scheme == "https" else 80)
        since, addresses = self._found.pop(host, (0.0, ()))
        if time.monotonic() - since > _FRESH or not addresses:
            since, addresses = time.monotonic(), await self._looked_up(host, port)
        for address in addresses:
            self._check(host, address, port)
        self._found[host] = (since, addresses)

    def pinned(self, host: str) -> tuple[IP, ...]:
        """The checked addresses of a host; none for one that was never admitted."""
        return self._found.get(host, (0.0, ()))[1]

    async def _looked_up(self, host: str, port: int) -> tuple[IP, ...]:
        try:
            found = await asyncio.wait_for(asyncio.to_thread(self._resolve, host, port), _PATIENCE)
            addresses = tuple(ipaddress.ip_address(one.split("%", 1)[0]) for one in found)
        except (OSError, ValueError, UnicodeError, TimeoutError):
            addresses = ()
        if not addresses:
            raise Unresolved(f"no such host can be reached: {host}")
        return addresses

    def _check(self, host: str, address: IP, port: int) -> None:
        inside = self._loopback and address.is_loopback
        if not inside and not is_public(address):
            raise InputError(f"{host} is at {address}, no public address")
        if not inside and not self._public:
            raise InputError("a public host, and no contact is set")
        if not inside and port not in (80, 443):
            raise InputError(f"port {port} is none of the web's")


@implementer(IHostResolution)
class _Done:
    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """Nothing is under way."""


@implementer(IHostnameResolver)
class Pinned:
    """The resolver of the reactor; gives the addresses a guard has checked, and asks nobody."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    def resolveHostName(self, receiver: Any, host: str, portNumber: int = 0, *_: Any) -> _Done:  # noqa: N802, N803
        """As Twisted calls it: tells the receiver each address, then that there are no more."""
        done = _Done(host)
        receiver.resolutionBegan(done)
        for address in self._guard.pinned(_ascii(host)):
            kind = IPv6Address if address.version == 6 else IPv4Address
            receiver.addressResolved(kind("TCP", str(address), portNumber))
        receiver.resolutionComplete()
        return done


def _ascii(host: str) -> str:
    try:
        return host.lower() if host.isascii() else idna.encode(host).decode()
    except idna.IDNAError:
        return ""
