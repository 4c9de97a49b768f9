"""One address → Snapshot. Public hosts only: each hop is resolved, every address checked, and the one checked is called.

Nothing in between resolves the name again, so that a second answer of a name server cannot lead inside (DNS rebinding).
"""

from __future__ import annotations

import datetime as dt
import http.client
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from kb.documents import Snapshot, name_of
from kb.errors import InputError

Resolve = Callable[[str, int], list[str]]  # host, port → IP addresses
IP = ipaddress.IPv4Address | ipaddress.IPv6Address

_AGENT = "tessera-ingest/1 (one page, asked for by a person)"
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Caps:
    size: int = 100 * 1024 * 1024  # bytes, after decompression
    seconds: float = 60.0  # for all hops together
    connect: float = 10.0
    redirects: int = 5


def system_resolve(host: str, port: int) -> list[str]:
    """Every address the system's resolver knows for a host; OSError where it knows none."""
    return list(dict.fromkeys(str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


def fetch(
    url: str, *, allow_loopback: bool = False, caps: Caps | None = None, resolve: Resolve = system_resolve
) -> Snapshot:
    """The bytes at an address, after at most `caps.redirects` redirects.

    InputError where the address, or one it leads to, is not http(s) or not public, where it answers with anything but
    200, and where a cap is met. `allow_loopback` lets this machine's own addresses through, and no other private ones;
    a public page can never redirect to them.
    """
    caps = caps or Caps()
    deadline = time.monotonic() + caps.seconds
    at, loopback = url.split("#", 1)[0], allow_loopback
    for _ in range(caps.redirects + 1):
        parts = _checked(at)
        address = _resolved(parts, loopback, resolve)
        loopback = loopback and address.is_loopback
        answer = _get(parts, address, deadline, caps)
        if isinstance(answer, _Body):
            return Snapshot(
                answer.content, url.split("#", 1)[0], name_of(url.split("#", 1)[0]), at, _now(), answer.content_type
            )
        at = urljoin(at, answer).split("#", 1)[0]
    raise InputError(f"{url}: more than {caps.redirects} redirects; ingest the address it ends at")


@dataclass(frozen=True, slots=True)
class _Body:
    content: bytes
    content_type: str


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise InputError(f"{url}: not a readable address ({error}); write https://host/path") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise InputError(f"{url}: refused, only http and https addresses are fetched; download the file and ingest it")
    if parts.username is not None or parts.password is not None:
        raise InputError(f"{parts.scheme}://…@{parts.hostname}: refused, an address with a user name; leave it out")
    if any(ord(c) < 33 or ord(c) == 127 for c in url):
        raise InputError(f"{url!r}: not a readable address, it holds spaces or control characters; encode them")
    return parts


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _resolved(parts: SplitResult, allow_loopback: bool, resolve: Resolve) -> IP:
    host = str(parts.hostname)
    try:
        found = [ipaddress.ip_address(one.split("%", 1)[0]) for one in resolve(host, _port(parts))]
    except (OSError, ValueError, UnicodeError):
        found = []
    if not found:
        raise InputError(f"{host}: no such host can be reached from here; check the address and the network")
    for address in found:
        if not (is_public(address) or (allow_loopback and address.is_loopback)):
            raise InputError(f"{host}: refused, {address} is no public address; download the file and ingest it")
    return found[0]


def is_public(address: IP) -> bool:
    """Whether an address lies in the public Internet, seen through the IPv6 forms that carry an IPv4 address."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.is_site_local:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _get(parts: SplitResult, address: IP, deadline: float, caps: Caps) -> _Body | str:
    """The body of one request, or the address it redirects to."""
    left = deadline - time.monotonic()
    connection = _Pinned(parts, address, min(caps.connect, max(left, 0.1)))
    alarm = threading.Timer(max(left, 0.1), connection.cut)  # a server that drips a byte a second ends here
    alarm.daemon = True
    alarm.start()
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {"User-Agent": _AGENT, "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}
        connection.request("GET", _ascii(target), headers=headers)
        response = connection.getresponse()
        location = response.headers.get("Location")
        if response.status in (301, 302, 303, 307, 308) and location:
            return location.strip()
        if response.status != 200:
            raise InputError(f"{parts.geturl()}: answered {response.status} {response.reason}; check the address")
        return _Body(_body(parts, response, deadline, caps), response.headers.get("Content-Type", ""))
    except (OSError, http.client.HTTPException, ValueError) as error:
        if time.monotonic() >= deadline or connection.was_cut:
            raise _too_slow(parts, caps) from None
        raise InputError(f"{parts.geturl()}: cannot be fetched ({_said(error)}); try again or download it") from None
    finally:
        alarm.cancel()
        connection.close()


def _body(parts: SplitResult, response: http.client.HTTPResponse, deadline: float, caps: Caps) -> bytes:
    coding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in ("identity", "", "gzip", "x-gzip", "deflate"):
        raise InputError(f"{parts.geturl()}: sent as '{coding}' unasked; download the file and ingest it")
    inflate = zlib.decompressobj(wbits=47) if coding in ("gzip", "x-gzip", "deflate") else None
    content = bytearray()
    while chunk := response.read(65536):
        if time.monotonic() >= deadline:
            raise _too_slow(parts, caps)
        content += inflate.decompress(chunk, caps.size + 1 - len(content)) if inflate else chunk
        if len(content) > caps.size or (inflate and inflate.unconsumed_tail):
            raise InputError(f"{parts.geturl()}: larger than {caps.size // 1024 // 1024} MB; ingest a part of it")
    if response.length:
        raise InputError(f"{parts.geturl()}: ended {response.length} bytes too early; try again")
    return bytes(content)


class _Pinned(http.client.HTTPConnection):
    """A connection to the address that was checked, while host name, Host header and certificate stay the page's."""

    def __init__(self, parts: SplitResult, address: IP, timeout: float) -> None:
        super().__init__(str(parts.hostname), _port(parts), timeout=timeout)
        self._address = str(address)
        self._secure = parts.scheme == "https"
        self.default_port = 443 if self._secure else 80  # so that the Host header leaves out a usual port
        self.was_cut = False

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)

    def cut(self) -> None:
        self.was_cut = True
        if (sock := self.sock) is not None:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return


def _too_slow(parts: SplitResult, caps: Caps) -> InputError:
    return InputError(f"{parts.geturl()}: took more than {caps.seconds:.0f} s; try again or download it")


def _ascii(target: str) -> str:
    return "".join(c if c.isascii() else "".join(f"%{b:02X}" for b in c.encode()) for c in target)


def _said(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:120]


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
