"""HTML → blocks in reading order: headings, paragraphs, lists, tables; scripts, menus and hidden text are left out."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from lxml import etree

from ingest.parsers import html_meta
from ingest.parsers.html_sight import Sight, words_of
from ingest.parsers.html_tags import tidy
from ingest.parsers.html_walk import Walk
from ingest.parsers.invisible import visible
from ingest.parsers.outline import Outline
from ingest.parsers.page import Page
from kb.errors import InputError

_FORMATTING = re.compile(r"</?(?:b|i|u|s|em|strong|font|span|big|small|tt|center|strike|ins|del|a)\b[^>]*>", re.I)
_TERM = re.compile(r"<(?=d[dt]\b)", re.I)
_ROLE_MAIN = etree.XPath("//@role[.='main']/..")
_MAIN = 200  # characters; a shorter <main> is a shell that a script fills


def read(markup: str, *, base: str = "") -> Page:
    """The page of decoded markup; `base` is the address its links start from ("" keeps absolute links only)."""
    tree = _tree(markup)
    if tree is None:
        return Page(())
    outline, sight, root = Outline(), Sight(tree), _root(tree)
    Walk(outline, sight, _base(tree, base)).walk(root)
    told = html_meta.facts(tree, root)
    return Page(
        outline.blocks(),
        _title(tree),
        _language(tree),
        published=told.published,
        updated=told.updated,
        effective=told.effective,
        until=told.until,
        hidden=sight.hidden,
    )


def _tree(markup: str) -> etree._Element | None:
    """The tree as libxml2 mends it, or None where there is no element at all."""
    for formatted in (True, False):  # what is never closed can be nested past all bounds
        source = markup if formatted else _TERM.sub("</dt></dd><", _FORMATTING.sub("", markup))
        parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True)
        try:
            tree = etree.fromstring(source.encode("utf-8", "replace"), parser)
        except etree.XMLSyntaxError:
            return None
        if not any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
            return tree
    raise InputError("HTML nested thousands of elements deep; save it from a browser and ingest that")


def _base(tree: etree._Element, base: str) -> str:
    for element in tree.iter("base"):
        try:
            return urljoin(base, str(element.get("href") or "").strip())
        except ValueError:
            break
    return base


def _root(tree: etree._Element) -> etree._Element:
    """The element that holds what the page is about."""
    for found in (*tree.iter("main"), *_ROLE_MAIN(tree)):
        if len(" ".join("".join(words_of(found)).split())) >= _MAIN:
            return found
    body = next(tree.iter("body"), None)
    return tree if body is None else body


def _title(tree: etree._Element) -> str:
    """As the head says, else the first heading of the first level."""
    for element in (*tree.iterfind("head/title"), *tree.iter("title", "h1")):
        inside = next(element.iterancestors("svg"), None)
        if inside is None and (text := tidy(visible("".join(words_of(element)))[0])):
            return text
    return ""


def _language(tree: etree._Element) -> str | None:
    for value in (tree.get("lang"), tree.get("xml:lang"), tree.get("{http://www.w3.org/XML/1998/namespace}lang")):
        if match := re.match(r"[a-zA-Z]{2,3}(?=$|[-_])", (value or "").strip()):
            return match[0].lower()
    for meta in tree.iter("meta"):
        if (meta.get("http-equiv") or "").lower() == "content-language":
            match = re.match(r"\s*([a-zA-Z]{2,3})\s*(?=$|[-_])", meta.get("content") or "")
            return match[1].lower() if match else None
    return None
