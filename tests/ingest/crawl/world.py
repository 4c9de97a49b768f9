"""Sources and hosts for the crawl tests: each host misbehaves in its own way."""

from __future__ import annotations

import gzip
from itertools import pairwise
from typing import Any

from evals.bench.site import Asked, Reply, Responder, Site, packed, page
from ingest.crawl import Limits
from kb.records import Source

LIMITS = Limits(seconds=30, size=300_000, download=1.5, backoff=0.05, patience=3.0)
DELAY = 0.05
BOMB = gzip.compress(b"0" * 30_000_000, 9)
TEXT = "text/plain"
ROBOTS = Reply(b"User-agent: *\nDisallow: /private\nAllow: /\n", type=TEXT)
Pages = dict[tuple[str, str], Responder]


def source(site: Site, key: str, **fields: Any) -> Source:
    """A source of one host, <key>.test, that follows every link of its first page."""
    here = site.url(f"{key}.test")
    start = {"id": "home", "url": here, "allow": [here + "*"], "depth": 3, "limit": 80, "checked": None}
    values = {
        "key": key,
        "title": key,
        "publisher": {"name": key, "official": True},
        "tier": "official",
        "about": here,
        "hosts": [f"{key}.test"],
        "start": [start | fields.pop("begin", {})],
        "licence": {"name": "own"},
        "language": ["en"],
        "delay": DELAY,
        "checked": None,
    }
    return Source.model_validate(values | fields)


def names(*keys: str, **others: str) -> dict[str, tuple[str, ...]]:
    """Where the hosts are found: on this machine, or as told."""
    return {f"{key}.test": (at,) for key, at in {**dict.fromkeys(keys, "127.0.0.1"), **others}.items()}


def first(reply: Reply, then: Reply, times: int = 1) -> Responder:
    """One reply the first times, another from then on."""
    return lambda asked: reply if asked.before < times else then


def to(address: str, status: int = 301) -> Reply:
    return Reply(b"", status, headers={"Location": address})


