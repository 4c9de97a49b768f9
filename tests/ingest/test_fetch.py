"""One address, fetched only where every hop leads to a public host; tried against a server on this machine."""

from __future__ import annotations

import gzip
import ipaddress
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from ingest.fetch import Caps, fetch, is_public
from kb.errors import InputError


def nowhere(host: str, port: int) -> list[str]:
    raise OSError(f"{host}:{port}")


def test_a_page_comes_with_its_address_type_and_bytes(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/a/notice.html").respond_with_data(b"<p>lamps", content_type="text/html; charset=gbk")
    url = httpserver.url_for("/a/notice.html")
    snapshot = fetch(f"{url}#part", allow_loopback=True)
    assert (snapshot.content, snapshot.address, snapshot.url) == (b"<p>lamps", url, url)
    assert (snapshot.name, snapshot.content_type) == ("notice.html", "text/html; charset=gbk")


def test_loopback_is_refused_without_the_flag(httpserver: HTTPServer) -> None:
    with pytest.raises(InputError, match="no public address"):
        fetch(httpserver.url_for("/"))
    assert not httpserver.log


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/a", "file:///etc/passwd", "gopher://example.org/", "http://", "http:///etc", "//example.org/a",
        "http://user:secret@example.org/", "http://example.org:99999/", "http://example.org/a b", "http://[::1", "data:,x",
    ],
)  # fmt: skip
def test_anything_but_a_plain_http_address_is_refused_unasked(url: str) -> None:
    with pytest.raises(InputError) as caught:
        fetch(url, allow_loopback=True, resolve=nowhere)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "::1", "0.0.0.0", "::", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "fe80::1", "fc00::1", "fec0::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "192.0.2.1",
        "2001:db8::1", "198.18.0.1",
    ],
)  # fmt: skip
def test_a_name_that_leads_to_a_private_address_is_refused(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))
    with pytest.raises(InputError, match="refused"):
        fetch("http://public.example/", resolve=lambda _host, _port: ["93.184.215.14", address])


@given(st.ip_addresses(network="10.0.0.0/8") | st.ip_addresses(network="127.0.0.0/8"))
def test_no_form_of_a_private_address_is_public(address: ipaddress.IPv4Address) -> None:
    mapped = ipaddress.IPv6Address(b"\0" * 10 + b"\xff\xff" + address.packed)
    nat64 = ipaddress.IPv6Address(b"\0\x64\xff\x9b" + b"\0" * 8 + address.packed)
    six = ipaddress.IPv6Address(b"\x20\x02" + address.packed + b"\0" * 10)
    assert not any(is_public(one) for one in (address, mapped, nat64, six))


def test_public_addresses_are_public() -> None:
    assert all(is_public(ipaddress.ip_address(one)) for one in ("93.184.215.14", "8.8.8.8", "2606:4700::1111"))


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost"])
def test_other_spellings_of_this_machine_are_refused(host: str) -> None:
    with pytest.raises(InputError):
        fetch(f"http://{host}/")


def test_private_hosts_stay_refused_with_the_flag() -> None:
    with pytest.raises(InputError, match=r"10\.0\.0\.5 is no public address"):
        fetch("http://intranet.example/", allow_loopback=True, resolve=lambda _host, _port: ["10.0.0.5"])


def test_the_address_that_was_checked_is_the_one_called(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/", headers={"Host": f"name.example:{httpserver.port}"}).respond_with_data(b"pinned")
    asked: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    url = f"http://name.example:{httpserver.port}/"
    assert fetch(url, allow_loopback=True, resolve=resolve).content == b"pinned"
    assert asked == ["name.example"]


def test_redirects_are_followed_and_the_page_keeps_the_address_asked_for(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/old").respond_with_data(status=302, headers={"Location": "new?x=1"})
    httpserver.expect_request("/new").respond_with_data(b"here")
    snapshot = fetch(httpserver.url_for("/old"), allow_loopback=True)
    assert (snapshot.content, snapshot.address) == (b"here", httpserver.url_for("/old"))
    assert snapshot.url == httpserver.url_for("/new?x=1")


@pytest.mark.parametrize(
    "target", ["http://169.254.169.254/latest/meta-data", "file:///etc/passwd", "http://10.0.0.1/"]
)
def test_a_redirect_inside_is_refused(httpserver: HTTPServer, target: str) -> None:
    httpserver.expect_request("/").respond_with_data(status=302, headers={"Location": target})
    with pytest.raises(InputError, match="refused"):
        fetch(httpserver.url_for("/"), allow_loopback=True)


def test_redirects_without_end_are_given_up(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data(status=302, headers={"Location": "/"})
    with pytest.raises(InputError, match="more than 5 redirects"):
        fetch(httpserver.url_for("/"), allow_loopback=True)
    assert len(httpserver.log) == 6


def test_a_page_over_the_size_cap_is_refused_also_when_it_is_compressed(httpserver: HTTPServer) -> None:
    caps = Caps(size=1024 * 1024)
    httpserver.expect_request("/big").respond_with_data(bytes(1024 * 1024 + 1))
    bomb = gzip.compress(bytes(5 * 1024 * 1024))
    httpserver.expect_request("/bomb").respond_with_data(bomb, headers={"Content-Encoding": "gzip"})
    httpserver.expect_request("/fine").respond_with_data(gzip.compress(b"ok"), headers={"Content-Encoding": "gzip"})
    for path in ("/big", "/bomb"):
        with pytest.raises(InputError, match="larger than 1 MB"):
            fetch(httpserver.url_for(path), allow_loopback=True, caps=caps)
    assert fetch(httpserver.url_for("/fine"), allow_loopback=True, caps=caps).content == b"ok"


def test_a_slow_page_is_given_up_in_time(httpserver: HTTPServer) -> None:
    def slowly(_: Request) -> Response:
        time.sleep(2)
        return Response(b"late")

    httpserver.expect_request("/").respond_with_handler(slowly)
    started = time.monotonic()
    with pytest.raises(InputError, match="took more than"):
        fetch(httpserver.url_for("/"), allow_loopback=True, caps=Caps(seconds=0.3))
    assert time.monotonic() - started < 1.5


def test_an_error_page_is_no_document(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data(b"gone", status=404)
    with pytest.raises(InputError, match="answered 404"):
        fetch(httpserver.url_for("/"), allow_loopback=True)


def test_a_host_that_does_not_exist_and_a_closed_port_are_told() -> None:
    with pytest.raises(InputError, match="no such host"):
        fetch("http://nowhere.example/", resolve=nowhere)
    with pytest.raises(InputError, match="cannot be fetched"):
        fetch("http://127.0.0.1:1/", allow_loopback=True)
