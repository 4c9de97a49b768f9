"""Who is asking, and at which name: trusted hosts, addresses seen through trusted proxies, users, and how often each may ask.

ASGI layers; each may refuse in the shape of the API's errors. The layers after Visitors find the address in scope[ADDRESS], those
after Who the user in scope[USER].
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import ipaddress
import math
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from app.refusal import refuse
from app.users import Users

ADDRESS, USER = "tessera.address", "tessera.user"
HEALTH = "/api/health"  # open to every probe
MOST_CLIENTS = 10_000  # remembered at a time; of more, who was quiet longest is forgotten
_SLOW_DOWN = 0.5  # seconds a wrong password waits
_TRIES = 10  # wrong passwords of one address in a row; then one in ten seconds
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_EVERYWHERE = frozenset({"0.0.0.0", "::"})
_FILES = re.compile(r"/(?:en|zh)/(?:assets|static)/.*|/(?:en|zh)/theme\.css|/favicon\.\w+")
_FORWARDED = re.compile(rb"x-forwarded-[\w-]+|forwarded|x-real-ip")


class OwnHosts:
    """Only requests for a name of this app pass, so that no name of another's can lead a reader's browser here.

    Its names are this machine's loopback, the address it listens on, and `names` (with "*.example.org" for all below, "*" for any).
    Where it listens everywhere any bare address does too: an address cannot be made to lead elsewhere.
    """

    def __init__(self, app: ASGIApp, *, listening: str, names: Iterable[str]) -> None:
        self.app = app
        self._names = {*_LOOPBACK, listening.lower(), *(name.lower() for name in names)}
        self._bare = listening in _EVERYWHERE

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            for asked in _asked(scope):
                if not self._ours(_name(asked)):
                    told = f"host '{asked[:100]}': is no name of this app; add it to TESSERA_HOSTS where it is one"
                    await refuse(send, scope, 400, "wrong_host", told)
                    return
        await self.app(scope, receive, send)

    def _ours(self, name: str) -> bool:
        if "*" in self._names and name:
            return True
        above = name.split(".")
        return (
            name in self._names
            or any(f"*.{'.'.join(above[n:])}" in self._names for n in range(1, len(above)))
            or is_loopback(name)
            or (self._bare and _is_address(name))
        )


class Visitors:
    """Tells the layers below who asks: the peer, or whom the proxies in between say that they ask for.

    Headers on whose behalf a request came are taken off unless the peer is one of `proxies` (addresses or networks).
    """

    def __init__(self, app: ASGIApp, *, proxies: Iterable[str]) -> None:
        self.app = app
        self._proxies = [ipaddress.ip_network(one) for one in proxies]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            peer = (scope.get("client") or ("local", 0))[0]
            if self.trusts(peer):
                scope[ADDRESS] = next((one for one in reversed(_forwarded(scope)) if not self.trusts(one)), peer)
                scope["tessera.proxied"] = True
            else:
                scope[ADDRESS] = peer
                scope["headers"] = [one for one in scope["headers"] if not _FORWARDED.fullmatch(one[0].lower())]
        await self.app(scope, receive, send)

    def trusts(self, address: str) -> bool:
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        mapped = getattr(found, "ipv4_mapped", None) or found
        return any(mapped in network for network in self._proxies)


class Who:
    """Asks for a user: whom a trusted proxy names in `header`, or one of `users` by HTTP Basic. Health is open to every probe."""

    def __init__(self, app: ASGIApp, *, users: Users, header: str) -> None:
        self.app = app
        self._users = users
        self._header = header.lower().encode()
        self._wrong = Buckets(_TRIES, 6)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or scope["path"] == HEALTH:
            await self.app(scope, receive, send)
            return
        user = self._named(scope)
        given = _credentials(scope)
        if user is None and given is not None and self._users:
            user = self._users.remembered(given)
            wait = 0.0 if user else self._wrong.wait(_whose(scope))
            if wait:
                told = "too many wrong passwords; wait and try again"
                await refuse(send, scope, 429, "too_many", told, _retry(wait))
                return
            user = user or await self._tried(given, _whose(scope))
        if user is None:
            await self._ask(scope, send)
            return
        scope[USER] = user
        await self.app(scope, receive, send)

    def _named(self, scope: Scope) -> str | None:
        """Whom a trusted proxy has let in."""
        if not (self._header and scope.get("tessera.proxied")):
            return None
        name = dict(scope["headers"]).get(self._header, b"").decode("utf-8", "replace").strip()
        return name[:128] or None

    async def _tried(self, given: bytes, whose: str) -> str | None:
        self._wrong.take(whose)  # given back when it was right, so that a crowd of tries at once counts
        user = await asyncio.to_thread(self._users.proved, given)
        if user is None:
            await asyncio.sleep(_SLOW_DOWN)
        else:
            self._wrong.give(whose)
        return user

    async def _ask(self, scope: Scope, send: Send) -> None:
        if self._users:
            challenge = [(b"www-authenticate", b'Basic realm="Tessera", charset="UTF-8"')]
            await refuse(send, scope, 401, "unauthorized", "user and password are needed", challenge)
        else:
            await refuse(send, scope, 401, "unauthorized", "come in by the address of the sign-in page")


class Rate:
    """So many requests a minute of each user, or else address; 429 beyond. Files of the page and health are not counted."""

    def __init__(self, app: ASGIApp, *, a_minute: int) -> None:
        self.app = app
        self.buckets = Buckets(a_minute, a_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] in ("http", "websocket") and path != HEALTH and not _FILES.fullmatch(path):
            user = scope.get(USER)
            wait = self.buckets.take(f"user {user}" if user else _whose(scope))
            if wait:
                told = f"more than {self.buckets.most} requests a minute; wait {math.ceil(wait)} s"
                await refuse(send, scope, 429, "too_many", told, _retry(wait))
                return
        await self.app(scope, receive, send)


class Buckets:
    """A bucket of tokens for each client, filled again at an even pace; at most MOST_CLIENTS are kept."""

    def __init__(self, most: int, a_minute: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.most = most
        self._pace = a_minute / 60
        self._clock = clock
        self._held: OrderedDict[str, tuple[float, float]] = OrderedDict()  # tokens, and when there were so many

    def __len__(self) -> int:
        return len(self._held)

    def wait(self, client: str) -> float:
        """Seconds until there is a token; 0: now."""
        return max(0.0, (1 - self._tokens(client)) / self._pace)

    def take(self, client: str) -> float:
        """Takes a token, or takes none and tells in how many seconds there will be one."""
        wait = self.wait(client)
        if not wait:
            self._held[client] = self._tokens(client) - 1, self._clock()
            self._held.move_to_end(client)
            while len(self._held) > MOST_CLIENTS:
                self._held.popitem(last=False)
        return wait

    def give(self, client: str) -> None:
        """Gives a token back."""
        self._held[client] = min(float(self.most), self._tokens(client) + 1), self._clock()

    def _tokens(self, client: str) -> float:
        tokens, since = self._held.get(client, (float(self.most), 0.0))
        return min(float(self.most), tokens + (self._clock() - since) * self._pace)


def is_loopback(host: str) -> bool:
    try:
        return host in _LOOPBACK or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _asked(scope: Scope) -> list[str]:
    """The names a request asks for: the Host header, and what a proxy says it was."""
    headers = dict(scope["headers"])
    said = headers.get(b"x-forwarded-host", b"").decode("latin-1")
    return [headers.get(b"host", b"").decode("latin-1"), *(one.strip() for one in said.split(",") if one.strip())]


def _name(host: str) -> str:
    """The name or address of a Host header, without its port; "" of one that is none."""
    if not re.fullmatch(r"[\w.:\[\]-]+", host):
        return ""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        return bool(ipaddress.ip_address(name))
    except ValueError:
        return False


def _forwarded(scope: Scope) -> list[str]:
    """The addresses of X-Forwarded-For, first the farthest."""
    said = b",".join(value for name, value in scope["headers"] if name.lower() == b"x-forwarded-for").decode("latin-1")
    return [one.strip() for one in said.split(",") if _is_address(one.strip())]


def _whose(scope: Scope) -> str:
    """The client of a bucket: an address, or the 64 bits of network that an IPv6 host can roam in."""
    address = str(scope[ADDRESS])
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address) and not found.ipv4_mapped:
        return str(ipaddress.ip_network((int(found) >> 64 << 64, 64)))
    return str(getattr(found, "ipv4_mapped", None) or found)


def _credentials(scope: Scope) -> bytes | None:
    given = dict(scope["headers"]).get(b"authorization", b"")
    scheme, _, value = given.partition(b" ")
    if scheme.lower() != b"basic":
        return None
    try:
        return base64.b64decode(value, validate=True)
    except binascii.Error:
        return b""


def _retry(wait: float) -> list[tuple[bytes, bytes]]:
    return [(b"retry-after", str(math.ceil(wait)).encode())]