def good() -> Pages:
    """A site of a publisher who means well."""
    links = "/a /b /list.csv /report.pdf /broken /gbk /packed /noindex /nofollow /header /old /c;jsessionid=12?utm_source=x /c#part"
    wrong = "/film /picture /empty /private/secret /missing /forbidden"
    found = {
        "/robots.txt": ROBOTS,
        "/": Reply(page(*links.split(), *wrong.split())),
        "/a": Reply(page("/b", "/c", "mailto:x@y.test", "javascript:void(0)", "http://[bad")),
        "/b": Reply(page("/a")),
        "/c": Reply(page("/deep")),
        "/deep": Reply(page("/too-deep")),
        "/too-deep": Reply(page("/never")),
        "/list.csv": Reply(b"code,name\n007,x\n", type="application/octet-stream"),
        "/report.pdf": Reply(b"%PDF-1.7 words", type="text/html"),
        "/broken": Reply(b'<html><body><table><tr><td><a href="/from-broken">x<p><div <b></i>'),
        "/from-broken": Reply(page()),
        "/gbk": Reply('<html><body><p>认证</p><a href="/from-gbk">认可</a></body></html>'.encode("gbk")),
        "/from-gbk": Reply(page()),
        "/packed": packed(page("/from-packed")),
        "/from-packed": Reply(page()),
        "/noindex": Reply(page("/from-noindex", head='<meta name="robots" content="noindex">')),
        "/from-noindex": Reply(page()),
        "/nofollow": Reply(page("/from-nofollow", head='<meta name="ROBOTS" content="NoFollow">')),
        "/header": Reply(page("/from-nofollow"), headers={"X-Robots-Tag": "none"}),
        "/old": to("/new"),
        "/new": Reply(page()),
        "/film": Reply(b"\0" * 5000, type="video/mp4"),
        "/picture": Reply(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", type="text/html"),
        "/empty": Reply(b" \n"),
        "/forbidden": Reply(b"no", 403),
    }
    return {("good.test", path): reply for path, reply in found.items()}


def rough() -> Pages:
    """A server in trouble, and addresses that lead where they should not."""
    asides = "/elsewhere /inside /literal /scheme /circle /one /same /user /slow /huge /huge-said /bomb /cut /damaged /brotli"
    troubles = "/once /waiting /waiting-date /never-well"
    paths: dict[str, Responder] = {
        "/robots.txt": Reply(b"", 404),
        "/": Reply(page(*asides.split(), *troubles.split(), "/same-end")),
        "/elsewhere": to("http://other.test/"),
        "/inside": to("http://inside.rough.test/latest/meta-data/"),
        "/literal": to("http://10.0.0.1/"),
        "/scheme": to("file:///etc/passwd"),
        "/user": to("http://user:secret@rough.test/"),
        "/circle": to("/circle-2", 302),
        "/circle-2": to("/circle", 302),
        "/same": to("/same-end"),
        "/same-end": Reply(page()),
        "/slow": Reply(b"slow words " * 100, drip=0.2),
        "/huge": Reply(b"x" * 400_000, promised=-1),
        "/huge-said": Reply(b"x", promised=900_000_000),
        "/bomb": Reply(BOMB, headers={"Content-Encoding": "gzip"}),
        "/cut": Reply(b"half of it", promised=1000),
        "/damaged": Reply(gzip.compress(page())[:-20], headers={"Content-Encoding": "gzip"}),
        "/brotli": Reply(b"xyz", headers={"Content-Encoding": "br"}),
        "/once": first(Reply(b"", 503), Reply(page())),
        "/waiting": first(Reply(b"", 429, headers={"Retry-After": "1"}), Reply(page())),
        "/waiting-date": first(
            Reply(b"", 503, headers={"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}), Reply(page())
        ),
        "/never-well": Reply(b"", 500),
    }
    chain = ["/one", "/two", "/three", "/four", "/five", "/six", "/seven"]
    paths |= {one: to(two) for one, two in pairwise(chain)}
    return {("rough.test", path): reply for path, reply in paths.items()}


def endless() -> Pages:
    """A calendar without end, a path that grows, a query that grows."""

    def month(asked: Asked) -> Reply:
        number = int(asked.path.rsplit("=", 1)[-1])
        return Reply(page(f"/calendar?month={number + 1}", f"/calendar?month={number + 1000}"))

    return {
        ("endless.test", "/robots.txt"): Reply(b"", 404),
        ("endless.test", "/"): Reply(page("/calendar?month=1", "/x/x", "/q?a=1")),
        ("endless.test", "/calendar*"): month,
        ("endless.test", "/x*"): lambda asked: Reply(page(asked.path + "/x")),
        ("endless.test", "/q*"): lambda asked: Reply(page(asked.path + "&a=1")),
    }


def closed() -> Pages:
    """Hosts whose robots.txt, or whose every page, says to stay away."""
    pages: Pages = {
        ("down.test", "/robots.txt"): Reply(b"", 503),
        ("shut.test", "/robots.txt"): Reply(b"", 403),
        ("never.test", "/robots.txt"): Reply(b"User-agent: Tessera\nCrawl-delay: 600\n", type=TEXT),
        ("slowly.test", "/robots.txt"): Reply(b"User-agent: *\nCrawl-delay: 0.4\n", type=TEXT),
        ("ill.test", "/robots.txt"): Reply(b"", 410),
        ("ill.test", "/"): Reply(page(*(f"/{number}" for number in range(20)))),
        ("busy.test", "/robots.txt"): Reply(b"", 404),
        ("busy.test", "/"): Reply(page("/1", "/2", "/3")),
        ("busy.test", "/1"): Reply(b"", 429, headers={"Retry-After": "3600"}),
        ("guarded.test", "/robots.txt"): Reply(b"", 404),
        ("guarded.test", "/"): Reply(page(*(f"/{number}" for number in range(30)))),
    }
    pages |= {("ill.test", f"/{number}"): Reply(b"", 500) for number in range(20)}
    pages |= {("guarded.test", f"/{number}"): Reply(b"", 403) for number in range(30)}
    for host in ("down", "shut", "never", "slowly"):
        pages[(f"{host}.test", "/")] = Reply(page("/1", "/2"))
        pages |= {(f"{host}.test", f"/{number}"): Reply(page()) for number in (1, 2)}
    return pages


def mapped(port_of: Site) -> Pages:
    """A sitemap index of two sitemaps, one of them packed."""
    here = port_of.url("mapped.test")
    index = f"<sitemapindex><sitemap><loc>{here}one.xml</loc></sitemap><sitemap><loc>{here}two.xml.gz</loc></sitemap></sitemapindex>"
    one = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{here}1</loc></url><url><loc>http://other.test/</loc></url></urlset>'
    two = f"<urlset><url><loc>\n {here}2 </loc></url><url><loc>{here}skip/3</loc></url></urlset>"
    return {
        ("mapped.test", "/robots.txt"): Reply(b"", 404),
        ("mapped.test", "/sitemap.xml"): Reply(index.encode(), type="text/xml"),
        ("mapped.test", "/one.xml"): Reply(one.encode(), type="application/xml"),
        ("mapped.test", "/two.xml.gz"): Reply(gzip.compress(two.encode()), type="application/gzip"),
        ("mapped.test", "/1"): Reply(page("/linked")),
        ("mapped.test", "/2"): Reply(page()),
        ("mapped.test", "/linked"): Reply(page()),
    }
