"""What the head and the margins of a page say of it: days in meta tags, JSON-LD and <time>, labels in the footer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from lxml import etree

from ingest.parsers import told
from ingest.parsers.dates import first_day
from ingest.parsers.html_sight import words_of
from ingest.parsers.told import Facts

_NAMES = {
    "published": re.compile(
        r"article:published_time|(?:dcterms?|dc)\.(?:date\.)?(?:issued|created\.issued)|dc\.date|dcterms\.date|date|pubdate|"
        r"publish_?date|date_?published|publication_?date|citation_publication_date|firstpublishedat"
    ),
    "updated": re.compile(
        r"article:modified_time|og:updated_time|(?:dcterms?|dc)\.(?:date\.)?modified|date_?modified|last-?_?modified|lastmod|updated?_?time|revised|"
        r"last_?updated?"
    ),
    "effective": re.compile(
        r"(?:dcterms?|dc)\.(?:date\.)?(?:valid|available\.from)|effective_?date|date_?effective|legislationdateversion"
    ),
    "until": re.compile(r"(?:dcterms?|dc)\.(?:date\.)?(?:expires|validto)|expires|expiry_?date|unpublishdate"),
}
_MARGIN = 4000  # characters of one footer that are looked at


def facts(tree: etree._Element, root: etree._Element) -> Facts:
    """Days the page's head gives, then its <time> elements, then labels in its footer and around its main part."""
    found: dict[str, str] = {}
    for name, value in (*_tags(tree), *_linked_data(tree), *_times(tree)):
        for what, pattern in _NAMES.items():
            if what not in found and pattern.fullmatch(name.lower()) and (day := first_day(value)) and not day[1]:
                found[what] = day[0]
    margins = told.labelled(list(_margins(root)), only=("updated", "published"))
    return Facts(**found).before(margins)


def _tags(tree: etree._Element) -> Iterator[tuple[str, str]]:
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        if name:
            yield name, (meta.get("content") or "").strip()


def _linked_data(tree: etree._Element) -> Iterator[tuple[str, str]]:
    """The plain values of JSON-LD, of the page itself and of what its graph names."""
    for script in tree.iter("script"):
        if (script.get("type") or "").lower() != "application/ld+json":
            continue
        try:
            waiting = [json.loads(script.text or "")]
        except (ValueError, RecursionError):
            continue
        while waiting:
            one = waiting.pop()
            if isinstance(one, list):
                waiting += one
            elif isinstance(one, dict):
                yield from ((name, value.strip()) for name, value in one.items() if isinstance(value, str))
                waiting += [one[name] for name in ("@graph", "mainEntity") if name in one]


def _times(tree: etree._Element) -> Iterator[tuple[str, str]]:
    for time in tree.iter("time"):
        name = time.get("itemprop") or time.get("property") or ("pubdate" if "pubdate" in time.attrib else "")
        if name:
            yield name, (time.get("datetime") or "".join(words_of(time))).strip()


def _margins(root: etree._Element) -> Iterator[str]:
    """Lines around the main part, and of footers within it."""
    for footer in root.iter("footer"):
        yield from _lines(footer)
    inner = root
    for outer in root.iterancestors():
        for beside in outer:
            if (
                beside is not inner
                and isinstance(beside.tag, str)
                and beside.tag not in ("head", "script", "style", "nav")
            ):
                yield from _lines(beside)
        inner = outer


def _lines(element: etree._Element) -> Iterator[str]:
    words = words_of(element)
    if sum(map(len, words)) <= _MARGIN:
        yield from filter(None, (" ".join(word.split()) for word in words))
