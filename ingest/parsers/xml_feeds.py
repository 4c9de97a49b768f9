"""Feeds and site maps: RSS, Atom, sitemaps, each as one list of entries with title, date and link."""

from __future__ import annotations

import re

from lxml import etree

from ingest.parsers import html
from ingest.parsers.page import Page
from ingest.parsers.xml_walk import Element, attribute, child, local, told
from ingest.tables import Cell, Part, table
from kb.documents import Link, Section, Table

_ENTRIES = ("item", "entry", "url", "sitemap")
_COLUMNS = ("Title", "Date", "Link", "Summary")
_DATES = ("pubDate", "updated", "published", "date", "lastmod", "modified")
_TITLES = ("title",)
_WORDS = ("description", "summary", "content", "encoded", "subtitle")


def items(root: Element) -> list[Element]:
    """The entries of a feed or a site map."""
    return [one for one in root.iter(etree.Element) if local(one) in _ENTRIES and len(one)]


def read(root: Element) -> Page:
    """One table of the entries, newest as the feed has them, under the title of the feed."""
    head = child(root, "channel")
    head = root if head is None else head
    rows = [_row(one) for one in items(root)]
    made = table([Part((tuple(Cell(name) for name in _COLUMNS),), "head"), Part(tuple(rows))])
    about = _first(head, _WORDS)
    blocks: list[Section | Table] = [Section((), about)] if about else []
    blocks += [made] if made else []
    return Page(
        tuple(blocks), title=_first(head, _TITLES), updated=_day(_first(head, ("lastBuildDate", "updated", "pubDate")))
    )


def _row(entry: Element) -> tuple[Cell, ...]:
    title, address = _first(entry, _TITLES), _address(entry)
    links = (Link(title or address, address),) if address.startswith(("http://", "https://")) else ()
    return Cell(title, links=links), Cell(_first(entry, _DATES)), Cell(address), Cell(_first(entry, _WORDS))


def _first(element: Element, names: tuple[str, ...]) -> str:
    """The words of the first child that has one of the names; HTML in them is read."""
    found = (told(one) for name in names for one in element if local(one) == name)
    words = next(filter(None, found), "")
    if not re.search(r"</?[a-zA-Z][^<>]*>", words):
        return words
    blocks = html.read(words).blocks
    return " ".join(" ".join(block.text.split()) for block in blocks if isinstance(block, Section))


def _address(entry: Element) -> str:
    for name in ("link", "loc", "guid", "id"):
        for one in entry:
            if local(one) == name and attribute(one, "rel") in ("", "alternate"):
                address = attribute(one, "href") or told(one)
                if address:
                    return address
    return ""


def _day(value: str) -> str | None:
    match = re.match(r"\d{4}-\d\d-\d\d", value)
    return match[0] if match else None
