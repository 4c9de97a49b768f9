"""One module a format; `parse` tells the format from the bytes and gives the document."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from ingest.parsers import (
    articles,
    csv_,
    docx,
    encoding,
    html,
    json_,
    language,
    markdown,
    office,
    pdf,
    text,
    told,
    xls,
    xlsx,
    xml_,
)
from ingest.parsers.page import Page
from kb.documents import Document, Section, Snapshot, Table, document_id
from kb.errors import InputError

VERSION = "2"  # of what the parsers make of the same bytes; raise it, and everything is parsed anew
_PAGE = re.compile(r"\s*(<!--.*?-->\s*)*<(head|body|table|div|p|h[1-6]|ul|ol|article|main|section)[\s>]", re.I | re.S)
_XML = re.compile(r"\s*<(\?xml|!doctype|!--|[a-zA-Z][\w:.-]*[\s>/])", re.I)
_JSON = (".json", ".jsonl", ".ndjson", ".geojson")
_UNTITLED = ("pdf", "xls", "xlsx", "csv", "json")  # their first heading is the name of a sheet or of a chapter
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM")


def parse(snapshot: Snapshot) -> Document:
    """Sections and tables of an input in reading order. InputError: what is wrong with it, and what to do.

    No network, clock or settings: the same bytes, name and address give the same document.
    """
    kind = sniff(snapshot.content, snapshot.name, snapshot.content_type)
    page = told.completed(_page(snapshot, kind))
    if not page.blocks:
        raise InputError("holds no text that could be found; ingest a version with text")
    spoken, script = language.tell("\n".join(_words(page.blocks)), declared=page.language, host=_host(snapshot.url))
    return Document(
        id=document_id(snapshot.address),
        sha256=snapshot.sha256,
        address=snapshot.address,
        url=snapshot.url,
        format=kind,
        title=page.title or ("" if kind in _UNTITLED else _first_heading(page.blocks)) or _stem(snapshot.name),
        language=spoken,
        script=script,
        published=page.published,
        fetched=snapshot.fetched,
        blocks=articles.under_headings(page.blocks),
        remarks=page.remarks,
        updated=page.updated,
        effective=page.effective,
        until=page.until,
        withdrawn=page.withdrawn,
        version=page.version,
        hidden=page.hidden,
    )


def sniff(content: bytes, name: str = "", content_type: str = "") -> str:
    """pdf, xls, xlsx, docx, html, csv, json, xml, markdown or text. What the bytes say counts; the name decides between texts only."""
    if not content.strip():
        raise InputError("empty file (0 bytes of content); nothing to ingest")
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith(b"PK\x03\x04") or content.startswith(b"PK\x05\x06"):
        return office.kind_of_zip(content)
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return office.kind_of_ole(content)
    if content.startswith(b"{\\rtf"):
        raise InputError("RTF cannot be read; save it as DOCX and ingest it again")
    if content.startswith(_PICTURES):
        raise InputError("a picture; run OCR over it and ingest the text")
    if encoding.is_binary(content):
        raise InputError("unknown binary file; save it as PDF, DOCX, XLSX, CSV, HTML, Markdown or text")
    return _kind_of_text(content, name.lower(), content_type.lower())


def _kind_of_text(content: bytes, name: str, content_type: str) -> str:
    head = encoding.decode(content[:4096].rsplit(b"\n", 1)[0] if len(content) > 4096 else content, content_type)
    head = head.lstrip("\ufeff \n\t")
    is_markdown = name.endswith((".md", ".markdown", ".mdown")) or "text/markdown" in content_type
    if re.match(r"<!doctype\s+html|<html\b", head, re.I) or re.search(r"<html\b[^>]*xhtml", head[:1000], re.I):
        return "html"
    if is_markdown:
        return "markdown"
    if name.endswith((".html", ".htm", ".xhtml")) or "text/html" in content_type or _PAGE.match(head):
        return "html"
    if _XML.match(head) and _is_xml(content, head, name, content_type):
        return "xml"
    if name.endswith(_JSON) or "json" in content_type or re.match(r"[\[{]\s*[\"{\[]", head):
        return "json"
    if name.endswith((".csv", ".tsv", ".tab")) or "text/csv" in content_type or "tab-separated" in content_type:
        return "csv"
    if "." not in name and csv_.delimiter(head) == "\t":
        return "csv"
    return "text"


def _is_xml(content: bytes, head: str, name: str, content_type: str) -> bool:
    """Whether a text that begins with a tag is XML: it says so, or ends with a tag; "<note> see below" is neither."""
    if head.startswith(("<?xml", "<!DOCTYPE")) or "xmlns" in head or "xml" in content_type:
        return True
    return name.endswith((".xml", ".rss", ".atom", ".rdf", ".akn")) or content.rstrip(b" \t\r\n\0").endswith(b">")


def _page(snapshot: Snapshot, kind: str) -> Page:
    if kind in ("pdf", "xls", "xlsx", "docx", "xml"):
        return {"pdf": pdf.read, "xls": xls.read, "xlsx": xlsx.read, "docx": docx.read, "xml": xml_.read}[kind](
            snapshot.content
        )
    words = encoding.decode(snapshot.content, snapshot.content_type)
    if kind in ("html", "markdown"):
        return {"html": html.read, "markdown": markdown.read}[kind](words, base=snapshot.url)
    return {"csv": csv_.read, "json": json_.read, "text": text.read}[kind](words)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # brackets that are no IPv6 address
        return ""


def _words(blocks: tuple[Section | Table, ...]) -> list[str]:
    words: list[str] = []
    for block in blocks[:200]:
        words.append(" ".join(block.headings[-1:]))
        words += [block.text] if isinstance(block, Section) else [" ".join(row.cells) for row in block.rows[:50]]
    return words


def _first_heading(blocks: tuple[Section | Table, ...]) -> str:
    first = blocks[0]
    return first.headings[0] if first.headings and isinstance(first, Section) else ""


def _stem(name: str) -> str:
    return name.rsplit(".", 1)[0] if "." in name else name
