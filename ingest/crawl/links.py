"""Where a page or a sitemap leads: links in reading order, canonical, and what its meta elements ask of robots; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO

from lxml import etree
from scrapy.http import HtmlResponse
from scrapy.linkextractors import IGNORED_EXTENSIONS, LinkExtractor
from scrapy.utils.response import get_meta_refresh

from ingest.crawl.addresses import canonical
from ingest.crawl.media import unpacked
from kb.errors import InputError

_MOST = 5_000  # links of one page
_MOST_OF_SITEMAP = 50_000  # as the protocol allows
_PAGE = 20 * 1024 * 1024  # bytes of a page that are looked through
_DOCUMENTS = {"pdf", "xls", "xlsx", "xlsm", "doc", "docx", "docm"}
_EXTRACT = LinkExtractor(
    tags=("a", "area", "frame", "iframe"),
    attrs=("href", "src"),
    deny_extensions=sorted(set(IGNORED_EXTENSIONS) - _DOCUMENTS),
    unique=True,
)


@dataclass(frozen=True, slots=True)
class Leads:
    """What was found in a page."""

    links: tuple[str, ...]
    metas: tuple[tuple[str, str], ...] = ()  # name and content of every meta element that has both


def leads(content: bytes, url: str, content_type: str) -> Leads:
    """Links of a page, however broken, in whatever charset; those marked nofollow are left out."""
    response = HtmlResponse(url, headers={"Content-Type": content_type}, body=content[:_PAGE])
    found = [link.url for link in _EXTRACT.extract_links(response) if not link.nofollow]
    _, refresh = get_meta_refresh(response, ignore_tags=("script", "noscript"))
    metas = tuple((meta.attrib["name"], meta.attrib["content"]) for meta in response.css("meta[name][content]")[:200])
    return Leads(tuple(_canonical([refresh, *found] if refresh else found))[:_MOST], metas)


def sitemap(content: bytes, url: str, size: int) -> tuple[tuple[str, ...], bool]:
    """The addresses of a sitemap (XML, packed or not, or one on each line), and whether it is an index of sitemaps.

    InputError where it is none, or larger than `size` unpacked.
    """
    if content.startswith(b"\x1f\x8b"):
        content = unpacked(content, "gzip", size)
    if not content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        lines = content.decode("utf-8-sig", "replace").split()
        return tuple(_canonical(line for line in lines if line.startswith(("http://", "https://"))))[
            :_MOST_OF_SITEMAP
        ], False
    return _xml_sitemap(content, url)


def _xml_sitemap(content: bytes, url: str) -> tuple[tuple[str, ...], bool]:
    root, found = "", []
    try:
        for event, element in etree.iterparse(
            BytesIO(content), events=("start", "end"), recover=True, resolve_entities=False, no_network=True
        ):
            name = etree.QName(element).localname if isinstance(element.tag, str) else ""
            root = root or name
            if event == "end" and name == "loc" and _parent(element) in ("url", "sitemap"):
                found.append((element.text or "").strip())
            if event == "end" and name in ("url", "sitemap"):
                element.clear()
            if len(found) >= _MOST_OF_SITEMAP:
                break
    except etree.XMLSyntaxError as error:
        raise InputError(f"no readable sitemap ({str(error)[:80]})") from None
    if root not in ("urlset", "sitemapindex"):
        raise InputError(f"no sitemap, its root is {root or 'missing'}")
    return tuple(_canonical(found, url)), root == "sitemapindex"


def _parent(element: etree._Element) -> str:
    parent = element.getparent()
    return etree.QName(parent).localname if parent is not None and isinstance(parent.tag, str) else ""


def _canonical(found: Iterable[str], base: str = "") -> Iterator[str]:
    seen: set[str] = set()
    for one in found:
        try:
            address = canonical(one, base)
        except InputError:  # mailto:, javascript:, a typing error: nothing to follow
            continue
        if address not in seen:
            seen.add(address)
            yield address
