"""One module a format; `parse` tells the format from the bytes and gives the document."""

from __future__ import annotations

import re

from ingest.parsers import csv_, docx, encoding, html, markdown, office, pdf, text, xlsx
from kb.documents import Document, Section, Snapshot, Table, document_id
from kb.errors import InputError
from kb.passages import script

VERSION = "1"  # of what the parsers make of the same bytes; raise it, and everything is parsed anew
_PAGE = re.compile(r"\s*(<!--.*?-->\s*)*<(head|body|table|div|p|h[1-6]|ul|ol|article|main|section)[\s>]", re.I | re.S)
_XML = re.compile(r"\s*<(\?xml|!doctype|!--|[a-zA-Z][\w:.-]*[\s>/])", re.I)
_SMALL_WORDS = {  # words that make up a tenth and more of running text
    "en": frozenset("the of and to in is for that with by on be this are or as".split()),
    "fr": frozenset("le la les des du et une est dans pour que qui par sur au aux".split()),
    "de": frozenset("der die das und den von zu mit ist im für des nicht eine auf dem".split()),
    "es": frozenset("el los las del y una en que por con para se su como es".split()),
    "pt": frozenset("o os as do da dos das e um uma em que não por com para".split()),
    "it": frozenset("il lo gli della di e che un una per con del nel sono alla".split()),
}
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM")


def parse(snapshot: Snapshot) -> Document:
    """Sections and tables of an input in reading order. InputError: what is wrong with it, and what to do.

    No network, clock or settings: the same bytes, name and address give the same document.
    """
    kind = sniff(snapshot.content, snapshot.name, snapshot.content_type)
    title, language, published = "", None, None
    remarks: tuple[str, ...] = ()
    blocks: tuple[Section | Table, ...]
    if kind == "pdf":
        paper = pdf.read(snapshot.content)
        title, blocks, remarks = paper.title, paper.blocks, paper.remarks
    elif kind == "xlsx":
        blocks = xlsx.read(snapshot.content)
    else:
        page = docx.read(snapshot.content) if kind == "docx" else _written(snapshot, kind)
        title, blocks, language, published = page.title, page.blocks, page.language, page.published
    if not blocks:
        raise InputError("holds no text that could be found; ingest a version with text")
    return Document(
        id=document_id(snapshot.address, snapshot.name),
        sha256=snapshot.sha256,
        address=snapshot.address,
        url=snapshot.url,
        format=kind,
        title=title or ("" if kind in ("pdf", "xlsx", "csv") else _first_heading(blocks)) or _stem(snapshot.name),
        language=_language(blocks, language),
        published=published,
        fetched=snapshot.fetched,
        blocks=blocks,
        remarks=remarks,
    )


def sniff(content: bytes, name: str = "", content_type: str = "") -> str:
    """pdf, xlsx, docx, html, csv, markdown or text. What the bytes say counts; the name decides between texts only."""
    if not content.strip():
        raise InputError("empty file (0 bytes of content); nothing to ingest")
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith(b"PK\x03\x04") or content.startswith(b"PK\x05\x06"):
        return office.kind_of_zip(content)
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        office.refuse_ole(content)
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
    if _XML.match(head):
        raise InputError("XML cannot be read yet; save it as HTML or PDF and ingest it again")
    if name.endswith((".json", ".jsonl")) or re.match(r"[\[{]\s*[\"{\[]", head):
        raise InputError("JSON cannot be read yet; save it as CSV or text and ingest it again")
    if name.endswith((".csv", ".tsv", ".tab")) or "text/csv" in content_type or "tab-separated" in content_type:
        return "csv"
    if "." not in name and csv_.delimiter(head) == "\t":
        return "csv"
    return "text"


def _written(snapshot: Snapshot, kind: str) -> html.Page:
    words = encoding.decode(snapshot.content, snapshot.content_type)
    if kind == "html":
        return html.read(words, base=snapshot.url)
    if kind == "markdown":
        page, front = markdown.read(words, base=snapshot.url)
        return html.Page(front.title or page.title, page.blocks, page.language, front.published)
    return html.Page("", csv_.read(words) if kind == "csv" else text.read(words), None, None)


def _language(blocks: tuple[Section | Table, ...], declared: str | None) -> str:
    """By script first, since pages declare what their template says; then as declared; Latin letters by their words."""
    sample = "\n".join(_words(blocks))[:20_000]
    if by_script := script(sample):
        return by_script
    if declared and declared not in ("zh", "ja", "ko", "en"):  # "en" is what templates say of themselves
        return declared
    words = re.findall(r"[^\W\d_]+", sample.lower())
    common = {code: sum(word in small for word in words) for code, small in _SMALL_WORDS.items()}
    best = max(common, key=lambda code: common[code])
    return best if common[best] * 8 > len(words) and common[best] > 4 else "en"


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
