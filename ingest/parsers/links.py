"""Links as they will be cited: without the proxies and trackers that some publishers' editors paste in."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

_WRAPPED = re.compile(r"https?://[^/?#]+/(?:v\d/__)?(https?://?[^\s]+)", re.I)
_BY_QUERY = {"url": ("safelinks.protection.outlook.com", "google.com"), "q": ("google.com",), "u": ("urldefense.com",)}
_ARCHIVES = ("web.archive.org", "archive.org", "archive.ph", "r.jina.ai")  # there the wrapper is what is cited


def unwrap(url: str) -> str:
    """The address behind a link that leads through a known proxy; any other address as it is."""
    if "http" not in url[8:]:  # most addresses hold no other
        return url
    host = (urlsplit(url).hostname or "") if "://" in url[:9] else ""
    if not host or host in _ARCHIVES:
        return url
    if match := _WRAPPED.match(url):
        inner = match[1].split("__;", 1)[0]
        return unwrap(re.sub(r"^(https?:)/+", r"\1//", inner))
    for name, hosts in _BY_QUERY.items():
        if any(host == one or host.endswith("." + one) for one in hosts):
            for value in parse_qs(urlsplit(url).query).get(name, []):
                if value.startswith(("http://", "https://")):
                    return unwrap(unquote(value))
    return url
