"""XML → blocks: the tree is read safely, its vocabulary told, and the reader of that vocabulary does the rest."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace

from lxml import etree

from ingest.parsers import encoding, xml_akoma, xml_canada, xml_feeds, xml_formex, xml_plain, xml_treaty
from ingest.parsers.page import Page
from ingest.parsers.xml_walk import Element, attribute, child, local, told
from kb.errors import InputError

MAX_BYTES = 64_000_000
MAX_TAGS = 2_000_000
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")


def read(content: bytes) -> Page:
    """The page of an XML file. InputError where it is broken, too large or nested too deep.

    Nothing is fetched, no DTD is read and no entity of the file's own is expanded.
    """
    if len(content) > MAX_BYTES:
        raise InputError(f"XML of {len(content):,} bytes; split it into parts of less than {MAX_BYTES:,}")
    if content.count(b"<") > MAX_TAGS:
        raise InputError(f"XML of more than {MAX_TAGS:,} tags; split it into parts")
    root = _tree(content)
    page = _reader(root)(root)
    unseen = sum(len((one.text or "").strip()) for one in root.iter(etree.Comment))
    return replace(page, hidden=page.hidden + unseen, language=page.language or _language(root))


def _tree(content: bytes) -> Element:
    """The root. Files that declare a wrong encoding or use HTML's named letters are read all the same."""
    try:
        return _parsed(content.lstrip())
    except etree.XMLSyntaxError:
        pass
    try:
        words = _DECLARATION.sub("", encoding.decode(content).lstrip("\ufeff \n\t"))
        named = _NAMED.sub(_letter, _CONTROLS.sub("", words))
        return _parsed(named.encode("utf-8", "replace"))
    except etree.XMLSyntaxError as error:
        line = error.position[0] if error.position else 0
        raise InputError(f"broken XML (line {line}: {_short(error.msg)}); save it from its source again") from None


def _parsed(content: bytes) -> Element:
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    root = etree.fromstring(content, parser)
    if root is None:
        raise InputError("XML without an element; save it from its source again")
    return root


def _letter(match: re.Match[str]) -> str:
    """The letter that HTML calls so; XML's own five, and names of the file's own, stay as they are."""
    if match[1] in ("amp", "lt", "gt", "quot", "apos"):
        return match[0]
    letter = html.unescape(match[0])
    return letter if letter != match[0] and "<" not in letter and "&" not in letter else match[0]


def _short(message: str | None) -> str:
    return " ".join((message or "cannot be read").split(", line ")[0].split())[:120]


def _reader(root: Element) -> Callable[[Element], Page]:
    """What reads the vocabulary of a file."""
    name = local(root)
    if name in ("Statute", "Regulation") and child(root, "Identification") is not None:
        return xml_canada.read
    if child(root, "BIB.INSTANCE") is not None or "formex" in attribute(root, "noNamespaceSchemaLocation"):
        return xml_formex.read
    if name == "akomaNtoso":
        return xml_akoma.read
    if name == "treaty" and child(root, "body") is not None:
        return xml_treaty.read
    if name in ("rss", "feed", "RDF", "urlset", "sitemapindex") and xml_feeds.items(root):
        return xml_feeds.read
    return xml_plain.read


def _language(root: Element) -> str | None:
    """As the root declares it, in an attribute or an element of its head."""
    declared = attribute(root, "lang") or attribute(root, "language") or told(child(root, "language"))
    match = re.match(r"([A-Za-z]{2})(?=$|[-_])", declared)
    return match[1].lower() if match else None
