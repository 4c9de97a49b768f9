"""Addresses as one spells them, which of them a source follows, and which lead in circles; pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from fnmatch import fnmatchcase
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from w3lib.url import safe_url_string

from kb.errors import InputError
from kb.records import StartPage

_SESSION = re.compile(r"(?i);jsessionid=[^/?#;]*")
_VISITOR = re.compile(
    r"(?i)(jsessionid|phpsessid|aspsessionid\w*|cfid|cftoken|sessionid|session_id|utm_\w+|fbclid|gclid)="
)
_LONGEST = 1500  # characters of an address
_DEEPEST = 16  # parts of a path
_REPEATS = 3  # times one part may stand in a path, or one name in a query
_FIELDS = 16  # of a query
_PORTS = {"http": 80, "https": 443}


def canonical(url: str, base: str = "") -> str:
    """An address in one spelling: absolute, percent-encoded, without fragment, usual port, session and campaign.

    InputError where it is no address of a page that may be asked for.
    """
    try:
        parts = urlsplit(safe_url_string(urljoin(base, url.strip())))
        port = parts.port
    except ValueError as error:
        raise InputError(f"no readable address ({error})") from None
    if parts.scheme not in _PORTS or not parts.hostname or port == 0:
        raise InputError("no http or https address")
    if parts.username is not None or parts.password is not None:
        raise InputError("an address with a user name")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname.rstrip(".")
    if port and port != _PORTS[parts.scheme]:
        host = f"{host}:{port}"
    query = "&".join(one for one in parts.query.split("&") if one and not _VISITOR.match(one))
    return SplitResult(parts.scheme, host, _plain(_SESSION.sub("", parts.path)), query, "").geturl()


def _plain(path: str) -> str:
    """A path without "." and "..": what robots.txt is asked about is what the server will read."""
    plain: list[str] = []
    parts = [part if part.lower().replace("%2e", ".") not in (".", "..") else unquote(part) for part in path.split("/")]
    for part in parts:
        if part == "..":
            del plain[max(1, len(plain) - 1) :]
        elif part != ".":
            plain.append(part)
    if parts[-1] in (".", ".."):
        plain.append("")
    return "/".join(plain) or "/"


def host_of(url: str) -> str:
    """The host name of a canonical address, without its port."""
    return urlsplit(url).hostname or ""


def origin(url: str) -> str:
    """Scheme, host and port: what one robots.txt speaks for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def name_of(url: str) -> str:
    """The last part of an address, for people and as a hint of the format."""
    parts = urlsplit(url)
    return unquote(parts.path.rstrip("/").rsplit("/", 1)[-1]) or str(parts.hostname)


def is_of(url: str, hosts: Iterable[str]) -> bool:
    """Whether an address lies on one of the hosts, or below it."""
    host = host_of(url)
    return any(host == one.lower() or host.endswith("." + one.lower()) for one in hosts)


def follows(start: StartPage, url: str) -> bool:
    """Whether a start page leads to an address: it matches a pattern of `allow` and none of `deny`."""
    matches = any(fnmatchcase(url, pattern) for pattern in start.allow)
    return matches and not any(fnmatchcase(url, pattern) for pattern in start.deny)


def is_trap(url: str) -> bool:
    """Whether an address looks made by a machine that never ends: too long, too deep, or repeating itself."""
    parts = urlsplit(url)
    path = [part for part in parts.path.split("/") if part]
    names = [field.split("=", 1)[0] for field in parts.query.split("&") if field]
    if len(url) > _LONGEST or len(path) > _DEEPEST or len(names) > _FIELDS:
        return True
    return _most(path) > _REPEATS or _most(names) > _REPEATS


def _most(parts: list[str]) -> int:
    return max(Counter(parts).values(), default=0)
