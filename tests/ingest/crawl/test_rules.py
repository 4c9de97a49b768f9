"""The rules a crawl goes by, one by one and without a network."""

from __future__ import annotations

import asyncio
import datetime as dt
import gzip
import time
import zlib
from collections.abc import Awaitable
from dataclasses import dataclass
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.crawl.addresses import canonical, follows, is_of, is_trap, name_of
from ingest.crawl.due import is_due
from ingest.crawl.exchange import Answer
from ingest.crawl.guard import Guard, Pinned, Unresolved
from ingest.crawl.job import Limits
from ingest.crawl.links import leads, sitemap
from ingest.crawl.media import may_be_document, not_a_document, unpacked
from ingest.crawl.politeness import Host, HostLeft, TimeUp, retry_after
from ingest.crawl.robots import directives, rules_of
from ingest.ledger import Ledger
from kb.errors import InputError
from kb.records import Source, StartPage

NOW = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)


# ---- addresses -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "one"),
    [
        ("HTTP://Example.ORG:80", "http://example.org/"),
        ("https://example.org:443/a#part", "https://example.org/a"),
        ("https://example.org./a/../b", "https://example.org/b"),
        ("https://x.test/open/%2e%2E/../shut/./a/..", "https://x.test/shut/"),
        ("https://x.test//a//b", "https://x.test//a//b"),
        ("/x y?q=认证", "https://base.test/x%20y?q=%E8%AE%A4%E8%AF%81"),
        ("page;jsessionid=0A1B?id=7&utm_source=mail&PHPSESSID=9", "https://base.test/dir/page?id=7"),
        ("https://example.org/a?b=2&a=1", "https://example.org/a?b=2&a=1"),
        ("https://例子.test/", "https://xn--fsqu00a.test/"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x"),
    ],
)
def test_an_address_has_one_spelling(written: str, one: str) -> None:
    assert canonical(written, "https://base.test/dir/") == one
    assert canonical(one) == one


@pytest.mark.parametrize(
    "written",
    ["mailto:a@b.test", "javascript:void(0)", "ftp://x.test/", "http://", "http://a:b@x.test/", "http://x:0/"],
)
def test_what_is_no_page_is_refused(written: str) -> None:
    with pytest.raises(InputError):
        canonical(written)


@given(st.text(max_size=40) | st.text("./?#;&=%2eE:@a", max_size=20))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        address = canonical(text, "https://base.test/")
    except InputError:
        return
    assert address.startswith(("http://", "https://"))
    assert canonical(address) == address


def test_hosts_of_a_source_take_in_those_below_them() -> None:
    assert is_of("https://www.x.test/", ["x.test"])
    assert not is_of("https://evilx.test/", ["x.test"])
    assert not is_of("https://x.test.evil.test/", ["x.test"])


def test_patterns_allow_and_deny_whole_addresses() -> None:
    start = StartPage(id="s", url="x", allow=("https://x.test/mra/*",), deny=("*/print/*",), checked=None)
    assert follows(start, "https://x.test/mra/list")
    assert not follows(start, "https://x.test/news")
    assert not follows(start, "https://x.test/mra/print/list")


@pytest.mark.parametrize("path", ["/a" * 20, "/a/b" * 4, "/?" + "x=1&" * 4, "/" + "y" * 2000])
def test_addresses_that_repeat_themselves_or_grow_are_traps(path: str) -> None:
    assert is_trap("https://x.test" + path)


def test_usual_addresses_are_no_traps() -> None:
    assert not is_trap("https://x.test/2024/01/01/a/b/c?id=1&page=2&lang=en")


def test_the_name_is_the_last_part() -> None:
    assert name_of("https://x.test/a/%E8%AE%A4%E8%AF%81.pdf?x=1") == "认证.pdf"
    assert name_of("https://x.test/") == "x.test"


# ---- media types and packed bytes ----------------------------------------------------------------------------


def test_documents_are_told_by_type_bytes_and_name() -> None:
    assert may_be_document("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet; x=1")
    assert not may_be_document("image/svg+xml")
    assert not_a_document(b"<p>x", "", "x") == ""
    assert not_a_document(b"%PDF-1.7 \0\0", "application/octet-stream", "download") == ""
    assert not_a_document(b"PK\x03\x04..", "application/zip", "list.xlsx") == ""
    assert not_a_document(b"PK\x03\x04..", "application/zip", "all.zip") == "not a document (application/zip)"
    assert not_a_document("words".encode("utf-16"), "text/plain", "x.txt") == ""
    assert not_a_document(b"a\0b", "", "x") == "not a document (binary data sent as nothing in particular)"


@pytest.mark.parametrize(
    "pack", [gzip.compress, zlib.compress, lambda body: gzip.compress(body[:5]) + gzip.compress(body[5:])]
)
def test_packed_bytes_are_unpacked_whole(pack: Any) -> None:
    assert unpacked(pack(b"some words"), "gzip", 100) == b"some words"


@pytest.mark.parametrize(
    ("content", "coding", "reason"),
    [
        (gzip.compress(b"0" * 2_000_000), "gzip", "larger than 0.954 MB"),
        (gzip.compress(b"words")[:-5], "gzip", "its packed bytes end too early"),
        (b"no gzip at all", "gzip", "its packed bytes are damaged"),
        (b"x", "br", "sent as 'br' unasked"),
    ],
)
def test_packed_bytes_that_cannot_be_trusted_are_refused(content: bytes, coding: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        unpacked(content, coding, 1_000_000)


# ---- links and sitemaps --------------------------------------------------------------------------------------


def test_links_are_found_as_a_browser_would_find_them() -> None:
    page = b"""<html><head><base href="/deep/"><meta http-equiv=refresh content="0; url=/moved"></head>
    <a href=one>1</a><a href="two#x">2</a><a href="two">2</a><a href=three rel="nofollow ugc">3</a><map><area href=/four></map>
    <a href="list.pdf">5</a><a href="film.mp4">6</a><a href="mailto:x@y.test">7</a><iframe src="//x.test/six"></iframe>"""
    assert leads(page, "https://x.test/a/b", "text/html").links == (
        "https://x.test/moved",
        "https://x.test/deep/one",
        "https://x.test/deep/two",
        "https://x.test/four",
        "https://x.test/deep/list.pdf",
        "https://x.test/six",
    )


@given(st.binary(max_size=200))
def test_any_bytes_lead_somewhere_or_nowhere(content: bytes) -> None:
    leads(b"<html><a href=x>" + content, "https://x.test/", "text/html; charset=no-such")


def test_a_sitemap_may_be_lines_of_text() -> None:
    assert sitemap(b"\xef\xbb\xbfhttps://x.test/a\r\nhttps://x.test/b#c\n\nnothing\n", "https://x.test/s.txt", 100) == (
        ("https://x.test/a", "https://x.test/b"),
        False,
    )


@pytest.mark.parametrize("content", [b"<html><body>404</body></html>", b"<", gzip.compress(b"0" * 1000)])
def test_what_is_no_sitemap_is_refused(content: bytes) -> None:
    with pytest.raises(InputError):
        sitemap(content, "https://x.test/sitemap.xml", 500)


def test_a_sitemap_expands_no_entities() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><urlset><url><loc>https://x.test/&b;</loc></url></urlset>'
    assert sitemap(bomb, "https://x.test/", 1000)[0] in ((), ("https://x.test/",))


# ---- what robots are asked -----------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [404, 410])
def test_a_missing_robots_txt_leaves_a_host_open(status: int) -> None:
    assert rules_of(Answer(status), 60).allows("https://x.test/a")


@pytest.mark.parametrize("status", [0, 301, 400, 401, 403, 429, 500, 503])
def test_a_robots_txt_with_another_answer_closes_it(status: int) -> None:
    assert not rules_of(Answer(status, content=b"User-agent: *\nAllow: /"), 60).allows("https://x.test/a")


def test_robots_txt_may_speak_to_us_alone() -> None:
    text = b"User-agent: *\nDisallow: /\n\nUser-agent: tessera\nCrawl-delay: 7\nDisallow: /search\n"
    rules = rules_of(Answer(200, content=text), 60)
    assert rules.allows("https://x.test/a")
    assert not rules.allows("https://x.test/search?q=1")
    assert rules.delay == 7


def test_a_request_rate_is_a_delay() -> None:
    assert rules_of(Answer(200, content=b"User-agent: *\nRequest-rate: 1/10\n"), 60).delay == 10


@pytest.mark.parametrize(
    ("header", "metas", "asked"),
    [
        ("", [], set()),
        ("noindex, nofollow", [], {"noindex", "nofollow"}),
        ("none", [], {"noindex", "nofollow"}),
        ("googlebot: noindex", [], set()),
        ("googlebot: noindex\nnofollow", [], {"nofollow"}),
        ("Tessera: NOINDEX", [], {"noindex"}),
        ("max-snippet: 5, noindex", [], {"noindex"}),
        ("unavailable_after: 25 Jun 2030 15:00:00 PST", [], set()),
        ("", [("robots", "NoIndex,follow"), ("description", "nofollow")], {"noindex"}),
        ("", [("tessera", "nofollow"), ("googlebot", "noindex")], {"nofollow"}),
    ],
)
def test_directives_are_those_for_everyone_and_for_us(header: str, metas: Any, asked: set[str]) -> None:
    assert directives(header, metas) == asked


# ---- turns at a host -----------------------------------------------------------------------------------------


def _run(work: Awaitable[Any]) -> Any:
    async def main() -> Any:
        return await work

    return asyncio.run(main())


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (format_datetime(NOW + dt.timedelta(seconds=90), usegmt=True), 90.0),
        (format_datetime(NOW - dt.timedelta(days=9), usegmt=True), 0.0),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_retry_after_is_read_in_both_forms(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


def test_turns_are_taken_one_by_one_and_apart() -> None:
    host, moments = Host("x.test", Limits(), time.monotonic()), []

    async def ask() -> None:
        async with host.turn(0.05, float("inf")):
            moments.append(time.monotonic())
            await asyncio.sleep(0.02)
            host.answered(200)

    async def together() -> None:
        await asyncio.gather(*(ask() for _ in range(4)))

    _run(together())
    assert min(b - a for a, b in pairwise(moments)) >= 0.07


async def _turn(host: Host, until: float = float("inf")) -> None:
    async with host.turn(0.0, until):
        pass


def test_a_turn_after_the_time_of_a_source_is_not_taken() -> None:
    host = Host("x.test", Limits(backoff=100), 0.0)
    host.troubled(1, None)
    with pytest.raises(TimeUp):
        _run(_turn(host, time.monotonic() + 1))


def test_a_host_is_left_after_failures_in_a_row_only() -> None:
    limits = Limits(tries=1, failures=2, backoff=0.0)
    host = Host("x.test", limits, 0.0)
    host.troubled(1, None)
    host.answered(404)
    host.troubled(1, None)
    _run(_turn(host))
    host.troubled(1, None)
    with pytest.raises(HostLeft, match=r"x\.test failed 2 times in a row"):
        _run(_turn(host))


# ---- where a connection may lead -----------------------------------------------------------------------------


@dataclass
class _Receiver:
    hosts: list[str]

    def resolutionBegan(self, _: Any) -> None:  # noqa: N802
        """As Twisted's."""

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self.hosts.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        """As Twisted's."""


def _called(guard: Guard, host: str) -> list[str]:
    receiver = _Receiver([])
    Pinned(guard).resolveHostName(receiver, host, portNumber=80)
    return receiver.hosts


def _guard(answers: dict[str, list[str]], *, public: bool = True, loopback: bool = False) -> Guard:
    return Guard(lambda host, _: answers[host], public=public, loopback=loopback)


@pytest.mark.parametrize(
    "address",
    "127.0.0.1 10.0.0.1 169.254.169.254 192.168.1.1 100.64.0.1 0.0.0.0 ::1 fe80::1 fd00::1 ::ffff:10.0.0.1 64:ff9b::a00:1".split(),
)
def test_addresses_inside_are_not_called(address: str) -> None:
    guard = _guard({"x.test": ["93.184.216.34", address]})
    with pytest.raises(InputError, match="no public address"):
        _run(guard.admit("http://x.test/"))
    assert _called(guard, "x.test") == []


def test_only_addresses_that_were_checked_are_called() -> None:
    answers = {"x.test": ["93.184.216.34"]}
    guard = _guard(answers)
    assert _called(guard, "x.test") == []
    _run(guard.admit("https://x.test/"))
    answers["x.test"] = ["10.0.0.1"]  # a name server that changes its mind
    assert _called(guard, "x.test") == ["93.184.216.34"]
    assert _called(guard, "X.test") == ["93.184.216.34"]


def test_an_address_checked_long_ago_is_looked_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = {"x.test": ["93.184.216.34"]}
    guard = _guard(answers)
    _run(guard.admit("https://x.test/"))
    answers["x.test"] = ["10.0.0.1"]
    monkeypatch.setattr("ingest.crawl.guard._FRESH", 0.0)
    with pytest.raises(InputError, match=r"10\.0\.0\.1"):
        _run(guard.admit("https://x.test/"))
    assert _called(guard, "x.test") == []


def test_ports_other_than_the_webs_are_not_called() -> None:
    with pytest.raises(InputError, match="port 25"):
        _run(_guard({"x.test": ["93.184.216.34"]}).admit("http://x.test:25/"))


def test_without_a_contact_only_this_machine_is_called() -> None:
    guard = _guard({"x.test": ["93.184.216.34"], "here.test": ["127.0.0.1"]}, public=False, loopback=True)
    _run(guard.admit("http://here.test:8080/"))
    with pytest.raises(InputError, match="no contact is set"):
        _run(guard.admit("http://x.test/"))


def test_a_name_that_leads_nowhere_may_lead_somewhere_later() -> None:
    with pytest.raises(Unresolved):
        _run(_guard({"x.test": []}).admit("http://x.test/"))


# ---- when a source is due ------------------------------------------------------------------------------------


def test_a_source_is_due_when_its_period_has_passed_or_its_crawl_was_cut_off(tmp_path: Path) -> None:
    source = Source.model_validate(
        {
            "key": "s",
            "title": "S",
            "publisher": {"name": "S", "official": True},
            "tier": "official",
            "about": "x",
            "hosts": ["x.test"],
            "licence": {"name": "own"},
            "language": ["en"],
            "refresh": "weekly",
            "checked": None,
        }
    )
    with Ledger(tmp_path) as ledger:
        assert is_due(source, ledger, NOW)
        run = ledger.begin("s", NOW.isoformat())
        assert is_due(source, ledger, NOW)
        ledger.finish(run, NOW.isoformat(), complete=False)
        assert is_due(source, ledger, NOW)
        ledger.finish(run, NOW.isoformat(), complete=True)
        assert not is_due(source, ledger, NOW + dt.timedelta(days=6))
        assert is_due(source, ledger, NOW + dt.timedelta(days=7))
        assert is_due(source.model_copy(update={"refresh": "daily"}), ledger, NOW + dt.timedelta(hours=23))
